//! Queries on projects.
use super::model::{
    Belongings, NewProject, Project, ProjectBatch, ProjectChanges, ProjectDetail, ProjectFilter, ProjectSummary,
};
use crate::directory::bureaus;
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Id, Timestamp, containing, lower,
        schema::{areas as area_rows, project_areas, project_batches, project_leaders, projects},
    },
    error::{Code, Result, Violation, Violations},
    web::{Declared, Listed, Order, Page, Paging, Reference, in_query, sort_key},
};
use crate::on_each;
use crate::plan::{
    areas::{self, AreaSummary},
    assignments::AssignmentSource,
    plans::{self, Plan},
};
use crate::projects::{
    leaders, suspensions,
    transitions::{self, NewProjectEvidence, Stage, Transition},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

/// What the references of a filter name.
struct Filtered {
    plan: Option<Id>,
    area: Option<Id>,
    lead: Option<Id>,
    post: Option<Id>,
}

/// Looks up the references of a filter.
fn filtered(conn: &mut Conn, scope: &Scope, filter: &ProjectFilter) -> Result<Filtered> {
    let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let area = in_query("area", filter.area.as_ref(), |area| areas::store::named(conn, scope, plan, area))?;
    let lead = in_query("lead_bureau", filter.lead_bureau.as_ref(), |bureau| bureaus::store::get(conn, scope, bureau))?;
    let post = in_query("leader_post", filter.leader_post.as_ref(), |post| leaders::store::get(conn, scope, post))?;
    let (area, lead, post) = (area.map(|area| area.id), lead.map(|bureau| bureau.id), post.map(|post| post.id));
    Ok(Filtered { plan, area, lead, post })
}

fn matching<'a>(scope: &'a Scope, filter: &'a ProjectFilter, by: &Filtered) -> projects::BoxedQuery<'a, Backend> {
    let covered = projects::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = projects::table.filter(covered).into_boxed();
    if let Some(plan) = by.plan {
        query = query.filter(projects::plan_id.eq(plan));
    }
    if let Some(area) = by.area {
        let members = project_areas::table.filter(project_areas::area_id.eq(area)).select(project_areas::project_id);
        query = query.filter(projects::id.eq_any(members));
    }
    if let Some(lead) = by.lead {
        query = query.filter(projects::lead_bureau_id.eq(lead));
    }
    if let Some(post) = by.post {
        let now = project_leaders::effective_to.is_null().and(project_leaders::post_id.eq(post));
        query =
            query.filter(projects::id.eq_any(project_leaders::table.filter(now).select(project_leaders::project_id)));
    }
    if let Some(suspended) = filter.suspended {
        let still = suspensions::store::standing_still();
        query =
            if suspended { query.filter(projects::id.eq_any(still)) } else { query.filter(projects::id.ne_all(still)) };
    }
    if let Some(stages) = &filter.stage {
        query = query.filter(projects::stage.eq_any(&stages.0));
    }
    if let Some(fields) = &filter.field {
        query = query.filter(projects::field.eq_any(&fields.0));
    }
    if let Some(levels) = &filter.level {
        query = query.filter(projects::level.eq_any(&levels.0));
    }
    if let Some(batches) = &filter.batch {
        let members = project_batches::table.filter(project_batches::batch.eq_any(&batches.0));
        query = query.filter(projects::id.eq_any(members.select(project_batches::project_id)));
    }
    if let Some(listings) = &filter.listing {
        query = query.filter(projects::listing.eq_any(&listings.0));
    }
    if let Some(code) = &filter.code {
        query = query.filter(projects::code.eq(code));
    }
    if let Some(q) = &filter.q {
        let code = lower(projects::code).like(lower(containing(q))).escape('\\');
        let name = lower(projects::name).like(lower(containing(q))).escape('\\');
        let name_en = lower(projects::name_en.assume_not_null()).like(lower(containing(q))).escape('\\');
        query = query.filter(code.or(name).or(projects::name_en.is_not_null().and(name_en)));
    }
    query
}

/// What projects may be ordered by.
fn order() -> Order<Project> {
    Order::new("code", projects::id, |row: &Project| row.id)
        .by("code", projects::sort_key, |row| row.sort_key.clone())
        .by("name", projects::name, |row| row.name.clone())
        .by("total_investment", projects::total_investment, |row| row.total_investment)
        .by("year_investment", projects::year_investment, |row| row.year_investment)
        .by("in_use_on", projects::in_use_on, |row| row.in_use_on)
        .by("created_at", projects::created_at, |row| row.created_at)
        .changed(projects::updated_at, |row| row.updated_at)
        .include("lead_bureau")
        .include("areas")
}
impl Listed for ProjectFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of projects.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &ProjectFilter, paging: &Paging) -> Result<Page<ProjectDetail>> {
    let by = filtered(conn, scope, filter)?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, &by).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let page = order.page(rows, total)?;
    Ok(Page { items: details(conn, page.items)?, page: page.page })
}
/// Every project that a filter lets through, in the order of their codes: as many statements as of a page.
pub fn all(conn: &mut Conn, scope: &Scope, filter: &ProjectFilter) -> Result<Vec<ProjectDetail>> {
    let by = filtered(conn, scope, filter)?;
    let rows = matching(scope, filter, &by).order((projects::sort_key, projects::id)).load(conn)?;
    Ok(details(conn, rows)?)
}
/// One project; `code:` names one of the plan in force.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<Project> {
    let visible = Project::query().filter(projects::jurisdiction.between(&scope.covered.0, &scope.covered.1));
    match reference {
        Reference::Id(id) => visible.filter(projects::id.eq(id)).first(conn),
        Reference::Code(code) => {
            let plan = plans::store::in_force(conn, scope)?;
            visible.filter(projects::plan_id.eq(plan.id).and(projects::code.eq(code))).first(conn)
        }
    }
}
/// The project of a plan that is named; of the plan in force when no plan is.
pub fn named(conn: &mut Conn, scope: &Scope, plan: Option<Id>, reference: &Reference) -> QueryResult<Project> {
    match (plan, reference) {
        (Some(plan), Reference::Code(code)) => find(conn, plan, code)?.ok_or(diesel::NotFound),
        _ => get(conn, scope, reference),
    }
}
/// The project of a plan that has a code.
pub fn find(conn: &mut Conn, plan: Id, code: &str) -> QueryResult<Option<Project>> {
    Project::query().filter(projects::plan_id.eq(plan).and(projects::code.eq(code))).first(conn).optional()
}
/// The projects of these ids as other objects show them: one statement for a page.
pub fn summaries(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, ProjectSummary>> {
    let rows: Vec<ProjectSummary> = ProjectSummary::query().filter(projects::id.eq_any(ids)).load(conn)?;
    Ok(rows.into_iter().map(|project| (project.id, project)).collect())
}
/// The projects of these ids: one statement.
pub fn of_ids(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Project>> {
    let rows: Vec<Project> = Project::query().filter(projects::id.eq_any(ids)).load(conn)?;
    Ok(rows.into_iter().map(|project| (project.id, project)).collect())
}
/// The projects of these ids that may be known of, with what belongs to them.
pub fn included(conn: &mut Conn, scope: &Scope, ids: &[Id]) -> Result<Vec<ProjectDetail>> {
    let visible = Project::query().filter(projects::jurisdiction.between(&scope.covered.0, &scope.covered.1));
    let rows = visible.filter(projects::id.eq_any(ids)).order(projects::id).load(conn)?;
    Ok(details(conn, rows)?)
}
/// One project with what belongs to it.
pub fn detail(conn: &mut Conn, project: Project) -> QueryResult<ProjectDetail> {
    details(conn, vec![project])?.pop().ok_or(diesel::NotFound)
}
/// Projects with all that belongs to them: five statements for a page.
pub fn details(conn: &mut Conn, rows: Vec<Project>) -> QueryResult<Vec<ProjectDetail>> {
    let ids: Vec<Id> = rows.iter().map(|project| project.id).collect();
    let leads: Vec<Id> = rows.iter().filter_map(|project| project.lead_bureau_id).collect();
    let mut of_areas: HashMap<Id, Vec<AreaSummary>> = HashMap::new();
    let memberships: Vec<(Id, AreaSummary)> = project_areas::table
        .inner_join(area_rows::table)
        .filter(project_areas::project_id.eq_any(&ids))
        .order((area_rows::sort_key, area_rows::id))
        .select((project_areas::project_id, AreaSummary::as_select()))
        .load(conn)?;
    for (project, area) in memberships {
        of_areas.entry(project).or_default().push(area);
    }
    let mut of_batches: HashMap<Id, Vec<ProjectBatch>> = HashMap::new();
    let tags: Vec<(Id, ProjectBatch)> =
        project_batches::table.filter(project_batches::project_id.eq_any(&ids)).load(conn)?;
    for (project, batch) in tags {
        of_batches.entry(project).or_default().push(batch);
    }
    let bureaus = bureaus::store::summaries(conn, &leads)?;
    let mut suspensions = suspensions::store::in_force(conn, &ids)?;
    let mut leaders = leaders::store::in_charge(conn, &ids)?;
    let whole = rows.into_iter().map(|project| {
        let mut batches = of_batches.remove(&project.id).unwrap_or_default();
        batches.sort();
        let belongings = Belongings {
            areas: of_areas.remove(&project.id).unwrap_or_default(),
            batches,
            lead: project.lead_bureau_id.and_then(|id| bureaus.get(&id).cloned()),
            leader: leaders.remove(&project.id),
            suspension: suspensions.remove(&project.id),
        };
        ProjectDetail::new(project, belongings)
    });
    Ok(whole.collect())
}
/// The areas of a plan that a request names at `/areas`, with a fault for each that is not there or is named twice.
pub fn areas_named(
    conn: &mut Conn,
    plan: Id,
    references: &[Reference],
    faults: &mut Violations,
) -> QueryResult<Vec<Id>> {
    let of_plan: Vec<(Id, String)> = area_rows::table
        .filter(area_rows::plan_id.eq(plan))
        .order(area_rows::id)
        .select((area_rows::id, area_rows::code))
        .load(conn)?;
    let mut ids = Vec::new();
    for (index, reference) in references.iter().enumerate() {
        let is_meant = |area: &&(Id, String)| match reference {
            Reference::Id(id) => area.0 == *id,
            Reference::Code(code) => area.1 == *code,
        };
        let fault = match of_plan.iter().find(is_meant) {
            None => Code::ReferenceNotFound,
            Some((id, _)) if ids.contains(id) => Code::Duplicate,
            Some((id, _)) => {
                ids.push(*id);
                continue;
            }
        };
        faults.push(Violation::at(format!("/areas/{index}"), fault).with("value", reference.to_string()));
    }
    Ok(ids)
}
/// The bureau of a jurisdiction that a request names at `/lead_bureau`, with a fault when it is not there.
pub fn lead_named(
    conn: &mut Conn,
    jurisdiction: &str,
    reference: Option<&Reference>,
    faults: &mut Violations,
) -> QueryResult<Option<Id>> {
    let Some(reference) = reference else { return Ok(None) };
    let found = bureaus::store::get_in(conn, jurisdiction, reference).optional()?;
    if found.is_none() {
        let fault = Violation::at("/lead_bureau", Code::ReferenceNotFound);
        faults.push(fault.with("value", reference.to_string()));
    }
    Ok(found.map(|bureau| bureau.id))
}
/// What the references of a new project name.
#[derive(Debug)]
pub struct NamedByNew {
    areas: Vec<Id>,
    /// 牵头单位.
    pub lead: Option<Id>,
    post: Option<Id>,
}
/// Looks up what a new project names, with a fault for each that is not there.
pub fn named_by_new(
    conn: &mut Conn,
    plan: &Plan,
    new: &NewProject,
    faults: &mut Violations,
) -> QueryResult<NamedByNew> {
    let areas = areas_named(conn, plan.id, &new.areas, faults)?;
    let lead = lead_named(conn, &plan.jurisdiction, new.lead_bureau.as_ref(), faults)?;
    let post = leaders::store::named(conn, &plan.jurisdiction, new.leader_post.as_ref(), "/leader_post", faults)?;
    Ok(NamedByNew { areas, lead, post: post.map(|post| post.id) })
}
/// What the references of changes name: the new areas and the new lead bureau, where they change.
#[derive(Debug, Default)]
pub struct NamedByChanges {
    areas: Option<Vec<Id>>,
    lead: Option<Option<Id>>,
}
/// Looks up what changes of a project name; ends with every fault, those found before included.
pub fn named_by(
    conn: &mut Conn,
    project: &Project,
    changes: &ProjectChanges,
    mut faults: Violations,
) -> Result<NamedByChanges> {
    let mut named = NamedByChanges::default();
    if let Some(references) = &changes.areas {
        named.areas = Some(areas_named(conn, project.plan_id, references, &mut faults)?);
    }
    if let Some(reference) = &changes.lead_bureau {
        named.lead = Some(lead_named(conn, &project.jurisdiction, reference.as_ref(), &mut faults)?);
    }
    faults.finish()?;
    Ok(named)
}
/// Creates a project in a plan, with its areas, batches, post in charge and first transition. `named` is what the
/// references of `new` name; its rules have been checked.
pub fn insert(
    conn: &mut Conn,
    plan: &Plan,
    new: &NewProject,
    named: &NamedByNew,
    recorded_by: Option<Id>,
    now: Timestamp,
    recorded_at: Timestamp,
) -> QueryResult<(Project, Transition)> {
    let project: Project = diesel::insert_into(projects::table)
        .values((
            new,
            projects::id.eq(Id::new()),
            projects::jurisdiction.eq(&plan.jurisdiction),
            projects::plan_id.eq(plan.id),
            projects::sort_key.eq(sort_key(&new.code)),
            projects::lead_bureau_id.eq(named.lead),
            projects::version.eq(1),
            projects::created_at.eq(now),
            projects::updated_at.eq(now),
        ))
        .returning(projects::all_columns)
        .get_result(conn)?;
    put_areas(conn, project.id, &named.areas)?;
    put_batches(conn, project.id, &new.batches)?;
    let first = new.entry.record(&plan.jurisdiction, project.id, new.stage, recorded_by, recorded_at);
    transitions::store::insert(conn, &first, &new.entry.evidence, now)?;
    if let Some(post) = named.post {
        let source = if recorded_by.is_some() { AssignmentSource::Confirmed } else { AssignmentSource::Assumed };
        leaders::store::put_in_charge(conn, project.id, post, first.effective_on, (source, None), now)?;
    }
    Ok((project, first))
}
/// Changes a project that still has the version that was read.
pub fn update(
    conn: &mut Conn,
    project: &Project,
    changes: &ProjectChanges,
    named: &NamedByChanges,
    now: Timestamp,
) -> QueryResult<Project> {
    let changed = diesel::update(projects::table.find(project.id).filter(projects::version.eq(project.version)))
        .set((
            changes,
            named.lead.map(|lead| projects::lead_bureau_id.eq(lead)),
            projects::version.eq(project.version + 1),
            projects::updated_at.eq(now),
        ))
        .returning(projects::all_columns)
        .get_result(conn)?;
    if let Some(areas) = &named.areas {
        diesel::delete(project_areas::table.filter(project_areas::project_id.eq(project.id))).execute(conn)?;
        put_areas(conn, project.id, areas)?;
    }
    if let Some(batches) = &changes.batches {
        diesel::delete(project_batches::table.filter(project_batches::project_id.eq(project.id))).execute(conn)?;
        put_batches(conn, project.id, batches)?;
    }
    Ok(changed)
}
/// Takes a project that still has the version that was read to another stage, and records how.
pub fn enter(
    conn: &mut Conn,
    project: &Project,
    transition: &Transition,
    brought: &[NewProjectEvidence],
    now: Timestamp,
) -> QueryResult<Project> {
    transitions::store::insert(conn, transition, brought, now)?;
    raise(conn, project, &Raise { stage: Some(transition.to_stage), in_use_on: None }, now)
}
/// Puts a project that still has the version that was read into use.
pub fn put_into_use(conn: &mut Conn, project: &Project, on: NaiveDate, now: Timestamp) -> QueryResult<Project> {
    raise(conn, project, &Raise { stage: None, in_use_on: Some(on) }, now)
}
/// Raises the version of a project that still has the version that was read: something that belongs to it changed.
pub fn touch(conn: &mut Conn, project: &Project, now: Timestamp) -> QueryResult<Project> {
    raise(conn, project, &Raise::default(), now)
}
/// What an action changes of the project's own row; absent keeps.
#[derive(Default, AsChangeset)]
#[diesel(table_name = projects)]
struct Raise {
    stage: Option<Stage>,
    in_use_on: Option<NaiveDate>,
}
fn raise(conn: &mut Conn, project: &Project, changes: &Raise, now: Timestamp) -> QueryResult<Project> {
    diesel::update(projects::table.find(project.id).filter(projects::version.eq(project.version)))
        .set((changes, projects::version.eq(project.version + 1), projects::updated_at.eq(now)))
        .returning(projects::all_columns)
        .get_result(conn)
}

fn put_areas(conn: &mut Conn, project: Id, areas: &[Id]) -> QueryResult<usize> {
    let rows: Vec<_> =
        areas.iter().map(|area| (project_areas::project_id.eq(project), project_areas::area_id.eq(*area))).collect();
    on_each!(conn, c => diesel::insert_into(project_areas::table).values(rows).execute(c))
}
fn put_batches(conn: &mut Conn, project: Id, batches: &[ProjectBatch]) -> QueryResult<usize> {
    let row = |batch: &ProjectBatch| (project_batches::project_id.eq(project), project_batches::batch.eq(*batch));
    let rows: Vec<_> = batches.iter().map(row).collect();
    on_each!(conn, c => diesel::insert_into(project_batches::table).values(rows).execute(c))
}
