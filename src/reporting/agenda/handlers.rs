//! Operations on what waits for the caller.
use super::model::MyDue;
use crate::{
    foundation::{
        State,
        auth::{Allowed, Permission, permission::ReadReports},
        error::Result,
        web::*,
    },
    reporting::{extensions, obligations, reports},
};
use actix_web::{get, web::Data};

/// What waits for me (待办)
///
/// For an account of a bureau: how much of what the bureau owes is open, overdue and returned, and when the first is
/// due; what a lock keeps from being done is not counted.
///
/// - For the supervision office: how many reports wait for a review and how many requests for extensions for a
///   decision.
/// - `GET /obligations`, `GET /reports?status=submitted` and `GET /extensions?status=requested` list them.
#[utoipa::path(tag = "me", responses((status = 200, body = MyDue, description = "What waits for the caller")))]
#[get("/me/due")]
pub async fn get_my_due(state: Data<State>, caller: Allowed<ReadReports>) -> Result<Answer> {
    let read = |conn: &mut _, view: &View| {
        let due = view.bureau.map(|bureau| obligations::store::due_for(conn, view, bureau)).transpose()?;
        let reviews = view.caller.may(Permission::ReviewReport);
        let decides = view.caller.may(Permission::DecideExtension);
        Answer::ok(&MyDue {
            business_now: view.now,
            owed: due.map(|due| due.owed),
            overdue: due.map(|due| due.overdue),
            returned: due.map(|due| due.returned),
            first_due_at: due.and_then(|due| due.first_due_at),
            to_review: reviews.then(|| reports::store::to_review(conn, view, None)).transpose()?,
            extensions_to_decide: decides.then(|| extensions::store::to_decide(conn, view)).transpose()?,
        })
    };
    state.read(caller, read).await
}
