//! Queries on milestones.
use super::model::{Milestone, MilestoneChanges, MilestoneDetail, MilestoneFilter, NewMilestone};
use crate::foundation::{
    auth::Scope,
    db::{Backend, Conn, Id, Timestamp, schema::milestones},
    error::{Code, Result, Violation, Violations},
    web::{Page, Paging, Reference, sort_key},
};
use crate::plan::{
    areas::{self, Area},
    plans,
};
use crate::projects::projects::{self, Project};
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
fn named(conn: &mut Conn, scope: &Scope, filter: &MilestoneFilter) -> QueryResult<Named> {
    let plan = filter.plan.as_ref().map(|plan| plans::store::get(conn, scope, plan)).transpose()?.map(|plan| plan.id);
    let area = filter.area.as_ref().map(|area| areas::store::named(conn, scope, plan, area)).transpose()?;
    let project =
        filter.project.as_ref().map(|project| projects::store::named(conn, scope, plan, project)).transpose()?;
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
    match filter.completed {
        None => query,
        Some(true) => query.filter(milestones::completed_on.is_not_null()),
        Some(false) => query.filter(milestones::completed_on.is_null()),
    }
}

fn page(
    conn: &mut Conn,
    scope: &Scope,
    filter: &MilestoneFilter,
    named: &Named,
    paging: &Paging,
) -> Result<Page<MilestoneDetail>> {
    let total = paging.counted().then(|| matching(scope, filter, named).count().get_result(conn)).transpose()?;
    let mut query = matching(scope, filter, named);
    if let (Some(due), Some(id)) = (paging.after::<NaiveDate>(0)?, paging.after::<Id>(1)?) {
        query = query.filter(milestones::due_on.gt(due).or(milestones::due_on.eq(due).and(milestones::id.gt(id))));
    }
    let rows = query.order((milestones::due_on, milestones::id)).limit(paging.fetch()).load(conn)?;
    let page = paging.page(rows, total, |row: &Milestone| vec![row.due_on.to_string(), row.id.to_string()])?;
    Ok(Page { items: details(conn, page.items, scope.today())?, page: page.page })
}
/// A page of milestones, in the order of their due days.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &MilestoneFilter,
    paging: &Paging,
) -> Result<Page<MilestoneDetail>> {
    let named = named(conn, scope, filter)?;
    page(conn, scope, filter, &named, paging)
}
/// A page of the milestones of a project, in the order of their due days.
pub fn list_of_project(conn: &mut Conn, scope: &Scope, project: Id, paging: &Paging) -> Result<Page<MilestoneDetail>> {
    let named = Named { project: Some(project), ..Named::default() };
    page(conn, scope, &MilestoneFilter::default(), &named, paging)
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
/// The milestone of a plan that has a code.
pub fn find(conn: &mut Conn, plan: Id, code: &str) -> QueryResult<Option<Milestone>> {
    Milestone::query().filter(milestones::plan_id.eq(plan).and(milestones::code.eq(code))).first(conn).optional()
}
/// One milestone with its owner and its state on a day.
pub fn detail(conn: &mut Conn, milestone: Milestone, today: NaiveDate) -> QueryResult<MilestoneDetail> {
    details(conn, vec![milestone], today)?.pop().ok_or(diesel::NotFound)
}
/// Milestones with their owners and their states on a day: two statements for a page.
pub fn details(conn: &mut Conn, rows: Vec<Milestone>, today: NaiveDate) -> QueryResult<Vec<MilestoneDetail>> {
    let of_projects: Vec<Id> = rows.iter().filter_map(|milestone| milestone.project_id).collect();
    let of_areas: Vec<Id> = rows.iter().filter_map(|milestone| milestone.area_id).collect();
    let projects = projects::store::summaries(conn, &of_projects)?;
    let areas = areas::store::summaries(conn, &of_areas)?;
    let whole = rows.into_iter().map(|milestone| {
        let project = milestone.project_id.and_then(|id| projects.get(&id).cloned());
        let area = milestone.area_id.and_then(|id| areas.get(&id).cloned());
        MilestoneDetail::new(milestone, project, area, today)
    });
    Ok(whole.collect())
}
/// Creates a milestone of a project or of an area; its rules have been checked.
pub fn insert(conn: &mut Conn, owner: &Owner, new: &NewMilestone, now: Timestamp) -> QueryResult<Milestone> {
    let (jurisdiction, plan, project, area) = owner.parts();
    diesel::insert_into(milestones::table)
        .values((
            new,
            milestones::id.eq(Id::new()),
            milestones::jurisdiction.eq(jurisdiction),
            milestones::plan_id.eq(plan),
            milestones::project_id.eq(project),
            milestones::area_id.eq(area),
            milestones::sort_key.eq(sort_key(&new.code)),
            milestones::version.eq(1),
            milestones::created_at.eq(now),
            milestones::updated_at.eq(now),
        ))
        .returning(milestones::all_columns)
        .get_result(conn)
}
/// Changes a milestone that still has the version that was read.
pub fn update(
    conn: &mut Conn,
    milestone: &Milestone,
    changes: &MilestoneChanges,
    now: Timestamp,
) -> QueryResult<Milestone> {
    diesel::update(milestones::table.find(milestone.id).filter(milestones::version.eq(milestone.version)))
        .set((changes, milestones::version.eq(milestone.version + 1), milestones::updated_at.eq(now)))
        .returning(milestones::all_columns)
        .get_result(conn)
}
