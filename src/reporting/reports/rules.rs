//! What may be done with a report, and what it must state (docs/domain.md §4).
use super::model::{ReportRow, ReportStatus, ReturnReason};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::{Id, Timestamp},
        error::Code,
    },
    reporting::windows::{LockReason, Locked},
    text_enum,
};

text_enum! {
    /// What can be done with a report: the operation ids.
    pub enum Action {
        /// 填报: its bureau edits it.
        Update = "update_report",
        /// 提交: its bureau's lead signs it off.
        Submit = "submit_report",
        /// 撤回: its bureau's lead takes it back before it is reviewed.
        Withdraw = "withdraw_report",
        /// 审定: the supervision office accepts it.
        Approve = "approve_report",
        /// 退回: the supervision office sends it back.
        Return = "return_report",
    }
}

impl Action {
    /// The permission that it needs.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Update => Permission::DraftReport,
            Self::Submit | Self::Withdraw => Permission::SubmitReport,
            Self::Approve | Self::Return => Permission::ReviewReport,
        }
    }
}

/// Whether the caller may do this with the report now; the code says why not. First who, then in which state, then whether
/// anything is taken on it.
pub fn may(action: Action, caller: &Caller, report: &ReportRow, locked: Option<Locked>) -> Result<(), Code> {
    let own = caller.bureau_id == Some(report.bureau_id);
    let reviews = action.permission() == Permission::ReviewReport;
    caller.may_in(action.permission(), &report.jurisdiction)?;
    if !(own || reviews) {
        return Err(Code::PermissionDenied);
    }
    // Nobody reviews what they or their bureau submitted, whatever roles they hold.
    if reviews && (own || report.submitted_by == Some(caller.id)) {
        return Err(Code::OwnSubmission);
    }
    let submitted = report.status == ReportStatus::Submitted;
    let (fits, code) = match action {
        Action::Update => (report.status.is_editable(), Code::ReportNotEditable),
        Action::Submit => (report.status.is_editable(), Code::ReportNotSubmittable),
        Action::Withdraw => (submitted, Code::ReportNotWithdrawable),
        Action::Approve | Action::Return => (submitted, Code::ReportNotReviewable),
    };
    if !fits {
        return Err(code);
    }
    // What goes back to a bureau must be able to come again: only an approval does without an open window. In a closed year
    // nothing moves.
    let stops = |locked: &Locked| action != Action::Approve || locked.reason == LockReason::YearClosed;
    locked.filter(stops).map_or(Ok(()), |locked| Err(locked.reason.code()))
}

