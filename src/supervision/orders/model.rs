//! The shapes of a supervision order as it is stored and shown; what hangs on it is in `records.rs`, what clients send
//! in `requests.rs`.
use super::records::{OrderExtension, OrderInstruction};
use crate::{
    directory::bureaus::BureauSummary,
    evidence::attachments::AttachmentSummary,
    foundation::db::{Backend, Id, Timestamp, schema::supervision_orders},
    supervision::reminder_rules::{DayClock, DayCount, ReminderLevel},
    text_enum,
};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

text_enum! {
    /// 督办单状态.
    pub enum OrderStatus {
        /// 待签收: issued, not signed for.
        Issued = "issued",
        /// 已签收: signed for by the bureau's lead.
        Signed = "signed",
        /// 办理中: fed back on, or returned.
        InProgress = "in_progress",
        /// 申请办结: closure is applied for; the supervision office decides.
        ClosureApplied = "closure_applied",
        /// 已办结: closed with a grade.
        Closed = "closed",
        /// 已撤销: taken back by the supervision office.
        Cancelled = "cancelled",
    }
}

impl OrderStatus {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Issued => "待签收",
            Self::Signed => "已签收",
            Self::InProgress => "办理中",
            Self::ClosureApplied => "申请办结",
            Self::Closed => "已办结",
            Self::Cancelled => "已撤销",
        }
    }
    /// Those in which the clock runs against the bureau.
    pub const RUNNING: [Self; 3] = [Self::Issued, Self::Signed, Self::InProgress];
    /// Whether the clock runs against the bureau.
    pub fn is_running(self) -> bool {
        Self::RUNNING.contains(&self)
    }
    /// Whether nothing more happens to the order.
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Closed | Self::Cancelled)
    }
}

text_enum! {
    /// 紧急程度.
    pub enum OrderLevel {
        /// 一般: the ordinary time limits.
        Normal = "normal",
        /// 紧急: short time limits.
        Urgent = "urgent",
        /// 特急: the shortest time limits.
        Critical = "critical",
    }
}

impl OrderLevel {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Normal => "一般",
            Self::Urgent => "紧急",
            Self::Critical => "特急",
        }
    }
}

text_enum! {
    /// 任务来源: why the order was issued.
    pub enum OrderOrigin {
        /// 督查: found by the supervision office.
        Supervision = "supervision",
        /// 领导批示: a leader's instruction.
        LeaderInstruction = "leader_instruction",
        /// 会议决定: decided by a meeting.
        Meeting = "meeting",
        /// 群众反映: raised by the public.
        Public = "public",
    }
}

text_enum! {
    /// 办结等次: how well the order was carried out.
    pub enum OrderGrade {
        /// 优秀: carried out very well.
        Excellent = "excellent",
        /// 良好: carried out well.
        Good = "good",
        /// 合格: carried out.
        Passed = "passed",
        /// 不合格: not carried out as demanded.
        Failed = "failed",
    }
}

text_enum! {
    /// What kind of thing an order is about.
    pub enum OrderSubjectType {
        /// 指标: an indicator.
        Indicator = "indicator",
        /// 项目: a project.
        Project = "project",
        /// 节点: a milestone.
        Milestone = "milestone",
        /// 报告期: the reports of a period.
        Period = "period",
    }
}

/// 督办对象: what an order is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct OrderSubject {
    /// What kind of thing it is.
    #[serde(rename = "type")]
    pub kind: OrderSubjectType,
    /// Identity.
    pub id: Id,
    /// Human code.
    #[schema(example = "1.8")]
    pub code: String,
    /// 名称.
    #[schema(example = "收储土地面积")]
    pub name: String,
}

