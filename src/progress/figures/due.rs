//! 期限: whether the date of a target has come, and whether what is to be held against it can be there. Up to the date
//! pace is judged; from then on the target is met or missed (docs/domain.md §3).
use super::model::{Inputs, PeriodEnd};
use chrono::{Datelike, NaiveDate};

/// How far the due date of a target is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    /// 未到期: pace is judged.
    Running,
    /// 到期待报: the date has passed, and the period that holds it cannot be reported yet or is not due yet.
    Awaiting,
    /// 已到期: met or missed.
    Over,
}

impl Due {
    /// From the last day of the period of the latest figure. A figure of the period that holds the date decides at
    /// once; without it nothing is missed before that period's own due time. Extensions do not count: whether one was
    /// granted is not for everybody to know.
    pub(super) fn of(inputs: &Inputs<'_>, due_on: NaiveDate, latest: Option<NaiveDate>) -> Self {
        if inputs.as_of < due_on {
            Self::Running
        } else if latest.is_some_and(|ends_on| ends_on >= due_on) {
            Self::Over
        } else if inputs.as_of == due_on {
            Self::Running
        } else if inputs.can_still_be_told(due_on) {
            Self::Awaiting
        } else {
            Self::Over
        }
    }
    /// Of a milestone, which has its due date to the end.
    pub(super) fn of_milestone(inputs: &Inputs<'_>, due_on: NaiveDate, latest: NaiveDate) -> Self {
        if inputs.as_of <= due_on { Self::Running } else { Self::of(inputs, due_on, Some(latest)) }
    }
}

impl Inputs<'_> {
    /// Whether the report of the period that holds a day is still to come in time. The periods are those that have
    /// ended: where none holds the day, it is still running, unless the year has no more, or nothing is reported.
    fn can_still_be_told(&self, day: NaiveDate) -> bool {
        let last = self.periods.iter().max_by_key(|period| period.ends_on);
        let holding = self.periods.iter().filter(|period| period.ends_on >= day).min_by_key(|period| period.ends_on);
        let is_whole = |last: &PeriodEnd| last.ends_on.month() == 12;
        match (holding, last) {
            (Some(period), _) => period.applies && !period.was_due,
            (None, Some(last)) => !is_whole(last),
            (None, None) => false,
        }
    }
}
