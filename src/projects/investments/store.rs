//! Queries on investment records. But for the list, whoever asks has found the projects within the caller's scope.
use super::model::{Investment, InvestmentDetail, NewInvestment};
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Id, Timestamp,
        schema::{project_investments, projects},
    },
    error::Result,
    web::{Page, Paging},
};
use crate::projects::projects::{Project, store::summaries};
use chrono::NaiveDate;
use diesel::{dsl::max, prelude::*};
use std::collections::HashMap;

fn matching<'a>(
    scope: &'a Scope,
    (plan, project): (Option<Id>, Option<Id>),
) -> project_investments::BoxedQuery<'a, Backend> {
    let covered = project_investments::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = project_investments::table.filter(covered).into_boxed();
    if let Some(plan) = plan {
        let of_plan = projects::table.filter(projects::plan_id.eq(plan)).select(projects::id);
        query = query.filter(project_investments::project_id.eq_any(of_plan));
    }
    match project {
        Some(project) => query.filter(project_investments::project_id.eq(project)),
        None => query,
    }
}

/// A page of the records of a plan or of a project, in the order of their days and of their recording.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    named: (Option<Id>, Option<Id>),
    paging: &Paging,
) -> Result<Page<InvestmentDetail>> {
    let total = paging.counted().then(|| matching(scope, named).count().get_result(conn)).transpose()?;
    let mut query = matching(scope, named).select(Investment::as_select());
    if let (Some(day), Some(id)) = (paging.after::<NaiveDate>(0)?, paging.after::<Id>(1)?) {
        let same_day = project_investments::as_of_on.eq(day).and(project_investments::id.gt(id));
        query = query.filter(project_investments::as_of_on.gt(day).or(same_day));
    }
    let order = (project_investments::as_of_on, project_investments::id);
    let rows = query.order(order).limit(paging.fetch()).load(conn)?;
    let page = paging.page(rows, total, |row: &Investment| vec![row.as_of_on.to_string(), row.id.to_string()])?;
    Ok(Page { items: details(conn, page.items)?, page: page.page })
}
/// Records with their projects: two statements for a page.
fn details(conn: &mut Conn, rows: Vec<Investment>) -> QueryResult<Vec<InvestmentDetail>> {
    let ids: Vec<Id> = rows.iter().map(|row| row.project_id).collect();
    let projects = summaries(conn, &ids)?;
    let latest: Vec<(Id, NaiveDate, Option<i32>)> = project_investments::table
        .filter(project_investments::project_id.eq_any(&ids))
        .group_by((project_investments::project_id, project_investments::as_of_on))
        .select((project_investments::project_id, project_investments::as_of_on, max(project_investments::revision)))
        .load(conn)?;
    let latest: HashMap<(Id, NaiveDate), Option<i32>> =
        latest.into_iter().map(|(project, on, revision)| ((project, on), revision)).collect();
    let detail = |row: Investment| {
        let superseded = latest.get(&(row.project_id, row.as_of_on)) != Some(&Some(row.revision));
        let project = projects.get(&row.project_id).cloned().ok_or(diesel::NotFound)?;
        Ok(InvestmentDetail { investment: row, project, superseded })
    };
    rows.into_iter().map(detail).collect()
}
/// A record with its project.
pub fn detail(project: &Project, superseded: bool, investment: Investment) -> InvestmentDetail {
    InvestmentDetail { investment, project: project.into(), superseded }
}
/// What stood recorded by an instant of these projects, of days until `on`, in the order of the days: of each day the
/// latest revision. One statement.
pub fn current(
    conn: &mut Conn,
    projects: &[Id],
    on: NaiveDate,
    until: Timestamp,
) -> QueryResult<HashMap<Id, Vec<Investment>>> {
    let rows: Vec<Investment> = Investment::query()
        .filter(project_investments::project_id.eq_any(projects))
        .filter(project_investments::as_of_on.le(on).and(project_investments::recorded_at.le(until)))
        .order((project_investments::as_of_on, project_investments::revision, project_investments::id))
        .load(conn)?;
    let mut current: HashMap<Id, Vec<Investment>> = HashMap::new();
    for row in rows {
        let of_project = current.entry(row.project_id).or_default();
        of_project.pop_if(|last| last.as_of_on == row.as_of_on);
        of_project.push(row);
    }
    Ok(current)
}
/// The latest revision of a day's record; 0 before the first.
pub fn latest_revision(conn: &mut Conn, project: Id, on: NaiveDate) -> QueryResult<i32> {
    let of_day = project_investments::project_id.eq(project).and(project_investments::as_of_on.eq(on));
    let latest = project_investments::table.filter(of_day).select(max(project_investments::revision));
    Ok(latest.first::<Option<i32>>(conn)?.unwrap_or(0))
}
/// Adds a record as the next revision of its day; the project is held, and its rules have been checked.
pub fn insert(
    conn: &mut Conn,
    project: &Project,
    new: &NewInvestment,
    by: Id,
    (recorded_at, created_at): (Timestamp, Timestamp),
) -> QueryResult<Investment> {
    let revision = latest_revision(conn, project.id, new.as_of_on)? + 1;
    diesel::insert_into(project_investments::table)
        .values((
            new,
            project_investments::id.eq(Id::new()),
            project_investments::jurisdiction.eq(&project.jurisdiction),
            project_investments::project_id.eq(project.id),
            project_investments::revision.eq(revision),
            project_investments::recorded_by.eq(by),
            project_investments::recorded_at.eq(recorded_at),
            project_investments::created_at.eq(created_at),
        ))
        .returning(project_investments::all_columns)
        .get_result(conn)
}
