//! Operations on milestones.
use super::{
    forecasts, links,
    model::{Milestone, MilestoneChanges, MilestoneDetail, MilestoneFilter, NewMilestone},
    moves::{DependencyEnd, ForecastFilter, MilestoneForecast, NewMilestoneDependency, NewMilestoneForecast},
    rules::{self, Action},
    store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{EditProjects, ReadPlan},
    },
    db::Id,
    error::{Code, Result, Violation, Violations, stale},
    events::Kind,
    web::*,
};
use crate::plan::areas;
use crate::projects::{keepers, projects};
use actix_web::{get, patch, post, web::Data};
use serde_json::{Value, json};

/// List milestones (节点)
///
/// In the order of their due days. The state is derived at the business date.
#[utoipa::path(
    tag = "milestones",
    params(Listing<MilestoneFilter>),
    responses((status = 200, body = Page<Resource<MilestoneDetail>>, description = "A page of milestones")),
)]
#[get("/milestones")]
pub async fn list_milestones(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<MilestoneFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let page = store::list(conn, view, &list.filter, &list.page)?;
        let project = |milestone: &MilestoneDetail| milestone.project.as_ref().map(|project| project.id);
        let page = page.including(conn, view, "project", project, projects::store::included)?;
        let area = |milestone: &MilestoneDetail| milestone.area.as_ref().map(|area| area.id);
        let page = page.including(conn, view, "area", area, areas::store::included)?;
        Answer::ok(&page.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a milestone (节点)
///
/// `code:M001` is the milestone of that code in the plan of the business year of the caller's own jurisdiction.
#[utoipa::path(
    tag = "milestones",
    responses((status = 200, body = Resource<MilestoneDetail>, description = "The milestone")),
)]
#[get("/milestones/{id}")]
pub async fn get_milestone(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let milestone = store::get(conn, view, &id)?;
        store::detail(conn, milestone, view.today())?.answer(conn, view)
    };
    state.read(caller, read).await
}

/// Create a milestone (新增节点)
///
/// Of a project or of an area, of exactly one (`milestone_owner`).
///
/// - Its code is unique in the owner's plan (`milestone_code_taken`).
/// - A project has one `start` and one `completion` (`milestone_kind_taken`): its transitions meet them.
/// - By the supervision office.
#[utoipa::path(
    tag = "milestones",
    request_body = NewMilestone,
    responses((status = 201, body = Resource<MilestoneDetail>, description = "The new milestone")),
)]
#[post("/milestones")]
pub async fn create_milestone(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    command: Create<NewMilestone>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewMilestone, _: &Expected| {
        let mut faults = Violations::new();
        if new.completed_on.is_some() {
            faults.check(rules::stated(new.kind, new.completed_on, view.today()));
        }
        let owner = store::owner(tx.conn, view, new, faults)?;
        keepers::must_edit(view, owner.jurisdiction())?;
        let milestone = store::insert(tx.conn, &owner, new, tx.now)?;
        store::detail(tx.conn, milestone, view.today())?.created(tx, view, Kind::MilestoneCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// Change a milestone (修改节点)
///
/// A merge: absent fields keep their value, `null` clears.
///
/// - `completed_on` says that it is met, and when; it is not in the future (`date_in_future`).
/// - The due day moves until it is frozen (`baseline_frozen`): when its project goes under construction or, of an
///   area's milestone, when its forecast was moved.
/// - Code and owner never change.
/// - By the supervision office.
#[utoipa::path(
    tag = "milestones",
    request_body = MilestoneChanges,
    responses((status = 200, body = Resource<MilestoneDetail>, description = "The milestone as changed")),
)]
#[patch("/milestones/{id}")]
pub async fn update_milestone(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Edit<MilestoneChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &MilestoneChanges, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Update)?;
        let (milestone, mut faults) = (&case.milestone, Violations::new());
        let kind = changes.kind.unwrap_or(milestone.kind);
        faults.check(rules::of_project(kind, milestone.project_id.is_some(), "/kind"));
        if let Some(completed_on) = changes.completed_on {
            faults.check(rules::stated(kind, completed_on, view.today()));
        }
        faults.finish()?;
        let (due_on, _) = rules::moved(milestone, changes, case.baseline_frozen)?;
        let after = store::update(tx.conn, milestone, changes, due_on, tx.now).map_err(stale)?;
        close(tx, view, &case, after, Kind::MilestoneUpdated, json!({}))
    };
    command.run(&state, caller, update).await
}

/// List the moves of forecasts (预计日期调整记录)
///
/// Every move, with its cause and reason, in the order of recording.
#[utoipa::path(
    tag = "milestones",
    params(Listing<ForecastFilter>),
    responses((status = 200, body = Page<Resource<MilestoneForecast>>, description = "A page of moves")),
)]
#[get("/milestone-forecasts")]
pub async fn list_milestone_forecasts(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<ForecastFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&forecasts::list(conn, view, &list.filter, &list.page)?.map(MilestoneForecast::resource))
    };
    state.read(caller, read).await
}

