//! Operations on transitions.
use super::passage::{self, Passage};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{EditProjects, ReadPlan},
    },
    error::{Code, Result, stale},
    events::Kind,
    web::*,
};
use crate::projects::{
    projects::{self, ProjectDetail, ProjectPartFilter, rules::Action},
    transitions::{GateFilter, NewTransition, ProjectGates, PuttingIntoUse, TransitionDetail, rules, store},
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List the transitions of projects (入库出库记录)
///
/// In the order of their recording: the first of a project is the one that it was created with, the last brought it
/// into its stage.
#[utoipa::path(
    tag = "projects",
    params(ProjectPartFilter),
    responses((status = 200, body = Page<Resource<TransitionDetail>>, description = "A page of transitions")),
)]
#[get("/project-transitions")]
pub async fn list_project_transitions(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<ProjectPartFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let named = list.filter.named(conn, view)?;
        Answer::ok(&store::list(conn, view, named, &list.page)?.map(TransitionDetail::resource))
    };
    state.read(caller, read).await
}

/// Get the gates of a project (入库条件核对)
///
/// For each stage in reach: everything that its gate asks for, what is there, what is missing, and whether a suspension
/// stands in the way.
///
/// - What was brought before counts.
/// - The way past a stage asks for the items of that stage too.
/// - A group passes every gate.
/// - `to_stage` gives one gate; a stage that is not in reach has none.
#[utoipa::path(
    tag = "projects",
    params(GateFilter),
    responses((status = 200, body = Resource<ProjectGates>, description = "The gates in reach")),
)]
#[get("/projects/{id}/gates")]
pub async fn get_project_gates(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    id: Reference,
    Query(filter): Query<GateFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let project = projects::store::get(conn, view, &id)?;
        let passage = Passage::of(conn, &project, view.now)?;
        let evidence = store::with_files(conn, view, passage.evidence().to_vec())?;
        // Who may not act at all is shown the whole way, as the supervision office sees it.
        let gates = passage.gates(&project, (filter.to_stage, true), evidence);
        let may = view.caller.may_in(Permission::EditProjects, &project.jurisdiction);
        let way = if gates.gates.is_empty() { Err(Code::TransitionNotAllowed) } else { Ok(()) };
        let allowed_actions = vec![AllowedAction::new("move_project", may.and(way))];
        Answer::ok(&Resource { object: gates, allowed_actions })
    };
    state.read(caller, read).await
}

/// Take a project to another stage (入库/出库)
///
/// An action on the project: `If-Match` is the project's ETag, and the answer is the project in its new stage.
///
/// Which steps there are:
///
/// - `reserve → proposed → under_construction → completed`, a stage at a time.
/// - Skipping forward, going back from `proposed` to `reserve` and leaving (`exited`) need a reason, leaving an
///   `exit_reason` too.
/// - From `completed` and `exited` there is no way on.
/// - Any other step is `transition_not_allowed`, with `current_state` and the stages `allowed`.
/// - While it is suspended a project goes back or leaves, but not forward (`project_suspended`).
///
/// A stage is entered through its gate:
///
/// - `proposed` asks for approval, land or a dated plan of it, funding plan and planned start.
/// - `under_construction` asks for start permit, dated site photo, the works that have begun and the contract.
/// - `completed` asks for acceptance and final cost.
/// - `exited` asks for the exit document.
/// - What was brought before counts, a skip asks for every gate on the way, a ceremony opens none: `transition_blocked`
///   names in `missing` each item that is not there.
/// - An item may carry files, a site photo images (`attachment_not_image`).
///
/// Its start and completion milestones are met by the step. By the supervision office.
#[utoipa::path(
    tag = "projects",
    request_body = NewTransition,
    responses((status = 200, body = Resource<ProjectDetail>, description = "The project in its new stage")),
)]
#[post("/projects/{id}/transitions")]
pub async fn move_project(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<NewTransition>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, new: &NewTransition, expected: &Expected| {
        let project = projects::action::find(tx, view, &id)?;
        let may = passage::may_pass(&view.caller, &project, new.to_stage).map(drop);
        let case = Case::open(tx, view, project, expected, Permission::EditProjects, may)?;
        let project = &case.project;
        let step = passage::may_pass(&view.caller, &case, new.to_stage)?;
        let passage = Passage::of(tx.conn, project, tx.business_now)?;
        let mut faults = passage.faults_of(step, new, view.today());
        store::attach(tx.conn, view, "/evidence", &new.evidence, &mut faults)?;
        faults.finish()?;
        passage.check(project, step, new)?;
        let transition = new.record(&project.jurisdiction, project.id, project.stage, view.caller.id, tx.business_now);
        let after = passage::pass(tx, project, &transition, &new.evidence)?;
        let data = json!({"from_stage": project.stage, "to_stage": new.to_stage, "effective_on": new.effective_on});
        projects::action::close(tx, &case, after, Kind::ProjectStageChanged, data)
    };
    command.run(&state, caller, act).await
}

/// Put a project into use (投用)
///
/// Apart from its completion.
///
/// - Once, and only in `completed` (`in_use_not_allowed`).
/// - On or after the day of its completion, not in the future.
/// - With an item of `commissioning` at least (`transition_blocked`).
/// - By the supervision office.
#[utoipa::path(
    tag = "projects",
    request_body = PuttingIntoUse,
    responses((status = 200, body = Resource<ProjectDetail>, description = "The project in use")),
)]
#[post("/projects/{id}/put-into-use")]
pub async fn put_project_into_use(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<PuttingIntoUse>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, body: &PuttingIntoUse, expected: &Expected| {
        let case = projects::action::open(tx, view, &id, expected, Action::PutIntoUse)?;
        let project = &case.project;
        let passage = Passage::of(tx.conn, project, tx.business_now)?;
        let mut faults = rules::faults_of_use(body, passage.previous, view.today());
        store::attach(tx.conn, view, "/evidence", &body.evidence, &mut faults)?;
        faults.finish()?;
        passage.check_use(project, &body.evidence)?;
        store::put_evidence(tx.conn, &project.jurisdiction, project.id, None, &body.evidence, tx.now)?;
        let after = projects::store::put_into_use(tx.conn, project, body.in_use_on, tx.now).map_err(stale)?;
        projects::action::close(tx, &case, after, Kind::ProjectPutIntoUse, json!({}))
    };
    command.run(&state, caller, act).await
}
