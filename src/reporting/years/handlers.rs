//! Operations on the years of plans.
use super::{
    model::{YearClosing, YearReopening},
    rules,
};
use crate::{
    foundation::{
        State,
        auth::{Allowed, Permission, permission::EditPlan},
        error::{Code, Error, Result, stale},
        events::{Kind, checkpoint::CheckpointReason},
        web::*,
    },
    plan::{
        periods,
        plans::{self, Plan, rules::Action},
    },
    reporting::reports,
};
use actix_web::{post, web::Data};
use serde_json::json;

/// Close the year of a plan (年度办结)
///
/// From then on the plan takes no drafts, submissions, decisions, corrections, target versions, indicators or
/// assignments (`plan_year_closed`), until it is reopened.
///
/// - Once its calendar is made, all its periods are closed and no report waits for a review (`plan_year_unfinished`,
///   with `open_periods` and `to_review`).
/// - A checkpoint of the audit log is made (`GET /audit-checkpoints`).
/// - By the supervision office.
#[utoipa::path(
    tag = "plans",
    request_body = YearClosing,
    responses((status = 200, body = Resource<Plan>, description = "The plan with its closed year")),
)]
#[post("/plans/{id}/close-year")]
pub async fn close_plan_year(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    id: Reference,
    command: Act<YearClosing>,
) -> Result<Answer> {
    let keys = state.keys.clone();
    let close = move |tx: &mut Tx<'_>, view: &View, closing: &YearClosing, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::CloseYear)?;
        // First, as it holds the plan until the commit: who writes into the year waits, and then finds it closed.
        let plan = plans::store::set_closed(tx.conn, &case, Some(tx.business_now), tx.now).map_err(stale)?;
        let calendar = periods::store::of_plan(tx.conn, plan.id)?;
        let to_review = reports::store::to_review(tx.conn, view, Some(plan.id))?;
        rules::finished(&calendar, to_review).map_err(|left| {
            let unfinished = Error::new(Code::PlanYearUnfinished);
            unfinished.extend("open_periods", left.open_periods).extend("to_review", left.to_review)
        })?;
        let answer = case.close(tx, plan, Kind::PlanYearClosed, json!({"reason": closing.reason}))?;
        tx.checkpoint(&keys, &case.jurisdiction, CheckpointReason::YearClosed)?;
        Ok(answer)
    };
    command.run(&state, caller, close).await
}

/// Reopen the year of a plan (重新开放年度)
///
/// It takes changes again.
///
/// - Its periods stay closed until they are reopened, or excepted for one bureau.
/// - The reason goes into the audit log.
/// - By the supervision office.
#[utoipa::path(
    tag = "plans",
    request_body = YearReopening,
    responses((status = 200, body = Resource<Plan>, description = "The plan with its open year")),
)]
#[post("/plans/{id}/reopen-year")]
pub async fn reopen_plan_year(
    state: Data<State>,
    caller: Allowed<EditPlan>,
    id: Reference,
    command: Act<YearReopening>,
) -> Result<Answer> {
    let reopen = move |tx: &mut Tx<'_>, view: &View, reopening: &YearReopening, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::ReopenYear)?;
        let plan = plans::store::set_closed(tx.conn, &case, None, tx.now).map_err(stale)?;
        let data = json!({"was_closed_at": case.closed_at, "reason": reopening.reason});
        case.close(tx, plan, Kind::PlanYearReopened, data)
    };
    command.run(&state, caller, reopen).await
}

/// Opens the case of a plan for an action.
fn open(tx: &mut Tx<'_>, view: &View, id: &Reference, expected: &Expected, action: Action) -> Result<Case<Plan>> {
    let plan = plans::store::get(tx.conn, view, id)?;
    let may = plans::rules::may(action, &view.caller, &plan);
    Case::open(tx, view, plan, expected, Permission::EditPlan, may)
}
