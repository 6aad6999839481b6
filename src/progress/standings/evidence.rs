//! What the figures of a plan are made from: everything about its indicators at one moment, loaded at once.
use super::model::Moment;
use crate::{
    directory::bureaus::BureauSummary,
    foundation::db::Id,
    plan::{
        areas::AreaSummary,
        assignments::Responsible,
        indicators::{IndicatorRow, Reporting},
        targets,
    },
    progress::{
        figures::{Baseline, Inputs, Observation, PeriodEnd, Standing, Target, judge},
        rule_sets::RuleSet,
    },
};
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
    /// The target in force of each indicator.
    pub targets: HashMap<Id, targets::Target>,
    /// Who answers for each indicator on the day.
    pub responsible: HashMap<Id, Responsible>,
    /// The figures that count of each indicator.
    pub observations: HashMap<Id, Vec<Observation>>,
    /// The periods of the plan that ended by the day.
    pub periods: Vec<PeriodEnd>,
    /// The same without those that do not apply (不适用), of the indicators that have such.
    pub applicable: HashMap<Id, Vec<PeriodEnd>>,
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
            target: self.targets.get(&indicator.id).map(|target| Target {
                value: target.value,
                comparator: target.comparator,
                commitment: target.commitment,
                due_on: target.due_on,
            }),
            baseline: baseline.map(|(value, role)| Baseline { value, role }),
            observations: self.observations.get(&indicator.id).map_or(&[], Vec::as_slice),
            periods: if indicator.reporting == Reporting::None {
                &[]
            } else {
                self.applicable.get(&indicator.id).unwrap_or(&self.periods)
            },
            rules: self.rule_set.as_ref().map(|rule_set| &rule_set.content),
            as_of: self.moment.as_of,
        }
    }
    /// Where one indicator stands.
    pub fn standing(&self, indicator: &IndicatorRow) -> Standing {
        judge(&self.inputs(indicator))
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
