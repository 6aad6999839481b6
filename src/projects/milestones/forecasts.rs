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
    web::{Declared, Listed, Order, Page, Paging, in_query},
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

/// What they may be ordered by.
fn order() -> Order<MilestoneForecast> {
    Order::new("id", milestone_forecasts::id, |row: &MilestoneForecast| row.id)
        .by("from_on", milestone_forecasts::from_on, |row| row.from_on)
        .by("to_on", milestone_forecasts::to_on, |row| row.to_on)
        .by("recorded_at", milestone_forecasts::recorded_at, |row| row.recorded_at)
}
impl Listed for ForecastFilter {
    fn declared() -> Declared {
        order().declared()
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
    let order = order().asked(paging)?;
    let all = || matching(scope, named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
