//! What hangs on a supervision order and is only ever added: feedback, instructions, extensions.
use super::requests::OrderExtensionRequest;
use crate::{
    evidence::attachments::AttachmentSummary,
    foundation::db::{
        Backend, Id, Timestamp,
        schema::{supervision_order_extensions, supervision_order_feedback, supervision_order_instructions},
    },
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// 反馈: what the bureau says of its work on an order.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = supervision_order_feedback, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct OrderFeedback {
    /// Identity.
    pub id: Id,
    /// The order.
    pub order_id: Id,
    /// 进展情况.
    #[schema(example = "已完成收储860亩，剩余240亩正在签约。")]
    pub text: String,
    /// 完成比例, in percent, as the bureau sees it: no figure of the plan.
    #[schema(example = 78)]
    pub progress_percent: Option<i32>,
    /// 存在问题.
    pub problems: Option<String>,
    /// The user who gave it.
    pub given_by: Id,
    /// Their name at that time.
    #[schema(example = "住房和城乡建设局负责人")]
    pub given_by_name: String,
    /// 反馈时间.
    pub given_at: Timestamp,
}

/// Feedback with its files.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderFeedbackDetail {
    /// The feedback.
    #[serde(flatten)]
    pub feedback: OrderFeedback,
    /// 佐证附件.
    pub attachments: Vec<AttachmentSummary>,
}

/// 批示: what a leader instructs on an order.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = supervision_order_instructions, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct OrderInstruction {
    /// Identity.
    pub id: Id,
    /// The order.
    #[serde(skip)]
    #[schema(ignore)]
    pub order_id: Id,
    /// 批示内容.
    #[schema(example = "请住建局倒排工期，确保10月底前完成。")]
    pub text: String,
    /// The user who gave it.
    pub given_by: Id,
    /// Their name at that time.
    #[schema(example = "区领导")]
    pub given_by_name: String,
    /// 批示时间.
    pub given_at: Timestamp,
}

text_enum! {
    /// 延期申请状态.
    pub enum OrderExtensionStatus {
        /// 待批: asked for.
        Requested = "requested",
        /// 同意: the time is given.
        Approved = "approved",
        /// 不同意: the time is not given.
        Rejected = "rejected",
        /// 失效: the order went on, or ended, before it was decided.
        Lapsed = "lapsed",
    }
}

/// 延期: asked for by the bureau before the due time, decided by the supervision office.
#[derive(Debug, Clone, HasQuery, Insertable, AsChangeset, Serialize, ToSchema)]
#[diesel(table_name = supervision_order_extensions, check_for_backend(Backend), treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct OrderExtension {
    /// Identity.
    pub id: Id,
    /// The order.
    #[serde(skip)]
    #[schema(ignore)]
    pub order_id: Id,
    /// 申请延至: the day that was asked for.
    #[schema(example = "2025-10-31")]
    pub due_on: NaiveDate,
    /// 延期原因.
    pub reason: String,
    /// 申请时间.
    pub requested_at: Timestamp,
    /// 状态.
    pub status: OrderExtensionStatus,
    /// 同意延至: the day that was approved.
    pub approved_on: Option<NaiveDate>,
    /// 审批意见: what goes with the approval, or why it was rejected.
    pub comment: Option<String>,
    /// 审批时间.
    pub decided_at: Option<Timestamp>,
}

impl OrderExtension {
    /// As it is asked for.
    pub fn requested(order_id: Id, new: &OrderExtensionRequest, now: Timestamp) -> Self {
        Self {
            id: Id::new(),
            order_id,
            due_on: new.due_on,
            reason: new.reason.clone(),
            requested_at: now,
            status: OrderExtensionStatus::Requested,
            approved_on: None,
            comment: None,
            decided_at: None,
        }
    }
}
