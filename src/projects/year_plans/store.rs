//! Queries on year plans. Whoever asks has found the projects within the caller's scope.
use super::{
    model::{NewYearPlans, YearPlanRow, YearPlans},
    rules,
};
use crate::{
    foundation::{
        db::{
            Conn, Id, Timestamp,
            schema::{plans, project_year_plans, projects},
        },
        error::{Result, stale},
    },
    on_each,
    projects::projects::Project,
};
use diesel::prelude::*;
use std::collections::HashMap;

/// The stored years of these projects, in their order: one statement.
pub fn of_projects(conn: &mut Conn, projects: &[Id]) -> QueryResult<HashMap<Id, Vec<YearPlanRow>>> {
    let rows: Vec<YearPlanRow> = YearPlanRow::query()
        .filter(project_year_plans::project_id.eq_any(projects))
        .order((project_year_plans::project_id, project_year_plans::year))
        .load(conn)?;
    let mut years: HashMap<Id, Vec<YearPlanRow>> = HashMap::new();
    for row in rows {
        years.entry(row.project_id).or_default().push(row);
    }
    Ok(years)
}
/// The year of the project's plan.
pub fn plan_year(conn: &mut Conn, project: &Project) -> QueryResult<i32> {
    plans::table.find(project.plan_id).select(plans::year).first(conn)
}
/// The years of a project beside its total.
pub fn get(conn: &mut Conn, project: &Project) -> QueryResult<YearPlans> {
    let rows = of_projects(conn, &[project.id])?.remove(&project.id).unwrap_or_default();
    Ok(rules::beside_total(project, plan_year(conn, project)?, rows))
}
/// Replaces the years of a project that still has the version that was read; they have been checked. That of the plan
/// is written through to the project.
pub fn set(conn: &mut Conn, project: &Project, new: &NewYearPlans, now: Timestamp) -> Result<Project> {
    let plan_year = plan_year(conn, project)?;
    let own = new.years.iter().find(|year| year.year == plan_year).map(|year| year.planned);
    let changed = diesel::update(projects::table.find(project.id).filter(projects::version.eq(project.version)))
        .set((
            projects::year_investment.eq(own),
            projects::version.eq(project.version + 1),
            projects::updated_at.eq(now),
        ))
        .returning(projects::all_columns)
        .get_result(conn)
        .map_err(stale)?;
    diesel::delete(project_year_plans::table.filter(project_year_plans::project_id.eq(project.id))).execute(conn)?;
    let others = new.years.iter().filter(|year| year.year != plan_year);
    let row = |year: &super::model::NewYearPlan| YearPlanRow {
        project_id: project.id,
        year: year.year,
        planned: year.planned,
        document: year.document.clone(),
    };
    let rows: Vec<YearPlanRow> = others.map(row).collect();
    on_each!(conn, c => diesel::insert_into(project_year_plans::table).values(rows).execute(c))?;
    Ok(changed)
}
