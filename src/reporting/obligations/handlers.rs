//! Operations on obligations.
use super::{
    model::{Obligation, ObligationFilter},
    present, store,
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadReports},
    error::Result,
    web::*,
};
use actix_web::{get, web::Data};

/// List obligations (应报事项)
///
/// One for each reported indicator and named project and each period of its plan, by the bureau that leads it when the
/// period ends; derived, so always as the plan and the reports are now.
///
/// - A bureau's accounts see their own bureau's only, whatever the filter asks for.
/// - An object that a filter names and that is not there, or not yours to know of, is 400 `unknown_reference`.
/// - `state=owed,drafted,returned,overdue` is what is to be done.
#[utoipa::path(
    tag = "obligations",
    params(Listing<ObligationFilter>),
    responses((status = 200, body = Page<Resource<Obligation>>, description = "A page of obligations")),
)]
#[get("/obligations")]
pub async fn list_obligations(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    list: Listing<ObligationFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let Page { items, page } = store::list(conn, view, &list.filter, &list.page)?;
        Answer::ok(&Page { items: present::all(conn, view, items)?, page })
    };
    state.read(caller, read).await
}
