//! What may be done with a supervision order, and what becomes of it (docs/domain.md §7).
use super::{
    model::{OrderGrade, OrderRow, OrderStatus},
    records::{OrderExtension, OrderExtensionStatus},
    requests::OrderClosureApplication,
};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        clock::{end_of_day, local_date},
        db::Timestamp,
        error::Code,
    },
    text_enum,
};
use chrono::{Days, NaiveDate};

text_enum! {
    /// What can be done with a supervision order: the operation ids.
    pub enum Action {
        /// 签收: the bureau's lead signs for it.
        Sign = "sign_supervision_order",
        /// 反馈: the bureau's lead says how it stands.
        FeedBack = "give_supervision_order_feedback",
        /// 申请办结: the bureau's lead says that it is done.
        ApplyClosure = "apply_supervision_order_closure",
        /// 申请延期: the bureau's lead asks for time.
        RequestExtension = "request_supervision_order_extension",
        /// 同意延期: the supervision office gives the time.
        ApproveExtension = "approve_supervision_order_extension",
        /// 不同意延期: the supervision office does not.
        RejectExtension = "reject_supervision_order_extension",
        /// 办结: the supervision office closes it with a grade.
        Close = "close_supervision_order",
        /// 退回重办: the supervision office sends it back.
        Return = "return_supervision_order",
        /// 撤销: the supervision office takes it back.
        Cancel = "cancel_supervision_order",
        /// 批示: a leader instructs.
        Instruct = "instruct_supervision_order",
    }
}

impl Action {
    /// The permission that it needs.
    pub const fn permission(self) -> Permission {
        match self {
            Self::Sign | Self::FeedBack | Self::ApplyClosure | Self::RequestExtension => Permission::AnswerOrders,
            Self::ApproveExtension | Self::RejectExtension | Self::Close | Self::Return | Self::Cancel => {
                Permission::IssueOrders
            }
            Self::Instruct => Permission::Instruct,
        }
    }
    /// Whether it judges what the bureau did, so that nobody of the bureau may do it.
    pub const fn judges(self) -> bool {
        matches!(self, Self::ApproveExtension | Self::RejectExtension | Self::Close | Self::Return)
    }
}

/// 文号: the human code of the order with a number in a year.
pub fn code(year: i32, number: i32) -> String {
    format!("督办〔{year}〕第{number}号")
}

/// Whether the caller may do this with the order now; the code says why not. First who, then in which state. `pending`
/// is whether an extension waits for a decision.
/// `answered` is whether the caller ever answered for the order.
pub fn may(
    action: Action,
    caller: &Caller,
    order: &OrderRow,
    (pending, answered): (bool, bool),
    now: Timestamp,
) -> Result<(), Code> {
    use OrderStatus::{ClosureApplied, InProgress, Issued, Signed};
    let own = caller.bureau_id == Some(order.bureau_id);
    caller.may_in(action.permission(), &order.jurisdiction)?;
    // A supporting bureau knows of the order, and answers for nothing.
    if action.permission() == Permission::AnswerOrders && !own {
        return Err(Code::PermissionDenied);
    }
    // Whoever answered for the bureau judges nothing of it, whatever role or bureau they have now.
    if action.judges() && (own || answered) {
        return Err(Code::OwnSubmission);
    }
    let fits = |states: &[OrderStatus], code| if states.contains(&order.status) { Ok(()) } else { Err(code) };
    match action {
        Action::Sign => fits(&[Issued], Code::OrderNotSignable),
        Action::FeedBack => fits(&[Signed, InProgress], Code::OrderNotInHand),
        Action::ApplyClosure => fits(&[InProgress], Code::OrderNotInProgress),
        Action::RequestExtension => {
            fits(&[Signed, InProgress], Code::OrderNotInHand)?;
            match (pending, now > order.due_at) {
                (true, _) => Err(Code::OrderExtensionPending),
                (false, true) => Err(Code::OrderDuePassed),
                (false, false) => Ok(()),
            }
        }
        Action::ApproveExtension | Action::RejectExtension if pending => Ok(()),
        Action::ApproveExtension | Action::RejectExtension => Err(Code::OrderExtensionMissing),
        Action::Close | Action::Return => fits(&[ClosureApplied], Code::OrderNotDecidable),
        Action::Cancel | Action::Instruct => fits(&[Issued, Signed, InProgress, ClosureApplied], Code::OrderEnded),
    }
}

