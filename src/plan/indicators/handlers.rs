//! Operations on indicators.
use super::{
    changes::{IndicatorChanges, NewIndicator},
    establish::{check_changes, establish},
    model::{Indicator, IndicatorFilter},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{EditPlan, ReadPlan},
        },
        error::{Result, stale},
        events::{Change, Kind},
        web::*,
    },
    plan::plans::{self},
};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List indicators (指标)
///
/// In the natural order of their codes (`1.8` before `1.10`), each with its area and with the target and the bureaus in
/// force on the business day.
#[utoipa::path(
    tag = "indicators",
    params(IndicatorFilter),
    responses((status = 200, body = Page<Resource<Indicator>>, description = "A page of indicators")),
)]
#[get("/indicators")]
pub async fn list_indicators(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<IndicatorFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(
            &store::list(conn, view, &list.filter, &list.page)?.map(|indicator| indicator.shown_to(&view.caller)),
        )
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
        let indicator = store::present_one(conn, view, row)?;
        Answer::resource(indicator.row.version, &indicator.shown_to(&view.caller))
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
        let plan = new.plan.found("/plan", plans::store::get(tx.conn, view, &new.plan))?;
        view.may_change(&plan.jurisdiction)?;
        plans::store::open_year(tx.conn, plan.id)?;
        let row = establish(tx, Some(view.caller.id), &plan, new)?;
        let indicator = store::present_one(tx.conn, view, row)?;
        let created = Change::new(Kind::IndicatorCreated, indicator.row.id, indicator.row.version);
        tx.record(&plan.jurisdiction, created.data(json!({"code": indicator.row.code})))?;
        let location = format!("/api/v1/indicators/{}", indicator.row.id);
        Ok(Answer::resource(indicator.row.version, &indicator.shown_to(&view.caller))?.created(location))
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
        let before = store::get(tx.conn, view, &id)?;
        view.may_change(&before.jurisdiction)?;
        let shown = store::present_one(tx.conn, view, before.clone())?;
        let current = |_: &mut Tx<'_>| Answer::resource(before.version, &shown.clone().shown_to(&view.caller));
        expected.check(tx, before.id, before.version, current)?;
        plans::store::open_year(tx.conn, before.plan_id)?;
        let area = check_changes(tx.conn, &before, changes)?;
        let row = store::update(tx.conn, &before, area, changes, tx.now).map_err(stale)?;
        let after = store::present_one(tx.conn, view, row)?;
        let updated = Change::new(Kind::IndicatorUpdated, after.row.id, after.row.version);
        tx.record(&before.jurisdiction, updated.between(&shown, &after)?)?;
        Answer::resource(after.row.version, &after.shown_to(&view.caller))
    };
    command.run(&state, caller, update).await
}
