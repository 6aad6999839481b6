//! Operations on the assignments of indicators.
use super::{
    Indicator,
    case::{open, open_parent, record},
    store as indicators,
};
use crate::{
    directory::bureaus,
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{EditPlan, ReadPlan},
        },
        error::{Code, Result, Violation, stale},
        events::Kind,
        web::*,
    },
    plan::assignments::{Assignment, AssignmentEnd, AssignmentFilter, NewAssignment, rules, store},
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List assignments (责任分工)
///
/// Who answers for which indicator, past, present and to come, in the order of the first days; `as_of` gives those of a
/// day.
#[utoipa::path(
    tag = "assignments",
    params(Listing<AssignmentFilter>),
    responses((status = 200, body = Page<Assignment>, description = "A page of assignments")),
)]
#[get("/assignments")]
pub async fn list_assignments(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<AssignmentFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let named = indicators::asked(conn, view, list.filter.plan.as_ref(), list.filter.indicator.as_ref())?;
        Answer::ok(&store::list(conn, view, named, &list.filter, &list.page)?)
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
        let case = open_parent(tx, view, &id)?;
        // First, as it holds the indicator until the commit: changes of its assignments come one after the other.
        let row = indicators::touch(tx.conn, &case.row, tx.now).map_err(stale)?;
        let bureau = new.bureau.found("/bureau", store::assignable(tx.conn, &row.jurisdiction, &new.bureau))?;
        let existing = store::all_of(tx.conn, row.id)?;
        let ended = rules::ended_by(&existing, bureau.id, new.role, new.effective_from)?;
        store::end(tx.conn, &ended, new.effective_from)?;
        let assignment = store::insert(tx.conn, (row.id, &row.jurisdiction), &new.terms(bureau.id), tx.now)?;
        let assignment = store::with_its_bureau(tx.conn, view, assignment)?;
        let data = json!({"bureau": bureau.code, "role": new.role, "effective_from": new.effective_from});
        let location = format!("/api/v1/assignments?indicator={}", row.id);
        record(tx, view, &case, row, Kind::AssignmentCreated, data)?;
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
        let case = open(tx, view, &id, expected)?;
        let row = indicators::touch(tx.conn, &case.row, tx.now).map_err(stale)?;
        let bureau = body.bureau.found("/bureau", bureaus::store::get_in(tx.conn, &row.jurisdiction, &body.bureau))?;
        let support = rules::latest_support(&store::all_of(tx.conn, row.id)?, bureau.id);
        let unknown = || Violation::at("/bureau", Code::ReferenceNotFound).with("value", body.bureau.to_string());
        let support = support.ok_or_else(unknown)?;
        rules::may_end(&support, body.effective_to)?;
        store::end(tx.conn, &[support.id], body.effective_to)?;
        let data = json!({"bureau": bureau.code, "effective_to": body.effective_to});
        let indicator = indicators::detail(tx.conn, view, row)?;
        case.close(tx, indicator, Kind::AssignmentEnded, data)
    };
    command.run(&state, caller, end).await
}
