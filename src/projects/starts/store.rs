//! What starts, year categories and the funnel are computed from: as many statements for one project as for a thousand.
use super::{
    model::{
        FunnelFilter, ProjectFunnel, ProjectStarts, ProjectYear, ProjectYearFilter, StartGap, StartItem,
        StartsExcluded, StartsFilter,
    },
    rules::{self, Course},
};
use crate::{
    directory::bureaus::{self, BureauSummary},
    foundation::{
        auth::Scope,
        db::{
            Conn, Id,
            schema::{milestones, projects},
        },
        error::{Code, Error, Result, Violation},
        web::{AsOf, Declared, Listed, Order, Page, Paging, Reference, in_query},
    },
    plan::plans::{self, Plan},
    projects::{
        milestones::{MilestoneKind, rules::light},
        projects::{Project, ProjectListing, ProjectSummary},
        suspensions,
        transitions::{Stage, timeline},
    },
};
use chrono::NaiveDate;
use diesel::{
    dsl::{count_star, sum},
    prelude::*,
};
use std::collections::HashMap;

/// A project and its course by the day.
struct Known {
    project: Project,
    lead: Option<BureauSummary>,
    course: Course,
}

impl Known {
    fn summary(&self) -> ProjectSummary {
        let Project { id, code, name, .. } = self.project.clone();
        ProjectSummary { id, code, name }
    }
    /// As an item of a list, with the days that put it there; `None` without a planned day.
    fn item(&self, days: i64, as_of: Option<NaiveDate>) -> Option<StartItem> {
        let planned_on = self.course.planned_on?;
        Some(StartItem {
            project: self.summary(),
            lead_bureau: self.lead.clone(),
            stage: self.course.stage,
            planned_on,
            started_on: self.course.started_on(),
            days,
            light: as_of.and_then(|as_of| light(MilestoneKind::Start, planned_on, None, as_of)),
        })
    }
}

