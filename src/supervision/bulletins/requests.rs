//! What clients send about bulletins.
use super::model::{BulletinStatus, ObjectionStatus};
use crate::foundation::{
    db::Timestamp,
    web::{OneOf, Reference},
};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// A bulletin to draft: its inputs are captured at once.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "2025年1—9月重点工作进展通报", "cut_off_at": "2025-10-09T16:00:00Z"}))]
pub struct NewBulletin {
    /// The plan; the one of the business year when it is left out.
    pub plan: Option<Reference>,
    /// 标题.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    pub title: String,
    /// 截止时点, not in the future; now (business time) when it is left out. What was approved by then counts.
    #[schema(example = "2025-10-09T16:00:00Z")]
    pub cut_off_at: Option<Timestamp>,
}

/// Another capture of a draft.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"cut_off_at": "2025-10-09T16:00:00Z"}))]
pub struct Capture {
    /// 截止时点, not in the future; now (business time) when it is left out.
    #[schema(example = "2025-10-09T16:00:00Z")]
    pub cut_off_at: Option<Timestamp>,
}

/// 征求意见: how long bureaus may object.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"objections_until": "2025-10-13"}))]
pub struct Circulation {
    /// 异议期: until 24:00 Asia/Shanghai of this day, today or later.
    #[schema(example = "2025-10-13")]
    pub objections_until: NaiveDate,
}

/// Why a bulletin goes back to draft or is given up.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "采纳两家单位异议，待更正后重新取数"}))]
pub struct BulletinReason {
    /// 理由: kept in the feed and the audit log.
    #[schema(min_length = 1, max_length = 1000, pattern = r"\S")]
    pub reason: String,
}

/// An objection of the caller's bureau.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "2.9所列进度未计入9月底补报的两个项目。"}))]
pub struct NewObjection {
    /// 异议内容.
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S")]
    pub text: String,
}

/// 采纳异议.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"comment": "已按9月底补报数重新取数。"}))]
pub struct ObjectionApproval {
    /// 答复: what follows from it.
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S")]
    pub comment: String,
}

/// 不采纳异议.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "该两个项目10月才入统，计入10月。"}))]
pub struct ObjectionRejection {
    /// 不采纳的理由.
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S")]
    pub reason: String,
}

/// A correction beside a final bulletin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "第二部分第3项“41家”应为“14家”。"}))]
pub struct NewErratum {
    /// What was wrong, and what is right.
    #[schema(min_length = 1, max_length = 4000, pattern = r"\S")]
    pub text: String,
}

/// Which objections.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ObjectionFilter {
    /// Only to bulletins of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only to this bulletin, by its id.
    pub bulletin: Option<Reference>,
    /// Only in one of these states, separated by commas.
    #[param(inline, example = json!(["open"]))]
    pub status: Option<OneOf<ObjectionStatus>>,
}

/// Which bulletins.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct BulletinFilter {
    /// Only of this plan: an id or `code:2025`.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only in one of these statuses, separated by commas.
    #[param(inline, example = json!(["circulated", "final"]))]
    pub status: Option<OneOf<BulletinStatus>>,
}
