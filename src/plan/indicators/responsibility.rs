//! Operations on the assignments of indicators.
use super::{Indicator, IndicatorRow, store as indicators};
use crate::{
    directory::bureaus,
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{EditPlan, ReadPlan},
        },
        error::{Code, Result, Violation, stale},
        events::{Change, Kind},
        web::*,
    },
    plan::{
        assignments::{
            Assignment, AssignmentEnd, AssignmentFilter, AssignmentRole, AssignmentTerms, NewAssignment, rules, store,
        },
        plans,
    },
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List assignments (责任分工)
///
/// Who answers for an indicator, past, present and to come, in the order of the first days; `on` gives those of a day.
#[utoipa::path(
    tag = "assignments",
    params(AssignmentFilter),
    responses((status = 200, body = Page<Assignment>, description = "A page of assignments")),
)]
#[get("/indicators/{id}/assignments")]
pub async fn list_assignments(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    id: Reference,
    list: List<AssignmentFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let indicator = indicators::get(conn, view, &id)?;
        Answer::ok(&store::list(conn, view, indicator.id, &list.filter, &list.page)?)
    };
    state.read(caller, read).await
}

/// Assign a bureau (责任分工)
///
/// A new lead ends the one before it on its first day, and its own bureau's supporting part.
///
/// - Refused (`assignment_taken`): a bureau that has the role already, a lead that would begin no later than a known
///   one, a lead that would also support.
/// - The indicator's version grows.
/// - By the supervision office.
#[utoipa::path(
    tag = "assignments",
    request_body = NewAssignment,
    responses((status = 201, body = Assignment, description = "The new assignment")),
)]
#[post("/indicators/{id}/assignments")]
pub async fn create_assignment(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    id: Reference,
    command: Create<NewAssignment>,
) -> Result<Answer> {
    let create = move |tx: &mut Tx<'_>, view: &View, new: &NewAssignment, _: &Expected| {
        let (shown, held) = hold(tx, &view.caller, &id, None)?;
        let bureau = new.bureau.found("/bureau", store::assignable(tx.conn, &held.jurisdiction, &new.bureau))?;
        let existing = store::all_of(tx.conn, held.id)?;
        let ended = rules::ended_by(&existing, bureau.id, new.role, new.effective_from)?;
        store::end(tx.conn, &ended, new.effective_from)?;
        let terms = AssignmentTerms {
            bureau_id: bureau.id,
            role: new.role,
            effective_from: new.effective_from,
            source: new.source,
            document: new.document.clone(),
        };
        let row = store::insert(tx.conn, (held.id, &held.jurisdiction), &terms, tx.now)?;
        let told = json!({
            "indicator": held.code, "bureau": bureau.code, "role": new.role, "effective_from": new.effective_from
        });
        let location = format!("/api/v1/indicators/{}/assignments", held.id);
        record(tx, &view.caller, Kind::AssignmentCreated, &shown, held, told)?;
        let assignment = store::present_one(tx.conn, view, row)?;
        Ok(Answer::resource(1, &assignment)?.created(location))
    };
    command.run(&state, caller, create).await
}

/// End a supporting bureau's part (终止配合责任)
///
/// From `effective_to` on.
///
/// - After its first day (`assignment_taken`).
/// - A lead is ended by assigning the next one, so that somebody always answers.
/// - `If-Match` is the indicator's ETag.
/// - By the supervision office.
#[utoipa::path(
    tag = "assignments",
    request_body = AssignmentEnd,
    responses((status = 200, body = Resource<Indicator>, description = "The indicator, with who answers for it")),
)]
#[post("/indicators/{id}/assignments/end")]
pub async fn end_assignment(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    id: Reference,
    command: Act<AssignmentEnd>,
) -> Result<Answer> {
    let end = move |tx: &mut Tx<'_>, view: &View, body: &AssignmentEnd, expected: &Expected| {
        let (shown, held) = hold(tx, &view.caller, &id, Some(expected))?;
        let bureau = body.bureau.found("/bureau", bureaus::store::get_in(tx.conn, &held.jurisdiction, &body.bureau))?;
        let supports = store::all_of(tx.conn, held.id)?.into_iter().find(|known| {
            known.bureau_id == bureau.id && known.role == AssignmentRole::Supporting && known.effective_to.is_none()
        });
        let unknown = Violation::at("/bureau", Code::ReferenceNotFound).with("value", body.bureau.to_string());
        let supports = supports.ok_or(unknown)?;
        if body.effective_to <= supports.effective_from {
            return Err(Code::AssignmentTaken.into());
        }
        store::end(tx.conn, &[supports.id], body.effective_to)?;
        let told = json!({"indicator": held.code, "bureau": bureau.code, "effective_to": body.effective_to});
        let after = record(tx, &view.caller, Kind::AssignmentEnded, &shown, held, told)?;
        Answer::resource(after.row.version, &after.shown_to(&view.caller))
    };
    command.run(&state, caller, end).await
}

/// The indicator before the change, and its row with the next version: it is held until the commit, so that changes of
/// its assignments come one after the other.
fn hold(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: &Reference,
    expected: Option<&Expected>,
) -> Result<(Indicator, IndicatorRow)> {
    let scope = tx.scope(caller);
    let before = indicators::get(tx.conn, &scope, id)?;
    scope.may_change(&before.jurisdiction)?;
    let shown = indicators::present_one(tx.conn, &scope, before.clone())?;
    if let Some(expected) = expected {
        let current = |_: &mut Tx<'_>| Answer::resource(before.version, &shown.clone().shown_to(caller));
        expected.check(tx, before.id, before.version, current)?;
    }
    plans::store::open_year(tx.conn, before.plan_id)?;
    let held = indicators::touch(tx.conn, &before, tx.now).map_err(stale)?;
    Ok((shown, held))
}

/// Tells of the change, as one of the indicator that it belongs to.
fn record(
    tx: &mut Tx<'_>,
    caller: &Caller,
    kind: Kind,
    before: &Indicator,
    held: IndicatorRow,
    told: serde_json::Value,
) -> Result<Indicator> {
    let after = indicators::present_one(tx.conn, &tx.scope(caller), held)?;
    let change = Change::new(kind, after.row.id, after.row.version).between(before, &after)?.data(told);
    tx.record(&after.row.jurisdiction, change)?;
    Ok(after)
}
