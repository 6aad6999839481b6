//! Operations that move a report on: submit, withdraw, approve, return.
use super::{
    model::{Around, Report, ReportRow},
    neighbours,
    requests::{Approval, Return},
    returns,
    rules::{self, Action},
    signing, store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{ReviewReport, SubmitReport},
        },
        clock::{end_of_day, last_day, local_date},
        db::Timestamp,
        error::{Code, Error, Result, Violation, stale},
        events::{Change, Kind},
        web::*,
    },
    plan::{
        calendar,
        periods::{self, PeriodRow},
        plans,
    },
    reporting::{
        quality,
        subjects::{self, Subject},
        windows::{self, Window, rules::return_due},
    },
};
use actix_web::{http::StatusCode, post, web::Data};
use chrono::NaiveDate;
use serde_json::{Value, json};
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(submit_report).service(withdraw_report).service(approve_report).service(return_report);
}

/// A report that is about to be changed, with what decides whether it may be.
pub struct Case {
    /// As it was read.
    pub report: ReportRow,
    /// Its period.
    pub period: PeriodRow,
    /// Its subject.
    pub subject: Subject,
    /// When something is taken on it.
    pub window: Window,
}

impl Case {
    /// Reads the report and checks, in this order: whether the caller may know of it (404), may do this with it (403),
    /// has read its present version (412), and whether it is in the right state (409).
    pub fn open(tx: &mut Tx<'_>, caller: &Caller, id: &Reference, expected: &Expected, action: Action) -> Result<Self> {
        let scope = tx.scope(caller);
        let report = store::get(tx.conn, &scope, id)?;
        let period = periods::store::hold(tx.conn, report.period_id)?;
        let subject_id = report.subject_id().ok_or_else(|| Error::internal("a report without a subject"))?;
        let subject = subjects::store::of_ids(tx.conn, &[subject_id])?.remove(&subject_id).ok_or(Code::NotFound)?;
        plans::store::hold(tx.conn, report.plan_id)?;
        let window = windows::store::of_one(tx.conn, &period, subject_id, report.bureau_id)?;
        let locked = window.lock(report.approved_at(), tx.business_now);
        let around = store::around(tx.conn, &[report.id])?.remove(&report.id).unwrap_or_default();
        let may = rules::may(action, caller, &report, &around, locked);
        if let Err(code) = may
            && code.status() == StatusCode::FORBIDDEN
        {
            return Err(Error::new(code).with("permission", action.permission().as_str()));
        }
        expected.check(tx, report.id, report.version, |tx| {
            let shown = store::present_one(tx.conn, caller, tx.business_now, report.clone())?;
            Answer::resource(report.version, &shown)
        })?;
        if let Err(code) = may {
            let shown = store::present_one(tx.conn, caller, tx.business_now, report)?;
            let status = shown.object.row.status.as_str();
            let refused = refused_beside(shown.refused(code, status).with("status", status), code, &around);
            return Err(locked.into_iter().fold(refused, |refused, locked| {
                refused.with("opens_at", period.opens_at.to_string()).extend("lock_reason", locked.reason.as_str())
            }));
        }
        Ok(Self { report, period, subject, window })
    }
    /// The bureau still answers for it: once the lead has passed to another bureau, only that one may sign off.
    ///
    /// A correction is its own bureau's, whoever leads now: it is its figure that was approved.
    pub fn still_owed(&self, tx: &mut Tx<'_>) -> Result<()> {
        if self.report.is_correction() {
            return Ok(());
        }
        let owed = store::owed(tx.conn, &self.period, &self.subject)?;
        let still = owed.is_some_and(|(bureau, _)| bureau == self.report.bureau_id);
        if still { Ok(()) } else { Err(Code::ReportNotOwed.into()) }
    }
    /// When a report that is returned now is due again: on the third working day, or when the reviewer says. In a
    /// closed period not after the time for which it is kept open, as it could not come back; a correction can come
    /// back at any time.
    fn return_due(&self, tx: &mut Tx<'_>, due_on: Option<NaiveDate>) -> Result<Timestamp> {
        let today = local_date(tx.business_now);
        let kept = self.window.closed_at.and(self.window.kept_open_until()).filter(|_| !self.report.is_correction());
        let Some(day) = due_on else {
            let due_at = return_due(&calendar::store::working_days(tx.conn, today, today)?, today);
            return Ok(kept.map_or(due_at, |kept| kept.min(due_at)));
        };
        let fault = |code, name, limit: NaiveDate| Violation::at("/due_on", code).with(name, limit.to_string());
        match kept.filter(|kept| end_of_day(day) > *kept) {
            _ if day < today => Err(fault(Code::TooSmall, "min", today).into()),
            // The last day of which the end is not after the limit.
            Some(kept) => Err(fault(Code::TooLarge, "max", last_day(kept)).into()),
            None => Ok(end_of_day(day)),
        }
    }
    /// Nobody reviews what they had a hand in, whatever role or bureau they have now.
    fn by_others(&self, tx: &mut Tx<'_>, caller: &Caller) -> Result<()> {
        let own = store::has_acted(tx.conn, &self.report, caller.id)?;
        if own { Err(Code::OwnSubmission.into()) } else { Ok(()) }
    }
}

