//! Operations on progress.
use super::{
    model::{IndicatorProgress, Moment, ProgressAt, ProgressFilter},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadPlan},
    error::Result,
    web::*,
};
use actix_web::{get, web::Data};

/// Get the progress of an indicator (完成情况)
///
/// Actual value, rate, expected-to-date, deviation, light and bucket on a day (`as_of`), with the sentence that
/// explains them.
///
/// - What was approved by the end of that day counts; target version, lead bureau and rule set are those in force on
///   it.
/// - With `basis=latest` submitted figures count too, marked `provisional`, where the caller may know the reports of
///   the bureau that submitted them; others see the approved figure.
/// - Nothing is compared after rounding; decimals are rounded once, half to even, to at most four places.
/// - A figure that is null has its reason in `reasons`.
/// - Without any figure the light is grey; whether a report is overdue is said beside it (`reporting_state`).
/// - After a revision of the target `vs_original` says how it stands against the first version, and `target_flags`
///   which versions deserve a second look.
/// - `explain=true` adds every input with its source and every step with its numbers, exactly, so that each figure can
///   be computed again; the formulas are `Formula` of `GET /dictionary`.
#[utoipa::path(
    tag = "progress",
    params(ProgressAt),
    responses((status = 200, body = Resource<IndicatorProgress>, description = "Where the indicator stands")),
)]
#[get("/indicators/{id}/progress")]
pub async fn get_indicator_progress(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    id: Reference,
    Query(at): Query<ProgressAt>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let moment = Moment::of(view, at.as_of, at.basis)?;
        Answer::ok(&rules::shown(store::get(conn, view, &id, moment, at.explain == Some(true))?))
    };
    state.read(caller, read).await
}

/// List progress (完成情况一览)
///
/// Where the indicators of a plan stand, in the order of their codes: the same figures as of one indicator.
///
/// - The plan is the one in force unless it is named.
/// - Lights, buckets, `watch` and `stale` are computed for the whole plan and then filtered, so that pages and totals
///   are exact.
#[utoipa::path(
    tag = "progress",
    params(Listing<ProgressFilter>),
    responses((status = 200, body = Page<Resource<IndicatorProgress>>, description = "A page of progress")),
)]
#[get("/progress")]
pub async fn list_progress(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<ProgressFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let moment = Moment::of(view, list.filter.as_of, list.filter.basis)?;
        Answer::ok(&store::list(conn, view, &list.filter, &list.page, moment)?.map(rules::shown))
    };
    state.read(caller, read).await
}
