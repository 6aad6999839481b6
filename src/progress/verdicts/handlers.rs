//! Operations on verdicts.
use super::{
    model::{Verdict, VerdictDetail, VerdictFilter},
    store,
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadPlan},
    error::Result,
    web::*,
};
use actix_web::{get, web::Data};

/// As an answer; a verdict is never changed, so nothing may be done with it.
fn resource<T>(object: T) -> Resource<T> {
    Resource { object, allowed_actions: Vec::new() }
}

/// List verdicts (封存的灯色)
///
/// What the lights of periods were when they closed, in the order of the indicators' codes; a period that was never
/// closed has none.
///
/// - Verdicts are never changed: not by corrections, nor by new targets, trajectories or rules.
/// - A period that was closed several times has a verdict of each closing; `closing=all` gives them all.
#[utoipa::path(
    tag = "verdicts",
    params(VerdictFilter),
    responses((status = 200, body = Page<Resource<Verdict>>, description = "A page of verdicts")),
)]
#[get("/verdicts")]
pub async fn list_verdicts(state: Data<State>, caller: Allowed<ReadPlan>, list: List<VerdictFilter>) -> Result<Answer> {
    let read =
        move |conn: &mut _, view: &View| Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.map(resource));
    state.read(caller, read).await
}

/// Get a verdict (封存的灯色)
///
/// With everything that decided it: every figure with its report and revision, target, baseline, trajectory, periods,
/// rules, earlier closings and the override.
///
/// - `inputs_hash` is the SHA-256 of `inputs_text`.
/// - The inputs are shown to those who may know the reports of the bureau that led; the verdict itself to all.
#[utoipa::path(
    tag = "verdicts",
    responses((status = 200, body = Resource<VerdictDetail>, description = "The verdict")),
)]
#[get("/verdicts/{id}")]
pub async fn get_verdict(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| Answer::ok(&resource(store::get(conn, view, &id)?));
    state.read(caller, read).await
}