/// A refusal because of a correction that is under way names it.
fn refused_beside(refused: Error, code: Code, around: &Around) -> Error {
    match around.correction {
        Some(correction) if code == Code::CorrectionPending => refused.extend("existing", correction.to_string()),
        _ => refused,
    }
}

/// The revision that served until now gives way to a correction that was approved.
fn supersede(tx: &mut Tx<'_>, case: &Case) -> Result<()> {
    let approved = &case.report;
    let subject = approved.subject_id().filter(|_| approved.is_correction());
    let Some(subject) = subject else { return Ok(()) };
    let Some(before) = neighbours::serving(tx.conn, subject, approved.period_id)? else { return Ok(()) };
    let after = store::save(tx.conn, rules::superseded(&before, tx.business_now), tx.now).map_err(stale)?;
    let change = Change::new(Kind::ReportSuperseded, after.id, after.version).concerning(after.bureau_id);
    let value = json!({"from": before.value, "to": approved.value});
    let (period, subject) = (&case.period.code, &case.subject.summary.code);
    let told = json!({"period": period, "subject": subject, "superseded_by": approved.id, "value": value});
    let change = change.between(&before, &after)?.data(told);
    tx.record(&after.jurisdiction, change)
}

/// Writes and tells what became of a report, and answers with it.
pub fn moved_on(
    tx: &mut Tx<'_>,
    caller: &Caller,
    case: &Case,
    after: ReportRow,
    kind: Kind,
    why: Value,
) -> Result<Answer> {
    let report = store::save(tx.conn, after, tx.now).map_err(stale)?;
    let (jurisdiction, version) = (report.jurisdiction.clone(), report.version);
    let mut told = json!({"period": case.period.code, "subject": case.subject.summary.code, "value": report.value});
    if let (Some(told), Value::Object(why)) = (told.as_object_mut(), why) {
        told.extend(why);
    }
    let change = Change::new(kind, report.id, version).concerning(report.bureau_id);
    let change = change.between(&case.report, &report)?.data(told);
    let shown = store::present_one(tx.conn, caller, tx.business_now, report)?;
    tx.record(&jurisdiction, change)?;
    Answer::resource(version, &shown)
}

/// Submit a report (提交报告)
///
/// The sign-off by the bureau's lead: what it states is frozen.
///
/// - A draft, withdrawn or returned report of a period that is not closed; late is possible until then. A correction is
///   submitted whether its period is closed or not.
/// - Only while the bureau still leads (`report_not_owed`).
/// - What is locked says why (`lock_reason`).
/// - It must be complete (`value_required`).
/// - A cumulative value below the last approved one of an earlier period (`cumulative_decreased`), or above the next
///   approved one of a later period (`cumulative_overtakes`), needs a `decrease_reason`.
/// - A value that is a thousand times the last approved one or the target, or a thousandth of the last approved one,
///   looks like 万 for 亿: `suspected_unit_slip` unless the report says `confirm: true`; `dry_run` tells beforehand.
/// - 零报告 needs that nothing but 0 was approved before (`not_zero`).
/// - 无变化 takes over the last approved figure (`no_previous_value` without one).
/// - What looks odd is noted in `quality_flags` and blocks nothing.
/// - `first_submitted_at` is set once: on time is judged on it.
#[utoipa::path(
    tag = "reports",
    request_body = Empty,
    responses((status = 200, body = Resource<Report>, description = "The submitted report")),
)]
#[post("/reports/{id}/submit")]
pub async fn submit_report(
    state: Data<State>,
    caller: Allowed<SubmitReport>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let submit = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let case = Case::open(tx, &view.caller, &id, expected, Action::Submit)?;
        let mut report = rules::submitted(&case.report, view.caller.id, tx.business_now);
        let flags = signing::sign(tx, &case, &mut report)?;
        quality::store::replace(tx.conn, report.id, &flags, tx.business_now)?;
        let flags: Vec<_> = flags.iter().map(|raised| raised.flag).filter(|flag| !flag.is_for_office()).collect();
        let told = json!({"first_submitted_at": report.first_submitted_at, "quality_flags": flags});
        moved_on(tx, &view.caller, &case, report, Kind::ReportSubmitted, told)
    };
    command.run(&state, caller, submit).await
}

