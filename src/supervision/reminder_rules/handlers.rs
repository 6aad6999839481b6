//! Operations on reminder rules.
use super::{
    model::{NewReminderRules, ReminderRules, ReminderRulesFilter},
    rules, store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{IssueOrders, ReadOrders},
        },
        error::{Code, Error, Result, Violation, Violations},
        events::Kind,
        web::*,
    },
    supervision::secrecy,
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List reminder rules (催办规则)
///
/// Every version, oldest first.
///
/// - A version is never edited.
/// - The newest that has taken effect by a day is in force on it.
#[utoipa::path(
    tag = "reminders",
    params(Listing<ReminderRulesFilter>),
    responses((status = 200, body = Page<Resource<ReminderRules>>, description = "A page of reminder rules")),
)]
#[get("/reminder-rules")]
pub async fn list_reminder_rules(
    state: Data<State>,
    caller: Allowed<ReadOrders>,
    list: Listing<ReminderRulesFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        Answer::ok(&store::list(conn, view, &list.filter, &list.page)?.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get reminder rules (催办规则)
///
/// One version; `code:2` is the second of the caller's own jurisdiction.
#[utoipa::path(
    tag = "reminders",
    responses((status = 200, body = Resource<ReminderRules>, description = "The version")),
)]
#[get("/reminder-rules/{id}")]
pub async fn get_reminder_rules(state: Data<State>, caller: Allowed<ReadOrders>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Make the next reminder rules (催办规则)
///
/// The next version, for the supervision office's jurisdiction.
///
/// - From a day that is not past and comes after that of every version there is (`reminder_rules_date_taken`, with the
///   `latest` date).
/// - Orders and reminders of before keep the clock and the level that they have.
/// - By the supervision office.
#[utoipa::path(
    tag = "reminders",
    request_body = NewReminderRules,
    responses((status = 201, body = Resource<ReminderRules>, description = "The new version")),
)]
#[post("/reminder-rules")]
pub async fn create_reminder_rules(
    state: Data<State>,
    caller: Allowed<IssueOrders>,
    command: Create<NewReminderRules>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewReminderRules, _: &Expected| {
        let number = next_number(tx, view, new)?;
        let rules = store::insert(tx.conn, &view.own, number, new, tx.now)?;
        rules.created(tx, view, Kind::ReminderRulesCreated, json!({}))
    };
    command.run(&state, caller, create).await
}

/// The number of a new version, when it may be.
fn next_number(tx: &mut Tx<'_>, view: &View, new: &NewReminderRules) -> Result<i32> {
    let today = view.today();
    let mut faults = Violations::new();
    rules::check(&new.content, &mut faults);
    secrecy::check(&mut faults, &[("/description", Some(&new.description))]);
    if new.effective_from < today {
        faults.push(Violation::at("/effective_from", Code::TooSmall).with("min", today.to_string()));
    }
    faults.finish()?;
    let Some(latest) = store::latest(tx.conn, &view.own)? else { return Ok(1) };
    if new.effective_from > latest.effective_from {
        return Ok(latest.number + 1);
    }
    let day = latest.effective_from.to_string();
    Err(Error::new(Code::ReminderRulesDateTaken).with("latest", day.as_str()).extend("latest", day))
}
