//! Operations on who is in charge of a project.
use super::{action, model::ProjectDetail, parts::asked, rules::Action, store as projects};
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{EditProjects, ReadPlan},
    },
    error::{Code, Result, Violations, stale},
    events::Kind,
    web::*,
};
use crate::projects::{
    leaders::{NewProjectLeader, ProjectLeader, ProjectLeaderFilter, rules, store},
    transitions::rules::dated,
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List the posts in charge of projects (县级领导分包)
///
/// Past and present, in the order of their first days; `as_of` gives those of a day.
#[utoipa::path(
    tag = "leaders",
    params(Listing<ProjectLeaderFilter>),
    responses((status = 200, body = Page<Resource<ProjectLeader>>, description = "A page of assignments")),
)]
#[get("/project-leaders")]
pub async fn list_project_leaders(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<ProjectLeaderFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let named = asked(conn, view, list.filter.plan.as_ref(), list.filter.project.as_ref())?;
        let page = store::list_in_charge(conn, view, named, &list.filter, &list.page)?;
        Answer::ok(&page.map(ProjectLeader::resource))
    };
    state.read(caller, read).await
}

/// Put a post in charge of a project (县级领导分包)
///
/// On any day one post is in charge: the new one ends the one before it on its first day.
///
/// - It begins after every known one, and is another post (`project_leader_taken`).
/// - Not in the future.
/// - `If-Match` is the project's ETag.
/// - By the supervision office.
#[utoipa::path(
    tag = "leaders",
    request_body = NewProjectLeader,
    responses((status = 200, body = Resource<ProjectDetail>, description = "The project with its leader")),
)]
#[post("/projects/{id}/leaders")]
pub async fn assign_project_leader(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<NewProjectLeader>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, new: &NewProjectLeader, expected: &Expected| {
        let case = action::open(tx, view, &id, expected, Action::AssignLeader)?;
        let project = &case.project;
        let mut faults = Violations::new();
        faults.check(dated("/effective_from", new.effective_from, view.today()));
        let post = store::named(tx.conn, &project.jurisdiction, Some(&new.post), "/post", &mut faults)?;
        faults.finish()?;
        let post = post.ok_or(Code::NotFound)?;
        let latest = store::latest_of_project(tx.conn, project.id)?;
        // The post that is in charge already begins nothing anew.
        let from = latest.map(|(held, from)| if held == post.id { from.max(new.effective_from) } else { from });
        rules::may_begin(from, new.effective_from, Code::ProjectLeaderTaken)?;
        let basis = (new.source, new.document.as_deref());
        store::put_in_charge(tx.conn, project.id, post.id, new.effective_from, basis, tx.now)?;
        let after = projects::touch(tx.conn, project, tx.now).map_err(stale)?;
        let data = json!({"post": post.code, "effective_from": new.effective_from});
        action::close(tx, &case, after, Kind::ProjectLeaderAssigned, data)
    };
    command.run(&state, caller, act).await
}
