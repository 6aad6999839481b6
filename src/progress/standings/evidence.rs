//! What the figures of a plan are made from: everything about its indicators at one moment, loaded at once.
use super::model::{LightSource, Moment};
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        clock::end_of_day,
        db::{Decimal, Id},
    },
    plan::{
        areas::AreaSummary,
        assignments::Responsible,
        indicators::{Counting, IndicatorRow, Reporting},
        targets, trajectories,
    },
    progress::{
        counted::{self, Tally},
        figures::{
            self, Baseline, Flagged, InForce, Inputs, Light, LightReason, Observation, PeriodEnd, PeriodFigure,
            Standing, Target, Version, flags, judge, series,
        },
        overrides::{self, rules::deciding},
        rule_sets::RuleSet,
        verdicts::FrozenLight,
    },
    reporting::reports,
};
use chrono::NaiveDate;
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
    /// The year of the plan.
    pub year: i32,
    /// The versions of each indicator's target that took effect by the day, oldest first.
    pub versions: HashMap<Id, Vec<targets::Target>>,
    /// The versions of each indicator's trajectory that counted by the moment, oldest first.
    pub trajectories: HashMap<Id, Vec<trajectories::InForce>>,
    /// The overrides of each indicator that stood at the moment.
    pub overrides: HashMap<Id, Vec<overrides::InForce>>,
    /// The lights frozen by then, by indicator and period: at least those of each indicator's latest figure.
    pub frozen: HashMap<(Id, String), FrozenLight>,
    /// Who answers for each indicator on the day.
    pub responsible: HashMap<Id, Responsible>,
    /// The figures that count of each indicator, as the maths take them.
    pub observations: HashMap<Id, Vec<Observation>>,
    /// The reports behind them, and before each of them the earlier revisions that it replaced.
    pub figures: HashMap<Id, Vec<reports::Figure>>,
    /// The periods of the plan that ended by the day, as they are for each indicator: owed, excused, not applicable.
    pub periods: HashMap<Id, Vec<PeriodEnd>>,
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
            trajectory: points(self.trajectory(indicator)),
            observations: self.observations.get(&indicator.id).map_or(&[], Vec::as_slice),
            periods: if indicator.reporting == Reporting::None { &[] } else { self.periods(indicator) },
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
    /// The value that is expected by the end of a period, by the target and the trajectory in force.
    pub fn expected_by(&self, indicator: &IndicatorRow, ends_on: NaiveDate) -> figures::Figure {
        figures::expected_by(&self.inputs(indicator), ends_on)
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
    /// The version of its trajectory that is in force; `None` when the schedule is linear.
    pub fn trajectory(&self, indicator: &IndicatorRow) -> Option<&trajectories::InForce> {
        self.trajectory_on(indicator, self.moment.as_of)
    }
    /// The version that was in force on a day.
    fn trajectory_on(&self, indicator: &IndicatorRow, day: NaiveDate) -> Option<&trajectories::InForce> {
        let versions = self.trajectories.get(&indicator.id).map_or(&[][..], Vec::as_slice);
        versions.iter().rev().find(|trajectory| trajectory.effective_from <= day)
    }
    fn periods(&self, indicator: &IndicatorRow) -> &[PeriodEnd] {
        self.periods.get(&indicator.id).map_or(&[], Vec::as_slice)
    }
    /// Where it stands by the rules against the first version of its target, whatever was frozen or overridden; `None`
    /// when that is the one in force.
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
    /// The actual value that was known at the end of a day: what had been approved by then; of a list that is counted
    /// from its records, what they count by the end of the last period before.
    fn known_on(&self, indicator: &IndicatorRow, day: NaiveDate) -> figures::Figure {
        let of = |tally: Tally| tally.counted.into_iter().map(|counted| counted.observation).collect();
        let observations: Vec<Observation> = if indicator.counting == Counting::Records {
            let all = self.observations.get(&indicator.id).into_iter().flatten();
            all.filter(|observation| observation.ends_on <= day).cloned().collect()
        } else {
            let known = |figure: &&reports::Figure| figure.approved_at.is_some_and(|at| at < end_of_day(day));
            let figures = self.figures.get(&indicator.id).into_iter().flatten();
            of(counted::rules::of_reports(figures.filter(known)))
        };
        judge(&Inputs { observations: &observations, ..self.inputs(indicator) }).actual
    }
    /// How it stood at the end of each period that has ended, by the rules alone.
    pub fn series(&self, indicator: &IndicatorRow) -> Vec<PeriodFigure> {
        let in_force = |day| -> InForce<'_> {
            (self.target_on(indicator, day).map(terms), points(self.trajectory_on(indicator, day)))
        };
        series(&self.inputs(indicator), self.periods(indicator), &in_force)
    }
    /// The light that is served. An override that stands decides; else the light frozen at the last closing of the
    /// period that the latest figure is of, for good; else that of the standing.
    pub fn lit(&self, indicator: &IndicatorRow, standing: &Standing) -> Lit<'_> {
        let latest = standing.latest.as_ref().map(|(period, ends_on, _)| (period.as_str(), *ends_on));
        self.decided(indicator, latest, standing, |_| true)
    }
    /// The light that is served of one period of the series: by an override of that period, by its closing, else
    /// computed. `frozen` must hold the period.
    pub fn lit_in(&self, indicator: &IndicatorRow, figure: &PeriodFigure) -> Lit<'_> {
        let of_period = |set: &overrides::InForce| set.period == figure.period;
        self.decided(indicator, Some((&figure.period, figure.ends_on)), &figure.standing, of_period)
    }
    fn decided(
        &self,
        indicator: &IndicatorRow,
        period: Option<(&str, NaiveDate)>,
        standing: &Standing,
        counts: impl Fn(&overrides::InForce) -> bool,
    ) -> Lit<'_> {
        let frozen = |period: &str| self.frozen.get(&(indicator.id, period.to_owned()));
        let stood = self.overrides.get(&indicator.id).into_iter().flatten().filter(|set| counts(set));
        let verdict = period.and_then(|(period, _)| frozen(period));
        let set = deciding(stood, period.map(|(_, ends_on)| ends_on), frozen);
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

/// What the maths take of a target.
fn terms(target: &targets::Target) -> Target {
    Target { value: target.value, comparator: target.comparator, commitment: target.commitment, due_on: target.due_on }
}

/// What the maths take of a trajectory.
fn points(trajectory: Option<&trajectories::InForce>) -> &[(NaiveDate, Decimal)] {
    trajectory.map_or(&[], |of| of.points.as_slice())
}
