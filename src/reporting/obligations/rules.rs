//! The state of an obligation, in Rust for one that is shown and in SQL (`store.rs`) for those that are looked for.
use super::model::{ObligationRow, ObligationState};
use crate::{
    foundation::{
        db::{Id, Timestamp},
        error::Code,
    },
    plan::periods::LockReason,
    reporting::{reports::ReportStatus, windows::Window},
};

/// The state at a moment of business time. The view shows the revision that serves, else the latest: what was
/// superseded or discarded never stands alone.
pub fn state(obligation: &ObligationRow, now: Timestamp) -> ObligationState {
    match obligation.report_status {
        Some(ReportStatus::Submitted) => ObligationState::Submitted,
        Some(ReportStatus::Returned) => ObligationState::Returned,
        Some(ReportStatus::Approved | ReportStatus::Superseded) => ObligationState::Approved,
        None if now < obligation.opens_at => ObligationState::NotOpen,
        _ if obligation.suspended_on.is_some() => ObligationState::Suspended,
        _ if obligation.due_at < now => ObligationState::Overdue,
        Some(ReportStatus::Draft | ReportStatus::Withdrawn | ReportStatus::Discarded) => ObligationState::Drafted,
        None => ObligationState::Owed,
    }
}

/// Whether it is submitted or approved.
fn is_given(obligation: &ObligationRow) -> bool {
    matches!(obligation.report_status, Some(ReportStatus::Submitted | ReportStatus::Approved))
}
/// Whether the due time has passed and nothing is submitted or approved, of what is not suspended.
pub fn is_overdue(obligation: &ObligationRow, now: Timestamp) -> bool {
    !is_given(obligation) && obligation.suspended_on.is_none() && obligation.due_at < now
}
/// Whether it counts where the share of what was given is reckoned: what a suspension keeps from being given does not.
pub fn is_expected(obligation: &ObligationRow) -> bool {
    is_given(obligation) || obligation.suspended_on.is_none()
}

/// Whether more time can be asked for: before the due time, of what was never submitted (a returned report has a due
/// time of its own), where reports are or will be taken, and not while another request waits.
pub fn may_extend(
    obligation: &ObligationRow,
    window: &Window,
    requested: Option<Id>,
    now: Timestamp,
) -> Result<(), Code> {
    if obligation.first_submitted_at.is_some() {
        return Err(Code::ExtensionNotApplicable);
    }
    // A period that has not ended yet can be foreseen to be too short.
    if let Some(locked) = window.lock(None, now).filter(|locked| locked.reason != LockReason::NotOpen) {
        return Err(locked.reason.code());
    }
    if window.first_due_at < now {
        return Err(Code::ExtensionTooLate);
    }
    requested.map_or(Ok(()), |_| Err(Code::ExtensionPending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::clock::{end_of_day, start_of_day};

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
            first_due_at: end_of_day("2025-10-14".parse().unwrap()),
            due_at: end_of_day("2025-10-14".parse().unwrap()),
            extension_id: None,
            extended_due_at: None,
            year_closed_at: None,
            exception_ends_at: None,
            report_id: report_status.map(|_| Id::new()),
            report_status,
            first_submitted_at: None,
            decided_at: None,
            suspended_on: None,
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
    fn more_time_is_asked_for_in_time_and_once() {
        let owed = obligation(None);
        let ask = |owed: &ObligationRow, now| may_extend(owed, &owed.window(), None, now);
        let (foreseen, open) = (at("2025-09-20"), at("2025-10-10"));
        assert_eq!((ask(&owed, foreseen), ask(&owed, open), ask(&owed, owed.due_at)), (Ok(()), Ok(()), Ok(())));
        assert_eq!(ask(&owed, at("2025-10-16")), Err(Code::ExtensionTooLate));
        let pending = may_extend(&owed, &owed.window(), Some(Id::new()), open);
        assert_eq!(pending, Err(Code::ExtensionPending));
        let submitted = ObligationRow { first_submitted_at: Some(open), ..obligation(Some(ReportStatus::Returned)) };
        assert_eq!(ask(&submitted, open), Err(Code::ExtensionNotApplicable));
        let closed = ObligationRow { closed_at: Some(open), ..owed.clone() };
        assert_eq!(ask(&closed, at("2025-10-11")), Err(Code::PeriodClosed));
        let suspended = ObligationRow { suspended_on: Some("2025-10-09".parse().unwrap()), ..owed.clone() };
        assert_eq!(ask(&suspended, open), Err(Code::ProjectSuspended));
        // A second one is asked for before the first runs out.
        let until = end_of_day("2025-10-20".parse().unwrap());
        let extended =
            ObligationRow { extension_id: Some(Id::new()), extended_due_at: Some(until), first_due_at: until, ..owed };
        assert_eq!(ask(&extended, at("2025-10-18")), Ok(()));
        assert_eq!(ask(&extended, at("2025-10-22")), Err(Code::ExtensionTooLate));
    }
    #[test]
    fn nothing_is_overdue_or_expected_of_what_stands_still() {
        use {ObligationState as S, ReportStatus as R};
        let suspended = Some("2025-10-09".parse().unwrap());
        let (early, late) = (at("2025-09-30"), at("2025-10-16"));
        for (status, expected) in [
            (None, S::Suspended),
            (Some(R::Draft), S::Suspended),
            (Some(R::Withdrawn), S::Suspended),
            (Some(R::Returned), S::Returned),
            (Some(R::Submitted), S::Submitted),
            (Some(R::Approved), S::Approved),
        ] {
            let moving = obligation(status);
            let still = ObligationRow { suspended_on: suspended, ..moving.clone() };
            assert_eq!((state(&still, late), is_overdue(&still, late)), (expected, false), "{status:?}");
            let given = matches!(status, Some(R::Submitted | R::Approved));
            assert_eq!((is_expected(&still), is_expected(&moving)), (given, true), "{status:?}");
            assert_eq!(is_overdue(&moving, late), !given, "{status:?}");
        }
        let still = ObligationRow { suspended_on: suspended, ..obligation(None) };
        assert_eq!(state(&still, early), S::NotOpen);
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
