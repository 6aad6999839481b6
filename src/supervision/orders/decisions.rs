//! What the supervision office and the leaders do with an order that was issued: decide on extensions, close, return,
//! cancel, instruct.
use super::{
    actions::{OrderCase, later},
    model::SupervisionOrder,
    records::OrderInstruction,
    requests::{
        NewOrderInstruction, OrderCancellation, OrderClosure, OrderExtensionApproval, OrderExtensionRejection,
        OrderReturn,
    },
    rules::{self, Action},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{Instruct, IssueOrders},
        },
        clock::{end_of_day, local_date},
        db::{Id, Timestamp},
        error::{Code, Result, Violation, Violations},
        events::Kind,
        web::*,
    },
    plan::calendar,
    supervision::{reminder_rules::rules::REACH, secrecy},
};
use actix_web::{post, web::Data};
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the decisions.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(approve_supervision_order_extension)
        .service(reject_supervision_order_extension)
        .service(close_supervision_order)
        .service(return_supervision_order)
        .service(cancel_supervision_order)
        .service(instruct_supervision_order);
}

/// Approve an extension of a supervision order (同意延期)
///
/// The order is due at 24:00 of the day that was asked for, or of another after the present due day.
///
/// - Nobody decides on what they asked for, or their bureau (`own_submission`).
/// - By the supervision office.
#[utoipa::path(
    tag = "supervision-orders",
    request_body = OrderExtensionApproval,
    responses((status = 200, body = Resource<SupervisionOrder>, description = "The order with its new due time")),
)]
#[post("/supervision-orders/{id}/approve-extension")]
pub async fn approve_supervision_order_extension(
    state: Data<State>,
    caller: Allowed<IssueOrders>,
    id: Reference,
    command: Act<OrderExtensionApproval>,
) -> Result<Answer> {
    let approve = move |tx: &mut Tx<'_>, view: &View, approval: &OrderExtensionApproval, expected: &Expected| {
        let case = OrderCase::open(tx, view, &id, expected, Action::ApproveExtension)?;
        let pending = case.pending.as_ref().ok_or(Code::OrderExtensionMissing)?;
        let until = approval.due_on.unwrap_or(pending.due_on);
        let mut faults = Violations::new();
        secrecy::check(&mut faults, &[("/comment", approval.comment.as_deref())]);
        later(until, &case, local_date(tx.business_now), &mut faults);
        faults.finish()?;
        let extension = rules::extension_approved(pending, until, approval.comment.as_deref(), tx.business_now);
        store::save_extension(tx.conn, &extension)?;
        let mut order = case.before().clone();
        order.due_at = end_of_day(until);
        let data = json!({"due_at": order.due_at, "comment": approval.comment});
        case.save(tx, order, Kind::SupervisionOrderExtensionApproved, data)
    };
    command.run(&state, caller, approve).await
}

/// Reject an extension of a supervision order (不同意延期)
///
/// With the reason; the order is due as before.
///
/// - Nobody decides on what they asked for, or their bureau (`own_submission`).
/// - By the supervision office.
#[utoipa::path(
    tag = "supervision-orders",
    request_body = OrderExtensionRejection,
    responses((status = 200, body = Resource<SupervisionOrder>, description = "The order, due as before")),
)]
#[post("/supervision-orders/{id}/reject-extension")]
pub async fn reject_supervision_order_extension(
    state: Data<State>,
    caller: Allowed<IssueOrders>,
    id: Reference,
    command: Act<OrderExtensionRejection>,
) -> Result<Answer> {
    let reject = move |tx: &mut Tx<'_>, view: &View, rejection: &OrderExtensionRejection, expected: &Expected| {
        let case = OrderCase::open(tx, view, &id, expected, Action::RejectExtension)?;
        let pending = case.pending.as_ref().ok_or(Code::OrderExtensionMissing)?;
        secrecy::refuse(&[("/reason", Some(&rejection.reason))])?;
        let extension = rules::extension_rejected(pending, &rejection.reason, tx.business_now);
        store::save_extension(tx.conn, &extension)?;
        let order = case.before().clone();
        case.save(tx, order, Kind::SupervisionOrderExtensionRejected, json!({"reason": rejection.reason}))
    };
    command.run(&state, caller, reject).await
}

/// Close a supervision order (办结)
///
/// With a grade, once closure is applied for. Final.
///
/// - Nobody closes what they, or their bureau, answered for (`own_submission`).
/// - By the supervision office.
#[utoipa::path(
    tag = "supervision-orders",
    request_body = OrderClosure,
    responses((status = 200, body = Resource<SupervisionOrder>, description = "The closed order")),
)]
#[post("/supervision-orders/{id}/close")]
pub async fn close_supervision_order(
    state: Data<State>,
    caller: Allowed<IssueOrders>,
    id: Reference,
    command: Act<OrderClosure>,
) -> Result<Answer> {
    let close = move |tx: &mut Tx<'_>, view: &View, closure: &OrderClosure, expected: &Expected| {
        let case = OrderCase::open(tx, view, &id, expected, Action::Close)?;
        secrecy::refuse(&[("/comment", Some(&closure.comment))])?;
        let order = rules::closed(&case, closure.grade, &closure.comment, tx.business_now);
        let data = json!({"grade": closure.grade, "comment": closure.comment});
        case.save(tx, order, Kind::SupervisionOrderClosed, data)
    };
    command.run(&state, caller, close).await
}

