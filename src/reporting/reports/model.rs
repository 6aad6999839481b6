//! The shapes of a report as it is stored and shown; what clients send is in `requests.rs`.
use super::returns::ReportReturn;
use crate::{
    directory::bureaus::BureauSummary,
    evidence::attachments::AttachmentSummary,
    foundation::{
        db::{Backend, Decimal, Id, Timestamp, schema::reports},
        events::Figures,
    },
    plan::periods::{Locked, PeriodRow, PeriodSummary},
    reporting::{
        quality::RaisedFlag,
        subjects::{Subject, SubjectSummary, SubjectType},
    },
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Value, json};
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
        /// 已审定: approved; it serves until a correction of it is approved.
        Approved = "approved",
        /// 已被修订: a correction was approved and serves in its place; keeps its figures.
        Superseded = "superseded",
        /// 已作废: a correction that was given up before it was submitted; kept.
        Discarded = "discarded",
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
            Self::Superseded => "已被修订",
            Self::Discarded => "已作废",
        }
    }
    /// Whether the bureau can still work on it.
    pub const fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Withdrawn | Self::Returned)
    }
}

text_enum! {
    /// Why a figure that should only grow has fallen.
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
    /// 填报方式: what a report says by being there. A missing report is none of these.
    pub enum SubmissionKind {
        /// 数据: figures, or the text where there are none.
        Figures = "figures",
        /// 零报告: nothing happened. Stands for 0: of an increment (`当期数`) in the period, of a cumulative figure
        /// (`累计数`) in the year to date, and so only while nothing was ever approved but 0.
        Zero = "zero",
        /// 无变化: takes over the last approved figure of an earlier period; of a milestone or a text, says nothing
        /// new. Not for an increment, where it would be ambiguous.
        NoChange = "no_change",
        /// 不适用: no figure, with the reason in the narrative. It fulfils the obligation, and its period leaves the
        /// denominators.
        NotApplicable = "not_applicable",
    }
}

text_enum! {
    /// 更正原因: why an approved report is corrected.
    pub enum CorrectionReason {
        /// 笔误: a slip of the pen.
        ClericalError = "clerical_error",
        /// 核减: part of what was counted does not count.
        WriteDown = "write_down",
        /// 口径调整: what is counted was defined anew.
        DefinitionChange = "definition_change",
        /// 统计核定: the statistics bureau found another figure.
        StatisticalVerification = "statistical_verification",
        /// 督查核查: an inspection found another figure.
        SupervisoryInspection = "supervisory_inspection",
    }
}

text_enum! {
    /// 数据状态: how far a figure is confirmed.
    pub enum ValueStatus {
        /// 待审: submitted, not yet approved.
        Provisional = "provisional",
        /// 已审定: approved.
        Approved = "approved",
        /// 统计核定: approved and confirmed by the statistics bureau; may come a year later.
        Final = "final",
        /// 已修订: an approved correction that the statistics bureau has not confirmed.
        Revised = "revised",
    }
}

impl ValueStatus {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Provisional => "待审",
            Self::Approved => "已审定",
            Self::Final => "统计核定",
            Self::Revised => "已修订",
        }
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
    /// 填报方式.
    pub submission_kind: SubmissionKind,
    /// 已核对单位: the bureau says that the value is right, far off as it is from the one before or from the target.
    pub slip_confirmed: bool,
    /// The report that this one corrects; `null` of a first report.
    #[serde(rename = "corrects")]
    pub corrects_id: Option<Id>,
    /// 更正原因.
    pub correction_reason: Option<CorrectionReason>,
    /// 更正依据: the evidence.
    pub correction_evidence: Option<String>,
    /// When a correction took its place.
    pub superseded_at: Option<Timestamp>,
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
            drafted_by,
            submitted_by: None,
            first_submitted_at: None,
            submitted_at: None,
            decided_by: None,
            decided_at: None,
            return_reason: None,
            return_comment: None,
            submission_kind: SubmissionKind::Figures,
            slip_confirmed: false,
            corrects_id: None,
            correction_reason: None,
            correction_evidence: None,
            superseded_at: None,
            demonstration: false,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
    /// When it was approved, if it is.
    pub fn approved_at(&self) -> Option<Timestamp> {
        self.decided_at.filter(|_| self.status == ReportStatus::Approved)
    }
    /// The indicator or project that it is about. The database holds that it is one of them.
    pub fn subject_id(&self) -> Option<Id> {
        self.indicator_id.or(self.project_id)
    }
    /// Whether it corrects another report.
    pub fn is_correction(&self) -> bool {
        self.corrects_id.is_some()
    }
}

