//! Operations on milestones.
use super::{
    model::{MilestoneChanges, MilestoneDetail, MilestoneFilter, NewMilestone},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Scope,
        permission::{EditProjects, ReadPlan},
    },
    error::{Result, Violations, stale},
    events::Change,
    web::*,
};
use crate::projects::projects;
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List milestones (节点)
///
/// In the order of their due days. The state is derived at the business date.
#[utoipa::path(tag = "milestones", params(MilestoneFilter, PageParameters, ReadHeaders), responses((status = 200, body = Page<Resource<MilestoneDetail>>, description = "A page of milestones"), ReadProblems))]
#[get("/milestones")]
pub async fn list_milestones(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<MilestoneFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, caller: &_, scope: &_| {
        Answer::ok(&store::list(conn, scope, &list.filter, &list.page)?.map(|milestone| milestone.shown_to(caller)))
    };
    state.read(caller, read).await
}

/// List the milestones of a project
///
/// In the order of their due days. The state is derived at the business date.
#[utoipa::path(tag = "milestones", params(ById, PageParameters, ReadHeaders), responses((status = 200, body = Page<Resource<MilestoneDetail>>, description = "A page of milestones"), ReadProblems))]
#[get("/projects/{id}/milestones")]
pub async fn list_project_milestones(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    id: Reference,
    list: List<NoParameters>,
) -> Result<Answer> {
    let read = move |conn: &mut _, caller: &_, scope: &_| {
        let project = projects::store::get(conn, scope, &id)?;
        let page = store::list_of_project(conn, scope, project.id, &list.page)?;
        Answer::ok(&page.map(|milestone| milestone.shown_to(caller)))
    };
    state.read(caller, read).await
}

/// Get a milestone
///
/// `code:M001` is the milestone of that code in the plan of the business year of the caller's own jurisdiction.
#[utoipa::path(tag = "milestones", params(ById, ReadHeaders), responses((status = 200, body = Resource<MilestoneDetail>, description = "The milestone"), ReadProblems))]
#[get("/milestones/{id}")]
pub async fn get_milestone(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, caller: &_, scope: &Scope| {
        let milestone = store::get(conn, scope, &id)?;
        Answer::resource(milestone.version, &store::detail(conn, milestone, scope.today())?.shown_to(caller))
    };
    state.read(caller, read).await
}

/// Create a milestone
///
/// Of a project or of an area, of exactly one (`milestone_owner`); its code is unique in the owner's plan
/// (`milestone_code_taken`). By the supervision office.
#[utoipa::path(tag = "milestones", params(CreateHeaders, DryRun), request_body = NewMilestone, responses((status = 201, body = Resource<MilestoneDetail>, description = "The new milestone"), CreateProblems))]
#[post("/milestones")]
pub async fn create_milestone(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    command: Create<NewMilestone>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, caller: &Caller, new: &NewMilestone, _: &Expected| {
        let scope = tx.scope(caller);
        let mut faults = Violations::new();
        faults.check(rules::completed(new.completed_on, scope.today()));
        let owner = store::owner(tx.conn, &scope, new, faults)?;
        scope.may_change(owner.jurisdiction())?;
        let milestone = store::insert(tx.conn, &owner, new, tx.now)?;
        let (id, version) = (milestone.id, milestone.version);
        let told = json!({"code": milestone.code, "due_on": milestone.due_on});
        let milestone = store::detail(tx.conn, milestone, scope.today())?;
        tx.record(owner.jurisdiction(), Change::new("milestone.created", id, version).data(told))?;
        let answer = Answer::resource(version, &milestone.shown_to(caller))?;
        Ok(answer.created(format!("/api/v1/milestones/{id}")))
    };
    command.run(&state, caller, create).await
}

/// Change a milestone
///
/// A merge: absent fields keep their value, `null` clears. `completed_on` says that it is met, and when; it is not in the
/// future (`date_in_future`). Code and owner never change. By the supervision office.
#[utoipa::path(tag = "milestones", params(ById, EditHeaders, DryRun), request_body = MilestoneChanges, responses((status = 200, body = Resource<MilestoneDetail>, description = "The milestone as changed"), CreateProblems, EditProblems))]
#[patch("/milestones/{id}")]
pub async fn update_milestone(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Edit<MilestoneChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, caller: &Caller, changes: &MilestoneChanges, expected: &Expected| {
        let scope = tx.scope(caller);
        let milestone = store::get(tx.conn, &scope, &id)?;
        scope.may_change(&milestone.jurisdiction)?;
        let before = store::detail(tx.conn, milestone.clone(), scope.today())?;
        expected.check(tx, milestone.id, milestone.version, |_| {
            Answer::resource(milestone.version, &before.clone().shown_to(caller))
        })?;
        rules::completed(changes.completed_on.flatten(), scope.today())?;
        let after = store::update(tx.conn, &milestone, changes, tx.now).map_err(stale)?;
        let (version, after) = (after.version, store::detail(tx.conn, after, scope.today())?);
        tx.record(
            &milestone.jurisdiction,
            Change::new("milestone.updated", milestone.id, version).between(&before, &after)?,
        )?;
        Answer::resource(version, &after.shown_to(caller))
    };
    command.run(&state, caller, update).await
}
