//! What the figures of a plan are made from: everything about its indicators at one moment, loaded at once.
use super::model::Moment;
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{clock::end_of_day, db::Id},
    plan::{
        areas::AreaSummary,
        assignments::Responsible,
        indicators::{IndicatorRow, Reporting},
        targets,
    },
    progress::{
        figures::{
            self, Baseline, Flagged, Inputs, Observation, PeriodEnd, PeriodFigure, Standing, Target, ValueStatus,
            Version, flags, judge, series,
        },
        rule_sets::RuleSet,
    },
    reporting::reports,
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// Everything about indicators of one plan at one moment.
#[derive(Debug)]
pub struct Evidence {
    /// The day and the basis.
    pub moment: Moment,
    /// The indicators, in the order of their codes.
    pub indicators: Vec<IndicatorRow>,
    /// Their areas.
    pub areas: HashMap<Id, AreaSummary>,
    /// The year of the plan.
    pub year: i32,
    /// The versions of each indicator's target that took effect by the day, oldest first.
    pub versions: HashMap<Id, Vec<targets::Target>>,
    /// Who answers for each indicator on the day.
    pub responsible: HashMap<Id, Responsible>,
    /// The figures that count of each indicator, as the maths take them.
    pub observations: HashMap<Id, Vec<Observation>>,
    /// The reports that state them, and before each of them the earlier revisions that it replaced.
    pub figures: HashMap<Id, Vec<reports::Figure>>,
    /// The periods of the plan that ended by the day.
    pub periods: Vec<PeriodEnd>,
    /// The rule set in force.
    pub rule_set: Option<RuleSet>,
}

impl Evidence {
    /// What the maths take about one indicator.
    pub fn inputs<'a>(&'a self, indicator: &'a IndicatorRow) -> Inputs<'a> {
        let baseline = indicator.baseline_value.zip(indicator.baseline_role);
        Inputs {
            kind: indicator.kind,
            basis: indicator.basis,
            unit: indicator.unit.as_deref(),
            target: self.target(indicator).map(terms),
            baseline: baseline.map(|(value, role)| Baseline { value, role }),
            observations: self.observations.get(&indicator.id).map_or(&[], Vec::as_slice),
            periods: if indicator.reporting == Reporting::None { &[] } else { &self.periods },
            rules: self.rule_set.as_ref().map(|rule_set| &rule_set.content),
            as_of: self.moment.as_of,
        }
    }
    /// Where one indicator stands.
    pub fn standing(&self, indicator: &IndicatorRow) -> Standing {
        judge(&self.inputs(indicator))
    }
    /// The version of its target that is in force.
    pub fn target(&self, indicator: &IndicatorRow) -> Option<&targets::Target> {
        self.versions(indicator).last()
    }
    /// The versions of its target, oldest first.
    pub fn versions(&self, indicator: &IndicatorRow) -> &[targets::Target] {
        self.versions.get(&indicator.id).map_or(&[], Vec::as_slice)
    }
    /// The version that was in force on a day.
    pub fn target_on(&self, indicator: &IndicatorRow, day: NaiveDate) -> Option<&targets::Target> {
        self.versions(indicator).iter().rev().find(|target| target.effective_from <= day)
    }
    /// Where it stands against the first version of its target; `None` when that is the one in force.
    pub fn against_original(&self, indicator: &IndicatorRow) -> Option<(&targets::Target, Standing)> {
        let original = self.versions(indicator).split_last().and_then(|(_, earlier)| earlier.first())?;
        let inputs = Inputs { target: Some(terms(original)), ..self.inputs(indicator) };
        Some((original, judge(&inputs)))
    }
    /// The flags on the versions of its target; none without a rule set that says what late and near are.
    pub fn flags(&self, indicator: &IndicatorRow) -> Vec<Flagged> {
        let Some(rule_set) = &self.rule_set else { return Vec::new() };
        let version = |target: &targets::Target| Version {
            number: target.number,
            effective_from: target.effective_from,
            target: terms(target),
        };
        let versions: Vec<Version> = self.versions(indicator).iter().map(version).collect();
        flags(&versions, self.year, &rule_set.content, &|day| self.known_on(indicator, day))
    }
    /// The actual value that was known at the end of a day: what had been approved by then.
    fn known_on(&self, indicator: &IndicatorRow, day: NaiveDate) -> figures::Figure {
        let known = |figure: &&reports::Figure| figure.approved_at.is_some_and(|at| at < end_of_day(day));
        let figures = self.figures.get(&indicator.id).into_iter().flatten();
        let observations: Vec<Observation> = figures.filter(known).map(observation).collect();
        judge(&Inputs { observations: &observations, ..self.inputs(indicator) }).actual
    }
    /// How it stood at the end of each period that has ended.
    pub fn series(&self, indicator: &IndicatorRow) -> Vec<PeriodFigure> {
        let target_on = |day| self.target_on(indicator, day).map(terms);
        series(&self.inputs(indicator), &self.periods, &target_on)
    }
    /// Its area.
    pub fn area(&self, indicator: &IndicatorRow) -> Option<&AreaSummary> {
        self.areas.get(&indicator.area_id)
    }
    /// Its lead bureau on the day.
    pub fn lead(&self, indicator: &IndicatorRow) -> Option<&BureauSummary> {
        self.responsible.get(&indicator.id).and_then(|responsible| responsible.lead.as_ref())
    }
}

/// What the maths take of a target.
fn terms(target: &targets::Target) -> Target {
    Target { value: target.value, comparator: target.comparator, commitment: target.commitment, due_on: target.due_on }
}

/// What the maths take of a report.
pub(super) fn observation(figure: &reports::Figure) -> Observation {
    Observation {
        status: value_status(figure),
        period: figure.period_code.clone(),
        ends_on: figure.ends_on,
        revision: figure.revision,
        value: figure.value,
        numerator: figure.numerator,
        denominator: figure.denominator,
        achieved_on: figure.achieved_on,
    }
}

/// How far a figure is confirmed: a later revision that was approved is a correction.
pub fn value_status(figure: &reports::Figure) -> ValueStatus {
    match figure.approved_at {
        None => ValueStatus::Provisional,
        Some(_) if figure.revision > 1 => ValueStatus::Revised,
        Some(_) => ValueStatus::Approved,
    }
}
