//! Queries on milestones.
use super::{
    links::Links,
    model::{Milestone, MilestoneChanges, MilestoneDetail, MilestoneFilter, MilestoneKind, NewMilestone, Surroundings},
    moves::MilestoneForecast,
    rules,
};
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Id, Timestamp,
        schema::{milestone_forecasts, milestones},
    },
    error::{Code, Result, Violation, Violations},
    events::Kind,
    web::{Declared, Listed, Order, Page, Paging, Reference, in_query, sort_key},
};
use crate::plan::{
    areas::{self, Area},
    plans,
};
use crate::projects::{
    projects::{self, Project},
    transitions::{self, NewProjectEvidence, Transition},
};
use chrono::NaiveDate;
use diesel::prelude::*;

/// Whose a milestone is: of exactly one.
#[derive(Debug, Clone)]
pub enum Owner {
    /// Of a project.
    Project(Project),
    /// Of an area.
    Area(Area),
}

impl Owner {
    /// The jurisdiction, the plan, and the ids of the project or of the area.
    fn parts(&self) -> (&str, Id, Option<Id>, Option<Id>) {
        match self {
            Self::Project(project) => (&project.jurisdiction, project.plan_id, Some(project.id), None),
            Self::Area(area) => (&area.jurisdiction, area.plan_id, None, Some(area.id)),
        }
    }
    /// The jurisdiction.
    pub fn jurisdiction(&self) -> &str {
        self.parts().0
    }
}

/// The owner that a new milestone names, exactly one; ends with every fault, those found before included.
pub fn owner(conn: &mut Conn, scope: &Scope, new: &NewMilestone, mut faults: Violations) -> Result<Owner> {
    faults.check(rules::of_project(new.kind, new.area.is_none() || new.project.is_some(), "/project"));
    let owner = match (&new.project, &new.area) {
        (Some(project), None) => {
            project.found("/project", projects::store::get(conn, scope, project).map(Owner::Project))
        }
        (None, Some(area)) => area.found("/area", areas::store::get(conn, scope, area).map(Owner::Area)),
        _ => Err(Violation::at("/project", Code::MilestoneOwner).into()),
    };
    match owner {
        Err(error) if error.code() == Code::ValidationFailed => {
            error.violations().iter().cloned().for_each(|fault| faults.push(fault));
            faults.finish()?;
            Err(error)
        }
        owner => {
            faults.finish()?;
            owner
        }
    }
}

/// What the references of a filter name.
#[derive(Default)]
struct Named {
    plan: Option<Id>,
    project: Option<Id>,
    area: Option<Id>,
}

/// Looks up the references of a filter.
fn named(conn: &mut Conn, scope: &Scope, filter: &MilestoneFilter) -> Result<Named> {
    let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let area = in_query("area", filter.area.as_ref(), |area| areas::store::named(conn, scope, plan, area))?;
    let project =
        in_query("project", filter.project.as_ref(), |project| projects::store::named(conn, scope, plan, project))?;
    Ok(Named { plan, project: project.map(|project| project.id), area: area.map(|area| area.id) })
}

fn matching<'a>(scope: &'a Scope, filter: &MilestoneFilter, named: &Named) -> milestones::BoxedQuery<'a, Backend> {
    let covered = milestones::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = milestones::table.filter(covered).into_boxed();
    if let Some(plan) = named.plan {
        query = query.filter(milestones::plan_id.eq(plan));
    }
    if let Some(project) = named.project {
        query = query.filter(milestones::project_id.eq(project));
    }
    if let Some(area) = named.area {
        query = query.filter(milestones::area_id.eq(area));
    }
    if let Some(before) = filter.due_before {
        query = query.filter(milestones::due_on.lt(before));
    }
    if let Some(after) = filter.due_after {
        query = query.filter(milestones::due_on.gt(after));
    }
    if let Some(kinds) = &filter.kind {
        query = query.filter(milestones::kind.eq_any(kinds.0.clone()));
    }
    match filter.completed {
        None => query,
        Some(true) => query.filter(milestones::completed_on.is_not_null()),
        Some(false) => query.filter(milestones::completed_on.is_null()),
    }
}

/// What milestones may be ordered by.
fn order() -> Order<Milestone> {
    Order::new("due_on", milestones::id, |row: &Milestone| row.id)
        .by("due_on", milestones::due_on, |row| row.due_on)
        .by("code", milestones::sort_key, |row| row.sort_key.clone())
        .by("name", milestones::name, |row| row.name.clone())
        .by("forecast_on", milestones::forecast_on, |row| row.forecast_on)
        .by("completed_on", milestones::completed_on, |row| row.completed_on)
        .by("created_at", milestones::created_at, |row| row.created_at)
        .changed(milestones::updated_at, |row| row.updated_at)
        .include("project")
        .include("area")
}
impl Listed for MilestoneFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