/// Move the forecast of a milestone (调整预计日期)
///
/// With its cause and a reason; the baseline stays, and `slippage_days` says how far the two are apart.
///
/// - Not before today, and not the day that is expected already.
/// - Not of a milestone that is met (`milestone_completed`).
/// - By the supervision office.
#[utoipa::path(
    tag = "milestones",
    request_body = NewMilestoneForecast,
    responses((status = 200, body = Resource<MilestoneDetail>, description = "The milestone with its new forecast")),
)]
#[post("/milestones/{id}/forecasts")]
pub async fn reforecast_milestone(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<NewMilestoneForecast>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, new: &NewMilestoneForecast, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Forecast)?;
        let milestone = &case.milestone;
        rules::faults_of_forecast(milestone, new, view.today())?;
        let moved = MilestoneForecast {
            id: Id::new(),
            jurisdiction: milestone.jurisdiction.clone(),
            milestone_id: milestone.id,
            from_on: milestone.forecast_on.unwrap_or(milestone.due_on),
            to_on: new.forecast_on,
            cause: new.cause,
            reason: new.reason.clone(),
            recorded_by: Some(view.caller.id),
            recorded_at: tx.business_now,
        };
        let after = store::forecast(tx.conn, milestone, &moved, tx.now).map_err(stale)?;
        let data = json!({"from_on": moved.from_on, "to_on": moved.to_on, "cause": moved.cause});
        close(tx, view, &case, after, Kind::MilestoneReforecast, data)
    };
    command.run(&state, caller, act).await
}

/// Let a milestone wait for another (前置节点)
///
/// Of the same plan: 供地即开工 is a start that waits for a milestone of the kind `land_supply`.
///
/// - A slip of the other one reaches this one, as far as it has no days to spare, and stands there as `slip_cause`.
/// - Two never wait for each other, directly or not (`dependency_cycle`).
/// - By the supervision office.
#[utoipa::path(
    tag = "milestones",
    request_body = NewMilestoneDependency,
    responses((status = 200, body = Resource<MilestoneDetail>, description = "The milestone with what it waits for")),
)]
#[post("/milestones/{id}/dependencies")]
pub async fn link_milestone(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<NewMilestoneDependency>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, new: &NewMilestoneDependency, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Wait)?;
        let milestone = &case.milestone;
        let upstream = new.upstream.found("/upstream", store::get_in(tx.conn, milestone.plan_id, &new.upstream))?;
        if case.dependencies.iter().any(|known| known.upstream.id == upstream.id) {
            return Err(Code::DependencyExists.into());
        }
        if links::held(tx.conn, milestone.plan_id)?.leads_to(upstream.id, milestone.id) {
            return Err(Code::DependencyCycle.into());
        }
        links::insert(tx.conn, milestone, upstream.id, new, tx.now)?;
        let after = store::touch(tx.conn, milestone, tx.now).map_err(stale)?;
        let data = json!({"upstream": upstream.code, "lag_days": new.lag_days});
        close(tx, view, &case, after, Kind::MilestoneDependencyAdded, data)
    };
    command.run(&state, caller, act).await
}

/// Let a milestone no longer wait for another (解除前置节点)
///
/// One that it does not wait for is `reference_not_found`. By the supervision office.
#[utoipa::path(
    tag = "milestones",
    request_body = DependencyEnd,
    responses((status = 200, body = Resource<MilestoneDetail>, description = "The milestone with what it waits for")),
)]
#[post("/milestones/{id}/dependencies/end")]
pub async fn unlink_milestone(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Act<DependencyEnd>,
) -> Result<Answer> {
    let act = move |tx: &mut Tx<'_>, view: &View, body: &DependencyEnd, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::WaitNoMore)?;
        let milestone = &case.milestone;
        let upstream = body.upstream.found("/upstream", store::get_in(tx.conn, milestone.plan_id, &body.upstream))?;
        if !links::delete(tx.conn, milestone.id, upstream.id)? {
            let fault = Violation::at("/upstream", Code::ReferenceNotFound);
            return Err(fault.with("value", body.upstream.to_string()).into());
        }
        let after = store::touch(tx.conn, milestone, tx.now).map_err(stale)?;
        close(tx, view, &case, after, Kind::MilestoneDependencyEnded, json!({"upstream": upstream.code}))
    };
    command.run(&state, caller, act).await
}

/// Opens the case of a milestone for an action. Its project is held: whether the baseline is frozen stays as it is read
/// here.
fn open(
    tx: &mut Tx<'_>,
    view: &View,
    id: &Reference,
    expected: &Expected,
    action: Action,
) -> Result<Case<MilestoneDetail>> {
    let milestone = store::get(tx.conn, view, id)?;
    milestone.project_id.map_or(Ok(()), |project| keepers::hold(tx.conn, project))?;
    let may = rules::may(action, &view.caller, &milestone);
    let detail = store::detail(tx.conn, milestone, view.today())?;
    Case::open(tx, view, detail, expected, Permission::EditProjects, may)
}

/// Tells of the change of a milestone that has its next version, and answers with the milestone.
fn close(
    tx: &mut Tx<'_>,
    view: &View,
    case: &Case<MilestoneDetail>,
    after: Milestone,
    kind: Kind,
    data: Value,
) -> Result<Answer> {
    let after = store::detail(tx.conn, after, view.today())?;
    case.close(tx, after, kind, data)
}
