//! Operations on plans.
use super::{
    model::{NewPlan, Plan, PlanChanges, PlanFilter},
    rules::{self, Action},
    store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{EditPlan, ReadPlan},
    },
    error::{Result, stale},
    events::Kind,
    web::*,
};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List plans (年度工作方案)
///
/// Of the caller's jurisdiction and of those that it covers (GB/T 2260), oldest first.
#[utoipa::path(
    tag = "plans",
    params(Listing<PlanFilter>),
    responses((status = 200, body = Page<Resource<Plan>>, description = "A page of plans")),
)]
#[get("/plans")]
pub async fn list_plans(state: Data<State>, caller: Allowed<ReadPlan>, list: Listing<PlanFilter>) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a plan (年度工作方案)
///
/// `code:2025` is the plan of 2025 of the caller's own jurisdiction.
#[utoipa::path(tag = "plans", responses((status = 200, body = Resource<Plan>, description = "The plan")))]
#[get("/plans/{id}")]
pub async fn get_plan(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
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
        plan.created(tx, view, Kind::PlanCreated, json!({}))
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
        let plan = store::get(tx.conn, view, &id)?;
        let may = rules::may(Action::Update, &view.caller, &plan);
        let case = Case::open(tx, view, plan, expected, Permission::EditPlan, may)?;
        let plan = store::update(tx.conn, &case, changes, tx.now).map_err(stale)?;
        case.close(tx, plan, Kind::PlanUpdated, json!({}))
    };
    command.run(&state, caller, update).await
}
