//! The state of an obligation, in Rust for one that is shown and in SQL (`store.rs`) for those that are looked for.
use super::model::{ObligationRow, ObligationState};
use crate::{foundation::db::Timestamp, reporting::reports::ReportStatus};

/// The state at a moment of business time. The view shows the revision that serves, else the latest: what was superseded or
/// discarded never stands alone.
pub fn state(obligation: &ObligationRow, now: Timestamp) -> ObligationState {
    match obligation.report_status {
        Some(ReportStatus::Submitted) => ObligationState::Submitted,
        Some(ReportStatus::Returned) => ObligationState::Returned,
        Some(ReportStatus::Approved | ReportStatus::Superseded) => ObligationState::Approved,
        _ if obligation.due_at < now => ObligationState::Overdue,
        Some(ReportStatus::Draft | ReportStatus::Withdrawn | ReportStatus::Discarded) => ObligationState::Drafted,
        None if now < obligation.opens_at => ObligationState::NotOpen,
        None => ObligationState::Owed,
    }
}

/// Whether the due time has passed and nothing is submitted or approved.
pub fn is_overdue(obligation: &ObligationRow, now: Timestamp) -> bool {
    let given = matches!(obligation.report_status, Some(ReportStatus::Submitted | ReportStatus::Approved));
    !given && obligation.due_at < now
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::{
        clock::{end_of_day, start_of_day},
        db::Id,
    };

    fn at(day: &str) -> Timestamp {
        start_of_day(day.parse().unwrap())
    }
    fn obligation(report_status: Option<ReportStatus>) -> ObligationRow {
        ObligationRow {
            id: String::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            period_id: Id::new(),
            period_code: "2025-09".into(),
            opens_at: at("2025-10-01"),
            closed_at: None,
            indicator_id: Some(Id::new()),
            project_id: None,
            subject_code: "1.8".into(),
            subject_name: "收储".into(),
            bureau_id: Id::new(),
            due_at: end_of_day("2025-10-14".parse().unwrap()),
            report_id: report_status.map(|_| Id::new()),
            report_status,
            first_submitted_at: None,
        }
    }

    #[test]
    fn the_state_follows_the_report_and_business_time() {
        use {ObligationState as S, ReportStatus as R};
        let (before, open, late) = (at("2025-09-30"), at("2025-10-10"), at("2025-10-16"));
        for (report, expected) in [
            (None, [S::NotOpen, S::Owed, S::Overdue]),
            (Some(R::Draft), [S::Drafted, S::Drafted, S::Overdue]),
            (Some(R::Withdrawn), [S::Drafted, S::Drafted, S::Overdue]),
            (Some(R::Submitted), [S::Submitted; 3]),
            (Some(R::Returned), [S::Returned; 3]),
            (Some(R::Approved), [S::Approved; 3]),
        ] {
            let seen = [before, open, late].map(|now| state(&obligation(report), now));
            assert_eq!(seen, expected, "{report:?}");
        }
    }
    #[test]
    fn the_last_instant_is_in_time_and_a_returned_report_can_be_overdue() {
        let owed = obligation(None);
        assert_eq!(state(&owed, owed.due_at), ObligationState::Owed);
        let late = at("2025-10-16");
        assert!(is_overdue(&owed, late) && is_overdue(&obligation(Some(ReportStatus::Returned)), late));
        assert!(!is_overdue(&obligation(Some(ReportStatus::Submitted)), late));
    }
}
