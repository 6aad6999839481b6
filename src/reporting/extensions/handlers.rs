//! Operations on extensions.
use super::{
    model::{
        Extension, ExtensionApproval, ExtensionFilter, ExtensionRejection, ExtensionRow, ExtensionStatus, NewExtension,
    },
    rules::{self, Action},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed, Permission,
            permission::{DecideExtension, ReadReports, RequestExtension},
        },
        error::{Code, Error, Result, stale},
        events::Kind,
        web::*,
    },
    plan::{
        periods::{self, PeriodRow},
        plans,
    },
    reporting::{
        obligations::{self, ObligationRow},
        subjects::{self, SubjectSummary},
        windows,
    },
};
use actix_web::{get, post, web::Data};
use serde_json::{Value, json};

/// List extensions (延期申请)
///
/// In the order of their making.
///
/// - A bureau's accounts see their own bureau's only, whatever the filter asks for.
/// - `status=requested` is what waits for a decision.
#[utoipa::path(
    tag = "extensions",
    params(Listing<ExtensionFilter>),
    responses((status = 200, body = Page<Resource<Extension>>, description = "A page of extensions")),
)]
#[get("/extensions")]
pub async fn list_extensions(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    list: Listing<ExtensionFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get an extension (延期申请)
///
/// Another bureau's request is not found by a bureau.
#[utoipa::path(
    tag = "extensions",
    responses((status = 200, body = Resource<Extension>, description = "The extension")),
)]
#[get("/extensions/{id}")]
pub async fn get_extension(state: Data<State>, caller: Allowed<ReadReports>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Ask for an extension (申请延期)
///
/// More time for one report.
///
/// - By the lead of the bureau that owes it (`report_not_owed` for every other).
/// - Before it is due (`extension_too_late`); a period that has not ended yet can be foreseen to be too short.
/// - Of what was not submitted yet (`extension_not_applicable`); a returned report has a due time of its own.
/// - One request at a time (`extension_pending`, with its id as `existing`).
/// - A second extension may follow a granted one; all reach at most sixty days behind the due time of the period.
#[utoipa::path(
    tag = "extensions",
    request_body = NewExtension,
    responses((status = 201, body = Resource<Extension>, description = "The new request")),
)]
#[post("/extensions")]
pub async fn create_extension(
    state: Data<State>,
    caller: Allowed<RequestExtension>,
    command: Create<NewExtension>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewExtension, _: &Expected| {
        let period = new.period.0.found("/period", periods::store::get(tx.conn, view, &new.period.0))?;
        let period = periods::store::hold(tx.conn, period.id)?;
        let subject =
            subjects::store::named_one(tx.conn, view, period.plan_id, (new.indicator.as_ref(), new.project.as_ref()))?;
        let owed = owed(tx, view, &period, &subject.summary)?;
        rules::due_at(new.due_on, owed.first_due_at, period.due_at)?;
        let number = store::next_number(tx.conn, &owed)?;
        let row = new.of(&owed, number, view.caller.id, tx.business_now, tx.now);
        let extension = store::insert(tx.conn, &row)?;
        store::detail(tx.conn, extension)?.created(tx, view, Kind::ExtensionRequested, json!({}))
    };
    command.run(&state, caller, create).await
}

/// What the caller's bureau owes, when more time can be asked for it now.
fn owed(tx: &mut Tx<'_>, view: &View, period: &PeriodRow, subject: &SubjectSummary) -> Result<ObligationRow> {
    plans::store::hold(tx.conn, period.plan_id)?;
    let owed = obligations::store::find(tx.conn, period.id, subject)?;
    let owed = owed.filter(|owed| view.caller.bureau_id == Some(owed.bureau_id));
    let owed = owed.ok_or_else(|| Permission::RequestExtension.forbidden(Code::ReportNotOwed))?;
    let window = owed.window();
    let waiting = obligations::store::requested(tx.conn, &[period.id], &[subject.id])?;
    let waiting = waiting.get(&(period.id, subject.id, owed.bureau_id)).copied();
    let Err(code) = obligations::rules::may_extend(&owed, &window, waiting, tx.business_now) else { return Ok(owed) };
    let refused = Error::new(code).with("due_at", owed.first_due_at.to_string());
    let refused = match (code, waiting, window.lock(None, tx.business_now)) {
        (Code::ExtensionPending, Some(existing), _) => refused.extend("existing", existing.to_string()),
        (_, _, Some(locked)) => refused.extend("lock_reason", locked.reason.as_str()),
        _ => refused,
    };
    let obligation = obligations::present::one(tx.conn, view, owed)?;
    Err(obligation.refuse(refused, Some(obligation.object.state.as_str())))
}

