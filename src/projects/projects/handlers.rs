//! Operations on projects.
use super::{
    action,
    model::{ProjectChanges, ProjectDetail, ProjectFilter},
    rules::{self, Action},
    store,
};
use crate::directory::bureaus;
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{EditProjects, ReadPlan},
    },
    error::{Result, stale},
    events::Kind,
    web::*,
};
use crate::plan::areas;
use actix_web::{get, patch, web::Data};
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
    params(Listing<ProjectFilter>),
    responses((status = 200, body = Page<Resource<ProjectDetail>>, description = "A page of projects")),
)]
#[get("/projects")]
pub async fn list_projects(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<ProjectFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let page = store::list(conn, view, &list.filter, &list.page)?;
        let lead = |project: &ProjectDetail| project.project.lead_bureau_id;
        let page = page.including(conn, view, "lead_bureau", lead, bureaus::store::included)?;
        let areas_of = |project: &ProjectDetail| project.areas.iter().map(|area| area.id).collect::<Vec<_>>();
        let page = page.including(conn, view, "areas", areas_of, areas::store::included)?;
        Answer::ok(&page.present(conn, view)?)
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
    let read = move |conn: &mut _, view: &View| {
        let project = store::get(conn, view, &id)?;
        store::detail(conn, project)?.answer(conn, view)
    };
    state.read(caller, read).await
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
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &ProjectChanges, expected: &Expected| {
        let case = action::open(tx, view, &id, expected, Action::Update)?;
        let faults = rules::faults_of_changes(&case.project, changes);
        let named = store::named_by(tx.conn, &case.project, changes, faults)?;
        let after = store::update(tx.conn, &case.project, changes, &named, tx.now).map_err(stale)?;
        action::close(tx, &case, after, Kind::ProjectUpdated, json!({}))
    };
    command.run(&state, caller, update).await
}
