//! The operation of the overview.
use super::{
    model::{Overview, OverviewFilter},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{Allowed, permission::ReadPlan},
        error::Result,
        web::*,
    },
    progress::standings::Moment,
};
use actix_web::{get, web::Data};

/// Get the overview (总览)
///
/// A plan, or one area of it, at a glance, read in one snapshot.
///
/// - Lights and buckets of its indicators are counted for the plan and for each area (an area has no averaged colour).
/// - Beside them stand the ten indicators most behind, its projects by stage, and how reporting stands.
/// - Figures are those of `GET /progress` on the same day.
/// - What is said about reports is about now and about the reports that the caller may know of: a bureau's own, or the
///   jurisdiction's; the three administrators see `null`.
#[utoipa::path(
    tag = "overview",
    params(OverviewFilter),
    responses((status = 200, body = Overview, description = "The overview")),
)]
#[get("/overview")]
pub async fn get_overview(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    Query(filter): Query<OverviewFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let moment = Moment::of(view, filter.as_of, filter.basis)?;
        Answer::ok(&store::get(conn, view, &filter, moment)?)
    };
    state.read(caller, read).await
}