/// Whether it is past due and closure is not applied for. The due moment itself is in time.
pub fn is_overdue(order: &OrderRow, now: Timestamp) -> bool {
    order.status.is_running() && order.due_at < now
}
/// Whether it is past the time to sign for it.
pub fn is_sign_overdue(order: &OrderRow, now: Timestamp) -> bool {
    order.status == OrderStatus::Issued && order.sign_due_at < now
}
/// Whether the next feedback is late.
pub fn is_feedback_overdue(order: &OrderRow, now: Timestamp) -> bool {
    order.status.is_running() && order.feedback_due_at.is_some_and(|due_at| due_at < now)
}

/// When feedback is due that counts from a day.
pub fn feedback_due(every_days: Option<i32>, from: NaiveDate) -> Option<Timestamp> {
    let days = Days::new(u64::try_from(every_days?).ok()?);
    from.checked_add_days(days).map(end_of_day)
}

/// The order as signed for.
pub fn signed(order: &OrderRow, now: Timestamp) -> OrderRow {
    OrderRow { status: OrderStatus::Signed, signed_at: Some(now), ..order.clone() }
}
/// The order after feedback: the clock of the next one starts.
pub fn fed_back(order: &OrderRow, now: Timestamp) -> OrderRow {
    let feedback_due_at = feedback_due(order.feedback_every_days, local_date(now));
    OrderRow { status: OrderStatus::InProgress, feedback_due_at, ..order.clone() }
}
/// The order whose closure is applied for. Whether the first application was in time is kept.
pub fn closure_applied(order: &OrderRow, application: &OrderClosureApplication, now: Timestamp) -> OrderRow {
    OrderRow {
        status: OrderStatus::ClosureApplied,
        feedback_due_at: None,
        closure_result: Some(application.result.clone()),
        closure_evidence: Some(application.evidence.clone()),
        closure_applied_at: Some(now),
        on_time: order.on_time.or(Some(now <= order.due_at)),
        ..order.clone()
    }
}
/// The order as closed.
pub fn closed(order: &OrderRow, grade: OrderGrade, comment: &str, now: Timestamp) -> OrderRow {
    OrderRow { grade: Some(grade), ..decided(order, OrderStatus::Closed, comment, now) }
}
/// The order as returned: in progress again, with a clock of its own.
pub fn returned(order: &OrderRow, reason: &str, due_at: Timestamp, now: Timestamp) -> OrderRow {
    OrderRow {
        due_at,
        feedback_due_at: feedback_due(order.feedback_every_days, local_date(now)),
        returns: order.returns + 1,
        ..decided(order, OrderStatus::InProgress, reason, now)
    }
}
/// The order as cancelled.
pub fn cancelled(order: &OrderRow, reason: &str, now: Timestamp) -> OrderRow {
    OrderRow { feedback_due_at: None, ..decided(order, OrderStatus::Cancelled, reason, now) }
}
fn decided(order: &OrderRow, status: OrderStatus, comment: &str, now: Timestamp) -> OrderRow {
    OrderRow { status, decision_comment: Some(comment.to_owned()), decided_at: Some(now), ..order.clone() }
}

