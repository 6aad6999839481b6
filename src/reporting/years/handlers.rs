//! Operations on the years of plans.
use super::{
    model::{YearClosing, YearReopening},
    rules,
};
use crate::{
    foundation::{
        State,
        auth::{Allowed, permission::EditPlan},
        error::{Code, Error, Result, stale},
        events::{Change, Kind},
        web::*,
    },
    plan::{
        periods,
        plans::{self, Plan},
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
    let close = move |tx: &mut Tx<'_>, view: &View, closing: &YearClosing, expected: &Expected| {
        let before = current(tx, &view.caller, &id, expected)?;
        if before.closed_at.is_some() {
            return Err(before.shown_to(&view.caller).refused(Code::PlanYearClosed, "closed"));
        }
        // First, as it holds the plan until the commit: who writes into the year waits, and then finds it closed.
        let plan = plans::store::set_closed(tx.conn, &before, Some(tx.business_now), tx.now).map_err(stale)?;
        let calendar = periods::store::of_plan(tx.conn, plan.id)?;
        let to_review = reports::store::to_review(tx.conn, view, Some(plan.id))?;
        rules::finished(&calendar, to_review).map_err(|left| {
            let refused = before.clone().shown_to(&view.caller).refused(Code::PlanYearUnfinished, "open");
            refused.extend("open_periods", left.open_periods).extend("to_review", left.to_review)
        })?;
        let told = json!({"code": plan.code, "closed_at": plan.closed_at, "reason": closing.reason});
        let change = Change::new(Kind::PlanYearClosed, plan.id, plan.version).between(&before, &plan)?;
        tx.record(&plan.jurisdiction, change.data(told))?;
        Answer::resource(plan.version, &plan.shown_to(&view.caller))
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
        let before = current(tx, &view.caller, &id, expected)?;
        if before.closed_at.is_none() {
            return Err(before.shown_to(&view.caller).refused(Code::PlanYearOpen, "open"));
        }
        let plan = plans::store::set_closed(tx.conn, &before, None, tx.now).map_err(stale)?;
        let told = json!({"code": plan.code, "was_closed_at": before.closed_at, "reason": reopening.reason});
        let change = Change::new(Kind::PlanYearReopened, plan.id, plan.version).between(&before, &plan)?;
        tx.record(&plan.jurisdiction, change.data(told))?;
        Answer::resource(plan.version, &plan.shown_to(&view.caller))
    };
    command.run(&state, caller, reopen).await
}

/// The plan that the client read.
fn current(tx: &mut Tx<'_>, caller: &Caller, id: &Reference, expected: &Expected) -> Result<Plan, Error> {
    let scope = tx.scope(caller);
    let plan = plans::store::get(tx.conn, &scope, id)?;
    scope.may_change(&plan.jurisdiction)?;
    expected.check(tx, plan.id, plan.version, |_| Answer::resource(plan.version, &plan.clone().shown_to(caller)))?;
    Ok(plan)
}
