//! The shapes of an obligation.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        clock::start_of_day,
        db::{Backend, Id, Timestamp, obligations},
        web::{OneOf, Reference},
    },
    plan::periods::{Locked, PeriodReference, PeriodSummary},
    reporting::{
        reports::ReportStatus,
        subjects::{SubjectSummary, store::Names},
        windows::{GrantedExtension, Window},
    },
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 应报事项状态: derived from business time and from the report, if there is one.
    pub enum ObligationState {
        /// 未开始: the period has not ended.
        NotOpen = "not_open",
        /// 待填报: open, not yet due, nothing drafted.
        Owed = "owed",
        /// 填报中: drafted or withdrawn, not yet due.
        Drafted = "drafted",
        /// 已逾期: due, and nothing is submitted.
        Overdue = "overdue",
        /// 待审核: submitted.
        Submitted = "submitted",
        /// 已退回: to be submitted again.
        Returned = "returned",
        /// 已审定: done.
        Approved = "approved",
        /// 缓建停建: nothing is submitted, and nothing is expected while the project is suspended.
        Suspended = "suspended",
    }
}

impl ObligationState {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NotOpen => "未开始",
            Self::Owed => "待填报",
            Self::Drafted => "填报中",
            Self::Overdue => "已逾期",
            Self::Submitted => "待审核",
            Self::Returned => "已退回",
            Self::Approved => "已审定",
            Self::Suspended => "缓建停建",
        }
    }
}

text_enum! {
    /// 及时性: whether the report was first submitted by its due time, a granted extension included.
    pub enum Timeliness {
        /// 按时: first submitted by its due time.
        OnTime = "on_time",
        /// 迟报: first submitted after its due time.
        Late = "late",
        /// 未报: not submitted, due or not.
        NotSubmitted = "not_submitted",
    }
}

/// An obligation as the view gives it.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = obligations, check_for_backend(Backend))]
pub struct ObligationRow {
    /// Period and subject.
    pub id: String,
    /// GB/T 2260 code.
    pub jurisdiction: String,
    /// The plan.
    pub plan_id: Id,
    /// The period.
    pub period_id: Id,
    /// Its code.
    pub period_code: String,
    /// When reporting opens.
    pub opens_at: Timestamp,
    /// When the period was closed.
    pub closed_at: Option<Timestamp>,
    /// The indicator, or
    pub indicator_id: Option<Id>,
    /// the project.
    pub project_id: Option<Id>,
    /// Its code.
    pub subject_code: String,
    /// Its name.
    pub subject_name: String,
    /// Who owes.
    pub bureau_id: Id,
    /// Until when the first submission is due: on time is judged on it.
    pub first_due_at: Timestamp,
    /// Until when it is due now.
    pub due_at: Timestamp,
    /// The extension that was granted.
    pub extension_id: Option<Id>,
    /// Until when that extends it.
    pub extended_due_at: Option<Timestamp>,
    /// When the year of the plan was closed.
    pub year_closed_at: Option<Timestamp>,
    /// Until when the closed period is open again for the bureau.
    pub exception_ends_at: Option<Timestamp>,
    /// The report, if there is one.
    pub report_id: Option<Id>,
    /// Its status.
    pub report_status: Option<ReportStatus>,
    /// When it was first submitted.
    pub first_submitted_at: Option<Timestamp>,
    /// When it was last decided.
    pub decided_at: Option<Timestamp>,
    /// Since when the project is suspended.
    pub suspended_on: Option<NaiveDate>,
}

