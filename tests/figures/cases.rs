//! One worked example as a person writes it, turned into what the maths take.
use chrono::{Months, NaiveDate};
use duban::{
    foundation::db::Decimal,
    plan::{
        indicators::{BaselineRole, Basis, IndicatorKind},
        targets::{Commitment, Comparator},
    },
    progress::figures::*,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A table of examples.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub case: Vec<Case>,
}

/// 算例: inputs in plain words, and what is expected of them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    #[serde(rename = "说明")]
    pub says: String,
    kind: IndicatorKind,
    #[serde(default)]
    basis: Option<Basis>,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    comparator: Option<Comparator>,
    #[serde(default)]
    target: Option<Decimal>,
    #[serde(default)]
    commitment: Option<Commitment>,
    #[serde(default)]
    due_on: Option<NaiveDate>,
    #[serde(default)]
    no_target: bool,
    #[serde(default)]
    zero_point: Option<Decimal>,
    #[serde(default)]
    context: Option<Decimal>,
    #[serde(default)]
    month: Option<u32>,
    #[serde(default)]
    actual: Option<String>,
    #[serde(default)]
    observations: BTreeMap<String, String>,
    #[serde(default)]
    as_of: Option<NaiveDate>,
    #[serde(default)]
    due: Vec<String>,
    #[serde(default)]
    excused: Vec<String>,
    #[serde(default)]
    not_applicable: Vec<String>,
    #[serde(default)]
    trajectory: BTreeMap<String, Decimal>,
    #[serde(default)]
    no_rules: bool,
    #[serde(default)]
    rules: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    versions: Vec<Revised>,
    pub expect: BTreeMap<String, serde_json::Value>,
}

/// A version of the target before the last one, or the last one itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Revised {
    target: Decimal,
    comparator: Comparator,
    from: NaiveDate,
    /// What was known to be achieved the day before.
    #[serde(default)]
    known: Option<Decimal>,
}

fn last_day(year: i32, month: u32) -> NaiveDate {
    (NaiveDate::from_ymd_opt(year, month, 1).unwrap() + Months::new(1)).pred_opt().unwrap()
}
/// The last day of `2025-09` or `2025-01..02`.
fn ends_on(period: &str) -> NaiveDate {
    let year = period.get(..4).and_then(|year| year.parse().ok());
    let month = period.rsplit(['-', '.']).next().and_then(|month| month.parse().ok());
    let (year, month) = year.zip(month).unwrap_or_else(|| panic!("{period:?} 不是报告期 is no period"));
    last_day(year, month)
}

