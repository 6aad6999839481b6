//! Operations on projects.
use super::{
    action,
    model::{NewProject, Project, ProjectChanges, ProjectDetail, ProjectFilter},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{EditProjects, ReadPlan},
    },
    error::{Result, stale},
    events::Change,
    web::*,
};
use crate::plan::plans;
use crate::projects::transitions::{self, passage};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List projects (项目)
///
/// In the order of their codes.
///
/// - A project that belongs to several areas stands in the list once.
/// - Groups (`listing=group`) contain named projects and one another: counts and investments of the two are never
///   added.
#[utoipa::path(
    tag = "projects",
    params(ProjectFilter),
    responses((status = 200, body = Page<Resource<ProjectDetail>>, description = "A page of projects")),
)]
#[get("/projects")]
pub async fn list_projects(state: Data<State>, caller: Allowed<ReadPlan>, list: List<ProjectFilter>) -> Result<Answer> {
    let read = move |conn: &mut _, caller: &_, scope: &_| {
        Answer::ok(&store::list(conn, scope, &list.filter, &list.page)?.map(|project| project.shown_to(caller)))
    };
    state.read(caller, read).await
}

/// Get a project (项目)
///
/// `code:P001` is the project of that code in the plan of the business year of the caller's own jurisdiction.
#[utoipa::path(
    tag = "projects",
    responses((status = 200, body = Resource<ProjectDetail>, description = "The project")),
)]
#[get("/projects/{id}")]
pub async fn get_project(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, caller: &_, scope: &_| {
        let project = store::get(conn, scope, &id)?;
        Answer::resource(project.version, &store::detail(conn, project)?.shown_to(caller))
    };
    state.read(caller, read).await
}

/// Create a project (新增项目)
///
/// In a stage of the four libraries, with the evidence of how it came there: that is its first transition.
///
/// - A named project brings what the gate of its stage asks for, into `reserve` planning paper, estimate,
///   `total_investment` and `lead_bureau`: `transition_blocked` names in `missing` what is not there.
/// - A planned start becomes its start milestone.
/// - A group that the plan only counts ("白家庄等28个") is one row with its `declared_count`, and no gate holds it up;
///   what it names gets rows of its own.
/// - Its code is unique in the plan (`project_code_taken`).
/// - By the supervision office.
#[utoipa::path(
    tag = "projects",
    request_body = NewProject,
    responses((status = 201, body = Resource<ProjectDetail>, description = "The new project")),
)]
#[post("/projects")]
pub async fn create_project(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    command: Create<NewProject>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, caller: &Caller, new: &NewProject, _: &Expected| {
        let scope = tx.scope(caller);
        let plan = plans::store::named_or_in_force(tx.conn, &scope, new.plan.as_ref());
        let this_year = Reference::Code(scope.year().to_string());
        let plan = new.plan.as_ref().unwrap_or(&this_year).found("/plan", plan)?;
        scope.may_change(&plan.jurisdiction)?;
        plans::store::open_year(tx.conn, plan.id)?;
        let mut faults = rules::faults_of_new(new, scope.today())?;
        let named = store::named_by_new(tx.conn, &plan, new, &mut faults)?;
        let brought = &new.entry.evidence;
        transitions::store::attach(tx.conn, &scope, "/entry/evidence", brought, &mut faults)?;
        faults.finish()?;
        passage::check_entry(new, named.lead.is_some())?;
        let (project, first) = store::insert(tx.conn, &plan, new, &named, Some(caller.id), tx.now, tx.business_now)?;
        passage::follow(tx, &project, &first, brought)?;
        let project = store::detail(tx.conn, project)?;
        let Project { id, version, ref code, stage, .. } = project.project;
        let change = Change::new("project.created", id, version).data(json!({"code": code, "stage": stage}));
        tx.record(&plan.jurisdiction, change)?;
        Ok(Answer::resource(version, &project.shown_to(caller))?.created(format!("/api/v1/projects/{id}")))
    };
    command.run(&state, caller, create).await
}

/// Change a project (修改项目)
///
/// A merge: absent fields keep their value, `null` clears; `areas` and `batches` are replaced as whole lists.
///
/// - The code never changes, the stage only by a transition, the post in charge only by an assignment with a date.
/// - By the supervision office.
#[utoipa::path(
    tag = "projects",
    request_body = ProjectChanges,
    responses((status = 200, body = Resource<ProjectDetail>, description = "The project as changed")),
)]
#[patch("/projects/{id}")]
pub async fn update_project(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Edit<ProjectChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, caller: &Caller, changes: &ProjectChanges, expected: &Expected| {
        let (project, before) = action::begin(tx, caller, &id, expected)?;
        let faults = rules::faults_of_changes(&project, changes);
        let named = store::named_by(tx.conn, &project, changes, faults)?;
        let after = store::update(tx.conn, &project, changes, &named, tx.now).map_err(stale)?;
        action::end(tx, caller, "project.updated", &before, after, None)
    };
    command.run(&state, caller, update).await
}
