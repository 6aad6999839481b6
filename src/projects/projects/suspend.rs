//! Operations on the suspensions of projects.
use super::{action, model::ProjectDetail, parts::ProjectPartFilter, rules::Action, store as projects};
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{EditProjects, ReadPlan},
    },
    error::{Code, Result, stale},
    events::Kind,
    web::*,
};
use crate::projects::{
    suspensions::{NewSuspension, Resumption, Suspension, rules, store},
    transitions,
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List the suspensions of projects (缓建/停建记录)
///
/// In the order of their recording; of a project, the one without `ended_on` holds.
#[utoipa::path(
    tag = "projects",
    params(ProjectPartFilter),
    responses((status = 200, body = Page<Resource<Suspension>>, description = "A page of suspensions")),
)]
#[get("/project-suspensions")]
pub async fn list_project_suspensions(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<ProjectPartFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let named = list.filter.named(conn, view)?;
        Answer::ok(&store::list(conn, view, named, &list.page)?.map(Suspension::resource))
    };
    state.read(caller, read).await
}

/// Suspend a project (缓建/停建)
///
/// With reason, document and the first day.
///
/// - Not a completed one or one that has exited (`suspension_not_allowed`).
/// - Not one that is suspended already (`project_suspended`).
/// - Its stage stays; until it goes on it may go back or leave, but not forward.
/// - By the supervision office.
#[utoipa::path(
    tag = "projects",
    request_body = NewSuspension,
    responses((status = 200, body = Resource<ProjectDetail>, description = "The suspended project")),
)]
#[post("/projects/{id}/suspend")]
pub async fn suspend_project(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<NewSuspension>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, new: &NewSuspension, expected: &Expected| {
        let case = action::open(tx, view, &id, expected, Action::Suspend)?;
        let project = &case.project;
        let known = store::of_project(tx.conn, project.id)?;
        let entered = transitions::store::last(tx.conn, project.id)?.map(|last| last.effective_on);
        rules::faults_of(new, entered, &known, view.today()).finish()?;
        store::insert(tx.conn, (project.id, &project.jurisdiction), new, view.caller.id, tx.business_now)?;
        let after = projects::touch(tx.conn, project, tx.now).map_err(stale)?;
        let data = json!({"kind": new.kind, "effective_on": new.effective_on});
        action::close(tx, &case, after, Kind::ProjectSuspended, data)
    };
    command.run(&state, caller, act).await
}

/// Resume a project (恢复建设)
///
/// From its day on the project is no longer suspended.
///
/// - One that is not is `project_not_suspended`.
/// - By the supervision office.
#[utoipa::path(
    tag = "projects",
    request_body = Resumption,
    responses((status = 200, body = Resource<ProjectDetail>, description = "The project that goes on")),
)]
#[post("/projects/{id}/resume")]
pub async fn resume_project(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<Resumption>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, body: &Resumption, expected: &Expected| {
        let case = action::open(tx, view, &id, expected, Action::Resume)?;
        let suspension = case.suspension.as_ref().ok_or(Code::ProjectNotSuspended)?;
        rules::faults_of_end(body, suspension, view.today()).finish()?;
        store::end(tx.conn, suspension, body, Some(view.caller.id), tx.business_now)?;
        let after = projects::touch(tx.conn, &case.project, tx.now).map_err(stale)?;
        action::close(tx, &case, after, Kind::ProjectResumed, json!({"effective_on": body.effective_on}))
    };
    command.run(&state, caller, act).await
}