impl Case {
    /// The periods of 2025 that ended by the day.
    pub fn periods(&self) -> Vec<PeriodEnd> {
        let codes = std::iter::once("2025-01..02".to_owned()).chain((3..=12).map(|month| format!("2025-{month:02}")));
        let period = |code: String| PeriodEnd {
            ends_on: ends_on(&code),
            was_due: self.due.contains(&code),
            excused: self.excused.contains(&code),
            applies: !self.not_applicable.contains(&code),
            code,
        };
        let named: Vec<PeriodEnd> = codes.map(period).collect();
        for code in self.due.iter().chain(&self.excused).chain(&self.not_applicable) {
            assert!(named.iter().any(|period| period.code == *code), "{}: {code} 不是报告期 is no period", self.says);
        }
        named.into_iter().filter(|period| period.ends_on <= self.day()).collect()
    }
    fn day(&self) -> NaiveDate {
        self.as_of.unwrap_or_else(|| last_day(2025, 12))
    }
    fn observations(&self) -> Vec<Observation> {
        let short = self.month.zip(self.actual.clone()).map(|(month, actual)| (format!("2025-{month:02}"), actual));
        self.observations
            .clone()
            .into_iter()
            .chain(short)
            .map(|(period, said)| self.observation(&period, &said))
            .collect()
    }
    fn observation(&self, named: &str, said: &str) -> Observation {
        let (period, revision) = named.split_once('#').unwrap_or((named, "1"));
        let revision: i32 = revision.parse().unwrap();
        let read = |text: &str| text.parse::<Decimal>().unwrap_or_else(|()| panic!("{}: {text:?}", self.says));
        let (mut value, mut ratio, mut reached) = (None, None, None);
        match self.kind {
            _ if said.is_empty() => (),
            IndicatorKind::Ratio => ratio = said.split_once('/').map(|(over, under)| (read(over), read(under))),
            IndicatorKind::Milestone => reached = Some(said.parse().unwrap()),
            _ => value = Some(read(said)),
        }
        Observation {
            period: period.to_owned(),
            ends_on: ends_on(period),
            revision,
            status: if revision > 1 { ValueStatus::Revised } else { ValueStatus::Approved },
            value,
            numerator: ratio.map(|(over, _)| over),
            denominator: ratio.map(|(_, under)| under),
            achieved_on: reached,
        }
    }
    fn rules(&self) -> Rules {
        let seed = include_str!("../../seeds/zhongyuan-2025/rule_set.json");
        let mut file: serde_json::Value = serde_json::from_str(seed).unwrap();
        for (name, value) in &self.rules {
            assert!(file["content"].get(name).is_some(), "{}: 没有 {name} 这一阈值", self.says);
            file["content"][name] = value.clone();
        }
        file["content"].to_string().parse().unwrap()
    }
    fn terms(&self, value: Option<Decimal>, comparator: Option<Comparator>) -> Target {
        Target {
            value,
            comparator,
            commitment: self.commitment.unwrap_or(Commitment::Plan),
            due_on: self.due_on.unwrap_or_else(|| last_day(2025, 12)),
        }
    }
    /// Does something with what the maths take.
    pub fn with_inputs<T>(&self, f: impl FnOnce(&Inputs<'_>) -> T) -> T {
        let (observations, periods, rules) = (self.observations(), self.periods(), self.rules());
        let trajectory: Vec<_> = self.trajectory.iter().map(|(period, value)| (ends_on(period), *value)).collect();
        let baseline = |role| move |value| Baseline { value, role };
        let adds_up = matches!(self.kind, IndicatorKind::Flow | IndicatorKind::List);
        f(&Inputs {
            kind: self.kind,
            basis: self.basis.or(adds_up.then_some(Basis::Cumulative)),
            unit: self.unit.as_deref(),
            target: (!self.no_target).then(|| self.terms(self.target, self.comparator)),
            baseline: (self.zero_point.map(baseline(BaselineRole::ZeroPoint)))
                .or(self.context.map(baseline(BaselineRole::Context))),
            trajectory: &trajectory,
            observations: &observations,
            periods: &periods,
            rules: (!self.no_rules).then_some(&rules),
            as_of: self.day(),
        })
    }
    /// `lowered_late@2`: the flags on the versions, with their numbers.
    pub fn flags(&self, inputs: &Inputs<'_>) -> String {
        let version = |(revised, number): (&Revised, i32)| Version {
            number,
            effective_from: revised.from,
            target: self.terms(Some(revised.target), Some(revised.comparator)),
        };
        let versions: Vec<Version> = self.versions.iter().zip(1..).map(version).collect();
        let known = |day: NaiveDate| {
            let revised = self.versions.iter().find(|revised| revised.from.pred_opt() == Some(day));
            revised.and_then(|revised| revised.known).map(|known| known.exact()).ok_or(Missing::NoData)
        };
        let flags = inputs.rules.map(|rules| flags(&versions, 2025, rules, &known)).unwrap_or_default();
        flags.iter().map(|flagged| format!("{}@{}", flagged.flag, flagged.number)).collect::<Vec<_>>().join(", ")
    }
    /// Where it stands against the first version, when there was another one after it.
    pub fn against_original(&self, inputs: &Inputs<'_>) -> Option<Standing> {
        let (_, earlier) = self.versions.split_last()?;
        let original = earlier.first()?;
        Some(judge(&Inputs { target: Some(self.terms(Some(original.target), Some(original.comparator))), ..*inputs }))
    }
}
