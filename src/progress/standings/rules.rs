//! From a standing to what is served: rounded once, with display texts, reasons and the explaining sentence.
use super::{
    evidence::{Evidence, IndicatorRow, TargetRow},
    model::{IndicatorLabel, IndicatorProgress, KeptLevel, TargetInForce},
};
use crate::{
    foundation::db::{Decimal, display},
    progress::figures::{Figure, Kept, Labels, Missing, Standing, explain, percent, quantity},
};
use num_rational::BigRational;
use num_traits::Signed;
use std::collections::BTreeMap;

/// Why figures are null, gathered while they are served.
#[derive(Default)]
struct Reasons(BTreeMap<&'static str, Missing>);

impl Reasons {
    /// The nearest decimal, half to even; or null and why.
    fn served(&mut self, name: &'static str, figure: &Figure) -> Option<Decimal> {
        let served = figure.as_ref().map_err(|why| *why).and_then(|value| Decimal::nearest(value).ok_or(Missing::OutOfRange));
        self.told(name, served)
    }
    fn told<T>(&mut self, name: &'static str, figure: Figure<T>) -> Option<T> {
        figure.map_err(|why| self.0.insert(name, why)).ok()
    }
}

impl IndicatorRow {
    /// As figures name it.
    pub fn label(&self) -> IndicatorLabel {
        IndicatorLabel { id: self.id, code: self.code.clone(), name: self.name.clone(), unit: self.unit.clone() }
    }
    fn text(&self, value: &BigRational) -> String {
        quantity(value, self.places(), self.unit.as_deref())
    }
    fn places(&self) -> u32 {
        self.decimals.clamp(0, 4).unsigned_abs()
    }
}

/// What is served of an indicator's standing.
pub fn serve(evidence: &Evidence, indicator: &IndicatorRow, standing: &Standing) -> IndicatorProgress {
    let (moment, mut reasons) = (&evidence.moment, Reasons::default());
    let text = |value: &Figure| value.as_ref().ok().map(|value| indicator.text(value));
    let percentage = |value: &Figure| value.as_ref().ok().map(percent);
    let (sentence_zh, sentence_en) = sentences(evidence, indicator, standing);
    IndicatorProgress {
        indicator: indicator.label(),
        area: evidence.area(indicator).cloned(),
        kind: indicator.kind,
        lead_bureau: evidence.leads.get(&indicator.id).cloned(),
        basis: moment.basis,
        as_of: moment.as_of,
        period: standing.latest.as_ref().map(|(period, ..)| period.clone()),
        value_status: standing.latest.as_ref().map(|(.., status)| *status),
        actual: reasons.served("actual", &standing.actual),
        actual_text: text(&standing.actual),
        achieved_on: standing.achieved_on,
        target: evidence.targets.get(&indicator.id).map(|target| in_force(indicator, target)),
        rate: reasons.served("rate", &standing.rate),
        rate_text: percentage(&standing.rate),
        met: reasons.told("met", standing.met),
        used_percent: reasons.served("used_percent", &standing.used_percent),
        expected: reasons.served("expected", &standing.expected),
        expected_text: text(&standing.expected),
        expected_rate: reasons.served("expected_rate", &standing.expected_rate),
        expected_rate_text: percentage(&standing.expected_rate),
        variance_pp: reasons.served("variance_pp", &standing.variance_pp),
        variance_text: standing.variance_pp.as_ref().ok().map(points),
        spi: reasons.served("spi", &standing.spi),
        kept: standing.kept.as_ref().map(|kept| level(indicator, kept)),
        light: standing.light,
        watch: standing.watch,
        light_reason: standing.light_reason,
        bucket: standing.bucket,
        stale: standing.stale,
        missing_periods: standing.missing_periods.clone(),
        reasons: reasons.0,
        rule_set: evidence.rule_set.as_ref().map(|rule_set| rule_set.version()),
        sentence_zh,
        sentence_en,
    }
}

fn sentences(evidence: &Evidence, indicator: &IndicatorRow, standing: &Standing) -> (String, String) {
    let labels = Labels {
        name: &indicator.name,
        name_en: indicator.name_en.as_deref(),
        decimals: indicator.places(),
        target_number: evidence.targets.get(&indicator.id).map(|target| target.number),
        rule_set: evidence.rule_set.as_ref().map(|rule_set| (rule_set.code.as_str(), rule_set.number)),
    };
    explain(&evidence.inputs(indicator), standing, &labels)
}

fn in_force(indicator: &IndicatorRow, target: &TargetRow) -> TargetInForce {
    TargetInForce {
        value: target.value,
        value_text: target.value.map(|value| indicator.text(&value.exact())),
        comparator: target.comparator,
        commitment: target.commitment,
        number: target.number,
        due_on: target.due_on,
        target_text: target.target_text.clone(),
    }
}

fn level(indicator: &IndicatorRow, kept: &Kept) -> KeptLevel {
    KeptLevel {
        passed: kept.passed,
        periods: kept.periods,
        share_percent: Decimal::nearest(&kept.share()),
        worst_period: kept.worst_period.clone(),
        worst: Decimal::nearest(&kept.worst),
        worst_text: indicator.text(&kept.worst),
    }
}

/// `落后10.88个百分点`: a deviation for people.
fn points(variance: &BigRational) -> String {
    let size = display(&variance.abs(), 2);
    match (variance.is_negative(), variance.is_positive()) {
        (true, _) => format!("落后{size}个百分点"),
        (_, true) => format!("超前{size}个百分点"),
        _ => "与序时进度持平".to_owned(),
    }
}
