//! Operations on obstacles.
use super::{
    model::{
        NewObstacle, NewObstacleEscalation, Obstacle, ObstacleChanges, ObstacleDetail, ObstacleEscalation,
        ObstacleFilter, ObstacleResolution,
    },
    rules, store,
};
use crate::directory::bureaus;
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission, Scope,
        permission::{HandleObstacles, ReadPlan},
    },
    db::Id,
    error::{Code, Result, Violations, stale},
    events::Change,
    web::*,
};
use crate::projects::{keepers, projects};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List obstacles (堵点)
///
/// In the order of their due days; the state is derived at the business date.
#[utoipa::path(
    tag = "obstacles",
    params(ObstacleFilter),
    responses((status = 200, body = Page<Resource<ObstacleDetail>>, description = "A page of obstacles")),
)]
#[get("/obstacles")]
pub async fn list_obstacles(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<ObstacleFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, caller: &_, scope: &_| {
        Answer::ok(&store::list(conn, scope, &list.filter, &list.page)?.map(|obstacle| obstacle.shown_to(caller)))
    };
    state.read(caller, read).await
}

/// List the obstacles of a project (项目堵点)
///
/// In the order of their due days, the resolved ones included.
#[utoipa::path(
    tag = "obstacles",
    responses((status = 200, body = Page<Resource<ObstacleDetail>>, description = "A page of obstacles")),
)]
#[get("/projects/{id}/obstacles")]
pub async fn list_project_obstacles(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    id: Reference,
    list: List<NoParameters>,
) -> Result<Answer> {
    let read = move |conn: &mut _, caller: &_, scope: &_| {
        let project = projects::store::get(conn, scope, &id)?;
        let filter = ObstacleFilter { project: Some(Reference::Id(project.id)), ..Default::default() };
        Answer::ok(&store::list(conn, scope, &filter, &list.page)?.map(|obstacle| obstacle.shown_to(caller)))
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
    let read = move |conn: &mut _, caller: &_, scope: &Scope| {
        let obstacle = store::get(conn, scope, &id)?;
        Answer::resource(obstacle.version, &store::detail(conn, obstacle, scope.today())?.shown_to(caller))
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
    let create = |tx: &mut Tx<'_>, caller: &Caller, new: &NewObstacle, _: &Expected| {
        let (scope, mut faults) = (tx.scope(caller), Violations::new());
        let project = keepers::named_in_body(tx.conn, (caller, &scope), &new.project, Permission::HandleObstacles)?;
        faults.check(rules::due(new.due_on, scope.today()));
        let owner = faults.absorb(owner(tx, &project.jurisdiction, &new.owner))?;
        let owner = faults.finish().and(owner.ok_or(Code::NotFound.into()))?;
        let obstacle = store::insert(tx.conn, &project, new, (owner, caller.id), scope.today(), tx.now)?;
        let told = json!({"project": project.code, "level": obstacle.level, "due_on": obstacle.due_on});
        let (id, raised) = (obstacle.id, Change::new("obstacle.raised", obstacle.id, obstacle.version).data(told));
        let answer = show(tx, caller, obstacle)?;
        tx.record(&project.jurisdiction, raised)?;
        Ok(answer.created(format!("/api/v1/obstacles/{id}")))
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
    let update = move |tx: &mut Tx<'_>, caller: &Caller, changes: &ObstacleChanges, expected: &Expected| {
        let before = read(tx, caller, &id, expected, rules::may_keep)?;
        rules::is_open(&before.obstacle)?;
        let jurisdiction = &before.obstacle.jurisdiction;
        let owner = changes.owner.as_ref().map(|reference| owner(tx, jurisdiction, reference)).transpose()?;
        let after = store::update(tx.conn, &before.obstacle, changes, owner, tx.now).map_err(stale)?;
        finish(tx, caller, "obstacle.updated", &before, after)
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
    let escalate = move |tx: &mut Tx<'_>, caller: &Caller, new: &NewObstacleEscalation, expected: &Expected| {
        let before = read(tx, caller, &id, expected, rules::may_keep)?;
        let to_level = rules::escalate(&before.obstacle, new, tx.scope(caller).today())?;
        let step = ObstacleEscalation {
            id: Id::new(),
            obstacle_id: before.obstacle.id,
            to_level,
            reason: new.reason.clone(),
            previous_due: before.obstacle.due_on,
            due_on: new.due_on,
            escalated_by: Some(caller.id),
            escalated_at: tx.business_now,
        };
        let after = store::escalate(tx.conn, &before.obstacle, &step, tx.now).map_err(stale)?;
        finish(tx, caller, "obstacle.escalated", &before, after)
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
    let resolve = move |tx: &mut Tx<'_>, caller: &Caller, how: &ObstacleResolution, expected: &Expected| {
        let before = read(tx, caller, &id, expected, rules::may_resolve)?;
        rules::resolve(&before.obstacle, how, tx.scope(caller).today())?;
        let after = store::resolve(tx.conn, &before.obstacle, how, tx.now).map_err(stale)?;
        finish(tx, caller, "obstacle.resolved", &before, after)
    };
    command.run(&state, caller, resolve).await
}

/// The bureau of the jurisdiction that a body names as owner.
fn owner(tx: &mut Tx<'_>, jurisdiction: &str, reference: &Reference) -> Result<Id> {
    Ok(reference.found("/owner", bureaus::store::get_in(tx.conn, jurisdiction, reference))?.id)
}

/// The obstacle that is to change: the caller may, and it has the version that was read.
fn read(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: &Reference,
    expected: &Expected,
    may: fn(&Caller, &Obstacle, Option<Id>) -> Result<(), Code>,
) -> Result<ObstacleDetail> {
    let scope = tx.scope(caller);
    let obstacle = store::get(tx.conn, &scope, id)?;
    let detail = store::detail(tx.conn, obstacle, scope.today())?;
    may(caller, &detail.obstacle, detail.lead_bureau_id)?;
    let obstacle = &detail.obstacle;
    expected.check(tx, obstacle.id, obstacle.version, |_| {
        Answer::resource(obstacle.version, &detail.clone().shown_to(caller))
    })?;
    Ok(detail)
}

fn show(tx: &mut Tx<'_>, caller: &Caller, obstacle: Obstacle) -> Result<Answer> {
    let (version, today) = (obstacle.version, tx.scope(caller).today());
    Answer::resource(version, &store::detail(tx.conn, obstacle, today)?.shown_to(caller))
}

/// Tells of the change and answers with the obstacle as changed.
fn finish(
    tx: &mut Tx<'_>,
    caller: &Caller,
    kind: &'static str,
    before: &ObstacleDetail,
    after: Obstacle,
) -> Result<Answer> {
    let (id, version, today) = (after.id, after.version, tx.scope(caller).today());
    let after = store::detail(tx.conn, after, today)?;
    tx.record(&after.obstacle.jurisdiction, Change::new(kind, id, version).between(before, &after)?)?;
    Answer::resource(version, &after.shown_to(caller))
}
