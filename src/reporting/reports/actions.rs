//! Operations that move a report on: submit, withdraw, approve, return.
use super::{
    case::ReportCase,
    model::Report,
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
        error::{Result, stale},
        events::Kind,
        web::*,
    },
    reporting::quality,
};
use actix_web::{post, web::Data};
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(submit_report).service(withdraw_report).service(approve_report).service(return_report);
}

/// The revision that served until now gives way to a correction that was approved.
fn supersede(tx: &mut Tx<'_>, case: &ReportCase) -> Result<()> {
    let subject = case.subject_id().filter(|_| case.is_correction());
    let Some(subject) = subject else { return Ok(()) };
    let Some(before) = neighbours::serving(tx.conn, subject, case.period_id)? else { return Ok(()) };
    let after = store::save(tx.conn, rules::superseded(&before, tx.business_now), tx.now).map_err(stale)?;
    let value = json!({"from": before.value, "to": case.value});
    let data = case.event_data_with(json!({"superseded_by": case.id, "value": value}));
    let change = after.event(Kind::ReportSuperseded).data(data).between(&before, &after)?;
    tx.record(&after.jurisdiction, change)
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
        let case = ReportCase::open(tx, view, &id, expected, Action::Submit)?;
        let mut report = rules::submitted(&case, view.caller.id, tx.business_now);
        let flags = signing::sign(tx, &case, &mut report)?;
        quality::store::replace(tx.conn, report.id, &flags, tx.business_now)?;
        let flags: Vec<_> = flags.iter().map(|raised| raised.flag).filter(|flag| !flag.is_for_office()).collect();
        let data = json!({"first_submitted_at": report.first_submitted_at, "quality_flags": flags});
        case.save(tx, report, Kind::ReportSubmitted, data)
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
        let case = ReportCase::open(tx, view, &id, expected, Action::Withdraw)?;
        case.save(tx, rules::withdrawn(&case), Kind::ReportWithdrawn, json!({}))
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
        let case = ReportCase::open(tx, view, &id, expected, Action::Approve)?;
        signing::in_line(tx, &case)?;
        supersede(tx, &case)?;
        let report = rules::approved(&case, view.caller.id, tx.business_now);
        case.save(tx, report, Kind::ReportApproved, json!({"comment": approval.comment}))
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
        let case = ReportCase::open(tx, view, &id, expected, Action::Return)?;
        returns::check_fields(&back.fields)?;
        let due_at = case.return_due(tx, back.due_on)?;
        returns::insert(tx.conn, back.kept(case.id, due_at, view.caller.id, tx.business_now)?)?;
        let why = (back.reason, back.comment.clone());
        let report = rules::returned(&case, view.caller.id, tx.business_now, why);
        let data = json!({"reason": back.reason, "comment": back.comment, "fields": back.fields, "due_at": due_at});
        case.save(tx, report, Kind::ReportReturned, data)
    };
    command.run(&state, caller, send_back).await
}
