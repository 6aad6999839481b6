//! The operation of what changed.
use super::{
    model::{ChangesFilter, OverviewChange},
    store,
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadPlan},
    error::Result,
    web::*,
};
use actix_web::{get, web::Data};

/// List what changed between two days (两日对比)
///
/// What is otherwise at the end of `to` than at the end of `from`, the most important first, each in one sentence.
///
/// - Lights and values are those of `GET /progress` on both days; `causes` says which report, target, trajectory,
///   closing, override or rule it was, and who decided it.
/// - Beside them: projects in another stage, milestones reached, missed and put off, orders and obstacles.
/// - Reports received and returned, and supervision orders, are told to those who may read them.
/// - A correction of the figures of a past day is told where it took effect: what was approved by the end of each day
///   counts.
/// - The same day twice has no changes.
#[utoipa::path(
    tag = "overview",
    params(ChangesFilter),
    responses((status = 200, body = Page<OverviewChange>, description = "A page of changes")),
)]
#[get("/overview/changes")]
pub async fn list_overview_changes(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: List<ChangesFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| Answer::ok(&store::list(conn, view, &list.filter, &list.page)?);
    state.read(caller, read).await
}