/// A supervision order as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable, AsChangeset, Serialize, ToSchema)]
#[diesel(table_name = supervision_orders, check_for_backend(Backend), treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct OrderRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// 文号: the human code, gapless in the jurisdiction and the year.
    #[schema(example = "督办〔2025〕第3号")]
    pub code: String,
    /// 标题.
    #[schema(example = "加快土地收储进度")]
    pub title: String,
    /// 督办要求.
    #[schema(example = "10月底前完成剩余300亩收储，每周反馈进展。")]
    pub demand: String,
    /// 紧急程度.
    pub level: OrderLevel,
    /// 任务来源.
    pub origin: OrderOrigin,
    /// Shown as `subject`, as the next three.
    #[serde(skip)]
    #[schema(ignore)]
    pub indicator_id: Option<Id>,
    /// See above.
    #[serde(skip)]
    #[schema(ignore)]
    pub project_id: Option<Id>,
    /// See above.
    #[serde(skip)]
    #[schema(ignore)]
    pub milestone_id: Option<Id>,
    /// See above.
    #[serde(skip)]
    #[schema(ignore)]
    pub period_id: Option<Id>,
    /// Shown as `bureau`.
    #[serde(skip)]
    #[schema(ignore)]
    pub bureau_id: Id,
    /// Shown as `clock`.
    #[serde(skip)]
    #[schema(ignore)]
    pub clock_days: i32,
    /// Shown as `clock`.
    #[serde(skip)]
    #[schema(ignore)]
    pub clock_counted: DayCount,
    /// 反馈周期: feedback is due every so many days, if it is.
    #[schema(example = 7)]
    pub feedback_every_days: Option<i32>,
    /// 交办时间.
    pub issued_at: Timestamp,
    /// 签收期限.
    #[schema(example = "2025-10-11T16:00:00.000000Z")]
    pub sign_due_at: Timestamp,
    /// 办理期限: of the clock, of an extension, or of a return.
    #[schema(example = "2025-10-21T16:00:00.000000Z")]
    pub due_at: Timestamp,
    /// 下次反馈期限: `null` without a period of feedback, and once closure is applied for.
    pub feedback_due_at: Option<Timestamp>,
    /// 状态.
    pub status: OrderStatus,
    /// 签收时间.
    pub signed_at: Option<Timestamp>,
    /// 办理结果: of the last application for closure.
    pub closure_result: Option<String>,
    /// 佐证: of the last application for closure.
    pub closure_evidence: Option<String>,
    /// 申请办结时间: of the last application.
    pub closure_applied_at: Option<Timestamp>,
    /// 是否按期: whether closure was first applied for by the due time of then; a return does not change it.
    pub on_time: Option<bool>,
    /// 退回次数.
    pub returns: i32,
    /// 办结等次.
    pub grade: Option<OrderGrade>,
    /// 办理意见: of the last closure, return or cancellation.
    pub decision_comment: Option<String>,
    /// When it was last closed, returned or cancelled.
    pub decided_at: Option<Timestamp>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

impl OrderRow {
    /// 办理时限: the clock that it was given.
    pub fn clock(&self) -> DayClock {
        // The database holds that it is positive, and the rules that it is at most 180.
        DayClock { days: u16::try_from(self.clock_days).unwrap_or(u16::MAX), counted: self.clock_counted }
    }
    /// What it is about, by identity.
    pub fn subject(&self) -> Option<(OrderSubjectType, Id)> {
        let of = |kind, id: Option<Id>| id.map(|id| (kind, id));
        of(OrderSubjectType::Indicator, self.indicator_id)
            .or(of(OrderSubjectType::Project, self.project_id))
            .or(of(OrderSubjectType::Milestone, self.milestone_id))
            .or(of(OrderSubjectType::Period, self.period_id))
    }
}

/// 督办单: a demand to one bureau, with a clock.
#[derive(Debug, Serialize, ToSchema)]
pub struct SupervisionOrder {
    /// As stored.
    #[serde(flatten)]
    pub row: OrderRow,
    /// 主办单位: the bureau that answers for it.
    pub bureau: BureauSummary,
    /// 协办单位: the bureaus that support it.
    pub supporting_bureaus: Vec<BureauSummary>,
    /// 督办对象: what it is about, if it is about one thing.
    pub subject: Option<OrderSubject>,
    /// 办理时限: the clock that it was given.
    pub clock: DayClock,
    /// The clock as people read it.
    #[schema(example = "7个工作日")]
    pub clock_text: String,
    /// The level as people read it.
    #[schema(example = "紧急")]
    pub level_text: &'static str,
    /// The status as people read it.
    #[schema(example = "办理中")]
    pub status_text: &'static str,
    /// 已超期: past due, and closure is not applied for.
    pub overdue: bool,
    /// 签收超期: past the time to sign for it, and not signed for.
    pub sign_overdue: bool,
    /// 反馈超期: past the time of the next feedback.
    pub feedback_overdue: bool,
    /// 剩余天数: to the due day, counted as the clock counts; negative when it has passed; `null` when the clock does
    /// not run.
    #[schema(example = 3)]
    pub days_left: Option<i64>,
    /// 催办级别 at this moment, by the rules in force; `null` when nothing is to be reminded of.
    pub reminder_level: Option<ReminderLevel>,
    /// 领导批示, oldest first.
    pub instructions: Vec<OrderInstruction>,
    /// 延期申请, oldest first.
    pub extensions: Vec<OrderExtension>,
    /// 随附材料: what the supervision office gave with it.
    pub attachments: Vec<AttachmentSummary>,
    /// 办结佐证: what closure was applied for with, every time.
    pub closure_attachments: Vec<AttachmentSummary>,
}