/// The named projects of a plan that were in a stage by the day, in the order of their codes: five statements.
fn known(conn: &mut Conn, scope: &Scope, plan: &Plan, lead: Option<&Reference>, moment: AsOf) -> Result<Vec<Known>> {
    let named = projects::plan_id.eq(plan.id).and(projects::listing.eq(ProjectListing::Named));
    let mut query = Project::query().filter(named).into_boxed();
    if let Some(lead) = in_query("lead_bureau", lead, |lead| bureaus::store::get(conn, scope, lead))? {
        query = query.filter(projects::lead_bureau_id.eq(lead.id));
    }
    let rows: Vec<Project> = query.order((projects::sort_key, projects::id)).load(conn)?;
    let leads: Vec<Id> = rows.iter().filter_map(|project| project.lead_bureau_id).collect();
    let leads = bureaus::store::summaries(conn, &leads)?;
    let steps = timeline::steps(conn, plan.id, moment.until)?;
    let planned = planned_starts(conn, plan.id)?;
    let suspended = suspensions::store::held_on(conn, plan.id, moment.day, moment.until)?;
    let known = |project: Project| {
        let steps = steps.get(&project.id)?;
        let planned_on = planned.get(&project.id).copied();
        let course = Course::of(steps, planned_on, suspended.contains(&project.id), moment.day)?;
        Some(Known { lead: project.lead_bureau_id.and_then(|id| leads.get(&id).cloned()), project, course })
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// The planned start of each project of a plan that has one: the day of its `start` milestone, as planned now.
fn planned_starts(conn: &mut Conn, plan: Id) -> QueryResult<HashMap<Id, NaiveDate>> {
    let starts: Vec<(Option<Id>, NaiveDate)> = milestones::table
        .filter(milestones::plan_id.eq(plan).and(milestones::kind.eq(MilestoneKind::Start)))
        .select((milestones::project_id, milestones::due_on))
        .load(conn)?;
    Ok(starts.into_iter().filter_map(|(project, due_on)| Some((project?, due_on))).collect())
}

/// The starts of a plan on a day.
pub fn starts(conn: &mut Conn, scope: &Scope, filter: &StartsFilter, moment: AsOf) -> Result<ProjectStarts> {
    let plan = plans::store::asked_or_in_force(conn, scope, filter.plan.as_ref())?;
    let known = known(conn, scope, &plan, filter.lead_bureau.as_ref(), moment)?;
    let (year, as_of) = (plan.year, moment.day);
    let courses = || known.iter().map(|known| &known.course);
    let of_due = rules::rate(courses().filter(|course| course.is_due(year, as_of)), StartGap::NoneDue);
    let of_year = rules::rate(courses().filter(|course| course.is_planned_in(year)), StartGap::NonePlanned);
    let late = |course: &Course| course.planned_on.map_or(0, |planned| (as_of - planned).num_days());
    let waits = |known: &&Known| !known.course.started() && known.course.planned_on.is_some();
    let overdue = known.iter().filter(|known| known.course.is_due(year, as_of) && !known.course.started());
    let mut overdue: Vec<StartItem> =
        overdue.filter_map(|known| known.item(late(&known.course), Some(as_of))).collect();
    overdue.sort_by_key(|item| item.planned_on); // stable: of equals, in the order of their codes
    let early = known.iter().filter(|known| known.course.started_on().is_some());
    let mut early: Vec<StartItem> = early.filter_map(|known| known.item(known.course.early_by()?, None)).collect();
    early.sort_by_key(|item| item.started_on);
    let still = |known: &&Known| known.course.suspended && known.course.stage != Stage::Exited;
    let suspended = known.iter().filter(waits).filter(still);
    let suspended: Vec<StartItem> =
        suspended.filter_map(|known| known.item(late(&known.course).max(0), None)).collect();
    let mut excluded = groups(conn, plan.id, filter.lead_bureau.as_ref(), scope)?;
    let not_begun = || courses().filter(|course| !course.started());
    excluded.exited = not_begun().filter(|course| course.stage == Stage::Exited).count();
    excluded.suspended = not_begun().filter(|course| course.suspended && course.stage != Stage::Exited).count();
    let unplanned =
        |course: &&Course| course.planned_on.is_none() && course.stage != Stage::Exited && !course.suspended;
    excluded.without_planned_start = not_begun().filter(unplanned).count();
    let (sentence_zh, sentence_en) = rules::sentences(as_of, &of_due, &of_year);
    Ok(ProjectStarts {
        plan_id: plan.id,
        year,
        as_of,
        of_due,
        of_year,
        overdue,
        early,
        suspended,
        year_categories: rules::count_categories(courses(), year),
        excluded,
        sentence_zh,
        sentence_en,
    })
}

/// The groups of a plan: how many, and what they declare.
fn groups(conn: &mut Conn, plan: Id, lead: Option<&Reference>, scope: &Scope) -> Result<StartsExcluded> {
    let groups = projects::plan_id.eq(plan).and(projects::listing.eq(ProjectListing::Group));
    let mut query = projects::table.filter(groups).select((count_star(), sum(projects::declared_count))).into_boxed();
    if let Some(lead) = in_query("lead_bureau", lead, |lead| bureaus::store::get(conn, scope, lead))? {
        query = query.filter(projects::lead_bureau_id.eq(lead.id));
    }
    let (groups, declared): (i64, Option<i64>) = query.first(conn)?;
    Ok(StartsExcluded { groups, declared: declared.unwrap_or(0), ..StartsExcluded::default() })
}

/// What projects with their year categories may be ordered by.
fn order() -> Order<Known> {
    Order::computed("code", |known: &Known| known.project.id)
        .of("code", |known| known.project.sort_key.clone())
        .of("name", |known| known.project.name.clone())
        .of("planned_on", |known| known.course.planned_on)
        .of("started_on", |known| known.course.started_on())
        .of("completed_on", |known| known.course.completed_on)
}
impl Listed for ProjectYearFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of the named projects of a plan with their year categories. They are derived before the page is cut, so that
/// categories can be asked for.
pub fn years(
    conn: &mut Conn,
    scope: &Scope,
    filter: &ProjectYearFilter,
    paging: &Paging,
    moment: AsOf,
) -> Result<Page<ProjectYear>> {
    let plan = plans::store::asked_or_in_force(conn, scope, filter.plan.as_ref())?;
    let mut known = known(conn, scope, &plan, filter.lead_bureau.as_ref(), moment)?;
    if let Some(wanted) = &filter.year_category {
        known.retain(|known| known.course.categories(plan.year).iter().any(|category| wanted.0.contains(category)));
    }
    let page = order().asked(paging)?.page_of(known)?;
    Ok(page.map(|known| ProjectYear {
        project: known.summary(),
        stage: known.course.stage,
        stage_text: known.course.stage.text(),
        planned_on: known.course.planned_on,
        started_on: known.course.started_on(),
        completed_on: known.course.completed_on,
        suspended: known.course.suspended,
        year_categories: known.course.categories(plan.year),
        lead_bureau: known.lead,
    }))
}

/// The funnel of a plan in a range of days, as known on a day.
pub fn funnel(conn: &mut Conn, scope: &Scope, filter: &FunnelFilter, moment: AsOf) -> Result<ProjectFunnel> {
    let plan = plans::store::asked_or_in_force(conn, scope, filter.plan.as_ref())?;
    let (first, _) = plan.days();
    let (from, to) = (filter.from.unwrap_or(first), filter.to.unwrap_or(moment.day));
    if from > to {
        let fault = Violation::parameter("to", Code::InvalidParameter).with("parameter", "to");
        let fault = fault.with("reason", format!("早于 {from} (before {from})"));
        return Err(Error::invalid(Code::InvalidParameter, vec![fault]));
    }
    let named: Vec<Id> = projects::table
        .filter(projects::plan_id.eq(plan.id).and(projects::listing.eq(ProjectListing::Named)))
        .select(projects::id)
        .load(conn)?;
    let steps = timeline::steps(conn, plan.id, moment.until)?;
    let ways = named.iter().filter_map(|project| steps.get(project)).map(Vec::as_slice);
    let (stages, moves) = rules::funnel(ways, first, (from, to));
    Ok(ProjectFunnel { plan_id: plan.id, from, to, as_of: moment.day, stages, moves })
}
