//! What may be done with a report, and what it must state (docs/domain.md §4).
use super::{
    kinds::given_back,
    model::{Around, CorrectionReason, ReportRevision, ReportRow, ReportStatus, ReturnReason, ValueStatus},
};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::{Id, Timestamp},
        error::Code,
    },
    plan::periods::{LockReason, Locked},
    reporting::subjects::Measure,
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
        /// 更正: its bureau drafts the next revision of the one that serves.
        Correct = "create_report_correction",
        /// 作废: its bureau gives up a correction that is not submitted.
        Discard = "discard_report",
    }
}

impl Action {
    /// The permission that it needs.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Update | Self::Correct | Self::Discard => Permission::DraftReport,
            Self::Submit | Self::Withdraw => Permission::SubmitReport,
            Self::Approve | Self::Return => Permission::ReviewReport,
        }
    }
}

/// Whether the caller may do this with the report now; the code says why not. First who, then in which state, then
/// whether anything is taken on it.
pub fn may(
    action: Action,
    caller: &Caller,
    report: &ReportRow,
    around: &Around,
    locked: Option<Locked>,
) -> Result<(), Code> {
    let own = caller.bureau_id == Some(report.bureau_id);
    let reviews = action.permission() == Permission::ReviewReport;
    caller.may_in(action.permission(), &report.jurisdiction)?;
    if !(own || reviews) {
        return Err(Code::PermissionDenied);
    }
    // Nobody reviews what they had a hand in, or their bureau submitted, whatever role or bureau they have now.
    if reviews && (own || around.acted_on || report.submitted_by == Some(caller.id)) {
        return Err(Code::OwnSubmission);
    }
    let submitted = report.status == ReportStatus::Submitted;
    let (fits, code) = match action {
        Action::Update => (report.status.is_editable(), Code::ReportNotEditable),
        Action::Submit => (report.status.is_editable(), Code::ReportNotSubmittable),
        Action::Withdraw => (submitted, Code::ReportNotWithdrawable),
        Action::Approve | Action::Return => (submitted, Code::ReportNotReviewable),
        Action::Correct => (report.status == ReportStatus::Approved, Code::ReportNotCorrectable),
        Action::Discard => (report.is_correction() && report.status.is_editable(), Code::ReportNotDiscardable),
    };
    if !fits {
        return Err(code);
    }
    let stopped = |locked: Option<Locked>| locked.map_or(Ok(()), |locked| Err(locked.reason.code()));
    match action {
        Action::Correct if around.correction.is_some() => Err(Code::CorrectionPending),
        // What goes back to a bureau must be able to come again: only an approval does without an open window.
        // Corrections are there for periods that have been closed. In a closed year nothing moves.
        Action::Approve | Action::Correct | Action::Discard => {
            stopped(locked.filter(|locked| locked.reason == LockReason::YearClosed))
        }
        _ if report.is_correction() => stopped(locked.filter(|locked| locked.reason == LockReason::YearClosed)),
        _ => stopped(locked),
    }?;
    if action == Action::Submit && around.passed_on { Err(Code::ReportNotOwed) } else { Ok(()) }
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
    ReportRow { status: ReportStatus::Withdrawn, ..given_back(report.clone()) }
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
        ..given_back(report.clone())
    }
}
/// The next revision of a report that serves: a draft that states the same, of the same bureau.
pub fn corrected(
    report: &ReportRow,
    revision: i32,
    why: (CorrectionReason, String),
    by: Id,
    now: Timestamp,
) -> ReportRow {
    ReportRow {
        id: Id::new(),
        revision,
        status: ReportStatus::Draft,
        drafted_by: Some(by),
        submitted_by: None,
        first_submitted_at: None,
        submitted_at: None,
        decided_by: None,
        decided_at: None,
        return_reason: None,
        return_comment: None,
        corrects_id: Some(report.id),
        correction_reason: Some(why.0),
        correction_evidence: Some(why.1),
        version: 1,
        created_at: now,
        updated_at: now,
        ..given_back(report.clone())
    }
}
/// The report whose correction was approved: it keeps what it states and serves no more.
pub fn superseded(report: &ReportRow, now: Timestamp) -> ReportRow {
    ReportRow { status: ReportStatus::Superseded, superseded_at: Some(now), ..report.clone() }
}
/// The correction that is given up.
pub fn discarded(report: &ReportRow) -> ReportRow {
    ReportRow { status: ReportStatus::Discarded, ..report.clone() }
}

