//! What the addressed bureau does with an order: sign for it, feed back, apply for closure, ask for time. And the case
//! that every action opens, the supervision office's too.
use super::{
    attached::{self, Part},
    model::{OrderRow, SupervisionOrder},
    records::{OrderExtension, OrderFeedback},
    requests::{NewOrderFeedback, OrderClosureApplication, OrderExtensionRequest},
    rules::{self, Action},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{Allowed, permission::AnswerOrders},
        db::Id,
        error::{Code, Result, Violation, Violations, stale},
        events::Kind,
        web::*,
    },
    supervision::{reminder_rules::rules::due_day, secrecy},
};
use actix_web::{post, web::Data};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::ops::Deref;

/// An order that is about to be changed, with the request for extension that waits for a decision.
pub struct OrderCase {
    case: Case<OrderRow>,
    /// What waits.
    pub pending: Option<OrderExtension>,
}

impl Deref for OrderCase {
    type Target = Case<OrderRow>;
    fn deref(&self) -> &Case<OrderRow> {
        &self.case
    }
}

impl OrderCase {
    /// Opens the case of an order for an action.
    pub fn open(tx: &mut Tx<'_>, view: &View, id: &Reference, expected: &Expected, action: Action) -> Result<Self> {
        let order = store::get(tx.conn, view, id)?;
        let pending = store::pending_extension(tx.conn, order.id)?;
        let answered = !store::answered(tx.conn, &[order.id], view.caller.id)?.is_empty();
        let may = rules::may(action, &view.caller, &order, (pending.is_some(), answered), tx.business_now);
        let case = Case::open(tx, view, order, expected, action.permission(), may)?;
        Ok(Self { case, pending })
    }
    /// What waits for a decision lapses: the order goes on without it.
    pub fn lapse(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Some(pending) = &self.pending else { return Ok(()) };
        Ok(store::save_extension(tx.conn, &rules::extension_lapsed(pending, tx.business_now))?)
    }
    /// Writes and tells what became of the order, and answers with it.
    pub fn save(&self, tx: &mut Tx<'_>, after: OrderRow, kind: Kind, data: Value) -> Result<Answer> {
        let order = store::save(tx.conn, after, tx.now).map_err(stale)?;
        self.close(tx, order, kind, data)
    }
}

/// A new due day must come after the present one, and not be past.
pub fn later(day: NaiveDate, order: &OrderRow, today: NaiveDate, faults: &mut Violations) {
    let first = due_day(order.due_at).succ_opt().unwrap_or(day).max(today);
    if day < first {
        faults.push(Violation::at("/due_on", Code::TooSmall).with("min", first.to_string()));
    }
}

/// Sign for a supervision order (签收)
///
/// By the lead of the addressed bureau, once; it is late after `sign_due_at`, and possible all the same.
#[utoipa::path(
    tag = "supervision-orders",
    request_body = Empty,
    responses((status = 200, body = Resource<SupervisionOrder>, description = "The order as signed for")),
)]
#[post("/supervision-orders/{id}/sign")]
pub async fn sign_supervision_order(
    state: Data<State>,
    caller: Allowed<AnswerOrders>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let sign = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let case = OrderCase::open(tx, view, &id, expected, Action::Sign)?;
        let order = rules::signed(&case, tx.business_now);
        case.save(tx, order, Kind::SupervisionOrderSigned, json!({}))
    };
    command.run(&state, caller, sign).await
}

