//! The operation of totals.
use super::{model::PlanTotals, model::TotalsFilter, store};
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

/// Get the totals of a plan (总分核对)
///
/// Every fact or indicator that has parts, or that the projects add up to: what it states beside what is computed, and
/// the residual, which is shown and never forced to zero.
///
/// - Parts are those that say so (`related` of an indicator, `part_of_code` of a fact).
/// - The parts of a ratio are recomputed from numerators and denominators, never added.
/// - What overlaps in unknown ways is listed and never added.
/// - A project counts once in the plan's total, whatever number of areas it belongs to.
/// - Groups of which only a number is declared are not added up.
/// - A bureau's unapproved figures are its own (`basis=latest`).
#[utoipa::path(
    tag = "progress",
    params(TotalsFilter),
    responses((status = 200, body = PlanTotals, description = "Stated beside computed")),
)]
#[get("/totals")]
pub async fn get_totals(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    Query(filter): Query<TotalsFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let moment = Moment::of(view, filter.as_of, filter.basis)?;
        Answer::ok(&store::get(conn, view, &filter, moment)?)
    };
    state.read(caller, read).await
}
