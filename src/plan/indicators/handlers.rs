//! Operations on indicators.
use super::{
    case::open,
    changes::{IndicatorChanges, NewIndicator},
    establish::{check_changes, establish},
    model::{Indicator, IndicatorFilter},
    store,
};
use crate::{
    directory::bureaus,
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{EditPlan, ReadPlan},
        },
        error::{Result, stale},
        events::Kind,
        web::*,
    },
    plan::{areas, plans},
};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List indicators (指标)
///
/// In the natural order of their codes (`1.8` before `1.10`), each with its area and with the target and the bureaus in
/// force on the business day.
#[utoipa::path(
    tag = "indicators",
    params(Listing<IndicatorFilter>),
    responses((status = 200, body = Page<Resource<Indicator>>, description = "A page of indicators")),
)]
#[get("/indicators")]
pub async fn list_indicators(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<IndicatorFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let page = store::list(conn, view, &list.filter, &list.page)?;
        let lead = |indicator: &Indicator| indicator.lead_bureau.as_ref().map(|bureau| bureau.id);
        let page = page.including(conn, view, "lead_bureau", lead, bureaus::store::included)?;
        let area = |indicator: &Indicator| [indicator.area.id];
        let page = page.including(conn, view, "area", area, areas::store::included)?;
        Answer::ok(&page.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get an indicator (指标)
///
/// `code:1.8` is the indicator of that code in the plan in force.
#[utoipa::path(
    tag = "indicators",
    responses((status = 200, body = Resource<Indicator>, description = "The indicator")),
)]
#[get("/indicators/{id}")]
pub async fn get_indicator(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let row = store::get(conn, view, &id)?;
        store::detail(conn, view, row)?.answer(conn, view)
    };
    state.read(caller, read).await
}

/// Create an indicator (新增指标)
///
/// In an area of a plan of the caller's own jurisdiction, with its first target and who answers for it from the first
/// day of the plan's year.
///
/// - Its code is unique among the plan's indicators (`indicator_code_taken`) and never changes.
/// - A flow or a list needs a basis, nothing else has one.
/// - A number of a measured kind needs a unit.
/// - A measured kind has value and comparator together or neither, a qualitative one has no comparator.
/// - By the supervision office.
#[utoipa::path(
    tag = "indicators",
    request_body = NewIndicator,
    responses((status = 201, body = Resource<Indicator>, description = "The new indicator")),
)]
#[post("/indicators")]
pub async fn create_indicator(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    command: Create<NewIndicator>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewIndicator, _: &Expected| {
        let plan = plans::open_named(tx, view, &new.plan, plans::rules::Action::CreateIndicator)?;
        let row = establish(tx, Some(view.caller.id), &plan, new)?;
        store::detail(tx.conn, view, row)?.created(tx, view, Kind::IndicatorCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Change an indicator (修改指标)
///
/// A merge: absent fields keep their value, `null` clears; `baseline` and `related` are replaced as a whole.
///
/// - Plan and code never change, kind, basis and unit not once there is a report (`indicator_reported`).
/// - Targets and bureaus have operations of their own.
/// - By the supervision office.
#[utoipa::path(
    tag = "indicators",
    request_body = IndicatorChanges,
    responses((status = 200, body = Resource<Indicator>, description = "The indicator as changed")),
)]
#[patch("/indicators/{id}")]
pub async fn update_indicator(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    id: Reference,
    command: Edit<IndicatorChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &IndicatorChanges, expected: &Expected| {
        let case = open(tx, view, &id, expected)?;
        let area = check_changes(tx.conn, &case.row, changes)?;
        let row = store::update(tx.conn, &case.row, area, changes, tx.now).map_err(stale)?;
        let indicator = store::detail(tx.conn, view, row)?;
        case.close(tx, indicator, Kind::IndicatorUpdated, json!({}))
    };
    command.run(&state, caller, update).await
}
