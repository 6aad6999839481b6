//! The operation of what changed.
use super::{
    model::{ChangesFilter, OverviewChanges},
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
/// - Lights and values are those of `GET /progress` on both days; `causes` says which report, item of a list, target,
///   trajectory, closing, override or rule it was, and who did that very act. A value is moved by reports and items
///   alone; `time` is a cause only where there is no other.
/// - Beside them: projects in another stage, milestones reached, missed and put off, orders and obstacles.
/// - Reports received, withdrawn, returned and approved, each time anew and with the status that they had then, and
///   supervision orders, are told to those who may read them.
/// - A correction of the figures of a past day is told where it took effect: what was approved by the end of each day
///   counts. So are milestones and obstacles: what is recorded later for an earlier day changes nothing of what is told
///   of the days before its recording.
/// - A milestone that was put off several times is told once, from the first day to the last.
/// - `from`, `to`, `plan` and `basis` say what was compared.
/// - The same day twice has no changes.
#[utoipa::path(
    tag = "overview",
    params(ChangesFilter, PageParameters),
    responses((status = 200, body = OverviewChanges, description = "A page of changes")),
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