fn page(
    conn: &mut Conn,
    scope: &Scope,
    filter: &MilestoneFilter,
    named: &Named,
    paging: &Paging,
) -> Result<Page<MilestoneDetail>> {
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let page = order.page(rows, total)?;
    Ok(Page { items: details(conn, page.items, scope.today())?, page: page.page })
}
/// A page of milestones.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &MilestoneFilter,
    paging: &Paging,
) -> Result<Page<MilestoneDetail>> {
    let named = named(conn, scope, filter)?;
    page(conn, scope, filter, &named, paging)
}
/// One milestone; `code:` names one of the plan in force.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<Milestone> {
    let visible = Milestone::query().filter(milestones::jurisdiction.between(&scope.covered.0, &scope.covered.1));
    match reference {
        Reference::Id(id) => visible.filter(milestones::id.eq(id)).first(conn),
        Reference::Code(code) => {
            let plan = plans::store::in_force(conn, scope)?;
            visible.filter(milestones::plan_id.eq(plan.id).and(milestones::code.eq(code))).first(conn)
        }
    }
}
/// The milestone of a plan that is named; of the plan in force when no plan is.
pub fn get_named(conn: &mut Conn, scope: &Scope, plan: Option<Id>, reference: &Reference) -> QueryResult<Milestone> {
    match (plan, reference) {
        (Some(plan), Reference::Code(code)) => find(conn, plan, code)?.ok_or(diesel::NotFound),
        _ => get(conn, scope, reference),
    }
}
/// The milestone of a plan that is named.
pub fn get_in(conn: &mut Conn, plan: Id, reference: &Reference) -> QueryResult<Milestone> {
    let there = Milestone::query().filter(milestones::plan_id.eq(plan));
    match reference {
        Reference::Id(id) => there.filter(milestones::id.eq(id)).first(conn),
        Reference::Code(code) => there.filter(milestones::code.eq(code)).first(conn),
    }
}
/// The milestone of a plan that has a code.
pub fn find(conn: &mut Conn, plan: Id, code: &str) -> QueryResult<Option<Milestone>> {
    Milestone::query().filter(milestones::plan_id.eq(plan).and(milestones::code.eq(code))).first(conn).optional()
}
/// One milestone with its owner and its state on a day.
pub fn detail(conn: &mut Conn, milestone: Milestone, today: NaiveDate) -> QueryResult<MilestoneDetail> {
    details(conn, vec![milestone], today)?.pop().ok_or(diesel::NotFound)
}
/// Milestones with their owners, their states on a day and their slips: six statements for a page.
pub fn details(conn: &mut Conn, rows: Vec<Milestone>, today: NaiveDate) -> QueryResult<Vec<MilestoneDetail>> {
    let of_projects: Vec<Id> = rows.iter().filter_map(|milestone| milestone.project_id).collect();
    let of_areas: Vec<Id> = rows.iter().filter_map(|milestone| milestone.area_id).collect();
    let projects = projects::store::of_ids(conn, &of_projects)?;
    let areas = areas::store::summaries(conn, &of_areas)?;
    let begun = transitions::store::first_entries(conn, &of_projects, rules::met_by(MilestoneKind::Start))?;
    let links = Links::around(conn, &rows)?;
    let whole = rows.into_iter().map(|milestone| {
        let (standing, slip_cause, dependencies) = links.standing(milestone.id);
        let project = milestone.project_id.and_then(|id| projects.get(&id));
        let surroundings = Surroundings {
            project: project.map(Into::into),
            lead_bureau_id: project.and_then(|project| project.lead_bureau_id),
            area: milestone.area_id.and_then(|id| areas.get(&id).cloned()),
            frozen: is_frozen(&milestone, milestone.project_id.is_some_and(|id| begun.contains_key(&id))),
            standing,
            slip_cause,
            dependencies,
        };
        MilestoneDetail::new(milestone, surroundings, today)
    });
    Ok(whole.collect())
}
/// Whether the baseline stands: its project has begun, or, of an area, its forecast was moved.
fn is_frozen(milestone: &Milestone, begun: bool) -> bool {
    begun || (milestone.project_id.is_none() && milestone.reforecasts > 0)
}
/// The start or the completion of a project.
pub fn of_kind(conn: &mut Conn, project: Id, kind: MilestoneKind) -> QueryResult<Option<Milestone>> {
    Milestone::query()
        .filter(milestones::project_id.eq(project).and(milestones::kind.eq(kind)))
        .order(milestones::id)
        .first(conn)
        .optional()
}
/// When the project of a milestone entered the stage that meets it.
fn met_on(conn: &mut Conn, project: Option<Id>, kind: MilestoneKind) -> QueryResult<Option<NaiveDate>> {
    let Some(project) = project else { return Ok(None) };
    Ok(transitions::store::first_entries(conn, &[project], rules::met_by(kind))?.remove(&project))
}
/// Creates a milestone of a project or of an area; its rules have been checked.
pub fn insert(conn: &mut Conn, owner: &Owner, new: &NewMilestone, now: Timestamp) -> QueryResult<Milestone> {
    let (jurisdiction, plan, project, area) = owner.parts();
    let met = met_on(conn, project, new.kind)?;
    diesel::insert_into(milestones::table)
        .values((
            new,
            milestones::id.eq(Id::new()),
            milestones::jurisdiction.eq(jurisdiction),
            milestones::plan_id.eq(plan),
            milestones::project_id.eq(project),
            milestones::area_id.eq(area),
            milestones::sort_key.eq(sort_key(&new.code)),
            milestones::due_on.eq(new.date_precision.last_day(new.due_on)),
            milestones::completed_on.eq(new.completed_on.or(met)),
            milestones::reforecasts.eq(0),
            milestones::version.eq(1),
            milestones::created_at.eq(now),
            milestones::updated_at.eq(now),
        ))
        .returning(milestones::all_columns)
        .get_result(conn)
}
/// Changes a milestone that still has the version that was read; `due_on` is where the rules let it be.
pub fn update(
    conn: &mut Conn,
    milestone: &Milestone,
    changes: &MilestoneChanges,
    due_on: NaiveDate,
    now: Timestamp,
) -> QueryResult<Milestone> {
    let kind = changes.kind.unwrap_or(milestone.kind);
    let completed_on = if rules::met_by(kind).is_empty() {
        changes.completed_on.unwrap_or(milestone.completed_on)
    } else {
        met_on(conn, milestone.project_id, kind)?
    };
    diesel::update(milestones::table.find(milestone.id).filter(milestones::version.eq(milestone.version)))
        .set((
            changes,
            milestones::due_on.eq(due_on),
            milestones::completed_on.eq(completed_on),
            milestones::version.eq(milestone.version + 1),
            milestones::updated_at.eq(now),
        ))
        .returning(milestones::all_columns)
        .get_result(conn)
}
/// Moves the forecast of a milestone that still has the version that was read, and records the move.
pub fn forecast(
    conn: &mut Conn,
    milestone: &Milestone,
    moved: &MilestoneForecast,
    now: Timestamp,
) -> QueryResult<Milestone> {
    diesel::insert_into(milestone_forecasts::table).values(moved).execute(conn)?;
    diesel::update(milestones::table.find(milestone.id).filter(milestones::version.eq(milestone.version)))
        .set((
            milestones::forecast_on.eq(moved.to_on),
            milestones::reforecasts.eq(milestone.reforecasts + 1),
            milestones::version.eq(milestone.version + 1),
            milestones::updated_at.eq(now),
        ))
        .returning(milestones::all_columns)
        .get_result(conn)
}
/// Raises the version of a milestone that still has the version that was read: what it waits for changed.
pub fn touch(conn: &mut Conn, milestone: &Milestone, now: Timestamp) -> QueryResult<Milestone> {
    diesel::update(milestones::table.find(milestone.id).filter(milestones::version.eq(milestone.version)))
        .set((milestones::version.eq(milestone.version + 1), milestones::updated_at.eq(now)))
        .returning(milestones::all_columns)
        .get_result(conn)
}
/// Lets the milestones of a project follow a transition: a planned start that was brought becomes its start milestone,
/// and what the stage meets is completed on the day of the transition. Answers what became of which, as the feed tells
/// it.
pub fn follow(
    conn: &mut Conn,
    project: &Project,
    transition: &Transition,
    brought: &[NewProjectEvidence],
    now: Timestamp,
) -> QueryResult<Vec<(Kind, Milestone)>> {
    let mut changed = Vec::new();
    if let Some((_, due_on)) = rules::planned_starts(brought).last()
        && of_kind(conn, project.id, MilestoneKind::Start)?.is_none()
    {
        let start = NewMilestone::planned_start(&project.code, due_on);
        changed.push((Kind::MilestoneCreated, insert(conn, &Owner::Project(project.clone()), &start, now)?));
    }
    let met = MilestoneKind::ALL.iter().copied().filter(|kind| rules::met_by(*kind).contains(&transition.to_stage));
    let met: Vec<MilestoneKind> = met.collect();
    let open = milestones::kind.eq_any(met).and(milestones::completed_on.is_null());
    let completed: Vec<Milestone> =
        diesel::update(milestones::table.filter(milestones::project_id.eq(project.id).and(open)))
            .set((
                milestones::completed_on.eq(transition.effective_on),
                milestones::version.eq(milestones::version + 1),
                milestones::updated_at.eq(now),
            ))
            .returning(milestones::all_columns)
            .get_results(conn)?;
    changed.extend(completed.into_iter().map(|milestone| (Kind::MilestoneCompleted, milestone)));
    Ok(changed)
}