/// What stands around a report and is shown with it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Around {
    /// The correction of it that is under way, or that took its place; one that was discarded is none.
    pub correction: Option<Id>,
    /// Whether the statistics bureau has confirmed its figure.
    pub confirmed: bool,
    /// Whether the caller had a hand in it, where the caller reviews: drafted, changed or submitted it.
    pub acted_on: bool,
    /// Whether the caller's bureau could submit it but for one thing: another bureau owes the period's report now.
    pub passed_on: bool,
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
    /// 截止时间: of the period, or of its granted extension; of a report that was returned, of the last return.
    #[schema(example = "2025-10-14T16:00:00.000000Z")]
    pub due_at: Timestamp,
    /// 锁定原因: why nothing is taken on it now; `null` when something is.
    pub locked: Option<Locked>,
    /// 退回次数.
    #[schema(example = 0)]
    pub return_count: usize,
    /// 退回记录: every return, oldest first.
    pub returns: Vec<ReportReturn>,
    /// 现行: whether its figure is the one that serves for its subject and period.
    pub serving: bool,
    /// The correction that took its place.
    pub superseded_by: Option<Id>,
    /// 数据状态 of its figure; `null` while it is not submitted.
    pub value_status: Option<ValueStatus>,
    /// That status as people read it.
    #[schema(value_type = Option<String>, example = "已审定")]
    pub value_status_text: Option<&'static str>,
    /// 佐证附件: the files that it rests on.
    pub attachments: Vec<AttachmentSummary>,
    /// 数据质量提示: what the service wondered about when it was submitted; never blocks. Some are for the supervision
    /// office and the leaders only.
    pub quality_flags: Vec<RaisedFlag>,
}

/// 修订: one revision of what was reported on a subject for a period.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportRevision {
    /// The report.
    pub id: Id,
    /// 版次.
    #[schema(example = 2)]
    pub revision: i32,
    /// 状态.
    pub status: ReportStatus,
    /// The status as people read it.
    #[schema(value_type = String, example = "已审定")]
    pub status_text: &'static str,
    /// 现行: whether its figure is the one that serves.
    pub serving: bool,
    /// The report that it corrects.
    pub corrects: Option<Id>,
    /// 更正原因.
    pub correction_reason: Option<CorrectionReason>,
    /// 更正依据.
    pub correction_evidence: Option<String>,
    /// 填报方式.
    pub submission_kind: SubmissionKind,
    /// The figure in the subject's unit.
    pub value: Option<Decimal>,
    /// The figure as people read it.
    #[schema(example = "215.3 亿元")]
    pub value_text: Option<String>,
    /// 数据状态 of its figure.
    pub value_status: Option<ValueStatus>,
    /// When it was last submitted.
    pub submitted_at: Option<Timestamp>,
    /// When it was last approved or returned.
    pub decided_at: Option<Timestamp>,
    /// When a correction took its place.
    pub superseded_at: Option<Timestamp>,
}

impl Figures for ReportRow {
    const TYPE: &'static str = "report";
    fn figure_id(&self) -> Id {
        self.id
    }
    /// Only what was approved counts, and what served until its correction was.
    fn figures(&self) -> Option<Value> {
        let counts = matches!(self.status, ReportStatus::Approved | ReportStatus::Superseded);
        counts.then(|| {
            json!({
                "period": self.period_id,
                "indicator": self.indicator_id,
                "project": self.project_id,
                "bureau": self.bureau_id,
                "revision": self.revision,
                "status": self.status,
                "submission_kind": self.submission_kind,
                "value_reported": self.value_reported,
                "unit_reported": self.unit_reported,
                "value": self.value,
                "numerator": self.numerator,
                "denominator": self.denominator,
                "achieved_on": self.achieved_on,
                "first_submitted_at": self.first_submitted_at,
                "decided_at": self.decided_at,
                "corrects": self.corrects_id,
                "superseded_at": self.superseded_at,
                "demonstration": self.demonstration,
            })
        })
    }
}
