//! The shapes of a report as it is stored and shown; what clients send is in `requests.rs`.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::db::{Backend, Decimal, Id, Timestamp, schema::reports},
    reporting::{
        periods::{PeriodRow, PeriodSummary},
        subjects::{Subject, SubjectSummary, SubjectType},
    },
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

text_enum! {
    /// 报告状态.
    pub enum ReportStatus {
        /// 草稿: being written.
        Draft = "draft",
        /// 待审核: submitted by the bureau's lead, frozen.
        Submitted = "submitted",
        /// 已撤回: taken back by the bureau before it was reviewed; can be edited and submitted again.
        Withdrawn = "withdrawn",
        /// 已退回: returned by the supervision office with a reason; can be edited and submitted again.
        Returned = "returned",
        /// 已审定: approved, final.
        Approved = "approved",
    }
}

impl ReportStatus {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Submitted => "待审核",
            Self::Withdrawn => "已撤回",
            Self::Returned => "已退回",
            Self::Approved => "已审定",
        }
    }
    /// Whether the bureau can still work on it.
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Withdrawn | Self::Returned)
    }
}

text_enum! {
    /// Why a figure that should only grow has fallen (docs/domain.md §2).
    pub enum DecreaseReason {
        /// 核减: part of what was counted no longer counts.
        WriteDown = "write_down",
        /// 更正: what was reported was wrong.
        Correction = "correction",
        /// 口径调整: what is counted was defined anew.
        DefinitionChange = "definition_change",
    }
}

text_enum! {
    /// 退回原因: why a report was returned.
    pub enum ReturnReason {
        /// 数据有误: the figure is wrong.
        FigureWrong = "figure_wrong",
        /// 缺少佐证: evidence is missing.
        EvidenceMissing = "evidence_missing",
        /// 单位有误: the unit is wrong.
        UnitWrong = "unit_wrong",
        /// 说明不充分: the narrative says too little.
        NarrativeInsufficient = "narrative_insufficient",
        /// 其他: as the comment says.
        Other = "other",
    }
}

/// A report as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable, AsChangeset, Serialize, ToSchema)]
#[diesel(table_name = reports, check_for_backend(Backend), treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct ReportRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan that the subject is a part of.
    pub plan_id: Id,
    /// Shown as `period`.
    #[serde(skip)]
    #[schema(ignore)]
    pub period_id: Id,
    /// Shown as `subject`.
    #[serde(skip)]
    #[schema(ignore)]
    pub indicator_id: Option<Id>,
    /// Shown as `subject`.
    #[serde(skip)]
    #[schema(ignore)]
    pub project_id: Option<Id>,
    /// Shown as `bureau`.
    #[serde(skip)]
    #[schema(ignore)]
    pub bureau_id: Id,
    /// 版次: 1 until it is corrected.
    #[schema(example = 1)]
    pub revision: i32,
    /// 状态.
    pub status: ReportStatus,
    /// 填报值: the figure as the bureau gave it, in `unit_reported`.
    pub value_reported: Option<Decimal>,
    /// 填报单位: the unit that the bureau gave it in.
    #[schema(example = "万元")]
    pub unit_reported: Option<String>,
    /// The figure in `unit`, converted once; of a ratio, computed from numerator and denominator.
    pub value: Option<Decimal>,
    /// 分子: of a ratio.
    pub numerator: Option<Decimal>,
    /// 分母: of a ratio.
    pub denominator: Option<Decimal>,
    /// 完成日期: of a milestone.
    #[schema(example = "2025-03-28")]
    pub achieved_on: Option<NaiveDate>,
    /// Why the figure has fallen.
    pub decrease_reason: Option<DecreaseReason>,
    /// 进展情况.
    pub narrative: Option<String>,
    /// 存在问题.
    pub problems: Option<String>,
    /// 下一步.
    pub next_steps: Option<String>,
    /// 截止时间: of the period, or of the return.
    #[schema(example = "2025-10-14T16:00:00.000000Z")]
    pub due_at: Timestamp,
    /// The user who drafted it.
    pub drafted_by: Option<Id>,
    /// The user who submitted it last.
    pub submitted_by: Option<Id>,
    /// When it was first submitted; on time is judged on this.
    pub first_submitted_at: Option<Timestamp>,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
    /// The user who last approved or returned it.
    pub decided_by: Option<Id>,
    /// When it was last approved or returned.
    pub decided_at: Option<Timestamp>,
    /// 退回原因: of the last return.
    pub return_reason: Option<ReturnReason>,
    /// 退回意见: of the last return.
    pub return_comment: Option<String>,
    /// 演示数据: invented for demonstration, says nothing about real progress.
    pub demonstration: bool,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

impl ReportRow {
    /// An empty draft of a bureau.
    pub fn draft(period: &PeriodRow, subject: &Subject, bureau_id: Id, drafted_by: Option<Id>, now: Timestamp) -> Self {
        let id_of = |kind| (subject.summary.kind == kind).then_some(subject.summary.id);
        Self {
            id: Id::new(),
            jurisdiction: period.jurisdiction.clone(),
            plan_id: period.plan_id,
            period_id: period.id,
            indicator_id: id_of(SubjectType::Indicator),
            project_id: id_of(SubjectType::Project),
            bureau_id,
            revision: 1,
            status: ReportStatus::Draft,
            value_reported: None,
            unit_reported: None,
            value: None,
            numerator: None,
            denominator: None,
            achieved_on: None,
            decrease_reason: None,
            narrative: None,
            problems: None,
            next_steps: None,
            due_at: period.due_at,
            drafted_by,
            submitted_by: None,
            first_submitted_at: None,
            submitted_at: None,
            decided_by: None,
            decided_at: None,
            return_reason: None,
            return_comment: None,
            demonstration: false,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
    /// The indicator or project that it is about. The database holds that it is one of them.
    pub fn subject_id(&self) -> Option<Id> {
        self.indicator_id.or(self.project_id)
    }
}

/// 进展报告: what a bureau says of one subject for one period.
#[derive(Debug, Serialize, ToSchema)]
pub struct Report {
    /// As stored.
    #[serde(flatten)]
    pub row: ReportRow,
    /// 报告对象.
    pub subject: SubjectSummary,
    /// 报告期.
    pub period: PeriodSummary,
    /// 填报单位.
    pub bureau: BureauSummary,
    /// The unit of `value`: that of the subject.
    #[schema(example = "亿元")]
    pub unit: Option<String>,
    /// The figure as people read it; `null` when none is stated.
    #[schema(example = "215.3 亿元")]
    pub value_text: Option<String>,
    /// The status as people read it.
    #[schema(example = "待审核")]
    pub status_text: &'static str,
}