/// Feed back on a supervision order (反馈)
///
/// What the bureau says of its work.
///
/// - By the lead of the addressed bureau, once it is signed for.
/// - The first feedback puts the order in progress, and each starts the clock of the next.
/// - Feedback is only ever added.
#[utoipa::path(
    tag = "supervision-orders",
    request_body = NewOrderFeedback,
    responses((status = 200, body = Resource<SupervisionOrder>, description = "The order after the feedback")),
)]
#[post("/supervision-orders/{id}/feedback")]
pub async fn give_supervision_order_feedback(
    state: Data<State>,
    caller: Allowed<AnswerOrders>,
    id: Reference,
    command: Act<NewOrderFeedback>,
) -> Result<Answer> {
    let feed_back = move |tx: &mut Tx<'_>, view: &View, new: &NewOrderFeedback, expected: &Expected| {
        let case = OrderCase::open(tx, view, &id, expected, Action::FeedBack)?;
        let (id, mut faults) = (Id::new(), Violations::new());
        secrecy::check(&mut faults, &[("/text", Some(&new.text)), ("/problems", new.problems.as_deref())]);
        attached::link(tx, view, (Part::Feedback, id), &new.attachments, &mut faults)?;
        faults.finish()?;
        let feedback = OrderFeedback {
            id,
            order_id: case.id,
            text: new.text.clone(),
            progress_percent: new.progress_percent,
            problems: new.problems.clone(),
            given_by: view.caller.id,
            given_by_name: view.caller.display_name.clone(),
            given_at: tx.business_now,
        };
        store::add_feedback(tx.conn, &feedback)?;
        let (id, percent) = (feedback.id, feedback.progress_percent);
        let data = json!({"feedback_id": id, "progress_percent": percent, "attachments": new.attachments});
        let order = rules::fed_back(&case, tx.business_now);
        case.save(tx, order, Kind::SupervisionOrderFeedbackGiven, data)
    };
    command.run(&state, caller, feed_back).await
}

/// Apply for the closure of a supervision order (申请办结)
///
/// With the result and what shows it, after the first feedback.
///
/// - By the lead of the addressed bureau.
/// - The clock stands while the supervision office decides.
/// - Whether the first application came by the due time is kept as `on_time`.
/// - A request for extension that was not decided lapses.
#[utoipa::path(
    tag = "supervision-orders",
    request_body = OrderClosureApplication,
    responses(
        (status = 200, body = Resource<SupervisionOrder>, description = "The order whose closure is applied for"),
    ),
)]
#[post("/supervision-orders/{id}/apply-closure")]
pub async fn apply_supervision_order_closure(
    state: Data<State>,
    caller: Allowed<AnswerOrders>,
    id: Reference,
    command: Act<OrderClosureApplication>,
) -> Result<Answer> {
    let apply = move |tx: &mut Tx<'_>, view: &View, new: &OrderClosureApplication, expected: &Expected| {
        let case = OrderCase::open(tx, view, &id, expected, Action::ApplyClosure)?;
        let mut faults = Violations::new();
        secrecy::check(&mut faults, &[("/result", Some(&new.result)), ("/evidence", Some(&new.evidence))]);
        attached::link(tx, view, (Part::Closure, case.id), &new.attachments, &mut faults)?;
        faults.finish()?;
        case.lapse(tx)?;
        let order = rules::closure_applied(&case, new, tx.business_now);
        let (result, evidence, attachments) = (&new.result, &new.evidence, &new.attachments);
        let on_time = order.on_time;
        let data = json!({"result": result, "evidence": evidence, "attachments": attachments, "on_time": on_time});
        case.save(tx, order, Kind::SupervisionOrderClosureApplied, data)
    };
    command.run(&state, caller, apply).await
}

/// Ask for an extension of a supervision order (申请延期)
///
/// With a reason and a day after the present due day. Until it is approved the order is due as before.
///
/// - By the lead of the addressed bureau.
/// - Before the due time (`order_due_passed`).
/// - One at a time (`order_extension_pending`).
#[utoipa::path(
    tag = "supervision-orders",
    request_body = OrderExtensionRequest,
    responses((status = 200, body = Resource<SupervisionOrder>, description = "The order with the request")),
)]
#[post("/supervision-orders/{id}/request-extension")]
pub async fn request_supervision_order_extension(
    state: Data<State>,
    caller: Allowed<AnswerOrders>,
    id: Reference,
    command: Act<OrderExtensionRequest>,
) -> Result<Answer> {
    let ask = move |tx: &mut Tx<'_>, view: &View, new: &OrderExtensionRequest, expected: &Expected| {
        let case = OrderCase::open(tx, view, &id, expected, Action::RequestExtension)?;
        let mut faults = Violations::new();
        later(new.due_on, &case, view.today(), &mut faults);
        secrecy::check(&mut faults, &[("/reason", Some(&new.reason))]);
        faults.finish()?;
        let extension = OrderExtension::requested(case.id, new, tx.business_now);
        store::add_extension(tx.conn, &extension)?;
        let data = json!({"due_on": new.due_on, "reason": new.reason});
        case.save(tx, case.before().clone(), Kind::SupervisionOrderExtensionRequested, data)
    };
    command.run(&state, caller, ask).await
}
