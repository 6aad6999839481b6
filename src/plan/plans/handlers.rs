//! Operations on plans.
use super::{
    model::{NewPlan, Plan, PlanChanges, PlanFilter},
    store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{EditPlan, ReadPlan},
    },
    error::{Result, stale},
    events::{Change, Kind},
    web::*,
};
use actix_web::{get, patch, post, web::Data};

/// List plans (年度工作方案)
///
/// Of the caller's jurisdiction and of those that it covers (GB/T 2260), oldest first.
#[utoipa::path(
    tag = "plans",
    params(PlanFilter),
    responses((status = 200, body = Page<Resource<Plan>>, description = "A page of plans")),
)]
#[get("/plans")]
pub async fn list_plans(state: Data<State>, caller: Allowed<ReadPlan>, list: List<PlanFilter>) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.map(|plan| plan.shown_to(&view.caller)))
    };
    state.read(caller, read).await
}

/// Get a plan (年度工作方案)
///
/// `code:2025` is the plan of 2025 of the caller's own jurisdiction.
#[utoipa::path(tag = "plans", responses((status = 200, body = Resource<Plan>, description = "The plan")))]
#[get("/plans/{id}")]
pub async fn get_plan(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let plan = store::get(conn, view, &id)?;
        Answer::resource(plan.version, &plan.shown_to(&view.caller))
    };
    state.read(caller, read).await
}

/// Create a plan (新增年度工作方案)
///
/// In the caller's jurisdiction.
///
/// - One for each year (`plan_year_taken`).
/// - By the supervision office.
#[utoipa::path(
    tag = "plans",
    request_body = NewPlan,
    responses((status = 201, body = Resource<Plan>, description = "The new plan")),
)]
#[post("/plans")]
pub async fn create_plan(state: Data<State>, caller: Allowed<EditPlan>, command: Create<NewPlan>) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewPlan, _: &Expected| {
        let plan = store::insert(tx.conn, &view.caller.jurisdiction, new, tx.now)?;
        tx.record(
            &plan.jurisdiction,
            Change::new(Kind::PlanCreated, plan.id, plan.version).data(serde_json::json!({"code": plan.code})),
        )?;
        let location = format!("/api/v1/plans/{}", plan.id);
        Ok(Answer::resource(plan.version, &plan.shown_to(&view.caller))?.created(location))
    };
    command.run(&state, caller, create).await
}

/// Change a plan (修改年度工作方案)
///
/// A merge: absent fields keep their value, `null` clears. By the supervision office.
#[utoipa::path(
    tag = "plans",
    request_body = PlanChanges,
    responses((status = 200, body = Resource<Plan>, description = "The plan as changed")),
)]
#[patch("/plans/{id}")]
pub async fn update_plan(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    id: Reference,
    command: Edit<PlanChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &PlanChanges, expected: &Expected| {
        let before = store::get(tx.conn, view, &id)?;
        view.may_change(&before.jurisdiction)?;
        expected.check(tx, before.id, before.version, |_| {
            Answer::resource(before.version, &before.clone().shown_to(&view.caller))
        })?;
        let plan = store::update(tx.conn, &before, changes, tx.now).map_err(stale)?;
        tx.record(&plan.jurisdiction, Change::new(Kind::PlanUpdated, plan.id, plan.version).between(&before, &plan)?)?;
        Answer::resource(plan.version, &plan.shown_to(&view.caller))
    };
    command.run(&state, caller, update).await
}