/// Return a supervision order (退回重办)
///
/// With a reason, instead of closing it: it is in progress again.
///
/// - A new clock starts, the order's own from today unless `due_on` says otherwise.
/// - `on_time` stays as first judged.
/// - Nobody returns what they, or their bureau, answered for (`own_submission`).
/// - By the supervision office.
#[utoipa::path(
    tag = "supervision-orders",
    request_body = OrderReturn,
    responses((status = 200, body = Resource<SupervisionOrder>, description = "The returned order")),
)]
#[post("/supervision-orders/{id}/return")]
pub async fn return_supervision_order(
    state: Data<State>,
    caller: Allowed<IssueOrders>,
    id: Reference,
    command: Act<OrderReturn>,
) -> Result<Answer> {
    let send_back = move |tx: &mut Tx<'_>, view: &View, back: &OrderReturn, expected: &Expected| {
        let case = OrderCase::open(tx, view, &id, expected, Action::Return)?;
        let due_at = due_again(tx, &case, back)?;
        let order = rules::returned(&case, &back.reason, due_at, tx.business_now);
        let data = json!({"reason": back.reason, "due_at": due_at});
        case.save(tx, order, Kind::SupervisionOrderReturned, data)
    };
    command.run(&state, caller, send_back).await
}

/// When a returned order is due again.
fn due_again(tx: &mut Tx<'_>, case: &OrderCase, back: &OrderReturn) -> Result<Timestamp> {
    let (today, mut faults) = (local_date(tx.business_now), Violations::new());
    secrecy::check(&mut faults, &[("/reason", Some(&back.reason))]);
    if back.due_on.is_some_and(|day| day < today) {
        faults.push(Violation::at("/due_on", Code::TooSmall).with("min", today.to_string()));
    }
    faults.finish()?;
    if let Some(day) = back.due_on {
        return Ok(end_of_day(day));
    }
    let days = calendar::store::working_days(tx.conn, today, today + REACH)?;
    Ok(case.clock().due(today, &days))
}

/// Cancel a supervision order (撤销)
///
/// By the supervision office, with a reason, at any time before closure. The number stays taken.
#[utoipa::path(
    tag = "supervision-orders",
    request_body = OrderCancellation,
    responses((status = 200, body = Resource<SupervisionOrder>, description = "The cancelled order")),
)]
#[post("/supervision-orders/{id}/cancel")]
pub async fn cancel_supervision_order(
    state: Data<State>,
    caller: Allowed<IssueOrders>,
    id: Reference,
    command: Act<OrderCancellation>,
) -> Result<Answer> {
    let cancel = move |tx: &mut Tx<'_>, view: &View, why: &OrderCancellation, expected: &Expected| {
        let case = OrderCase::open(tx, view, &id, expected, Action::Cancel)?;
        secrecy::refuse(&[("/reason", Some(&why.reason))])?;
        case.lapse(tx)?;
        let order = rules::cancelled(&case, &why.reason, tx.business_now);
        case.save(tx, order, Kind::SupervisionOrderCancelled, json!({"reason": why.reason}))
    };
    command.run(&state, caller, cancel).await
}

/// Instruct on a supervision order (批示)
///
/// By a leader, at any time before the order ends. It is shown on the order to all who know of it, and changes nothing
/// else.
#[utoipa::path(
    tag = "supervision-orders",
    request_body = NewOrderInstruction,
    responses((status = 200, body = Resource<SupervisionOrder>, description = "The order with the instruction")),
)]
#[post("/supervision-orders/{id}/instructions")]
pub async fn instruct_supervision_order(
    state: Data<State>,
    caller: Allowed<Instruct>,
    id: Reference,
    command: Act<NewOrderInstruction>,
) -> Result<Answer> {
    let instruct = move |tx: &mut Tx<'_>, view: &View, new: &NewOrderInstruction, expected: &Expected| {
        let case = OrderCase::open(tx, view, &id, expected, Action::Instruct)?;
        secrecy::refuse(&[("/text", Some(&new.text))])?;
        let instruction = OrderInstruction {
            id: Id::new(),
            order_id: case.id,
            text: new.text.clone(),
            given_by: view.caller.id,
            given_by_name: view.caller.display_name.clone(),
            given_at: tx.business_now,
        };
        store::add_instruction(tx.conn, &instruction)?;
        let data = json!({"instruction_id": instruction.id});
        case.save(tx, case.before().clone(), Kind::SupervisionOrderInstructed, data)
    };
    command.run(&state, caller, instruct).await
}
