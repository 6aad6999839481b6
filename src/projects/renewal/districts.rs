//! Operations on renewal districts.
use super::{
    model::{NewRenewalDistrict, RenewalDistrictChanges, RenewalDistrictDetail, RenewalDistrictFilter},
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
use crate::plan::plans;
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List renewal districts (更新片区)
///
/// In the order of their codes, with their units counted and their projects by stage.
#[utoipa::path(
    tag = "renewal",
    params(Listing<RenewalDistrictFilter>),
    responses((status = 200, body = Page<Resource<RenewalDistrictDetail>>, description = "A page of districts")),
)]
#[get("/renewal-districts")]
pub async fn list_renewal_districts(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<RenewalDistrictFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let page = store::list_districts(conn, view, &list.filter, &list.page)?;
        Answer::ok(&page.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a renewal district (更新片区)
///
/// `code:RD1` is the district of that code in the plan in force of the caller's own jurisdiction.
#[utoipa::path(
    tag = "renewal",
    responses((status = 200, body = Resource<RenewalDistrictDetail>, description = "The district")),
)]
#[get("/renewal-districts/{id}")]
pub async fn get_renewal_district(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let district = store::get_district(conn, view, &id)?;
        store::district_detail(conn, district)?.answer(conn, view)
    };
    state.read(caller, read).await
}

/// Create a renewal district (新增更新片区)
///
/// One that is known by name; those that the plan only counts are not created.
///
/// - Its code is unique among the plan's districts (`renewal_code_taken`).
/// - By the supervision office.
#[utoipa::path(
    tag = "renewal",
    request_body = NewRenewalDistrict,
    responses((status = 201, body = Resource<RenewalDistrictDetail>, description = "The new district")),
)]
#[post("/renewal-districts")]
pub async fn create_renewal_district(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    command: Create<NewRenewalDistrict>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewRenewalDistrict, _: &Expected| {
        let plan = new.plan.found("/plan", plans::store::get(tx.conn, view, &new.plan))?;
        let plan = plans::open_beneath(tx, view, plan, plans::rules::Action::CreateRenewalDistrict)?;
        let district = store::insert_district(tx.conn, &plan, new, tx.now)?;
        store::district_detail(tx.conn, district)?.created(tx, view, Kind::RenewalDistrictCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Change a renewal district (修改更新片区)
///
/// A merge: absent fields keep their value, `null` clears.
///
/// - Plan and code never change.
/// - By the supervision office.
#[utoipa::path(
    tag = "renewal",
    request_body = RenewalDistrictChanges,
    responses((status = 200, body = Resource<RenewalDistrictDetail>, description = "The district as changed")),
)]
#[patch("/renewal-districts/{id}")]
pub async fn update_renewal_district(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Edit<RenewalDistrictChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &RenewalDistrictChanges, expected: &Expected| {
        let district = store::get_district(tx.conn, view, &id)?;
        let district = store::district_detail(tx.conn, district)?;
        let case = Case::open(tx, view, district, expected, Permission::EditProjects, IN_ANY_STATE)?;
        let district = store::update_district(tx.conn, &case.district, changes, tx.now).map_err(stale)?;
        let district = store::district_detail(tx.conn, district)?;
        case.close(tx, district, Kind::RenewalDistrictUpdated, json!({}))
    };
    command.run(&state, caller, update).await
}
