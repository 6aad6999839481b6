//! Which reminders are to be raised, and who may acknowledge one (docs/domain.md §7).
use super::model::ReminderRow;
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::{Id, Timestamp},
        error::Code,
    },
    plan::calendar::WorkingDays,
    supervision::reminder_rules::{ReminderLadder, ReminderLevel},
};
use std::collections::HashMap;

/// Whether the caller may acknowledge the reminder now: the lead of its bureau, once.
pub fn may_acknowledge(caller: &Caller, reminder: &ReminderRow) -> Result<(), Code> {
    caller.may_in(Permission::AnswerOrders, &reminder.jurisdiction)?;
    match (caller.bureau_id == Some(reminder.bureau_id), reminder.acknowledged_at) {
        (false, _) => Err(Code::PermissionDenied),
        (true, Some(_)) => Err(Code::ReminderAcknowledged),
        (true, None) => Ok(()),
    }
}

/// Something that is not done, and due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// The order's id, or the obligation's.
    pub subject_id: String,
    /// The human code, for the feed.
    pub code: String,
    /// The order, or
    pub order_id: Option<Id>,
    /// the period with
    pub period_id: Option<Id>,
    /// the indicator, or
    pub indicator_id: Option<Id>,
    /// the project.
    pub project_id: Option<Id>,
    /// Who owes it.
    pub bureau_id: Id,
    /// Until when.
    pub due_at: Timestamp,
}

/// One clock of one subject for one bureau.
pub type Clocked = (String, Id, Timestamp);

impl Owed {
    /// Its clock. Another due time, or another bureau, is another clock: reminders begin again.
    pub fn clock(&self) -> Clocked {
        (self.subject_id.clone(), self.bureau_id, self.due_at)
    }
}

/// The level that is to be raised for each, when it is higher than what was raised for the same clock: levels only
/// climb, whatever became of the rules meanwhile. What was missed below the present level is not made up.
pub fn due(
    owed: Vec<Owed>,
    ladder: &ReminderLadder,
    raised: &HashMap<Clocked, ReminderLevel>,
    now: Timestamp,
    days: &WorkingDays,
) -> Vec<(Owed, ReminderLevel)> {
    let level = |owed: Owed| {
        let level = ladder.level(owed.due_at, now, days)?;
        raised.get(&owed.clock()).is_none_or(|raised| *raised < level).then_some((owed, level))
    };
    owed.into_iter().filter_map(level).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        foundation::clock::end_of_day,
        supervision::reminder_rules::{DayClock, DayCount},
    };
    use chrono::TimeDelta;

    fn ladder(red: u16) -> ReminderLadder {
        let days = |days| DayClock { days, counted: DayCount::Calendar };
        ReminderLadder { blue_before: days(3), red_after: days(red) }
    }
    fn owed(bureau: Id, due: &str) -> Owed {
        Owed {
            subject_id: "order".into(),
            code: "督办〔2025〕第1号".into(),
            order_id: None,
            period_id: None,
            indicator_id: None,
            project_id: None,
            bureau_id: bureau,
            due_at: end_of_day(due.parse().unwrap()),
        }
    }
    fn raise(
        what: &Owed,
        ladder: ReminderLadder,
        raised: &[(Clocked, ReminderLevel)],
        days_late: i64,
    ) -> Option<ReminderLevel> {
        let now = Timestamp::from(*what.due_at + TimeDelta::days(days_late) + TimeDelta::seconds(1));
        let raised = raised.iter().cloned().collect();
        due(vec![what.clone()], &ladder, &raised, now, &WorkingDays::default()).pop().map(|(_, level)| level)
    }

    #[test]
    fn each_level_is_raised_once_and_only_upwards() {
        use ReminderLevel::*;
        let what = owed(Id::new(), "2025-10-14");
        let had = |level| [(what.clock(), level)];
        assert_eq!(raise(&what, ladder(7), &[], -4), None);
        assert_eq!(raise(&what, ladder(7), &[], -3), Some(Blue));
        assert_eq!(raise(&what, ladder(7), &had(Blue), -1), None);
        assert_eq!(raise(&what, ladder(7), &had(Blue), 0), Some(Yellow));
        assert_eq!(raise(&what, ladder(7), &had(Yellow), 6), None);
        assert_eq!(raise(&what, ladder(7), &had(Yellow), 7), Some(Red));
        assert_eq!(raise(&what, ladder(7), &[], 9), Some(Red), "what was missed is not made up");
        // New rules that wait longer do not take a level back.
        assert_eq!(raise(&what, ladder(30), &had(Red), 9), None);
    }
    #[test]
    fn another_due_time_or_another_bureau_begins_again() {
        let (bureau, other) = (Id::new(), Id::new());
        let raised = [(owed(bureau, "2025-10-14").clock(), ReminderLevel::Red)];
        assert_eq!(raise(&owed(bureau, "2025-10-31"), ladder(7), &raised, 0), Some(ReminderLevel::Yellow));
        assert_eq!(raise(&owed(other, "2025-10-14"), ladder(7), &raised, 0), Some(ReminderLevel::Yellow));
    }
}
