//! Operations on areas.
use super::{
    model::{Area, AreaChanges, AreaFilter, NewArea},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed, Permission,
            permission::{EditPlan, ReadPlan},
        },
        error::{Result, stale},
        events::Kind,
        web::*,
    },
    plan::plans,
};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List areas (工作领域)
///
/// In the natural order of their codes (`2` before `10`), of every plan that the caller may know of or of one `plan`.
#[utoipa::path(
    tag = "areas",
    params(Listing<AreaFilter>),
    responses((status = 200, body = Page<Resource<Area>>, description = "A page of areas")),
)]
#[get("/areas")]
pub async fn list_areas(state: Data<State>, caller: Allowed<ReadPlan>, list: Listing<AreaFilter>) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get an area (工作领域)
///
/// `code:2` is the area of that code in the plan in force: the newest of the caller's jurisdiction that is not of a
/// later year than the business year.
#[utoipa::path(tag = "areas", responses((status = 200, body = Resource<Area>, description = "The area")))]
#[get("/areas/{id}")]
pub async fn get_area(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Create an area (新增工作领域)
///
/// In a plan of the caller's own jurisdiction.
///
/// - Its code is unique there (`area_code_taken`) and never changes.
/// - By the supervision office.
#[utoipa::path(
    tag = "areas",
    request_body = NewArea,
    responses((status = 201, body = Resource<Area>, description = "The new area")),
)]
#[post("/areas")]
pub async fn create_area(state: Data<State>, caller: Allowed<EditPlan>, command: Create<NewArea>) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewArea, _: &Expected| {
        let plan = plans::open_named(tx, view, &new.plan, plans::rules::Action::CreateArea)?;
        let area = store::insert(tx.conn, &plan, new, tx.now)?;
        area.created(tx, view, Kind::AreaCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Change an area (修改工作领域)
///
/// A merge: absent fields keep their value, `null` clears.
///
/// - Plan and code never change.
/// - A closed year keeps its areas as they are (`plan_year_closed`).
/// - By the supervision office.
#[utoipa::path(
    tag = "areas",
    request_body = AreaChanges,
    responses((status = 200, body = Resource<Area>, description = "The area as changed")),
)]
#[patch("/areas/{id}")]
pub async fn update_area(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    id: Reference,
    command: Edit<AreaChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &AreaChanges, expected: &Expected| {
        let area = store::get(tx.conn, view, &id)?;
        let case = Case::open(tx, view, area, expected, Permission::EditPlan, IN_ANY_STATE)?;
        plans::store::open_year(tx.conn, case.plan_id)?;
        let area = store::update(tx.conn, &case, changes, tx.now).map_err(stale)?;
        case.close(tx, area, Kind::AreaUpdated, json!({}))
    };
    command.run(&state, caller, update).await
}
