//! The shapes of a lock and of an extension, as other objects show them.
use crate::{
    foundation::{
        db::{Id, Timestamp},
        error::Code,
    },
    text_enum,
};
use serde::Serialize;
use utoipa::ToSchema;

text_enum! {
    /// 锁定原因: why nothing is taken (docs/domain.md §4).
    pub enum LockReason {
        /// 未开始: the period has not ended.
        NotOpen = "not_open",
        /// 年度已办结: the year of the plan is closed.
        YearClosed = "year_closed",
        /// 已审定: the report is approved.
        Approved = "approved",
        /// 缓建或停建: the project is suspended.
        Suspended = "suspended",
        /// 已关闭: the supervision office has closed the period, and neither an extension nor an exception keeps it
        /// open.
        Expired = "expired",
    }
}

impl LockReason {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotOpen => "报告期尚未开始填报",
            Self::YearClosed => "年度已办结",
            Self::Approved => "报告已审定",
            Self::Suspended => "项目缓建或停建",
            Self::Expired => "报告期已关闭",
        }
    }
    /// The code of the refusal to begin, to change or to submit.
    pub const fn code(self) -> Code {
        match self {
            Self::NotOpen => Code::PeriodNotOpen,
            Self::YearClosed => Code::PlanYearClosed,
            Self::Approved => Code::ReportNotEditable,
            Self::Suspended => Code::ProjectSuspended,
            Self::Expired => Code::PeriodClosed,
        }
    }
}

/// 锁定: that nothing is taken, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Locked {
    /// The reason; of several, the widest.
    pub reason: LockReason,
    /// The reason as people read it.
    #[schema(example = "报告期已关闭")]
    pub text: &'static str,
    /// Since when (business time); `null` of what has not begun.
    pub since: Option<Timestamp>,
}

impl Locked {
    /// For a reason, since a moment.
    pub const fn new(reason: LockReason, since: Option<Timestamp>) -> Self {
        Self { reason, text: reason.text(), since }
    }
}

/// 延期: the extension that was granted on an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct GrantedExtension {
    /// Identity: `GET /extensions/{id}`.
    pub id: Id,
    /// 延期后的截止时间.
    #[schema(example = "2025-10-20T16:00:00.000000Z")]
    pub due_at: Timestamp,
}
