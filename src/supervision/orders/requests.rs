//! What clients send about supervision orders.
use super::model::{OrderGrade, OrderLevel, OrderOrigin, OrderStatus};
use crate::{
    foundation::web::{OneOf, Reference},
    supervision::reminder_rules::DayCount,
};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// 办理时限 of a new order: one of the clocks that the reminder rules allow.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrderClock {
    /// How many days; the day of issue is not counted.
    #[schema(minimum = 1, maximum = 180, example = 7)]
    pub days: u16,
    /// 计日方式: that of the rules when it is left out.
    pub counted: Option<DayCount>,
}

/// A supervision order to issue to a bureau of the caller's jurisdiction.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "title": "加快土地收储进度", "demand": "10月底前完成剩余收储任务，每周反馈进展。", "level": "urgent",
    "origin": "leader_instruction", "bureau": "code:housing", "indicator": "code:1.8", "clock": {"days": 7},
    "feedback_every_days": 7
}))]
pub struct NewSupervisionOrder {
    /// 标题.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// 督办要求.
    #[schema(min_length = 1, max_length = 4000)]
    pub demand: String,
    /// 紧急程度.
    pub level: OrderLevel,
    /// 任务来源.
    pub origin: OrderOrigin,
    /// 主办单位: the one bureau that answers for it.
    pub bureau: Reference,
    /// 协办单位: bureaus that support it, and so may know of it.
    #[serde(default)]
    #[schema(max_items = 30)]
    pub supporting_bureaus: Vec<Reference>,
    /// 督办对象: an indicator. At most one of this and the next three.
    pub indicator: Option<Reference>,
    /// A project.
    pub project: Option<Reference>,
    /// A milestone.
    pub milestone: Option<Reference>,
    /// 报告期: the reports of a period.
    pub period: Option<Reference>,
    /// 办理时限.
    pub clock: NewOrderClock,
    /// 反馈周期: feedback is due every so many calendar days.
    #[schema(minimum = 1, maximum = 90)]
    pub feedback_every_days: Option<i32>,
    /// 随附材料: uploads of the supervision office, which the bureaus of the order may then read and download; what a
    /// bureau uploaded is not handed on (`attachment_not_own`).
    #[serde(default)]
    #[schema(max_items = 20)]
    pub attachments: Vec<Reference>,
}

/// 反馈: how the work on an order stands.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "text": "已完成收储860亩，剩余240亩正在签约。", "progress_percent": 78, "problems": "两宗地块权属待确认"
}))]
pub struct NewOrderFeedback {
    /// 进展情况.
    #[schema(min_length = 1, max_length = 4000)]
    pub text: String,
    /// 完成比例, in percent.
    #[schema(minimum = 0, maximum = 100)]
    pub progress_percent: Option<i32>,
    /// 存在问题.
    #[schema(min_length = 1, max_length = 4000)]
    pub problems: Option<String>,
    /// 佐证附件: uploads of the own bureau.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub attachments: Vec<Reference>,
}

/// 申请办结: what was done, and what shows it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "result": "年度1100亩收储任务全部完成。", "evidence": "收储协议清单及入库凭证（郑土储〔2025〕41号）"
}))]
pub struct OrderClosureApplication {
    /// 办理结果.
    #[schema(min_length = 1, max_length = 4000)]
    pub result: String,
    /// 佐证: the documents that show it.
    #[schema(min_length = 1, max_length = 4000)]
    pub evidence: String,
    /// 佐证附件: uploads of the own bureau, beside those of earlier applications.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub attachments: Vec<Reference>,
}

/// 申请延期: until when, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"due_on": "2025-12-31", "reason": "两宗地块权属争议正在诉讼，预计11月中旬判决"}))]
pub struct OrderExtensionRequest {
    /// 申请延至: after the present due day.
    pub due_on: NaiveDate,
    /// 延期原因.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// 同意延期: until when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"comment": "同意延期，其间每周反馈"}))]
pub struct OrderExtensionApproval {
    /// 同意延至: the day that was asked for when it is left out.
    pub due_on: Option<NaiveDate>,
    /// 审批意见.
    #[schema(min_length = 1, max_length = 2000)]
    pub comment: Option<String>,
}

/// 不同意延期: why not.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "理由不足，请按原定时间办结"}))]
pub struct OrderExtensionRejection {
    /// 不同意的理由.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// 办结: the grade, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"grade": "good", "comment": "按期完成，佐证齐全"}))]
pub struct OrderClosure {
    /// 办结等次.
    pub grade: OrderGrade,
    /// 办结意见.
    #[schema(min_length = 1, max_length = 2000)]
    pub comment: String,
}

/// 退回重办: why, and until when.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "佐证材料缺少入库凭证，请补充后重新申请"}))]
pub struct OrderReturn {
    /// 退回原因: what the bureau has to do.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
    /// 重办期限: due again at 24:00 of this day; the order's clock from today when it is left out.
    pub due_on: Option<NaiveDate>,
}

/// 撤销: why the order is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "事项已并入另一督办单"}))]
pub struct OrderCancellation {
    /// 撤销原因.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// 批示: what a leader instructs.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "请住建局倒排工期，确保10月底前完成。"}))]
pub struct NewOrderInstruction {
    /// 批示内容.
    #[schema(min_length = 1, max_length = 2000)]
    pub text: String,
}

/// Which feedback.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct OrderFeedbackFilter {
    /// Only on this order.
    #[param(example = "code:督办〔2025〕第3号")]
    pub order: Option<Reference>,
}

/// Which supervision orders.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct OrderFilter {
    /// Only in one of these statuses, separated by commas.
    #[param(inline, example = json!(["issued", "in_progress"]))]
    pub status: Option<OneOf<OrderStatus>>,
    /// Only those that this bureau answers for or supports: an id or `code:housing`.
    #[param(example = "code:housing")]
    pub bureau: Option<Reference>,
    /// Only of one of these levels, separated by commas.
    #[param(inline, example = json!(["urgent", "critical"]))]
    pub level: Option<OneOf<OrderLevel>>,
    /// Only those that are past due and whose closure is not applied for, or only the others.
    pub overdue: Option<bool>,
    /// Only about this indicator: an id or `code:1.8`.
    #[param(example = "code:1.8")]
    pub indicator: Option<Reference>,
    /// Only about this project: an id or `code:P001`.
    #[param(example = "code:P001")]
    pub project: Option<Reference>,
    /// Only those whose number, title or demand contains this, whatever its case.
    #[param(example = "收储")]
    pub q: Option<String>,
}
