//! The operation of the series.
use super::{
    model::{Observation, ObservationFilter},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadPlan},
    error::Result,
    web::*,
};
use actix_web::{get, web::Data};

/// List the observations of indicators (观测序列)
///
/// In the natural order of the indicators' codes: of each, every period of the plan that ended by the day, oldest
/// first, with or without a report.
///
/// - Each has the value as it was reported, the actual value by its end, and what the period alone brought (derived
///   where reports are cumulative).
/// - Rate, expected and light stand as they did with only the figures of periods up to it, against the target in force
///   on its last day.
/// - Of a corrected report the revision that serves counts; `revisions` has what earlier ones stated and when they were
///   approved.
/// - Correcting a period changes its own figures and the increment of the next period, nothing else.
/// - Figures may be read by everybody who may read the plan; with `basis=latest` submitted ones count too, for those
///   who may know the bureau's reports.
#[utoipa::path(
    tag = "progress",
    params(ObservationFilter),
    responses((status = 200, body = Page<Resource<Observation>>, description = "A page of the series")),
)]
#[get("/observations")]
pub async fn list_observations(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<ObservationFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.map(rules::shown))
    };
    state.read(caller, read).await
}
