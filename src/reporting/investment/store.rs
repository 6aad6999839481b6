//! Queries of the investment of projects: as many for one project as for a thousand.
use super::{
    model::{InvestmentFilter, InvestmentSummary},
    rules::{Known, summarise},
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{
            Conn, Id,
            schema::{plans, projects},
        },
        error::Result,
        web::{AsOf, Declared, Listed, Order, Page, Paging, in_query},
    },
    plan::plans::store as plan_store,
    projects::{
        investments,
        projects::{Project, ProjectListing},
        year_plans,
    },
    reporting::reports,
};
use diesel::prelude::*;
use std::collections::HashMap;

/// A summary with the key of its project's code.
type Keyed = (Option<String>, InvestmentSummary);

/// What summaries may be ordered by.
fn order() -> Order<Keyed> {
    Order::computed("code", |(_, summary): &Keyed| summary.project.id)
        .of("code", |(key, _)| key.clone())
        .of("name", |(_, summary)| summary.project.name.clone())
        .of("total_investment", |(_, summary)| summary.total_investment)
        .of("year_plan", |(_, summary)| summary.year_plan)
        .of("completed_this_year", |(_, summary)| summary.completed_this_year)
        .of("share_of_total_percent", |(_, summary)| summary.share_of_total_percent)
        .of("share_of_year_plan_percent", |(_, summary)| summary.share_of_year_plan_percent)
        .of("divergence_pp", |(_, summary)| summary.divergence_pp)
        .of("land_shortfall", |(_, summary)| summary.land_shortfall)
}
impl Listed for InvestmentFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of the summaries of a plan's named projects. They are computed before the page
/// is cut, so that flags can be asked for.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &InvestmentFilter,
    paging: &Paging,
    moment: AsOf,
) -> Result<Page<InvestmentSummary>> {
    let plan = plan_store::asked_or_in_force(conn, scope, filter.plan.as_ref())?;
    let of_plan = projects::plan_id.eq(plan.id).and(projects::listing.eq(ProjectListing::Named));
    let mut query = Project::query().filter(of_plan).into_boxed();
    let lead = in_query("lead_bureau", filter.lead_bureau.as_ref(), |lead| bureaus::store::get(conn, scope, lead))?;
    if let Some(lead) = lead {
        query = query.filter(projects::lead_bureau_id.eq(lead.id));
    }
    let rows: Vec<Project> = query.order((projects::sort_key, projects::id)).load(conn)?;
    let keys: HashMap<Id, String> = rows.iter().map(|project| (project.id, project.sort_key.clone())).collect();
    let mut summaries = of_projects(conn, &rows, moment)?;
    summaries.retain(|summary| {
        filter.flag.as_ref().is_none_or(|flags| flags.0.iter().any(|flag| summary.flags.contains(flag)))
    });
    let keyed = summaries.into_iter().map(|summary| (keys.get(&summary.project.id).cloned(), summary)).collect();
    Ok(order().asked(paging)?.page_of(keyed)?.map(|(_, summary)| summary))
}

/// The summaries of projects that the scope has found, in their order: five statements.
pub fn of_projects(conn: &mut Conn, rows: &[Project], moment: AsOf) -> Result<Vec<InvestmentSummary>> {
    let ids: Vec<Id> = rows.iter().map(|project| project.id).collect();
    let leads: Vec<Id> = rows.iter().filter_map(|project| project.lead_bureau_id).collect();
    let of_plans: Vec<Id> = rows.iter().map(|project| project.plan_id).collect();
    let years: HashMap<Id, i32> = plans::table
        .filter(plans::id.eq_any(of_plans))
        .select((plans::id, plans::year))
        .load(conn)?
        .into_iter()
        .collect();
    let bureaus = bureaus::store::summaries(conn, &leads)?;
    let mut planned = year_plans::store::of_projects(conn, &ids)?;
    let records = investments::store::current(conn, &ids, moment.day, moment.until)?;
    let approved = reports::approved(conn, &ids, moment.until)?;
    let summary = |project: &Project| {
        let year = years.get(&project.plan_id).copied().unwrap_or_default();
        let planned = planned.remove(&project.id).unwrap_or_default();
        summarise(Known {
            project,
            lead_bureau: project.lead_bureau_id.and_then(|id| bureaus.get(&id).cloned()),
            year,
            as_of: moment.day,
            years: year_plans::rules::beside_total(project, year, planned),
            records: records.get(&project.id).map_or(&[], Vec::as_slice),
            reports: approved.get(&project.id).map_or(&[], Vec::as_slice),
        })
    };
    Ok(rows.iter().map(summary).collect())
}