/// Grant an extension (同意延期)
///
/// To the day asked for, or an earlier one; after the time at which it is due already.
///
/// - The obligation and its draft are due at 24:00 of that day, on time is judged on it, and the period stays open for
///   it until then.
/// - What was asked for in time may be granted after the due time.
/// - Nobody grants for the own bureau (`own_request`).
/// - By the supervision office.
#[utoipa::path(
    tag = "extensions",
    request_body = ExtensionApproval,
    responses((status = 200, body = Resource<Extension>, description = "The granted extension")),
)]
#[post("/extensions/{id}/approve")]
pub async fn approve_extension(
    state: Data<State>,
    caller: Allowed<DecideExtension>,
    id: Reference,
    command: Act<ExtensionApproval>,
) -> Result<Answer> {
    let grant = move |tx: &mut Tx<'_>, view: &View, grant: &ExtensionApproval, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Approve)?;
        let period = periods::store::hold(tx.conn, case.row.period_id)?;
        plans::store::open_year(tx.conn, case.row.plan_id)?;
        let window = windows::store::of_one(tx.conn, &period, case.subject.id, case.row.bureau_id)?;
        let granted = rules::granted(&case.row, grant.due_on, (window.first_due_at, period.due_at))?;
        let after = rules::decided(granted, view.caller.id, tx.business_now, grant.comment.clone());
        save(tx, &case, after, Kind::ExtensionApproved, json!({"comment": grant.comment}))
    };
    command.run(&state, caller, grant).await
}

/// Refuse an extension (不同意延期)
///
/// With the reason; the report stays due when it was.
///
/// - Nobody decides for the own bureau (`own_request`).
/// - By the supervision office.
#[utoipa::path(
    tag = "extensions",
    request_body = ExtensionRejection,
    responses((status = 200, body = Resource<Extension>, description = "The refused request")),
)]
#[post("/extensions/{id}/reject")]
pub async fn reject_extension(
    state: Data<State>,
    caller: Allowed<DecideExtension>,
    id: Reference,
    command: Act<ExtensionRejection>,
) -> Result<Answer> {
    let refuse = move |tx: &mut Tx<'_>, view: &View, refusal: &ExtensionRejection, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Reject)?;
        let refused = ExtensionRow { status: ExtensionStatus::Rejected, ..case.row.clone() };
        let after = rules::decided(refused, view.caller.id, tx.business_now, Some(refusal.reason.clone()));
        save(tx, &case, after, Kind::ExtensionRejected, json!({"reason": refusal.reason}))
    };
    command.run(&state, caller, refuse).await
}

/// Withdraw an extension (撤回延期申请)
///
/// The lead of the bureau takes back a request that was not yet decided (`extension_decided`); another can be made.
#[utoipa::path(
    tag = "extensions",
    request_body = Empty,
    responses((status = 200, body = Resource<Extension>, description = "The withdrawn request")),
)]
#[post("/extensions/{id}/withdraw")]
pub async fn withdraw_extension(
    state: Data<State>,
    caller: Allowed<RequestExtension>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let withdraw = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Withdraw)?;
        let withdrawn = ExtensionRow { status: ExtensionStatus::Withdrawn, ..case.row.clone() };
        let after = rules::decided(withdrawn, view.caller.id, tx.business_now, None);
        save(tx, &case, after, Kind::ExtensionWithdrawn, json!({}))
    };
    command.run(&state, caller, withdraw).await
}

/// Opens the case of a request for an action.
fn open(tx: &mut Tx<'_>, view: &View, id: &Reference, expected: &Expected, action: Action) -> Result<Case<Extension>> {
    let extension = store::get(tx.conn, view, id)?;
    let may = rules::may(action, &view.caller, &extension.row);
    Case::open(tx, view, extension, expected, action.permission(), may)
}

/// Writes and tells what became of a request, and answers with it.
fn save(tx: &mut Tx<'_>, case: &Case<Extension>, after: ExtensionRow, kind: Kind, data: Value) -> Result<Answer> {
    let after = store::save(tx.conn, after, tx.now).map_err(stale)?;
    let after = store::detail(tx.conn, after)?;
    case.close(tx, after, kind, data)
}