/// An extension as approved, until a day.
pub fn extension_approved(
    extension: &OrderExtension,
    until: NaiveDate,
    comment: Option<&str>,
    now: Timestamp,
) -> OrderExtension {
    OrderExtension {
        status: OrderExtensionStatus::Approved,
        approved_on: Some(until),
        comment: comment.map(str::to_owned),
        decided_at: Some(now),
        ..extension.clone()
    }
}
/// An extension as rejected, with the reason.
pub fn extension_rejected(extension: &OrderExtension, reason: &str, now: Timestamp) -> OrderExtension {
    OrderExtension {
        status: OrderExtensionStatus::Rejected,
        comment: Some(reason.to_owned()),
        decided_at: Some(now),
        ..extension.clone()
    }
}
/// An extension that nobody decides on any more.
pub fn extension_lapsed(extension: &OrderExtension, now: Timestamp) -> OrderExtension {
    OrderExtension { status: OrderExtensionStatus::Lapsed, decided_at: Some(now), ..extension.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        foundation::{auth::Role, db::Id},
        supervision::{
            orders::model::{OrderLevel, OrderOrigin},
            reminder_rules::DayCount,
        },
    };
    use chrono::TimeDelta;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn now() -> Timestamp {
        end_of_day(day("2025-10-09"))
    }
    fn order(bureau: Id, status: OrderStatus) -> OrderRow {
        OrderRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            code: code(2025, 1),
            title: "加快土地收储进度".into(),
            demand: "10月底前完成".into(),
            level: OrderLevel::Urgent,
            origin: OrderOrigin::Supervision,
            indicator_id: None,
            project_id: None,
            milestone_id: None,
            period_id: None,
            bureau_id: bureau,
            clock_days: 7,
            clock_counted: DayCount::Working,
            feedback_every_days: Some(7),
            issued_at: now(),
            sign_due_at: end_of_day(day("2025-10-11")),
            due_at: end_of_day(day("2025-10-20")),
            feedback_due_at: Some(end_of_day(day("2025-10-17"))),
            status,
            signed_at: None,
            closure_result: None,
            closure_evidence: None,
            closure_applied_at: None,
            on_time: None,
            returns: 0,
            grade: None,
            decision_comment: None,
            decided_at: None,
            version: 1,
            created_at: now(),
            updated_at: now(),
        }
    }
    fn caller(role: Role, bureau: Option<Id>) -> Caller {
        Caller {
            id: Id::new(),
            username: "someone".into(),
            display_name: "someone".into(),
            jurisdiction: "410102".into(),
            bureau_id: bureau,
            roles: vec![role],
            session_id: Id::new(),
            must_change_password: false,
        }
    }

    #[test]
    fn the_state_machine_by_action_and_role() {
        use {Action::*, OrderStatus as S};
        let bureau = Id::new();
        let of = |action: Action| match action.permission() {
            Permission::AnswerOrders => caller(Role::BureauLead, Some(bureau)),
            Permission::Instruct => caller(Role::Leader, None),
            _ => caller(Role::Supervisor, None),
        };
        for (status, pending, allowed) in [
            (S::Issued, false, &[Sign, Cancel, Instruct][..]),
            (S::Signed, false, &[FeedBack, RequestExtension, Cancel, Instruct]),
            (S::Signed, true, &[FeedBack, ApproveExtension, RejectExtension, Cancel, Instruct]),
            (S::InProgress, false, &[FeedBack, ApplyClosure, RequestExtension, Cancel, Instruct]),
            (S::InProgress, true, &[FeedBack, ApplyClosure, ApproveExtension, RejectExtension, Cancel, Instruct]),
            (S::ClosureApplied, false, &[Close, Return, Cancel, Instruct]),
            (S::Closed, false, &[]),
            (S::Cancelled, false, &[]),
        ] {
            for action in Action::ALL {
                let done = may(*action, &of(*action), &order(bureau, status), (pending, false), now());
                assert_eq!(done.is_ok(), allowed.contains(action), "{status} {pending} {action} {done:?}");
            }
        }
    }
    #[test]
    fn every_action_belongs_to_one_role() {
        let bureau = Id::new();
        let of = |role: Role| caller(role, role.of_bureau().then_some(bureau));
        for action in Action::ALL {
            let holder = match action.permission() {
                Permission::AnswerOrders => Role::BureauLead,
                Permission::Instruct => Role::Leader,
                _ => Role::Supervisor,
            };
            for role in Role::ALL.iter().filter(|role| **role != holder) {
                let denied = may(*action, &of(*role), &order(bureau, OrderStatus::InProgress), (true, false), now());
                assert_eq!(denied, Err(Code::PermissionDenied), "{role} {action}");
            }
        }
    }
    #[test]
    fn only_the_addressed_bureau_answers_and_nobody_of_it_judges() {
        let bureau = Id::new();
        let issued = order(bureau, OrderStatus::Issued);
        let supporting = caller(Role::BureauLead, Some(Id::new()));
        assert_eq!(may(Action::Sign, &supporting, &issued, (false, false), now()), Err(Code::PermissionDenied));
        let neighbour = Caller { jurisdiction: "410103".into(), ..caller(Role::BureauLead, Some(bureau)) };
        assert_eq!(may(Action::Sign, &neighbour, &issued, (false, false), now()), Err(Code::OtherJurisdiction));
        let applied = order(bureau, OrderStatus::ClosureApplied);
        let of_bureau = caller(Role::Supervisor, Some(bureau));
        for action in [Action::Close, Action::Return] {
            assert_eq!(may(action, &of_bureau, &applied, (false, false), now()), Err(Code::OwnSubmission));
        }
    }
    #[test]
    fn an_extension_is_asked_for_before_the_due_time() {
        let bureau = Id::new();
        let (lead, order) = (caller(Role::BureauLead, Some(bureau)), order(bureau, OrderStatus::Signed));
        let ask = |at| may(Action::RequestExtension, &lead, &order, (false, false), at);
        assert_eq!(ask(order.due_at), Ok(()));
        let late = Timestamp::from(*order.due_at + TimeDelta::microseconds(1));
        assert_eq!(ask(late), Err(Code::OrderDuePassed));
        assert_eq!(may(Action::RequestExtension, &lead, &order, (true, false), late), Err(Code::OrderExtensionPending));
    }
    #[test]
    fn clocks_run_until_closure_is_applied_for() {
        let bureau = Id::new();
        let late = Timestamp::from(*end_of_day(day("2025-10-20")) + TimeDelta::microseconds(1));
        for status in OrderStatus::ALL {
            let order = order(bureau, *status);
            assert!(!is_overdue(&order, order.due_at), "{status}");
            assert_eq!(is_overdue(&order, late), status.is_running(), "{status}");
            assert_eq!(is_sign_overdue(&order, late), *status == OrderStatus::Issued);
            assert_eq!(is_feedback_overdue(&order, late), status.is_running());
        }
    }
    #[test]
    fn the_first_application_decides_whether_it_was_on_time() {
        let application =
            OrderClosureApplication { result: "完成".into(), evidence: "凭证".into(), attachments: Vec::new() };
        let working = order(Id::new(), OrderStatus::InProgress);
        let in_time = closure_applied(&working, &application, working.due_at);
        assert_eq!((in_time.on_time, in_time.feedback_due_at), (Some(true), None));
        let due = end_of_day(day("2025-10-24"));
        let back = returned(&in_time, "补充佐证", due, working.due_at);
        assert_eq!((back.status, back.due_at, back.returns), (OrderStatus::InProgress, due, 1));
        assert_eq!(back.feedback_due_at, Some(end_of_day(day("2025-10-28"))));
        let again = closure_applied(&back, &application, end_of_day(day("2025-10-30")));
        assert_eq!(again.on_time, Some(true));
        let late = Timestamp::from(*working.due_at + TimeDelta::microseconds(1));
        assert_eq!(closure_applied(&working, &application, late).on_time, Some(false));
        let done = closed(&again, OrderGrade::Good, "佐证齐全", late);
        assert_eq!(
            (done.status, done.grade, done.decided_at),
            (OrderStatus::Closed, Some(OrderGrade::Good), Some(late))
        );
    }
    #[test]
    fn feedback_starts_the_clock_of_the_next() {
        let signed = signed(&order(Id::new(), OrderStatus::Issued), now());
        let after = fed_back(&signed, now());
        assert_eq!(after.status, OrderStatus::InProgress);
        assert_eq!(after.feedback_due_at, Some(end_of_day(day("2025-10-17"))));
        let without = OrderRow { feedback_every_days: None, ..signed };
        assert_eq!(fed_back(&without, now()).feedback_due_at, None);
    }
}
