//! The shapes of a list item.
use crate::{
    directory::bureaus::BureauSummary,
    evidence::attachments::AttachmentSummary,
    foundation::{
        db::{Backend, Id, Timestamp, schema::list_items},
        events::Figures,
        web::{OneOf, Reference},
    },
    projects::projects::ProjectSummary,
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 条目状态.
    pub enum ListItemStatus {
        /// 待审: proposed by the lead bureau.
        Proposed = "proposed",
        /// 已采纳: counts.
        Approved = "approved",
        /// 不予采纳: does not count; the same thing may be proposed again.
        Rejected = "rejected",
        /// 已撤销: no longer counts since it was withdrawn; the same thing may be proposed again.
        Withdrawn = "withdrawn",
    }
}

impl ListItemStatus {
    /// The word that is sealed. It stays what it was when the first items were sealed: with another one, every item of
    /// before would differ from its seal.
    const fn sealed(self) -> &'static str {
        match self {
            Self::Approved => "accepted",
            other => other.as_str(),
        }
    }
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Proposed => "待审",
            Self::Approved => "已采纳",
            Self::Rejected => "不予采纳",
            Self::Withdrawn => "已撤销",
        }
    }
}

/// 清单条目, as stored.
#[derive(Debug, Clone, HasQuery, Insertable, AsChangeset, Serialize, ToSchema)]
#[diesel(table_name = list_items, check_for_backend(Backend), treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct ListItemRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code, that of the indicator.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The list indicator that counts it.
    pub indicator_id: Id,
    /// Shown as `project`.
    #[serde(skip)]
    #[schema(ignore)]
    pub project_id: Option<Id>,
    /// Shown as `bureau`.
    #[serde(skip)]
    #[schema(ignore)]
    pub bureau_id: Id,
    /// 名称.
    #[schema(example = "甲公司")]
    pub name: String,
    /// 标识: a unified social credit code or registry number, half-width, upper case and without spaces.
    #[schema(example = "91350100M000100Y43")]
    pub identifier: Option<String>,
    /// The project while it is proposed or approved: unique in the list.
    #[serde(skip)]
    #[schema(ignore)]
    pub live_project_id: Option<Id>,
    /// The identity while it is proposed or approved: unique in the list.
    #[serde(skip)]
    #[schema(ignore)]
    pub live_identity: Option<String>,
    /// 计入日期: the day from which it counts.
    #[schema(example = "2025-06-18")]
    pub counted_on: NaiveDate,
    /// 佐证: what shows that it counts.
    #[schema(example = "市场监管局登记信息，2025年6月18日")]
    pub evidence: String,
    /// 状态.
    pub status: ListItemStatus,
    /// The user who proposed it.
    pub proposed_by: Id,
    /// 提出时间 (business time).
    pub proposed_at: Timestamp,
    /// The user who approved or rejected it.
    pub decided_by: Option<Id>,
    /// 审核时间 (business time): an approved item counts from then on.
    pub decided_at: Option<Timestamp>,
    /// The user who withdrew it.
    pub withdrawn_by: Option<Id>,
    /// 撤销时间 (business time): a withdrawn item no longer counts from then on.
    pub withdrawn_at: Option<Timestamp>,
    /// 理由: of the rejection or the withdrawal.
    pub reason: Option<String>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

impl ListItemRow {
    /// Whether it was approved once, and so is known to everybody.
    pub fn was_accepted(&self) -> bool {
        match self.status {
            ListItemStatus::Approved => true,
            ListItemStatus::Withdrawn => self.decided_at.is_some(),
            ListItemStatus::Proposed | ListItemStatus::Rejected => false,
        }
    }
}

/// 清单条目: one record of a list indicator.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListItem {
    /// As stored.
    #[serde(flatten)]
    pub row: ListItemRow,
    /// 项目: the project that it is, if it is one.
    pub project: Option<ProjectSummary>,
    /// 提出单位.
    pub bureau: BureauSummary,
    /// 佐证附件; `null` for those who may not know the bureau's evidence.
    pub attachments: Option<Vec<AttachmentSummary>>,
    /// The status as people read it.
    #[schema(example = "已采纳")]
    pub status_text: &'static str,
}

/// An item to propose for a list.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "name": "甲公司", "identifier": "91350100M000100Y43", "counted_on": "2025-06-18",
    "evidence": "市场监管局登记信息，2025年6月18日"
}))]
pub struct NewListItem {
    /// The project that it is, of the indicator's plan: a named one, not a group.
    pub project: Option<Reference>,
    /// 名称.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// 标识: a unified social credit code or registry number. Without project and identifier the name is the identity.
    #[schema(min_length = 1, max_length = 100)]
    pub identifier: Option<String>,
    /// 计入日期: not in the future.
    pub counted_on: NaiveDate,
    /// 佐证: what shows that it counts.
    #[schema(min_length = 1, max_length = 2000)]
    pub evidence: String,
    /// 佐证附件.
    #[serde(default)]
    #[schema(max_items = 20)]
    pub attachments: Vec<Reference>,
}

/// Why an item is not approved.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "登记日期在上一年度"}))]
pub struct Rejection {
    /// 理由.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// Why an item is withdrawn.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "企业已迁出本区"}))]
pub struct Withdrawal {
    /// 理由: needed once it was approved.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: Option<String>,
}

/// Which items of lists.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ListItemFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this list.
    #[param(example = "code:5.1")]
    pub indicator: Option<Reference>,
    /// Only in these states, separated by commas.
    #[param(inline, example = json!(["proposed", "approved"]))]
    pub status: Option<OneOf<ListItemStatus>>,
    /// Only those that count from this day or earlier.
    #[param(example = "2025-06-30")]
    pub counted_by: Option<NaiveDate>,
}

impl Figures for ListItemRow {
    const TYPE: &'static str = "list_item";
    fn figure_id(&self) -> Id {
        self.id
    }
    fn figures(&self) -> Option<Value> {
        Some(json!({
            "indicator": self.indicator_id,
            "project": self.project_id,
            "identifier": self.identifier,
            "counted_on": self.counted_on,
            "status": self.status.sealed(),
            "decided_at": self.decided_at,
            "withdrawn_at": self.withdrawn_at,
        }))
    }
}
