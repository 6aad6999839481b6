//! Queries on obstacles.
use super::model::{
    NewObstacle, Obstacle, ObstacleChanges, ObstacleDetail, ObstacleEscalation, ObstacleFilter, ObstacleResolution,
    ObstacleState,
};
use crate::directory::bureaus;
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Id, Timestamp,
        schema::{obstacle_escalations, obstacles},
    },
    error::Result,
    web::{Declared, Listed, Order, Page, Paging, Reference, in_query},
};
use crate::plan::plans;
use crate::projects::projects::{self, Project};
use chrono::NaiveDate;
use diesel::{prelude::*, sql_types::Bool};
use std::collections::HashMap;

/// What the references of a filter name.
#[derive(Clone, Copy)]
struct Named {
    plan: Option<Id>,
    project: Option<Id>,
    owner: Option<Id>,
}

fn named(conn: &mut Conn, scope: &Scope, filter: &ObstacleFilter) -> Result<Named> {
    let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let project =
        in_query("project", filter.project.as_ref(), |project| projects::store::named(conn, scope, plan, project))?;
    let owner = in_query("owner", filter.owner.as_ref(), |owner| bureaus::store::get(conn, scope, owner))?;
    Ok(Named { plan, project: project.map(|project| project.id), owner: owner.map(|owner| owner.id) })
}

/// The condition of being in a state on a day.
fn in_state(
    state: ObstacleState,
    today: NaiveDate,
) -> Box<dyn BoxableExpression<obstacles::table, Backend, SqlType = Bool>> {
    match state {
        ObstacleState::Resolved => Box::new(obstacles::resolved_on.is_not_null()),
        ObstacleState::Overdue => Box::new(obstacles::resolved_on.is_null().and(obstacles::due_on.lt(today))),
        ObstacleState::Open => Box::new(obstacles::resolved_on.is_null().and(obstacles::due_on.ge(today))),
    }
}

fn matching<'a>(scope: &'a Scope, filter: &'a ObstacleFilter, by: Named) -> obstacles::BoxedQuery<'a, Backend> {
    let covered = obstacles::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = obstacles::table.filter(covered).into_boxed();
    if let Some(plan) = by.plan {
        query = query.filter(obstacles::plan_id.eq(plan));
    }
    if let Some(project) = by.project {
        query = query.filter(obstacles::project_id.eq(project));
    }
    if let Some(owner) = by.owner {
        query = query.filter(obstacles::owner_bureau_id.eq(owner));
    }
    if let Some(categories) = &filter.category {
        query = query.filter(obstacles::category.eq_any(&categories.0));
    }
    if let Some(level) = filter.level {
        query = query.filter(obstacles::level.eq(level));
    }
    let states = filter.state.iter().flat_map(|states| &states.0).map(|state| in_state(*state, scope.today()));
    let any: Option<Box<dyn BoxableExpression<obstacles::table, Backend, SqlType = Bool>>> =
        states.reduce(|a, b| Box::new(a.or(b)));
    match any {
        Some(any) => query.filter(any),
        None => query,
    }
}