/// Withdraw a report (撤回报告)
///
/// The bureau's lead takes back what was submitted and not yet reviewed; it can then be edited and submitted again.
#[utoipa::path(
    tag = "reports",
    request_body = Empty,
    responses((status = 200, body = Resource<Report>, description = "The withdrawn report")),
)]
#[post("/reports/{id}/withdraw")]
pub async fn withdraw_report(
    state: Data<State>,
    caller: Allowed<SubmitReport>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let withdraw = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let case = Case::open(tx, &view.caller, &id, expected, Action::Withdraw)?;
        let report = rules::withdrawn(&case.report);
        moved_on(tx, &view.caller, &case, report, Kind::ReportWithdrawn, json!({}))
    };
    command.run(&state, caller, withdraw).await
}

/// Approve a report (审定报告)
///
/// From now on its figure counts and it never changes.
///
/// - A correction takes the place of the report that served until now, which is then `superseded` and keeps its
///   figures; other periods' reports stay as they are.
/// - Nobody approves what they or their bureau submitted (`own_submission`).
/// - `If-Match` names what was read: a report that was withdrawn or decided meanwhile is not approved.
/// - By the supervision office.
#[utoipa::path(
    tag = "reports",
    request_body = Approval,
    responses((status = 200, body = Resource<Report>, description = "The approved report")),
)]
#[post("/reports/{id}/approve")]
pub async fn approve_report(
    state: Data<State>,
    caller: Allowed<ReviewReport>,
    id: Reference,
    command: Act<Approval>,
) -> Result<Answer> {
    let approve = move |tx: &mut Tx<'_>, view: &View, approval: &Approval, expected: &Expected| {
        let case = Case::open(tx, &view.caller, &id, expected, Action::Approve)?;
        case.by_others(tx, &view.caller)?;
        signing::in_line(tx, &case)?;
        supersede(tx, &case)?;
        let report = rules::approved(&case.report, view.caller.id, tx.business_now);
        moved_on(tx, &view.caller, &case, report, Kind::ReportApproved, json!({"comment": approval.comment}))
    };
    command.run(&state, caller, approve).await
}

/// Return a report (退回报告)
///
/// With a reason and a comment: the bureau edits it and submits it again.
///
/// - A new clock starts, the third working day from today unless `due_on` says otherwise; being returned is not being
///   late.
/// - `fields` says what is wrong in which field.
/// - Nobody returns what they or their bureau submitted (`own_submission`).
/// - Not where it could not come back: in a closed period only while an extension or an exception keeps it open, and
///   due within that time; a correction comes back whether the period is closed or not.
/// - By the supervision office.
#[utoipa::path(
    tag = "reports",
    request_body = Return,
    responses((status = 200, body = Resource<Report>, description = "The returned report")),
)]
#[post("/reports/{id}/return")]
pub async fn return_report(
    state: Data<State>,
    caller: Allowed<ReviewReport>,
    id: Reference,
    command: Act<Return>,
) -> Result<Answer> {
    let send_back = move |tx: &mut Tx<'_>, view: &View, back: &Return, expected: &Expected| {
        let case = Case::open(tx, &view.caller, &id, expected, Action::Return)?;
        case.by_others(tx, &view.caller)?;
        returns::check_fields(&back.fields)?;
        let due_at = case.return_due(tx, back.due_on)?;
        returns::insert(tx.conn, back.kept(case.report.id, due_at, view.caller.id, tx.business_now)?)?;
        let why = (back.reason, back.comment.clone());
        let report = rules::returned(&case.report, view.caller.id, tx.business_now, why);
        let told = json!({"reason": back.reason, "comment": back.comment, "fields": back.fields, "due_at": due_at});
        moved_on(tx, &view.caller, &case, report, Kind::ReportReturned, told)
    };
    command.run(&state, caller, send_back).await
}
