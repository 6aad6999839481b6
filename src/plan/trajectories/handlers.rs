//! Operations on trajectories.
use super::{
    model::{NewTrajectory, Trajectory, TrajectoryFilter, TrajectoryRejection, TrajectoryRow, TrajectoryStatus},
    rules::{self, Action},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed, Permission,
            permission::{EditPlan, ProposeTrajectory, ReadPlan},
        },
        db::Id,
        error::{Result, Violations, stale},
        events::Kind,
        web::*,
    },
    plan::{
        indicators::{self, IndicatorRow, beneath},
        plans, targets,
    },
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List trajectories (序时进度)
///
/// In the order in which they were proposed; those of an indicator are the versions of its trajectory.
///
/// - Approved ones are shown to all.
/// - What was only proposed, rejected or withdrawn is shown to the bureau that led the indicator then, the supervision
///   office and the leaders.
#[utoipa::path(
    tag = "trajectories",
    params(Listing<TrajectoryFilter>),
    responses((status = 200, body = Page<Resource<Trajectory>>, description = "A page of trajectories")),
)]
#[get("/trajectories")]
pub async fn list_trajectories(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<TrajectoryFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a trajectory (序时进度)
///
/// With all its points. One that is not approved is known only to the bureau that led the indicator when it was
/// proposed, the supervision office and the leaders.
#[utoipa::path(
    tag = "trajectories",
    responses((status = 200, body = Resource<Trajectory>, description = "The trajectory")),
)]
#[get("/trajectories/{id}")]
pub async fn get_trajectory(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Propose a trajectory (提出序时进度)
///
/// What is planned to be reached by the end of each period of the plan. Nothing rests on it until it is approved.
///
/// - A point for each period from the first to the one of the due date, each once (`trajectory_incomplete`).
/// - Cumulative values in the indicator's unit that never fall (`trajectory_decreases`) and end at the target in force
///   (`trajectory_misses_target`).
/// - Only for flows, lists and stocks that are to reach a number within the year (`trajectory_not_applicable`).
/// - It begins after every approved version (`trajectory_date_taken`) and not before today; a first version may begin
///   with the plan's year.
/// - By the lead of the bureau that leads the indicator today (`trajectory_not_owned`), or by the supervision office.
#[utoipa::path(
    tag = "trajectories",
    request_body = NewTrajectory,
    responses((status = 201, body = Resource<Trajectory>, description = "The proposed trajectory")),
)]
#[post("/indicators/{id}/trajectories")]
pub async fn create_trajectory(
    state: Data<State>,
    caller: Allowed<ProposeTrajectory>,
    id: Reference,
    command: Create<NewTrajectory>,
) -> Result<Answer> {
    let propose = move |tx: &mut Tx<'_>, view: &View, new: &NewTrajectory, _: &Expected| {
        let row = indicators::store::get(tx.conn, view, &id)?;
        let indicator = indicators::store::detail(tx.conn, view, row)?;
        let lead = indicator.lead_bureau.as_ref().map(|lead| lead.id);
        let (may, by_bureau) = match beneath::may_propose_trajectory(&view.caller, &indicator) {
            Ok(by_bureau) => (Ok(()), by_bureau),
            Err(error) => (Err(error), false),
        };
        let case = Case::open_parent(tx, view, indicator, Permission::ProposeTrajectory, may)?;
        plans::store::open_year(tx.conn, case.row.plan_id)?;
        let trajectory = propose(tx, view, &case.row, new, (lead, by_bureau))?;
        trajectory.created(tx, view, Kind::TrajectoryProposed, json!({"indicator": case.row.code}))
    };
    command.run(&state, caller, propose).await
}

/// Checks what is proposed and stores it.
fn propose(
    tx: &mut Tx<'_>,
    view: &View,
    indicator: &IndicatorRow,
    new: &NewTrajectory,
    (lead, by_bureau): (Option<Id>, bool),
) -> Result<TrajectoryRow> {
    let latest = store::latest(tx.conn, indicator.id)?.map(|(_, from)| from);
    let plan = plans::store::get(tx.conn, view, &Reference::Id(indicator.plan_id))?;
    let earliest = if latest.is_none() { plan.days().0.min(view.today()) } else { view.today() };
    // The target that it will be held against when it begins; of what has begun already, today's.
    let on = new.effective_from.max(view.today());
    let target = targets::store::in_force(tx.conn, &[indicator.id], on)?.remove(&indicator.id);
    let calendar = store::calendar(tx.conn, indicator.plan_id)?;
    let way = rules::way(indicator, target.as_ref(), &calendar)?;
    let mut faults = Violations::new();
    let points = rules::check(&mut faults, &way, &new.points);
    rules::check_start(&mut faults, new.effective_from, earliest, way.due_on);
    faults.finish()?;
    rules::follows(latest, new.effective_from)?;
    store::insert(tx, indicator, new, &points, (view.caller.id, lead, by_bureau))
}

