//! Operations on obstacles.
use super::{
    model::{
        NewObstacle, NewObstacleEscalation, Obstacle, ObstacleChanges, ObstacleDetail, ObstacleEscalation,
        ObstacleFilter, ObstacleResolution,
    },
    rules::{self, Action},
    store,
};
use crate::directory::bureaus;
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{HandleObstacles, ReadPlan},
    },
    db::Id,
    error::{Code, Result, Violations, stale},
    events::Kind,
    web::*,
};
use crate::plan::plans;
use crate::projects::{keepers, projects};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List obstacles (堵点)
///
/// In the order of their due days; the state is derived at the business date.
#[utoipa::path(
    tag = "obstacles",
    params(Listing<ObstacleFilter>),
    responses((status = 200, body = Page<Resource<ObstacleDetail>>, description = "A page of obstacles")),
)]
#[get("/obstacles")]
pub async fn list_obstacles(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<ObstacleFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let page = store::list(conn, view, &list.filter, &list.page)?;
        let project = |obstacle: &ObstacleDetail| [obstacle.project.id];
        let page = page.including(conn, view, "project", project, projects::store::included)?;
        let owner = |obstacle: &ObstacleDetail| [obstacle.obstacle.owner_bureau_id];
        let page = page.including(conn, view, "owner", owner, bureaus::store::included)?;
        Answer::ok(&page.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get an obstacle (堵点)
///
/// By its id; obstacles have no code.
#[utoipa::path(
    tag = "obstacles",
    responses((status = 200, body = Resource<ObstacleDetail>, description = "The obstacle")),
)]
#[get("/obstacles/{id}")]
pub async fn get_obstacle(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let obstacle = store::get(conn, view, &id)?;
        store::detail(conn, obstacle, view.today())?.answer(conn, view)
    };
    state.read(caller, read).await
}

/// Raise an obstacle (提出堵点)
///
/// Of a named project, at one of four levels, owned by the bureau that has to clear it away.
///
/// - It is raised on the business day.
/// - By a reporter or the lead of the project's lead bureau (`project_not_led` else) or the supervision office.
#[utoipa::path(
    tag = "obstacles",
    request_body = NewObstacle,
    responses((status = 201, body = Resource<ObstacleDetail>, description = "The new obstacle")),
)]
#[post("/obstacles")]
pub async fn create_obstacle(
    state: Data<State>,
    caller: Allowed<HandleObstacles>,
    command: Create<NewObstacle>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewObstacle, _: &Expected| {
        let mut faults = Violations::new();
        let project = keepers::named_in_body(tx.conn, view, &new.project, Permission::HandleObstacles)?;
        faults.check(rules::due(new.due_on, view.today()));
        let owner = faults.absorb(owner(tx, &project.jurisdiction, &new.owner))?;
        let owner = faults.finish().and(owner.ok_or(Code::NotFound.into()))?;
        let obstacle = store::insert(tx.conn, &project, new, (owner, view.caller.id), view.today(), tx.now)?;
        store::detail(tx.conn, obstacle, view.today())?.created(tx, view, Kind::ObstacleRaised, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Change an obstacle (修改堵点)
///
/// A merge: absent fields keep their value, `null` clears.
///
/// - Level and due day change by escalation only.
/// - What is resolved does not change any more (`obstacle_resolved`).
/// - By the project's lead bureau or the supervision office.
#[utoipa::path(
    tag = "obstacles",
    request_body = ObstacleChanges,
    responses((status = 200, body = Resource<ObstacleDetail>, description = "The obstacle as changed")),
)]
#[patch("/obstacles/{id}")]
pub async fn update_obstacle(
    state: Data<State>,
    caller: Allowed<HandleObstacles>,
    id: Reference,
    command: Edit<ObstacleChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &ObstacleChanges, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Update)?;
        let jurisdiction = case.jurisdiction();
        let owner = changes.owner.as_ref().map(|reference| owner(tx, jurisdiction, reference)).transpose()?;
        let after = store::update(tx.conn, &case.obstacle, changes, owner, tx.now).map_err(stale)?;
        close(tx, view, &case, after, Kind::ObstacleUpdated)
    };
    command.run(&state, caller, update).await
}