/// 应报事项: one subject and one period that a bureau owes a report for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Obligation {
    /// Identity: that of the period and that of the subject.
    #[schema(example = "01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11.01939c1e-5f0b-7aa1-8c55-3e9f0d6b4a02")]
    pub id: String,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan.
    pub plan_id: Id,
    /// 报告期.
    pub period: PeriodSummary,
    /// 报告对象.
    pub subject: SubjectSummary,
    /// 填报单位: who owes it.
    pub bureau: BureauSummary,
    /// When reporting opens.
    pub opens_at: Timestamp,
    /// 截止时间: of the period, or of its granted extension; of a returned report, its new one.
    #[schema(example = "2025-10-14T16:00:00.000000Z")]
    pub due_at: Timestamp,
    /// The state at this moment of business time.
    pub state: ObligationState,
    /// The state as people read it.
    #[schema(example = "待填报")]
    pub state_text: &'static str,
    /// 已逾期: due, and nothing is submitted or approved; also of a returned report whose new time has passed. Nothing
    /// is overdue while its project is suspended.
    pub overdue: bool,
    /// 是否按时: whether the report was first submitted by the due time of the period, or of its extension; a return
    /// changes nothing of it. `null` while it was not submitted.
    pub on_time: Option<bool>,
    /// 已准延期: an extension that has not run out excuses that nothing was given yet.
    pub excused: bool,
    /// 延期: the extension that was granted, run out or not.
    pub extension: Option<GrantedExtension>,
    /// 待批延期: the request for an extension that waits for its decision.
    pub extension_requested: Option<Id>,
    /// 锁定原因: why nothing is taken now; `null` when something is.
    pub locked: Option<Locked>,
    /// The report, if there is one.
    pub report_id: Option<Id>,
    /// When it was first submitted.
    pub first_submitted_at: Option<Timestamp>,
}

impl ObligationRow {
    /// The indicator or project.
    pub fn subject_id(&self) -> Id {
        // The view holds that it is one of them.
        self.indicator_id.or(self.project_id).unwrap_or(self.period_id)
    }
    /// 及时性.
    pub fn timeliness(&self) -> Timeliness {
        match self.first_submitted_at {
            None => Timeliness::NotSubmitted,
            Some(at) if at <= self.first_due_at => Timeliness::OnTime,
            Some(_) => Timeliness::Late,
        }
    }
    /// When something is taken on it.
    pub fn window(&self) -> Window {
        let extension = self.extension_id.zip(self.extended_due_at);
        Window {
            opens_at: self.opens_at,
            first_due_at: self.first_due_at,
            closed_at: self.closed_at,
            extension: extension.map(|(id, due_at)| GrantedExtension { id, due_at }),
            exception_ends_at: self.exception_ends_at,
            year_closed_at: self.year_closed_at,
            suspended_since: self.suspended_on.map(start_of_day),
        }
    }
}

/// Which obligations.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ObligationFilter {
    /// Only of this plan: an id or `code:2025`.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this period: an id or `2025-09`.
    #[param(example = "2025-09")]
    pub period: Option<PeriodReference>,
    /// Only of this bureau: an id or `code:housing`. Another bureau's list is empty to a bureau.
    #[param(example = "code:housing")]
    pub bureau: Option<Reference>,
    /// Only on this indicator: an id or `code:1.8`.
    #[param(example = "code:1.8")]
    pub indicator: Option<Reference>,
    /// Only on this project: an id or `code:P001`.
    #[param(example = "code:P001")]
    pub project: Option<Reference>,
    /// Only in one of these states, separated by commas.
    #[param(inline, example = json!(["owed", "drafted", "overdue"]))]
    pub state: Option<OneOf<ObligationState>>,
    /// Only with a report of one of these statuses, separated by commas.
    #[param(inline, example = json!(["submitted"]))]
    pub report_status: Option<OneOf<ReportStatus>>,
    /// Only first submitted in time, late, or not at all, separated by commas.
    #[param(inline, example = json!(["late"]))]
    pub timeliness: Option<OneOf<Timeliness>>,
    /// Only those that are overdue, or that are not.
    pub overdue: Option<bool>,
    /// Only those that an extension excuses now, or that none does.
    pub excused: Option<bool>,
    /// Only those due before this day begins in Asia/Shanghai; what is due at 24:00 of the day before is.
    #[param(example = "2025-10-15")]
    pub due_before: Option<NaiveDate>,
}

impl ObligationFilter {
    /// The objects that it names.
    pub fn names(&self) -> Names<'_> {
        Names {
            plan: self.plan.as_ref(),
            period: self.period.as_ref(),
            bureau: self.bureau.as_ref(),
            area: None,
            indicator: self.indicator.as_ref(),
            project: self.project.as_ref(),
        }
    }
}