/// Approve a trajectory (批准序时进度)
///
/// From now on it counts, for days from `effective_from` on, and never changes; it gets the next number.
///
/// - It must begin after every version approved meanwhile (`trajectory_date_taken`).
/// - Nobody approves what they or their bureau proposed (`own_submission`).
/// - By the supervision office.
#[utoipa::path(
    tag = "trajectories",
    request_body = Empty,
    responses((status = 200, body = Resource<Trajectory>, description = "The approved trajectory")),
)]
#[post("/trajectories/{id}/approve")]
pub async fn approve_trajectory(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let approve = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let (case, indicator) = open(tx, view, &id, expected, Action::Approve)?;
        // Held until the commit: versions are approved one after the other.
        indicators::store::hold(tx.conn, indicator.id)?;
        let latest = store::latest(tx.conn, indicator.id)?;
        rules::follows(latest.map(|(_, from)| from), case.effective_from)?;
        let number = latest.map_or(0, |(number, _)| number) + 1;
        let decision = (TrajectoryStatus::Approved, Some(number), None);
        let trajectory = store::decide(tx, &case, view.caller.id, decision).map_err(stale)?;
        case.close(tx, trajectory, Kind::TrajectoryApproved, json!({"indicator": indicator.code}))
    };
    command.run(&state, caller, approve).await
}

/// Reject a trajectory (不批准序时进度)
///
/// With a reason; another may be proposed.
///
/// - Nobody rejects what they or their bureau proposed (`own_submission`): that is withdrawn.
/// - By the supervision office.
#[utoipa::path(
    tag = "trajectories",
    request_body = TrajectoryRejection,
    responses((status = 200, body = Resource<Trajectory>, description = "The rejected trajectory")),
)]
#[post("/trajectories/{id}/reject")]
pub async fn reject_trajectory(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    id: Reference,
    command: Act<TrajectoryRejection>,
) -> Result<Answer> {
    let reject = move |tx: &mut Tx<'_>, view: &View, rejection: &TrajectoryRejection, expected: &Expected| {
        let (case, indicator) = open(tx, view, &id, expected, Action::Reject)?;
        let decision = (TrajectoryStatus::Rejected, None, Some(rejection.reason.as_str()));
        let trajectory = store::decide(tx, &case, view.caller.id, decision).map_err(stale)?;
        let data = json!({"indicator": indicator.code, "reason": rejection.reason});
        case.close(tx, trajectory, Kind::TrajectoryRejected, data)
    };
    command.run(&state, caller, reject).await
}

/// Withdraw a trajectory (撤回序时进度)
///
/// Those who proposed it take it back before it is decided: the bureau's lead, or the supervision office its own.
#[utoipa::path(
    tag = "trajectories",
    request_body = Empty,
    responses((status = 200, body = Resource<Trajectory>, description = "The withdrawn trajectory")),
)]
#[post("/trajectories/{id}/withdraw")]
pub async fn withdraw_trajectory(
    state: Data<State>,
    caller: Allowed<ProposeTrajectory>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let withdraw = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let (case, indicator) = open(tx, view, &id, expected, Action::Withdraw)?;
        let decision = (TrajectoryStatus::Withdrawn, None, None);
        let trajectory = store::decide(tx, &case, view.caller.id, decision).map_err(stale)?;
        case.close(tx, trajectory, Kind::TrajectoryWithdrawn, json!({"indicator": indicator.code}))
    };
    command.run(&state, caller, withdraw).await
}

/// Opens the case of a trajectory for an action, with its indicator; the year of its plan stays open until the commit.
fn open(
    tx: &mut Tx<'_>,
    view: &View,
    id: &Reference,
    expected: &Expected,
    action: Action,
) -> Result<(Case<TrajectoryRow>, IndicatorRow)> {
    let trajectory = store::get(tx.conn, view, id)?;
    let indicator = indicators::store::get(tx.conn, view, &Reference::Id(trajectory.indicator_id))?;
    let year_closed_at = plans::store::closed_years(tx.conn, &[indicator.plan_id])?.remove(&indicator.plan_id);
    let latest = store::latest(tx.conn, indicator.id)?.map(|(_, from)| from);
    let may = rules::may(action, &view.caller, &trajectory, year_closed_at, latest);
    let case = Case::open(tx, view, trajectory, expected, action.permission(), may)?;
    plans::store::open_year(tx.conn, indicator.plan_id)?;
    Ok((case, indicator))
}
