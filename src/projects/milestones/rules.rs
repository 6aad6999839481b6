//! When a milestone is met.
use super::model::MilestoneState;
use crate::{foundation::error::Violation, projects::transitions::rules::dated};
use chrono::NaiveDate;

/// The state on a day. The due day counts whole: 3月底前 is met on 31 March (docs/domain.md §4).
pub fn state(due_on: NaiveDate, completed_on: Option<NaiveDate>, today: NaiveDate) -> MilestoneState {
    match completed_on {
        Some(done) if done <= due_on => MilestoneState::Completed,
        Some(_) => MilestoneState::CompletedLate,
        None if today > due_on => MilestoneState::Overdue,
        None => MilestoneState::Pending,
    }
}

/// A milestone is completed today or was before.
pub fn completed(on: Option<NaiveDate>, today: NaiveDate) -> Result<(), Violation> {
    on.map_or(Ok(()), |on| dated("/completed_on", on, today))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_day_counts_whole() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let due = day("2025-03-31");
        for (completed, today, expected) in [
            (None, "2025-03-31", MilestoneState::Pending),
            (None, "2025-04-01", MilestoneState::Overdue),
            (Some("2025-03-31"), "2025-10-10", MilestoneState::Completed),
            (Some("2025-04-01"), "2025-10-10", MilestoneState::CompletedLate),
        ] {
            assert_eq!(state(due, completed.map(day), day(today)), expected);
        }
    }
    #[test]
    fn nothing_is_completed_in_the_future() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(completed(None, day("2025-10-10")).is_ok());
        assert!(completed(Some(day("2025-10-10")), day("2025-10-10")).is_ok());
        assert!(completed(Some(day("2025-10-11")), day("2025-10-10")).is_err());
    }
}