/// The report as submitted. The first time is kept: on time is judged on it.
pub fn submitted(report: &ReportRow, by: Id, now: Timestamp) -> ReportRow {
    ReportRow {
        status: ReportStatus::Submitted,
        submitted_by: Some(by),
        submitted_at: Some(now),
        first_submitted_at: report.first_submitted_at.or(Some(now)),
        ..report.clone()
    }
}
/// The report as withdrawn.
pub fn withdrawn(report: &ReportRow) -> ReportRow {
    ReportRow { status: ReportStatus::Withdrawn, ..report.clone() }
}
/// The report as approved.
pub fn approved(report: &ReportRow, by: Id, now: Timestamp) -> ReportRow {
    ReportRow { status: ReportStatus::Approved, decided_by: Some(by), decided_at: Some(now), ..report.clone() }
}
/// The report as returned.
pub fn returned(report: &ReportRow, by: Id, now: Timestamp, why: (ReturnReason, String)) -> ReportRow {
    ReportRow {
        status: ReportStatus::Returned,
        decided_by: Some(by),
        decided_at: Some(now),
        return_reason: Some(why.0),
        return_comment: Some(why.1),
        ..report.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        foundation::{
            auth::Role,
            clock::{end_of_day, start_of_day},
        },
        reporting::{
            periods::PeriodRow,
            subjects::{Measure, Subject, SubjectSummary, SubjectType},
        },
    };
    use chrono::NaiveDate;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn now() -> Timestamp {
        end_of_day(day("2025-10-09"))
    }
    fn period() -> PeriodRow {
        PeriodRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            code: "2025-09".into(),
            starts_on: day("2025-09-01"),
            ends_on: day("2025-09-30"),
            months: 9,
            opens_at: start_of_day(day("2025-10-01")),
            due_at: end_of_day(day("2025-10-14")),
            closed_at: None,
            version: 1,
            created_at: now(),
            updated_at: now(),
        }
    }
    fn report(bureau: Id, status: ReportStatus) -> ReportRow {
        let summary =
            SubjectSummary { kind: SubjectType::Project, id: Id::new(), code: "P001".into(), name: "收储".into() };
        let measure = Measure::of_project();
        let subject = Subject { summary, jurisdiction: "410102".into(), plan_id: Id::new(), measure };
        ReportRow { status, ..ReportRow::draft(&period(), &subject, bureau, None, now()) }
    }
    fn caller(role: Role, bureau: Option<Id>) -> Caller {
        Caller {
            id: Id::new(),
            username: "someone".into(),
            display_name: "someone".into(),
            jurisdiction: "410102".into(),
            bureau_id: bureau,
            roles: vec![role],
            session_id: Id::new(),
            must_change_password: false,
        }
    }

    #[test]
    fn the_state_machine_is_the_diagram_of_the_domain() {
        use {Action::*, ReportStatus::*};
        let bureau = Id::new();
        let (lead, supervisor) = (caller(Role::BureauLead, Some(bureau)), caller(Role::Supervisor, None));
        for (status, allowed) in [
            (Draft, &[Update, Submit][..]),
            (Withdrawn, &[Update, Submit]),
            (Returned, &[Update, Submit]),
            (Submitted, &[Withdraw, Approve, Return]),
            (Approved, &[]),
        ] {
            for action in Action::ALL {
                let reviews = action.permission() == Permission::ReviewReport;
                let who = if reviews { &supervisor } else { &lead };
                let done = may(*action, who, &report(bureau, status), None);
                assert_eq!(done.is_ok(), allowed.contains(action), "{status} {action} {done:?}");
            }
        }
    }
    #[test]
    fn reporters_draft_leads_submit_and_neither_touches_another_bureaus() {
        let (bureau, draft) = (Id::new(), ReportStatus::Draft);
        let reporter = caller(Role::BureauReporter, Some(bureau));
        let on = |action, who: &Caller| may(action, who, &report(bureau, draft), None);
        assert_eq!(on(Action::Update, &reporter), Ok(()));
        assert_eq!(on(Action::Submit, &reporter), Err(Code::PermissionDenied));
        let other = caller(Role::BureauLead, Some(Id::new()));
        assert_eq!(on(Action::Submit, &other), Err(Code::PermissionDenied));
        let neighbour = Caller { jurisdiction: "410103".into(), ..caller(Role::BureauLead, Some(bureau)) };
        assert_eq!(on(Action::Submit, &neighbour), Err(Code::OtherJurisdiction));
    }
    #[test]
    fn nobody_reviews_what_they_or_their_bureau_submitted() {
        let bureau = Id::new();
        let submitted = report(bureau, ReportStatus::Submitted);
        let of_bureau = caller(Role::Supervisor, Some(bureau));
        let reviewer = caller(Role::Supervisor, None);
        let by_reviewer = ReportRow { submitted_by: Some(reviewer.id), ..submitted.clone() };
        for action in [Action::Approve, Action::Return] {
            assert_eq!(may(action, &of_bureau, &submitted, None), Err(Code::OwnSubmission));
            assert_eq!(may(action, &reviewer, &by_reviewer, None), Err(Code::OwnSubmission));
            assert_eq!(may(action, &reviewer, &submitted, None), Ok(()));
        }
    }
    #[test]
    fn a_lock_lets_an_approval_through_unless_the_year_is_closed() {
        let bureau = Id::new();
        let (lead, supervisor) = (caller(Role::BureauLead, Some(bureau)), caller(Role::Supervisor, None));
        let (draft, submitted) = (report(bureau, ReportStatus::Draft), report(bureau, ReportStatus::Submitted));
        for (reason, code) in [
            (LockReason::Expired, Code::PeriodClosed),
            (LockReason::Suspended, Code::ProjectSuspended),
            (LockReason::YearClosed, Code::PlanYearClosed),
        ] {
            let locked = Some(Locked::new(reason, Some(now())));
            assert_eq!(may(Action::Update, &lead, &draft, locked), Err(code));
            assert_eq!(may(Action::Submit, &lead, &draft, locked), Err(code));
            assert_eq!(may(Action::Withdraw, &lead, &submitted, locked), Err(code));
            assert_eq!(may(Action::Return, &supervisor, &submitted, locked), Err(code));
            let approved = if reason == LockReason::YearClosed { Err(code) } else { Ok(()) };
            assert_eq!(may(Action::Approve, &supervisor, &submitted, locked), approved);
        }
    }
    #[test]
    fn the_first_submission_is_remembered_and_a_return_clears_nothing() {
        let (by, first) = (Id::new(), now());
        let once = submitted(&report(Id::new(), ReportStatus::Draft), by, first);
        let back = returned(&once, by, first, (ReturnReason::FigureWrong, "核实".into()));
        assert_eq!((back.status, back.submitted_at), (ReportStatus::Returned, Some(first)));
        let later = end_of_day(day("2025-10-16"));
        let again = submitted(&back, by, later);
        assert_eq!((again.first_submitted_at, again.submitted_at), (Some(first), Some(later)));
        assert_eq!(again.return_reason, Some(ReturnReason::FigureWrong));
    }
}
