//! What the figures of a plan are made from: everything about its indicators at one moment, loaded at once.
use super::model::{LightSource, Moment};
use crate::{
    directory::bureaus::BureauSummary,
    foundation::db::Id,
    plan::{
        areas::AreaSummary,
        assignments::Responsible,
        indicators::{IndicatorRow, Reporting},
        targets, trajectories,
    },
    progress::{
        figures::{Baseline, Inputs, Light, LightReason, Observation, PeriodEnd, Standing, Target, judge},
        overrides::{self, rules::deciding},
        rule_sets::RuleSet,
        verdicts::FrozenLight,
    },
};
use std::collections::HashMap;

/// The light that is served of an indicator, and where it comes from.
#[derive(Debug, Clone, Copy)]
pub struct Lit<'a> {
    /// 灯色.
    pub light: Light,
    /// 关注.
    pub watch: bool,
    /// 亮灯理由.
    pub reason: LightReason,
    /// 灯色来源.
    pub source: LightSource,
    /// What was frozen of the latest figure's period.
    pub verdict: Option<&'a FrozenLight>,
    /// The override that decides.
    pub set: Option<&'a overrides::InForce>,
}

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
    /// The trajectory in force of each indicator.
    pub trajectories: HashMap<Id, trajectories::InForce>,
    /// The overrides of each indicator that stood at the moment.
    pub overrides: HashMap<Id, Vec<overrides::InForce>>,
    /// The lights frozen by then, by indicator and period: at least those of each indicator's latest figure.
    pub frozen: HashMap<(Id, String), FrozenLight>,
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
            trajectory: self.trajectories.get(&indicator.id).map_or(&[], |of| of.points.as_slice()),
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
    /// Where one indicator stands, with the light that is served: overridden, frozen, or computed.
    pub fn standing(&self, indicator: &IndicatorRow) -> Standing {
        let computed = self.computed(indicator);
        let Lit { light, watch, reason: light_reason, .. } = self.lit(indicator, &computed);
        Standing { light, watch, light_reason, ..computed }
    }
    /// Where one indicator stands by the rules alone.
    pub fn computed(&self, indicator: &IndicatorRow) -> Standing {
        judge(&self.inputs(indicator))
    }
    /// The light that is served. An override that stands decides; else the light frozen at the last closing of the period that
    /// the latest figure is of, for good; else that of the standing.
    pub fn lit(&self, indicator: &IndicatorRow, standing: &Standing) -> Lit<'_> {
        let frozen = |period: &str| self.frozen.get(&(indicator.id, period.to_owned()));
        let stood = self.overrides.get(&indicator.id).map_or(&[][..], Vec::as_slice);
        let latest = standing.latest.as_ref();
        let verdict = latest.and_then(|(period, ..)| frozen(period));
        let set = deciding(stood, latest.map(|(_, ends_on, _)| *ends_on), frozen);
        let (light, watch, reason, source) = match (set, verdict) {
            (Some(set), _) => (set.light, false, LightReason::Overridden, LightSource::Overridden),
            (None, Some(kept)) => (kept.light, kept.watch, kept.light_reason, LightSource::Frozen),
            (None, None) => (standing.light, standing.watch, standing.light_reason, LightSource::Computed),
        };
        Lit { light, watch, reason, source, verdict, set }
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
