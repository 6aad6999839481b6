//! Operations on jurisdictions.
use super::{
    model::{Jurisdiction, JurisdictionChanges, JurisdictionFilter, NewJurisdiction},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{EditDirectory, ReadDirectory},
    },
    db::Conn,
    error::{Result, stale},
    events::{Change, Kind},
    web::*,
};
use actix_web::{get, patch, post, web::Data};

/// List jurisdictions (行政区划)
///
/// The caller's own, those that it covers (GB/T 2260) and those above it, in the order of their codes.
#[utoipa::path(
    tag = "jurisdictions",
    params(JurisdictionFilter),
    responses((status = 200, body = Page<Resource<Jurisdiction>>, description = "A page of jurisdictions")),
)]
#[get("/jurisdictions")]
pub async fn list_jurisdictions(
    state: Data<State>,
    caller: Allowed<ReadDirectory>,
    list: List<JurisdictionFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut Conn, view: &View| {
        let page = store::list(conn, view, &list.filter, &list.page)?;
        Answer::ok(&page.map(|jurisdiction| jurisdiction.shown_to(&view.caller, view)))
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
    let read = move |conn: &mut Conn, view: &View| {
        let jurisdiction = store::get(conn, view, &id)?;
        Answer::resource(jurisdiction.version, &jurisdiction.shown_to(&view.caller, view))
    };
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
        view.must_cover(&new.code)?;
        let made = store::insert(tx.conn, new, tx.now)?;
        let change = Change::new(Kind::JurisdictionCreated, made.id, made.version);
        tx.record(&made.code, change.data(serde_json::json!({"code": made.code})))?;
        let location = format!("/api/v1/jurisdictions/{}", made.id);
        Ok(Answer::resource(made.version, &made.shown_to(&view.caller, view))?.created(location))
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
        let before = store::get(tx.conn, view, &id)?;
        view.must_cover(&before.code)?;
        expected.check(tx, before.id, before.version, |_| {
            Answer::resource(before.version, &before.clone().shown_to(&view.caller, view))
        })?;
        let after = store::update(tx.conn, &before, changes, tx.now).map_err(stale)?;
        let change = Change::new(Kind::JurisdictionUpdated, after.id, after.version);
        tx.record(&after.code, change.between(&before, &after)?)?;
        Answer::resource(after.version, &after.shown_to(&view.caller, view))
    };
    command.run(&state, caller, update).await
}
