//! Operations on supervision orders that read or issue; what moves an order on is in `actions.rs` and `decisions.rs`.
use super::{
    attached::with_files,
    issue::issue,
    model::{OrderRow, SupervisionOrder},
    records::OrderFeedbackDetail,
    requests::{NewSupervisionOrder, OrderFeedbackFilter, OrderFilter},
    store,
};
use crate::{
    directory::bureaus,
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{IssueOrders, ReadOrders},
        },
        error::{Code, Result},
        events::Kind,
        web::*,
    },
    supervision::reminder_rules,
};
use actix_web::{get, post, web::Data};
use serde_json::json;

/// List supervision orders (督办单)
///
/// In the order of their issue.
///
/// - A bureau's accounts see those that their bureau answers for or supports, whatever the filter asks for.
/// - The supervision office and the leaders see their jurisdiction's and those that it covers.
/// - An object that a filter names and that is not there, or not yours to know of, is 400 `unknown_reference`.
#[utoipa::path(
    tag = "supervision-orders",
    params(Listing<OrderFilter>),
    responses((status = 200, body = Page<Resource<SupervisionOrder>>, description = "A page of supervision orders")),
)]
#[get("/supervision-orders")]
pub async fn list_supervision_orders(
    state: Data<State>,
    caller: Allowed<ReadOrders>,
    list: Listing<OrderFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let page = store::list(conn, view, &list.filter, &list.page)?;
        let page = page.including(conn, view, "bureau", |row: &OrderRow| [row.bureau_id], bureaus::store::included)?;
        Answer::ok(&page.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a supervision order (督办单)
///
/// `code:督办〔2025〕第3号` is the one of that number in the caller's own jurisdiction. An order that the bureau
/// neither answers for nor supports is not found by it.
#[utoipa::path(
    tag = "supervision-orders",
    responses((status = 200, body = Resource<SupervisionOrder>, description = "The supervision order")),
)]
#[get("/supervision-orders/{id}")]
pub async fn get_supervision_order(state: Data<State>, caller: Allowed<ReadOrders>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// List the feedback on supervision orders (反馈)
///
/// What bureaus said of their work, oldest first; of the orders that the caller may know of.
#[utoipa::path(
    tag = "supervision-orders",
    params(Listing<OrderFeedbackFilter>),
    responses((status = 200, body = Page<OrderFeedbackDetail>, description = "A page of feedback")),
)]
#[get("/supervision-order-feedback")]
pub async fn list_supervision_order_feedback(
    state: Data<State>,
    caller: Allowed<ReadOrders>,
    list: Listing<OrderFeedbackFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let Page { items, page } = store::feedback(conn, view, &list.filter, &list.page)?;
        Answer::ok(&Page { items: with_files(conn, items)?, page })
    };
    state.read(caller, read).await
}

/// Get the history of a supervision order (办理记录)
///
/// Who did what with it and when, oldest first: issued, signed for, every feedback, application, extension, decision
/// and instruction.
#[utoipa::path(
    tag = "supervision-orders",
    responses((status = 200, body = Page<HistoryEntry>, description = "A page of what was done with the order")),
)]
#[get("/supervision-orders/{id}/history")]
pub async fn get_supervision_order_history(
    state: Data<State>,
    caller: Allowed<ReadOrders>,
    id: Reference,
    list: List<NoParameters>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let order = store::get(conn, view, &id)?;
        Answer::ok(&history(conn, &order.jurisdiction, "supervision_order", order.id, &list.page)?)
    };
    state.read(caller, read).await
}

/// Issue a supervision order (签发督办单)
///
/// To one bureau. It gets the next number of the year, gapless.
///
/// - With a clock that the reminder rules in force allow (`clock_not_allowed`, `reminder_rules_missing`).
/// - It is due at 24:00 of the clock's last day, the day of issue not counted.
/// - About at most one thing (`order_subject_ambiguous`).
/// - Its `attachments` can then be read and downloaded by its bureaus.
/// - Classified content is refused (`classified_content_refused`), here and in every text about an order.
/// - By the supervision office.
#[utoipa::path(
    tag = "supervision-orders",
    request_body = NewSupervisionOrder,
    responses((status = 201, body = Resource<SupervisionOrder>, description = "The order as issued")),
)]
#[post("/supervision-orders")]
pub async fn create_supervision_order(
    state: Data<State>,
    caller: Allowed<IssueOrders>,
    command: Create<NewSupervisionOrder>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewSupervisionOrder, _: &Expected| {
        let rules = reminder_rules::store::in_force(tx.conn, &view.own, view.today())?;
        let limits = rules.ok_or(Code::ReminderRulesMissing)?.content;
        let order = issue(tx, view, new, &limits)?;
        order.created(tx, view, Kind::SupervisionOrderIssued, json!({}))
    };
    command.run(&state, caller, create).await
}
