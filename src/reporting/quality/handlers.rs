//! Operations on quality flags.
use super::{
    model::{FlagFilter, ReportFlag},
    store,
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadReports},
    error::Result,
    web::*,
};
use actix_web::{get, web::Data};

/// List quality flags (数据质量提示)
///
/// What the service wondered about when reports were submitted, in the order in which it did.
///
/// - Flags never block anything.
/// - A bureau's accounts see those on their own bureau's reports only, whatever the filter asks for.
/// - An object that a filter names and that is not there, or not yours to know of, is 400 `unknown_reference`.
#[utoipa::path(
    tag = "reports",
    params(Listing<FlagFilter>),
    responses((status = 200, body = Page<ReportFlag>, description = "A page of quality flags")),
)]
#[get("/quality-flags")]
pub async fn list_quality_flags(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    list: Listing<FlagFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| Answer::ok(&store::list(conn, view, &list.filter, &list.page)?);
    state.read(caller, read).await
}