/// Escalate an obstacle (提级)
///
/// To the next level, with the reason and a new due day.
///
/// - From the fourth level there is none (`obstacle_at_top`).
/// - By the project's lead bureau or the supervision office.
#[utoipa::path(
    tag = "obstacles",
    request_body = NewObstacleEscalation,
    responses((status = 200, body = Resource<ObstacleDetail>, description = "The obstacle at its new level")),
)]
#[post("/obstacles/{id}/escalate")]
pub async fn escalate_obstacle(
    state: Data<State>,
    caller: Allowed<HandleObstacles>,
    id: Reference,
    command: Act<NewObstacleEscalation>,
) -> Result<Answer> {
    let escalate = move |tx: &mut Tx<'_>, view: &View, new: &NewObstacleEscalation, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Escalate)?;
        let to_level = rules::escalate(&case.obstacle, new, view.today())?;
        let step = ObstacleEscalation {
            id: Id::new(),
            obstacle_id: case.obstacle.id,
            to_level,
            reason: new.reason.clone(),
            previous_due: case.obstacle.due_on,
            due_on: new.due_on,
            escalated_by: Some(view.caller.id),
            escalated_at: tx.business_now,
        };
        let after = store::escalate(tx.conn, &case.obstacle, &step, tx.now).map_err(stale)?;
        close(tx, view, &case, after, Kind::ObstacleEscalated)
    };
    command.run(&state, caller, escalate).await
}

/// Resolve an obstacle (解决堵点)
///
/// Once, with the day and how.
///
/// - If it comes back, it is raised anew.
/// - By its owner, the project's lead bureau or the supervision office.
#[utoipa::path(
    tag = "obstacles",
    request_body = ObstacleResolution,
    responses((status = 200, body = Resource<ObstacleDetail>, description = "The obstacle, resolved")),
)]
#[post("/obstacles/{id}/resolve")]
pub async fn resolve_obstacle(
    state: Data<State>,
    caller: Allowed<HandleObstacles>,
    id: Reference,
    command: Act<ObstacleResolution>,
) -> Result<Answer> {
    let resolve = move |tx: &mut Tx<'_>, view: &View, how: &ObstacleResolution, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Resolve)?;
        rules::resolve(&case.obstacle, how, view.today())?;
        let after = store::resolve(tx.conn, &case.obstacle, how, tx.now).map_err(stale)?;
        close(tx, view, &case, after, Kind::ObstacleResolved)
    };
    command.run(&state, caller, resolve).await
}

/// The bureau of the jurisdiction that a body names as owner.
fn owner(tx: &mut Tx<'_>, jurisdiction: &str, reference: &Reference) -> Result<Id> {
    Ok(reference.found("/owner", bureaus::store::get_in(tx.conn, jurisdiction, reference))?.id)
}

/// Opens the case of an obstacle for an action.
fn open(
    tx: &mut Tx<'_>,
    view: &View,
    id: &Reference,
    expected: &Expected,
    action: Action,
) -> Result<Case<ObstacleDetail>> {
    let obstacle = store::get(tx.conn, view, id)?;
    let detail = store::detail(tx.conn, obstacle, view.today())?;
    let plan = detail.obstacle.plan_id;
    plans::store::hold(tx.conn, plan)?;
    let year_closed_at = plans::store::closed_years(tx.conn, &[plan])?.remove(&plan);
    let may = rules::may(action, &view.caller, (&detail.obstacle, detail.lead_bureau_id), year_closed_at);
    Case::open(tx, view, detail, expected, Permission::HandleObstacles, may)
}

/// Tells of the change and answers with the obstacle as changed.
fn close(tx: &mut Tx<'_>, view: &View, case: &Case<ObstacleDetail>, after: Obstacle, kind: Kind) -> Result<Answer> {
    let after = store::detail(tx.conn, after, view.today())?;
    case.close(tx, after, kind, json!({}))
}