/// How far the figure of a report is confirmed; `None` while it is not submitted. A superseded report keeps what it
/// had.
pub fn value_status(report: &ReportRow, confirmed: bool) -> Option<ValueStatus> {
    let approved = matches!(report.status, ReportStatus::Approved | ReportStatus::Superseded);
    match report.status {
        ReportStatus::Submitted => Some(ValueStatus::Provisional),
        _ if approved => Some(settled(report.is_correction(), confirmed)),
        _ => None,
    }
}
/// The status of an approved figure.
pub fn settled(is_correction: bool, confirmed: bool) -> ValueStatus {
    match (confirmed, is_correction) {
        (true, _) => ValueStatus::Final,
        (false, true) => ValueStatus::Revised,
        (false, false) => ValueStatus::Approved,
    }
}

/// A revision as it is listed.
pub fn revision(report: ReportRow, measure: Option<&Measure>, confirmed: bool) -> ReportRevision {
    ReportRevision {
        id: report.id,
        revision: report.revision,
        status: report.status,
        status_text: report.status.text(),
        serving: report.status == ReportStatus::Approved,
        corrects: report.corrects_id,
        correction_reason: report.correction_reason,
        value_status: value_status(&report, confirmed),
        correction_evidence: report.correction_evidence,
        submission_kind: report.submission_kind,
        value: report.value,
        value_text: report.value.zip(measure).map(|(value, measure)| measure.text(value)),
        submitted_at: report.submitted_at,
        decided_at: report.decided_at,
        superseded_at: report.superseded_at,
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
        plan::periods::PeriodRow,
        reporting::subjects::{Measure, Subject, SubjectSummary, SubjectType},
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
        let subject = Subject { summary, jurisdiction: "410102".into(), plan_id: Id::new(), measure, is_list: false };
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
            (Approved, &[Correct]),
            (Superseded, &[]),
            (Discarded, &[]),
        ] {
            for action in Action::ALL {
                let reviews = action.permission() == Permission::ReviewReport;
                let who = if reviews { &supervisor } else { &lead };
                let done = may(*action, who, &report(bureau, status), &Around::default(), None);
                assert_eq!(done.is_ok(), allowed.contains(action), "{status} {action} {done:?}");
            }
        }
    }
    /// Of a period that has been closed.
    fn expired() -> Option<Locked> {
        Some(Locked::new(LockReason::Expired, Some(now())))
    }
    #[test]
    fn an_open_correction_excludes_another_and_needs_no_open_period() {
        use {Action::*, ReportStatus::*};
        let bureau = Id::new();
        let (lead, supervisor) = (caller(Role::BureauLead, Some(bureau)), caller(Role::Supervisor, None));
        let approved = report(bureau, Approved);
        let pending = Around { correction: Some(Id::new()), confirmed: true, ..Around::default() };
        let correct = |around| may(Correct, &lead, &approved, &around, expired());
        assert_eq!(correct(Around::default()), Ok(()));
        assert_eq!(correct(pending), Err(Code::CorrectionPending));
        let reporter = caller(Role::BureauReporter, Some(bureau));
        assert_eq!(may(Correct, &reporter, &approved, &Around::default(), expired()), Ok(()));
        let other = caller(Role::BureauLead, Some(Id::new()));
        assert_eq!(may(Correct, &other, &approved, &Around::default(), expired()), Err(Code::PermissionDenied));
        for (status, allowed) in [
            (Draft, &[Update, Submit, Discard][..]),
            (Withdrawn, &[Update, Submit, Discard]),
            (Returned, &[Update, Submit, Discard]),
            (Submitted, &[Withdraw, Approve, Return]),
            (Approved, &[Correct]),
            (Superseded, &[]),
            (Discarded, &[]),
        ] {
            let correction = ReportRow { corrects_id: Some(approved.id), ..report(bureau, status) };
            for action in Action::ALL {
                let who = if action.permission() == Permission::ReviewReport { &supervisor } else { &lead };
                let done = may(*action, who, &correction, &Around::default(), expired());
                assert_eq!(done.is_ok(), allowed.contains(action), "{status} {action} {done:?}");
            }
        }
    }
    #[test]
    fn a_correction_states_the_same_and_has_a_life_of_its_own() {
        let first = submitted(&report(Id::new(), ReportStatus::Draft), Id::new(), now());
        let first = ReportRow { value: Some("5".parse().unwrap()), ..approved(&first, Id::new(), now()) };
        let (by, why) = (Id::new(), (CorrectionReason::WriteDown, "核减通知".to_owned()));
        let second = corrected(&first, 2, why, by, now());
        assert_eq!((second.revision, second.status, second.value), (2, ReportStatus::Draft, first.value));
        assert_eq!((second.corrects_id, second.drafted_by, second.submitted_by), (Some(first.id), Some(by), None));
        assert_eq!((second.first_submitted_at, second.decided_at, second.version), (None, None, 1));
        assert_ne!(second.id, first.id);
    }
    #[test]
    fn a_figure_is_provisional_approved_final_or_revised() {
        use {ReportStatus as R, ValueStatus as V};
        let first = |status| report(Id::new(), status);
        let second = |status| ReportRow { corrects_id: Some(Id::new()), ..first(status) };
        for status in [R::Draft, R::Withdrawn, R::Returned, R::Discarded] {
            assert_eq!((value_status(&first(status), false), value_status(&second(status), true)), (None, None));
        }
        assert_eq!(value_status(&second(R::Submitted), false), Some(V::Provisional));
        assert_eq!(value_status(&first(R::Approved), false), Some(V::Approved));
        assert_eq!(value_status(&second(R::Approved), false), Some(V::Revised));
        assert_eq!(value_status(&second(R::Approved), true), Some(V::Final));
        assert_eq!(value_status(&first(R::Superseded), true), Some(V::Final));
    }
    #[test]
    fn reporters_draft_leads_submit_and_neither_touches_another_bureaus() {
        let (bureau, draft) = (Id::new(), ReportStatus::Draft);
        let reporter = caller(Role::BureauReporter, Some(bureau));
        let on = |action, who: &Caller| may(action, who, &report(bureau, draft), &Around::default(), None);
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
            assert_eq!(may(action, &of_bureau, &submitted, &Around::default(), None), Err(Code::OwnSubmission));
            assert_eq!(may(action, &reviewer, &by_reviewer, &Around::default(), None), Err(Code::OwnSubmission));
            assert_eq!(may(action, &reviewer, &submitted, &Around::default(), None), Ok(()));
            let acted_on = Around { acted_on: true, ..Around::default() };
            assert_eq!(may(action, &reviewer, &submitted, &acted_on, None), Err(Code::OwnSubmission));
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
            assert_eq!(may(Action::Update, &lead, &draft, &Around::default(), locked), Err(code));
            assert_eq!(may(Action::Submit, &lead, &draft, &Around::default(), locked), Err(code));
            assert_eq!(may(Action::Withdraw, &lead, &submitted, &Around::default(), locked), Err(code));
            assert_eq!(may(Action::Return, &supervisor, &submitted, &Around::default(), locked), Err(code));
            let approved = if reason == LockReason::YearClosed { Err(code) } else { Ok(()) };
            assert_eq!(may(Action::Approve, &supervisor, &submitted, &Around::default(), locked), approved);
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
