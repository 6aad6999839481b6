//! Operations on transitions.
use super::{
    model::{NewTransition, Transition},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Role,
        permission::{EditProjects, ReadPlan},
    },
    error::{Result, stale},
    events::Change,
    web::*,
};
use crate::projects::projects::{self, ProjectDetail};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List the transitions of a project (入库出库记录)
///
/// In the order of their recording: the first is the one that it was created with, the last brought it into its stage.
#[utoipa::path(tag = "projects", params(ById, PageParameters, ReadHeaders), responses((status = 200, body = Page<Resource<Transition>>, description = "A page of transitions"), ReadProblems))]
#[get("/projects/{id}/transitions")]
pub async fn list_project_transitions(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    id: Reference,
    list: List<NoParameters>,
) -> Result<Answer> {
    let read = move |conn: &mut _, _: &_, scope: &_| {
        let project = projects::store::get(conn, scope, &id)?;
        Answer::ok(&store::list(conn, project.id, &list.page)?.map(Transition::shown))
    };
    state.read(caller, read).await
}

/// Take a project to another stage (入库/出库)
///
/// An action on the project: `If-Match` is the project's ETag, and the answer is the project in its new stage.
/// `reserve → proposed → under_construction → completed`, a stage at a time; skipping forward, going back from `proposed`
/// to `reserve` and leaving (`exited`) need a reason, leaving a document too. From `completed` and `exited` there is no way
/// on. Any other step is `transition_not_allowed`, with `current_state` and the stages `allowed`. By the supervision office.
#[utoipa::path(tag = "projects", params(ById, ActHeaders, DryRun), request_body = NewTransition, responses((status = 200, body = Resource<ProjectDetail>, description = "The project in its new stage"), CreateProblems, ActionProblems))]
#[post("/projects/{id}/transitions")]
pub async fn create_project_transition(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<NewTransition>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, caller: &Caller, new: &NewTransition, expected: &Expected| {
        let scope = tx.scope(caller);
        let project = projects::store::get(tx.conn, &scope, &id)?;
        scope.may_change(&project.jurisdiction)?;
        let before = projects::store::detail(tx.conn, project.clone())?;
        expected.check(tx, project.id, project.version, |_| {
            Answer::resource(project.version, &before.clone().shown_to(caller))
        })?;
        let previous = store::last(tx.conn, project.id)?.map(|last| last.effective_on);
        rules::check(project.stage, new, caller.roles.contains(&Role::Supervisor), previous, scope.today())?;
        let transition = new.of(&project.jurisdiction, project.id, project.stage, caller.id, tx.now);
        let after = projects::store::enter(tx.conn, &project, &transition).map_err(stale)?;
        let (version, after) = (after.version, projects::store::detail(tx.conn, after)?);
        let (from, to, on) = (project.stage, new.to_stage, new.effective_on);
        let change = Change::new("project.stage_changed", project.id, version).between(&before, &after)?;
        tx.record(
            &project.jurisdiction,
            change.data(json!({"code": project.code, "from": from, "to": to, "effective_on": on})),
        )?;
        Answer::resource(version, &after.shown_to(caller))
    };
    command.run(&state, caller, act).await
}
