//! Operations on renewal units.
use super::{
    model::{NewRenewalUnit, RenewalUnitChanges, RenewalUnitDetail, RenewalUnitFilter},
    store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{EditProjects, ReadPlan},
    },
    error::{Result, stale},
    events::Kind,
    web::*,
};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List renewal units (更新单元)
///
/// In the order of their codes, with their districts and their projects by stage.
#[utoipa::path(
    tag = "renewal",
    params(Listing<RenewalUnitFilter>),
    responses((status = 200, body = Page<Resource<RenewalUnitDetail>>, description = "A page of units")),
)]
#[get("/renewal-units")]
pub async fn list_renewal_units(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<RenewalUnitFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list_units(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a renewal unit (更新单元)
///
/// `code:RU1` is the unit of that code in the plan in force of the caller's own jurisdiction.
#[utoipa::path(
    tag = "renewal",
    responses((status = 200, body = Resource<RenewalUnitDetail>, description = "The unit")),
)]
#[get("/renewal-units/{id}")]
pub async fn get_renewal_unit(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let unit = store::get_unit(conn, view, &id)?;
        store::unit_detail(conn, unit)?.answer(conn, view)
    };
    state.read(caller, read).await
}

/// Create a renewal unit (新增更新单元)
///
/// In a district.
///
/// - Its code is unique among the plan's units (`renewal_code_taken`).
/// - By the supervision office.
#[utoipa::path(
    tag = "renewal",
    request_body = NewRenewalUnit,
    responses((status = 201, body = Resource<RenewalUnitDetail>, description = "The new unit")),
)]
#[post("/renewal-units")]
pub async fn create_renewal_unit(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    command: Create<NewRenewalUnit>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewRenewalUnit, _: &Expected| {
        let district = new.district.found("/district", store::get_district(tx.conn, view, &new.district))?;
        let district = store::district_detail(tx.conn, district)?;
        let case = Case::open_parent(tx, view, district, Permission::EditProjects, IN_ANY_STATE)?;
        let unit = store::insert_unit(tx.conn, &case.district, new, tx.now)?;
        store::unit_detail(tx.conn, unit)?.created(tx, view, Kind::RenewalUnitCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Change a renewal unit (修改更新单元)
///
/// A merge: absent fields keep their value, `null` clears.
///
/// - District and code never change.
/// - By the supervision office.
#[utoipa::path(
    tag = "renewal",
    request_body = RenewalUnitChanges,
    responses((status = 200, body = Resource<RenewalUnitDetail>, description = "The unit as changed")),
)]
#[patch("/renewal-units/{id}")]
pub async fn update_renewal_unit(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Edit<RenewalUnitChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &RenewalUnitChanges, expected: &Expected| {
        let unit = store::get_unit(tx.conn, view, &id)?;
        let unit = store::unit_detail(tx.conn, unit)?;
        let case = Case::open(tx, view, unit, expected, Permission::EditProjects, IN_ANY_STATE)?;
        let unit = store::update_unit(tx.conn, &case.unit, changes, tx.now).map_err(stale)?;
        let unit = store::unit_detail(tx.conn, unit)?;
        case.close(tx, unit, Kind::RenewalUnitUpdated, json!({}))
    };
    command.run(&state, caller, update).await
}
