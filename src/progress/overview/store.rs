//! Queries of the overview: as many for ten indicators as for a thousand.
use super::{
    model::{AreaOverview, Overview, OverviewFilter, OverdueReports, ReportingCounts},
    rules::{self, Stood},
};
use crate::{
    foundation::{
        auth::{Caller, Scope},
        db::{
            Conn, Id, Timestamp, obligations as owed,
            schema::{indicators, periods, project_areas},
        },
        error::Result,
    },
    plan::{
        areas::{self, Area, AreaSummary},
        plans::{self, Plan},
    },
    progress::standings::{self, Moment},
    projects::projects,
    reporting::{
        obligations::{self, ObligationRow, ObligationState},
        periods::PeriodSummary,
    },
};
use diesel::prelude::*;

/// How many overdue reports are listed.
const OVERDUE_LISTED: i64 = 20;

/// The overview.
pub fn get(
    conn: &mut Conn,
    caller: &Caller,
    scope: &Scope,
    filter: &OverviewFilter,
    moment: Moment,
) -> Result<Overview> {
    let plan = plans::store::named_or_in_force(conn, scope, filter.plan.as_ref())?;
    let area = filter.area.as_ref().map(|area| areas::store::get_in(conn, plan.id, area)).transpose()?;
    let only = area.as_ref().map(|area| area.id);
    let evidence = standings::store::of_plan(conn, scope, &plan, only, moment)?;
    let stood: Vec<Stood<'_>> = evidence.indicators.iter().map(|row| (row, evidence.standing(row))).collect();
    let mut counted = rules::count_by_area(&stood);
    let mut staged = projects::store::count_by_stage(conn, plan.id)?;
    let mut of_area = |area: AreaSummary| AreaOverview {
        counts: counted.remove(&area.id).unwrap_or_default(),
        projects: staged.areas.remove(&area.id).unwrap_or_else(projects::StageCount::nowhere),
        area,
    };
    let areas: Vec<AreaOverview> = summaries(conn, plan.id, only)?.into_iter().map(&mut of_area).collect();
    Ok(Overview {
        area: area.map(summary),
        business_date: scope.today(),
        as_of: moment.as_of,
        basis: moment.basis,
        rule_set: evidence.rule_set.as_ref().map(|rule_set| rule_set.version()),
        totals: rules::count(&stood),
        most_behind: rules::most_behind(&evidence, &stood),
        projects: match (only, areas.first()) {
            (Some(_), Some(one)) => one.projects.clone(),
            _ => staged.district,
        },
        areas,
        reporting: if scope.reports { reporting(conn, scope, &plan, only)? } else { None },
        overdue_reports: if scope.reports { Some(overdue(conn, caller, scope, &plan, only)?) } else { None },
        plan: plan.into(),
    })
}
