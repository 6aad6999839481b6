//! Operations on reminders.
use super::{
    model::{Reminder, ReminderFilter},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{AnswerOrders, ReadOrders},
    },
    error::{Result, stale},
    events::Kind,
    web::*,
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List reminders (催办)
///
/// In the order in which they were raised.
///
/// - A bureau's accounts see their own bureau's only, whatever the filter asks for.
/// - The supervision office and the leaders see their jurisdiction's and those that it covers.
/// - `open=true` is what is still to be done.
#[utoipa::path(
    tag = "reminders",
    params(Listing<ReminderFilter>),
    responses((status = 200, body = Page<Resource<Reminder>>, description = "A page of reminders")),
)]
#[get("/reminders")]
pub async fn list_reminders(
    state: Data<State>,
    caller: Allowed<ReadOrders>,
    list: Listing<ReminderFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a reminder (催办)
///
/// Another bureau's reminder is not found by a bureau. Whether it is settled follows from its subject; it is
///
/// - when the order's closure is applied for or the report is submitted,
/// - when it is due at another time,
/// - when another bureau answers for it.
#[utoipa::path(tag = "reminders", responses((status = 200, body = Resource<Reminder>, description = "The reminder")))]
#[get("/reminders/{id}")]
pub async fn get_reminder(state: Data<State>, caller: Allowed<ReadOrders>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Acknowledge a reminder (签收催办)
///
/// By the lead of the bureau, once (`reminder_acknowledged`): that it was seen, not that anything is done.
#[utoipa::path(
    tag = "reminders",
    request_body = Empty,
    responses((status = 200, body = Resource<Reminder>, description = "The acknowledged reminder")),
)]
#[post("/reminders/{id}/acknowledge")]
pub async fn acknowledge_reminder(
    state: Data<State>,
    caller: Allowed<AnswerOrders>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let acknowledge = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let reminder = store::get(tx.conn, view, &id)?;
        let may = rules::may_acknowledge(&view.caller, &reminder);
        let case = Case::open(tx, view, reminder, expected, Permission::AnswerOrders, may)?;
        let after = store::acknowledge(tx.conn, &case, view.caller.id, tx.business_now, tx.now).map_err(stale)?;
        case.close(tx, after, Kind::ReminderAcknowledged, json!({}))
    };
    command.run(&state, caller, acknowledge).await
}
