//! The shape of what waits for a caller.
use crate::foundation::db::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

/// 待办: what waits for the caller. What concerns another role is `null`.
#[derive(Debug, Serialize, ToSchema)]
pub struct MyDue {
    /// The moment of business time that it is counted at.
    pub business_now: Timestamp,
    /// 待填报: what the caller's bureau still has to submit, in time; drafts and returned reports included. `null`
    /// without a bureau.
    #[schema(example = 3)]
    pub owed: Option<i64>,
    /// 已逾期: what it should have submitted and still can. `null` without a bureau.
    #[schema(example = 1)]
    pub overdue: Option<i64>,
    /// 被退回: of both, what was returned. `null` without a bureau.
    #[schema(example = 1)]
    pub returned: Option<i64>,
    /// 最近的截止时间: when the first of what is owed is due; `null` when nothing is.
    #[schema(example = "2025-10-14T16:00:00.000000Z")]
    pub first_due_at: Option<Timestamp>,
    /// 待审核: the reports of the jurisdiction that wait for a review. `null` for who reviews none.
    #[schema(example = 4)]
    pub to_review: Option<i64>,
    /// 待审批延期: the requests for extensions that wait for a decision. `null` for who decides none.
    #[schema(example = 2)]
    pub extensions_to_decide: Option<i64>,
}
