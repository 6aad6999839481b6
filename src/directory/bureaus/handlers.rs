//! Operations on bureaus.
use super::{
    model::{Bureau, BureauChanges, BureauFilter, NewBureau},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{EditDirectory, ReadDirectory},
    },
    error::{Result, stale},
    events::Kind,
    web::*,
};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List bureaus (委办局/街道/平台公司)
///
/// Of the caller's jurisdiction and of those that it covers (GB/T 2260), in the order of their creation.
#[utoipa::path(
    tag = "bureaus",
    params(Listing<BureauFilter>),
    responses((status = 200, body = Page<Resource<Bureau>>, description = "A page of bureaus")),
)]
#[get("/bureaus")]
pub async fn list_bureaus(
    state: Data<State>,
    caller: Allowed<ReadDirectory>,
    list: Listing<BureauFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a bureau (委办局)
///
/// `code:housing` is the bureau of that code in the caller's own jurisdiction.
#[utoipa::path(tag = "bureaus", responses((status = 200, body = Resource<Bureau>, description = "The bureau")))]
#[get("/bureaus/{id}")]
pub async fn get_bureau(state: Data<State>, caller: Allowed<ReadDirectory>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Create a bureau (新增委办局)
///
/// In the caller's jurisdiction, active.
///
/// - Its code is unique there (`bureau_code_taken`) and never changes.
/// - A unified social credit code is checked after GB 32100-2015 with both check characters (`unified_code_invalid`)
///   and belongs to one bureau only (`unified_code_taken`).
/// - By the system administrator.
#[utoipa::path(
    tag = "bureaus",
    request_body = NewBureau,
    responses((status = 201, body = Resource<Bureau>, description = "The new bureau")),
)]
#[post("/bureaus")]
pub async fn create_bureau(
    state: Data<State>,
    caller: Allowed<EditDirectory>,
    command: Create<NewBureau>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewBureau, _: &Expected| {
        new.unified_code.as_ref().map_or(Ok(()), |code| rules::unified_code("/unified_code", code))?;
        let bureau = store::insert(tx.conn, &view.caller.jurisdiction, new, tx.now)?;
        bureau.created(tx, view, Kind::BureauCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Change a bureau (修改委办局)
///
/// A merge: absent fields keep their value, `null` clears.
///
/// - A bureau that no longer works is made inactive, never deleted.
/// - By the system administrator of its own jurisdiction.
#[utoipa::path(
    tag = "bureaus",
    request_body = BureauChanges,
    responses((status = 200, body = Resource<Bureau>, description = "The bureau as changed")),
)]
#[patch("/bureaus/{id}")]
pub async fn update_bureau(
    state: Data<State>,
    caller: Allowed<EditDirectory>,
    id: Reference,
    command: Edit<BureauChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &BureauChanges, expected: &Expected| {
        let bureau = store::get(tx.conn, view, &id)?;
        let case = Case::open(tx, view, bureau, expected, Permission::EditDirectory, IN_ANY_STATE)?;
        let code = changes.unified_code.as_ref().and_then(Option::as_ref);
        code.map_or(Ok(()), |code| rules::unified_code("/unified_code", code))?;
        let bureau = store::update(tx.conn, &case, changes, tx.now).map_err(stale)?;
        case.close(tx, bureau, Kind::BureauUpdated, json!({}))
    };
    command.run(&state, caller, update).await
}
