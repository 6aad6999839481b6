//! Operations on jurisdictions.
use super::{
    model::{Jurisdiction, JurisdictionChanges, JurisdictionFilter, NewJurisdiction},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{EditDirectory, ReadDirectory},
    },
    db::Conn,
    error::{Result, stale},
    events::Kind,
    web::*,
};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List jurisdictions (行政区划)
///
/// The caller's own, those that it covers (GB/T 2260) and those above it, in the order of their codes.
#[utoipa::path(
    tag = "jurisdictions",
    params(Listing<JurisdictionFilter>),
    responses((status = 200, body = Page<Resource<Jurisdiction>>, description = "A page of jurisdictions")),
)]
#[get("/jurisdictions")]
pub async fn list_jurisdictions(
    state: Data<State>,
    caller: Allowed<ReadDirectory>,
    list: Listing<JurisdictionFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut Conn, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a jurisdiction (行政区划)
///
/// `code:410102` is the jurisdiction of that GB/T 2260 code. Those above the caller's own may be read as well.
#[utoipa::path(
    tag = "jurisdictions",
    responses((status = 200, body = Resource<Jurisdiction>, description = "The jurisdiction")),
)]
#[get("/jurisdictions/{id}")]
pub async fn get_jurisdiction(state: Data<State>, caller: Allowed<ReadDirectory>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut Conn, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Create a jurisdiction (新增行政区划)
///
/// By its GB/T 2260 code, which says what lies above.
///
/// - At or below the caller's own (else `permission_denied`).
/// - The code is checked (`jurisdiction_code_invalid`).
/// - What lies above must exist (`jurisdiction_parent_missing`).
/// - By the system administrator.
#[utoipa::path(
    tag = "jurisdictions",
    request_body = NewJurisdiction,
    responses((status = 201, body = Resource<Jurisdiction>, description = "The new jurisdiction")),
)]
#[post("/jurisdictions")]
pub async fn create_jurisdiction(
    state: Data<State>,
    caller: Allowed<EditDirectory>,
    command: Create<NewJurisdiction>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewJurisdiction, _: &Expected| {
        rules::check("/code", &new.code)?;
        rules::may_edit(view, &new.code).map_err(|code| Permission::EditDirectory.forbidden(code))?;
        store::insert(tx.conn, new, tx.now)?.created(tx, view, Kind::JurisdictionCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Change a jurisdiction (修改行政区划)
///
/// Its names only: a code never changes.
///
/// - A merge: absent fields keep their value, `null` clears.
/// - By the system administrator of a jurisdiction that covers it.
#[utoipa::path(
    tag = "jurisdictions",
    request_body = JurisdictionChanges,
    responses((status = 200, body = Resource<Jurisdiction>, description = "The jurisdiction as changed")),
)]
#[patch("/jurisdictions/{id}")]
pub async fn update_jurisdiction(
    state: Data<State>,
    caller: Allowed<EditDirectory>,
    id: Reference,
    command: Edit<JurisdictionChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &JurisdictionChanges, expected: &Expected| {
        let jurisdiction = store::get(tx.conn, view, &id)?;
        let case = Case::open(tx, view, jurisdiction, expected, Permission::EditDirectory, IN_ANY_STATE)?;
        let jurisdiction = store::update(tx.conn, &case, changes, tx.now).map_err(stale)?;
        case.close(tx, jurisdiction, Kind::JurisdictionUpdated, json!({}))
    };
    command.run(&state, caller, update).await
}
