//! The moves of forecasts, as a list.
use super::{
    moves::{ForecastFilter, MilestoneForecast},
    store::get_named,
};
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Id,
        schema::{milestone_forecasts, milestones},
    },
    error::Result,
    web::{Page, Paging, in_query},
};
use crate::projects::projects;
use diesel::prelude::*;

/// What the references of a filter name: plan, project, milestone.
type Named = (Option<Id>, Option<Id>, Option<Id>);

fn matching(scope: &Scope, (plan, project, milestone): Named) -> milestone_forecasts::BoxedQuery<'_, Backend> {
    let covered = milestone_forecasts::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = milestone_forecasts::table.filter(covered).into_boxed();
    if let Some(plan) = plan {
        let of_plan = milestones::table.filter(milestones::plan_id.eq(plan)).select(milestones::id);
        query = query.filter(milestone_forecasts::milestone_id.eq_any(of_plan));
    }
    if let Some(project) = project {
        let of_project = milestones::table.filter(milestones::project_id.eq(project)).select(milestones::id);
        query = query.filter(milestone_forecasts::milestone_id.eq_any(of_project));
    }
    match milestone {
        Some(milestone) => query.filter(milestone_forecasts::milestone_id.eq(milestone)),
        None => query,
    }
}

/// A page of the moves of forecasts, in the order of recording.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &ForecastFilter,
    paging: &Paging,
) -> Result<Page<MilestoneForecast>> {
    let (plan, project) = projects::asked(conn, scope, filter.plan.as_ref(), filter.project.as_ref())?;
    let milestone = in_query("milestone", filter.milestone.as_ref(), |named| get_named(conn, scope, plan, named))?;
    let named = (plan, project, milestone.map(|milestone| milestone.id));
    let total = paging.counted().then(|| matching(scope, named).count().get_result(conn)).transpose()?;
    let mut query = matching(scope, named);
    if let Some(after) = paging.after::<Id>(0)? {
        query = query.filter(milestone_forecasts::id.gt(after));
    }
    let rows = query.order(milestone_forecasts::id).limit(paging.fetch()).load(conn)?;
    paging.page(rows, total, |forecast: &MilestoneForecast| vec![forecast.id.to_string()])
}
