//! Queries of the overview: as many for ten indicators as for a thousand.
use super::{
    bureaus,
    model::{AreaOverview, OverdueReports, Overview, OverviewFilter, ReportingCounts},
    rules::{self, Stood},
};
use crate::{
    foundation::{
        auth::{Scope, View},
        db::{
            Backend, Conn, Id, obligations as owed,
            schema::{areas as areas_table, indicators, periods as periods_table, project_areas},
        },
        error::Result,
        web::in_query,
    },
    plan::{
        areas::{self, Area, AreaSummary},
        periods::{PeriodRow, PeriodSummary},
        plans::{self, Plan},
    },
    progress::standings::{self, Moment},
    projects::projects::{self, StageCount},
    reporting::obligations::{self, ObligationRow},
};
use diesel::prelude::*;

/// How many overdue reports are listed.
const OVERDUE_LISTED: i64 = 20;

/// The overview.
pub fn get(conn: &mut Conn, view: &View, filter: &OverviewFilter, moment: Moment) -> Result<Overview> {
    let plan = plans::store::asked_or_in_force(conn, view, filter.plan.as_ref())?;
    let area = in_query("area", filter.area.as_ref(), |area| areas::store::get_in(conn, plan.id, area))?;
    let only = area.as_ref().map(|area| area.id);
    let evidence = standings::store::of_plan(conn, view, &plan, only, moment)?;
    let stood: Vec<Stood<'_>> = evidence.indicators.iter().map(|row| (row, evidence.standing(row))).collect();
    let areas = by_area(conn, plan.id, only, &stood, &moment)?;
    let projects = match areas.of.first().filter(|_| only.is_some()) {
        Some(only) => only.projects.clone(),
        None => areas.projects,
    };
    Ok(Overview {
        area: area.map(|Area { id, code, name, .. }| AreaSummary { id, code, name }),
        business_date: view.today(),
        as_of: moment.as_of,
        basis: moment.basis,
        rule_set: evidence.rule_set.as_ref().map(crate::progress::rule_sets::RuleSet::version),
        totals: rules::count(&stood),
        areas_worst_first: rules::worst_first(&areas.of),
        areas: areas.of,
        bureaus: bureaus::of_plan(conn, view, &plan, &evidence, &stood)?,
        most_behind: rules::most_behind(&evidence, &stood),
        projects,
        reporting: if view.reports { reporting(conn, view, &plan, only)? } else { None },
        overdue_reports: if view.reports { Some(overdue(conn, view, &plan, only)?) } else { None },
        plan: plan.into(),
    })
}

/// The areas, and the projects of the whole plan.
struct ByArea {
    of: Vec<AreaOverview>,
    projects: Vec<StageCount>,
}

fn by_area(conn: &mut Conn, plan: Id, only: Option<Id>, stood: &[Stood<'_>], moment: &Moment) -> QueryResult<ByArea> {
    let mut query = AreaSummary::query().filter(areas_table::plan_id.eq(plan)).into_boxed();
    if let Some(only) = only {
        query = query.filter(areas_table::id.eq(only));
    }
    let areas: Vec<AreaSummary> = query.order((areas_table::sort_key, areas_table::id)).load(conn)?;
    let mut counted = rules::count_by_area(stood);
    let mut staged = projects::counts::count_by_stage(conn, plan, (moment.as_of, moment.until))?;
    let none: Vec<StageCount> =
        staged.district.iter().map(|count| StageCount { named: 0, declared: 0, ..count.clone() }).collect();
    let overview = |area: AreaSummary| AreaOverview {
        counts: counted.remove(&area.id).unwrap_or_default(),
        projects: staged.areas.remove(&area.id).unwrap_or_else(|| none.clone()),
        area,
    };
    Ok(ByArea { of: areas.into_iter().map(overview).collect(), projects: staged.district })
}

/// The obligations of a plan, or on the indicators and projects of one of its areas, that the scope may know of.
fn known<'a>(scope: &'a Scope, plan: Id, area: Option<Id>) -> owed::BoxedQuery<'a, Backend> {
    let query = obligations::store::visible(scope).filter(owed::plan_id.eq(plan));
    let Some(area) = area else { return query };
    let counted = indicators::table.filter(indicators::area_id.eq(area)).select(indicators::id.nullable());
    let built =
        project_areas::table.filter(project_areas::area_id.eq(area)).select(project_areas::project_id.nullable());
    query.filter(owed::indicator_id.eq_any(counted).or(owed::project_id.eq_any(built)))
}

/// How the reports of the period that ended last stand now; `None` before the first.
fn reporting(conn: &mut Conn, scope: &Scope, plan: &Plan, area: Option<Id>) -> QueryResult<Option<ReportingCounts>> {
    let period: Option<PeriodRow> = PeriodRow::query()
        .filter(periods_table::plan_id.eq(plan.id).and(periods_table::opens_at.le(scope.now)))
        .order((periods_table::ends_on.desc(), periods_table::id))
        .first(conn)
        .optional()?;
    let Some(period) = period else { return Ok(None) };
    let rows: Vec<ObligationRow> = known(scope, plan.id, area)
        .filter(owed::period_id.eq(period.id))
        .select(ObligationRow::as_select())
        .order(owed::id)
        .load(conn)?;
    let summary = PeriodSummary { id: period.id, code: period.code };
    Ok(Some(rules::count_reports(&rows, summary, period.due_at, scope.now)))
}

/// What should have been reported by now, of whatever period.
fn overdue(conn: &mut Conn, view: &View, plan: &Plan, area: Option<Id>) -> Result<OverdueReports> {
    let late = || known(view, plan.id, area).filter(obligations::store::overdue(view.now));
    let count = late().count().get_result(conn)?;
    let rows: Vec<ObligationRow> =
        late().select(ObligationRow::as_select()).order((owed::due_at, owed::id)).limit(OVERDUE_LISTED).load(conn)?;
    let items = obligations::present::all(conn, view, rows)?;
    Ok(OverdueReports { count, items })
}
