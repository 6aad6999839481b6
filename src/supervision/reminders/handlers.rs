//! Operations on reminders.
use super::{
    model::{Reminder, ReminderFilter},
    store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{AnswerOrders, ReadOrders},
    },
    error::{Error, Result, stale},
    events::{Change, Kind},
    web::*,
};
use actix_web::{get, http::StatusCode, post, web::Data};

/// List reminders (催办)
///
/// In the order in which they were raised.
///
/// - A bureau's accounts see their own bureau's only, whatever the filter asks for.
/// - The supervision office and the leaders see their jurisdiction's and those that it covers.
/// - `open=true` is what is still to be done.
#[utoipa::path(
    tag = "reminders",
    params(ReminderFilter),
    responses((status = 200, body = Page<Resource<Reminder>>, description = "A page of reminders")),
)]
#[get("/reminders")]
pub async fn list_reminders(
    state: Data<State>,
    caller: Allowed<ReadOrders>,
    list: List<ReminderFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let Page { items, page } = store::list(conn, view, &list.filter, &list.page)?;
        Answer::ok(&Page { items: store::present(conn, &view.caller, items)?, page })
    };
    state.read(caller, read).await
}

/// Get a reminder (催办)
///
/// Another bureau's reminder is not found by a bureau. Whether it is settled follows from its subject. It is settled
///
/// - when the order's closure is applied for or the report is submitted,
/// - when it is due at another time,
/// - when another bureau answers for it.
#[utoipa::path(tag = "reminders", responses((status = 200, body = Resource<Reminder>, description = "The reminder")))]
#[get("/reminders/{id}")]
pub async fn get_reminder(state: Data<State>, caller: Allowed<ReadOrders>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let reminder = store::get(conn, view, &id)?;
        Answer::resource(reminder.version, &store::present_one(conn, &view.caller, reminder)?)
    };
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
        let before = store::get(tx.conn, view, &id)?;
        let may = before.may_acknowledge(&view.caller);
        if let Some(code) = may.err().filter(|code| code.status() == StatusCode::FORBIDDEN) {
            return Err(Error::new(code).with("permission", Permission::AnswerOrders.as_str()));
        }
        expected.check(tx, before.id, before.version, |tx| {
            Answer::resource(before.version, &store::present_one(tx.conn, &view.caller, before.clone())?)
        })?;
        may?;
        let (at, now) = (tx.business_now, tx.now);
        let after = store::acknowledge(tx.conn, &before, view.caller.id, at, now).map_err(stale)?;
        let change = Change::new(Kind::ReminderAcknowledged, after.id, after.version).concerning(after.bureau_id);
        let (jurisdiction, change) = (after.jurisdiction.clone(), change.between(&before, &after)?);
        let shown = store::present_one(tx.conn, &view.caller, after)?;
        tx.record(&jurisdiction, change)?;
        Answer::resource(shown.object.row.version, &shown)
    };
    command.run(&state, caller, acknowledge).await
}
