//! The shape of what indicators are judged by.
use crate::{
    foundation::db::Id,
    plan::{
        assignments::Responsible, indicators::IndicatorRow, periods::PeriodRow, targets::Target, trajectories::InForce,
    },
    progress::{counted::Tally, rule_sets::RuleSet},
    reporting::reports::Figure,
};
use std::collections::HashMap;

/// Everything that indicators of one plan are judged by at a moment.
#[derive(Debug)]
pub struct Grounds {
    /// The indicators, in the order in which they were asked for.
    pub indicators: Vec<IndicatorRow>,
    /// The periods of the plan that ended by the day, in the order of time.
    pub calendar: Vec<PeriodRow>,
    /// The versions of each indicator's target that took effect by the day, oldest first.
    pub targets: HashMap<Id, Vec<Target>>,
    /// The versions of each indicator's trajectory that counted by the moment, oldest first.
    pub trajectories: HashMap<Id, Vec<InForce>>,
    /// Who answers for each indicator on the day.
    pub responsible: HashMap<Id, Responsible>,
    /// The rule set in force on the day.
    pub rule_set: Option<RuleSet>,
    /// What counts of each indicator.
    pub tallies: HashMap<Id, Tally>,
    /// The reports behind it, and before each of them the earlier revisions that it replaced.
    pub figures: HashMap<Id, Vec<Figure>>,
}