/// What obstacles may be ordered by.
fn order() -> Order<Obstacle> {
    Order::new("due_on", obstacles::id, |row: &Obstacle| row.id)
        .by("due_on", obstacles::due_on, |row| row.due_on)
        .by("raised_on", obstacles::raised_on, |row| row.raised_on)
        .by("resolved_on", obstacles::resolved_on, |row| row.resolved_on)
        .by("level", obstacles::level, |row| row.level)
        .by("title", obstacles::title, |row| row.title.clone())
        .changed(obstacles::updated_at, |row| row.updated_at)
        .include("project")
        .include("owner")
}
impl Listed for ObstacleFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of obstacles.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &ObstacleFilter, paging: &Paging) -> Result<Page<ObstacleDetail>> {
    let by = named(conn, scope, filter)?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, by).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let page = order.page(rows, total)?;
    Ok(Page { items: details(conn, page.items, scope.today())?, page: page.page })
}
/// One obstacle. Obstacles have no code.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<Obstacle> {
    let Reference::Id(id) = reference else { return Err(diesel::NotFound) };
    Obstacle::query()
        .filter(obstacles::jurisdiction.between(&scope.covered.0, &scope.covered.1).and(obstacles::id.eq(id)))
        .first(conn)
}
/// One obstacle with what belongs to it on a day.
pub fn detail(conn: &mut Conn, obstacle: Obstacle, today: NaiveDate) -> QueryResult<ObstacleDetail> {
    details(conn, vec![obstacle], today)?.pop().ok_or(diesel::NotFound)
}
/// Obstacles with their projects, owners and escalations: three statements for a page.
pub fn details(conn: &mut Conn, rows: Vec<Obstacle>, today: NaiveDate) -> QueryResult<Vec<ObstacleDetail>> {
    let ids: Vec<Id> = rows.iter().map(|obstacle| obstacle.id).collect();
    let of_projects: Vec<Id> = rows.iter().map(|obstacle| obstacle.project_id).collect();
    let owners: Vec<Id> = rows.iter().map(|obstacle| obstacle.owner_bureau_id).collect();
    let projects = projects::store::of_ids(conn, &of_projects)?;
    let owners = bureaus::store::summaries(conn, &owners)?;
    let steps: Vec<ObstacleEscalation> = ObstacleEscalation::query()
        .filter(obstacle_escalations::obstacle_id.eq_any(ids))
        .order(obstacle_escalations::id)
        .load(conn)?;
    let mut climbed: HashMap<Id, Vec<ObstacleEscalation>> = HashMap::new();
    for step in steps {
        climbed.entry(step.obstacle_id).or_default().push(step);
    }
    let whole = rows.into_iter().map(|obstacle| {
        let project = projects.get(&obstacle.project_id).ok_or(diesel::NotFound)?;
        let owner = owners.get(&obstacle.owner_bureau_id).cloned();
        let steps = climbed.remove(&obstacle.id).unwrap_or_default();
        Ok(ObstacleDetail::new(obstacle, project, owner, steps, today))
    });
    whole.collect()
}
/// Raises an obstacle of a project; its rules have been checked.
pub fn insert(
    conn: &mut Conn,
    project: &Project,
    new: &NewObstacle,
    (owner, by): (Id, Id),
    raised_on: NaiveDate,
    now: Timestamp,
) -> QueryResult<Obstacle> {
    diesel::insert_into(obstacles::table)
        .values((
            new,
            obstacles::id.eq(Id::new()),
            obstacles::jurisdiction.eq(&project.jurisdiction),
            obstacles::plan_id.eq(project.plan_id),
            obstacles::project_id.eq(project.id),
            obstacles::owner_bureau_id.eq(owner),
            obstacles::raised_on.eq(raised_on),
            obstacles::raised_by.eq(by),
            obstacles::version.eq(1),
            obstacles::created_at.eq(now),
            obstacles::updated_at.eq(now),
        ))
        .returning(obstacles::all_columns)
        .get_result(conn)
}
/// Changes an obstacle that still has the version that was read.
pub fn update(
    conn: &mut Conn,
    obstacle: &Obstacle,
    changes: &ObstacleChanges,
    owner: Option<Id>,
    now: Timestamp,
) -> QueryResult<Obstacle> {
    diesel::update(obstacles::table.find(obstacle.id).filter(obstacles::version.eq(obstacle.version)))
        .set((
            changes,
            owner.map(|owner| obstacles::owner_bureau_id.eq(owner)),
            obstacles::version.eq(obstacle.version + 1),
            obstacles::updated_at.eq(now),
        ))
        .returning(obstacles::all_columns)
        .get_result(conn)
}
/// Takes an obstacle that still has the version that was read a level up, and records how.
pub fn escalate(
    conn: &mut Conn,
    obstacle: &Obstacle,
    step: &ObstacleEscalation,
    now: Timestamp,
) -> QueryResult<Obstacle> {
    diesel::insert_into(obstacle_escalations::table).values(step).execute(conn)?;
    diesel::update(obstacles::table.find(obstacle.id).filter(obstacles::version.eq(obstacle.version)))
        .set((
            obstacles::level.eq(step.to_level),
            obstacles::due_on.eq(step.due_on),
            obstacles::version.eq(obstacle.version + 1),
            obstacles::updated_at.eq(now),
        ))
        .returning(obstacles::all_columns)
        .get_result(conn)
}
/// Resolves an obstacle that still has the version that was read.
pub fn resolve(
    conn: &mut Conn,
    obstacle: &Obstacle,
    how: &ObstacleResolution,
    now: Timestamp,
) -> QueryResult<Obstacle> {
    diesel::update(obstacles::table.find(obstacle.id).filter(obstacles::version.eq(obstacle.version)))
        .set((
            obstacles::resolved_on.eq(how.resolved_on),
            obstacles::resolution.eq(&how.resolution),
            obstacles::version.eq(obstacle.version + 1),
            obstacles::updated_at.eq(now),
        ))
        .returning(obstacles::all_columns)
        .get_result(conn)
}
