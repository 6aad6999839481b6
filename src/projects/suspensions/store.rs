//! Queries on suspensions. But for the list, whoever asks has found the project within the caller's scope.
use super::model::{NewSuspension, Resumption, Suspension};
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Id, Timestamp,
        schema::{project_suspensions, projects},
    },
    error::Result,
    web::{Page, Paging},
};
use crate::projects::transitions::Transition;
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

fn matching<'a>(
    scope: &'a Scope,
    (plan, project): (Option<Id>, Option<Id>),
) -> project_suspensions::BoxedQuery<'a, Backend> {
    let covered = project_suspensions::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = project_suspensions::table.filter(covered).into_boxed();
    if let Some(plan) = plan {
        let of_plan = projects::table.filter(projects::plan_id.eq(plan)).select(projects::id);
        query = query.filter(project_suspensions::project_id.eq_any(of_plan));
    }
    match project {
        Some(project) => query.filter(project_suspensions::project_id.eq(project)),
        None => query,
    }
}

/// A page of the suspensions of a plan or of a project, in the order of recording.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    named: (Option<Id>, Option<Id>),
    paging: &Paging,
) -> Result<Page<Suspension>> {
    let total = paging.counted().then(|| matching(scope, named).count().get_result(conn)).transpose()?;
    let mut query = matching(scope, named);
    if let Some(after) = paging.after::<Id>(0)? {
        query = query.filter(project_suspensions::id.gt(after));
    }
    let rows = query.order(project_suspensions::id).limit(paging.fetch()).load(conn)?;
    paging.page(rows, total, |suspension: &Suspension| vec![suspension.id.to_string()])
}
/// Every suspension of a project, oldest first.
pub fn of_project(conn: &mut Conn, project: Id) -> QueryResult<Vec<Suspension>> {
    Suspension::query().filter(project_suspensions::project_id.eq(project)).order(project_suspensions::id).load(conn)
}
/// The suspensions of these projects that hold now ([`Suspension::is_open`]): one statement for a page.
pub fn in_force(conn: &mut Conn, projects: &[Id]) -> QueryResult<HashMap<Id, Suspension>> {
    let rows: Vec<Suspension> = Suspension::query()
        .filter(project_suspensions::project_id.eq_any(projects).and(project_suspensions::ended_on.is_null()))
        .order(project_suspensions::id)
        .load(conn)?;
    Ok(rows.into_iter().map(|suspension| (suspension.project_id, suspension)).collect())
}
/// The projects that stand still now ([`Suspension::is_open`]), for a condition on projects.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn standing_still() -> _ {
    project_suspensions::table.filter(project_suspensions::ended_on.is_null()).select(project_suspensions::project_id)
}
/// The projects of a plan that stood still on a day, as it was known at an instant ([`Suspension::held`]): one
/// statement.
pub fn held_on(conn: &mut Conn, plan: Id, on: NaiveDate, known_by: Timestamp) -> QueryResult<HashSet<Id>> {
    let of_plan = projects::table.filter(projects::plan_id.eq(plan)).select(projects::id);
    let begun = project_suspensions::project_id.eq_any(of_plan).and(project_suspensions::effective_on.le(on));
    let rows: Vec<Suspension> = Suspension::query().filter(begun).order(project_suspensions::id).load(conn)?;
    let held = rows.into_iter().filter(|suspension| suspension.held(on, known_by));
    Ok(held.map(|suspension| suspension.project_id).collect())
}
/// Suspends a project of a jurisdiction; the rules have been checked and the project is held.
pub fn insert(
    conn: &mut Conn,
    (project, jurisdiction): (Id, &str),
    new: &NewSuspension,
    by: Id,
    at: Timestamp,
) -> QueryResult<()> {
    let new = new.clone();
    let suspension = Suspension {
        id: Id::new(),
        jurisdiction: jurisdiction.to_owned(),
        project_id: project,
        kind: new.kind,
        reason: new.reason,
        document: new.document,
        effective_on: new.effective_on,
        expected_resume_on: new.expected_resume_on,
        recorded_by: Some(by),
        recorded_at: at,
        ended_on: None,
        end_reason: None,
        ended_by: None,
        end_recorded_at: None,
    };
    diesel::insert_into(project_suspensions::table).values(suspension).execute(conn).map(drop)
}
/// Ends a suspension.
pub fn end(
    conn: &mut Conn,
    suspension: &Suspension,
    body: &Resumption,
    by: Option<Id>,
    at: Timestamp,
) -> QueryResult<()> {
    diesel::update(project_suspensions::table.find(suspension.id))
        .set((
            project_suspensions::ended_on.eq(body.effective_on),
            project_suspensions::end_reason.eq(&body.reason),
            project_suspensions::ended_by.eq(by),
            project_suspensions::end_recorded_at.eq(at),
        ))
        .execute(conn)
        .map(drop)
}
/// Ends the suspension of a project that leaves the libraries; nothing when it is not suspended.
pub fn end_by_exit(conn: &mut Conn, exit: &Transition) -> QueryResult<()> {
    let Some(held) = in_force(conn, &[exit.project_id])?.remove(&exit.project_id) else { return Ok(()) };
    let effective_on = exit.effective_on.max(held.effective_on);
    let body = Resumption { reason: "退库".to_owned(), effective_on };
    end(conn, &held, &body, exit.recorded_by, exit.recorded_at)
}
