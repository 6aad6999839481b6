//! 锁定 locks: that nothing is taken for a period, and why. What is decided for one bureau or one subject is added by
//! `reporting::windows`.
use super::model::PeriodRow;
use crate::{
    foundation::{db::Timestamp, error::Code},
    text_enum,
};
use serde::Serialize;
use utoipa::ToSchema;

text_enum! {
    /// 锁定原因: why nothing is taken.
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
    /// For a reason that holds since a moment; `None` when it does not hold.
    pub fn since(reason: LockReason, since: Option<Timestamp>) -> Option<Self> {
        since.map(|since| Self::new(reason, Some(since)))
    }
}

/// Why a period as such, for whom nothing else was decided, takes no reports now; `None` when it does. `year_closed_at`
/// is when the year of its plan was closed.
pub fn lock(period: &PeriodRow, year_closed_at: Option<Timestamp>, now: Timestamp) -> Option<Locked> {
    if now < period.opens_at {
        return Some(Locked::new(LockReason::NotOpen, None));
    }
    Locked::since(LockReason::YearClosed, year_closed_at)
        .or_else(|| Locked::since(LockReason::Expired, period.closed_at))
}
