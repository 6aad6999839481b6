//! The shapes of what counts.
use crate::{
    foundation::db::{Id, Timestamp},
    plan::periods::PeriodRow,
    progress::figures::{Observation, PeriodEnd},
};
use chrono::NaiveDate;
use std::collections::{BTreeSet, HashMap};

/// 计入的数: one figure that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// As the maths take it.
    pub observation: Observation,
    /// The report that states it; `None` of what was counted from records.
    pub report_id: Option<Id>,
    /// When that was first submitted.
    pub first_submitted_at: Option<Timestamp>,
}

/// What counts of one indicator at a moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// One figure a period, in the order of time.
    pub counted: Vec<Counted>,
    /// 不适用: the last days of the periods that do not apply.
    pub not_applicable: BTreeSet<NaiveDate>,
    /// 延期: the periods whose due time a granted extension moves, and where to; run out or not.
    pub extended: HashMap<Id, Timestamp>,
}

impl Tally {
    /// 截止时间 of the indicator's report: the period's, or a granted extension's where that is later.
    pub fn due_at(&self, period: &PeriodRow) -> Timestamp {
        self.extended.get(&period.id).map_or(period.due_at, |moved| period.due_at.max(*moved))
    }
    /// Whether an extension still ran at a moment.
    pub fn is_excused(&self, period: &PeriodRow, at: Timestamp) -> bool {
        self.extended.get(&period.id).is_some_and(|moved| at <= *moved)
    }
    /// Whether a period applies.
    pub fn applies(&self, period: &PeriodRow) -> bool {
        !self.not_applicable.contains(&period.ends_on)
    }
    /// A period as the maths take it; what `is_owed` at all was due at the period's own time.
    pub fn period_end(&self, period: &PeriodRow, at: Timestamp, is_owed: bool) -> PeriodEnd {
        PeriodEnd {
            code: period.code.clone(),
            ends_on: period.ends_on,
            was_due: is_owed && period.due_at < at,
            excused: self.is_excused(period, at),
            applies: self.applies(period),
        }
    }
}
