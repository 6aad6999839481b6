//! The shapes of a period exception.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Backend, Id, Timestamp, schema::period_exceptions},
        web::{OneOf, Reference},
    },
    plan::periods::{PeriodReference, PeriodSummary},
    reporting::subjects::{SubjectSummary, store::Names},
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 授权状态: derived from business time and from whether it was ended.
    pub enum ExceptionState {
        /// 有效: the period is open to the bureau.
        Running = "running",
        /// 已到期: it has run out.
        RunOut = "run_out",
        /// 已终止: the supervision office ended it.
        Ended = "ended",
    }
}

impl ExceptionState {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Running => "有效",
            Self::RunOut => "已到期",
            Self::Ended => "已终止",
        }
    }
}

/// A period exception as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = period_exceptions, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct ExceptionRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan of the period.
    pub plan_id: Id,
    /// Shown as `period`.
    #[serde(skip)]
    #[schema(ignore)]
    pub period_id: Id,
    /// Shown as `bureau`.
    #[serde(skip)]
    #[schema(ignore)]
    pub bureau_id: Id,
    /// Shown as `subject`.
    #[serde(skip)]
    #[schema(ignore)]
    pub indicator_id: Option<Id>,
    /// Shown as `subject`.
    #[serde(skip)]
    #[schema(ignore)]
    pub project_id: Option<Id>,
    /// Since when it runs (business time).
    pub opens_at: Timestamp,
    /// 授权截止: until when it runs, 24:00 of the day.
    #[schema(example = "2025-11-20T16:00:00.000000Z")]
    pub ends_at: Timestamp,
    /// 理由.
    #[schema(example = "系统对接故障，9月数据未能报送")]
    pub reason: String,
    /// The user who granted it.
    pub created_by: Id,
    /// When it was ended before its time (business time).
    pub ended_at: Option<Timestamp>,
    /// The user who ended it.
    pub ended_by: Option<Id>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

impl ExceptionRow {
    /// The indicator or project that it is limited to; `None` for everything that the bureau owes for the period.
    pub fn subject_id(&self) -> Option<Id> {
        self.indicator_id.or(self.project_id)
    }
}

/// 补报授权: a closed period that is open again for one bureau, for a while.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PeriodException {
    /// As stored.
    #[serde(flatten)]
    pub row: ExceptionRow,
    /// 报告期.
    pub period: PeriodSummary,
    /// 单位: to which the period is open.
    pub bureau: BureauSummary,
    /// 报告对象: to which it is limited; `null` for everything that the bureau owes for the period.
    pub subject: Option<SubjectSummary>,
    /// The state at this moment of business time.
    pub state: ExceptionState,
    /// The state as people read it.
    #[schema(example = "有效")]
    pub state_text: &'static str,
}

/// A closed period to open for one bureau.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "period": "2025-08", "bureau": "code:housing", "indicator": "code:2.9", "until": "2025-10-20",
    "reason": "系统对接故障，8月数据未能报送"
}))]
pub struct NewPeriodException {
    /// The period; closed.
    pub period: PeriodReference,
    /// The bureau; it owes a report for the period.
    #[schema(example = "code:housing")]
    pub bureau: Reference,
    /// Only for this indicator; neither this nor `project` for everything that the bureau owes.
    pub indicator: Option<Reference>,
    /// Only for this project.
    pub project: Option<Reference>,
    /// 授权截止: until 24:00 of this day; from today, at most thirty days ahead.
    #[schema(example = "2025-10-20")]
    pub until: NaiveDate,
    /// 理由, kept in the audit log.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// 终止授权: why an exception ends before its time.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "已补报完毕"}))]
pub struct ExceptionEnd {
    /// 理由, kept in the audit log.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Which exceptions.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ExceptionFilter {
    /// Only of this plan: an id or `code:2025`.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this period: an id or `2025-08`.
    #[param(example = "2025-08")]
    pub period: Option<PeriodReference>,
    /// Only of this bureau: an id or `code:housing`. Another bureau's list is empty to a bureau.
    #[param(example = "code:housing")]
    pub bureau: Option<Reference>,
    /// Only in one of these states, separated by commas.
    #[param(inline, example = json!(["running"]))]
    pub state: Option<OneOf<ExceptionState>>,
}

impl ExceptionFilter {
    /// The objects that it names.
    pub fn names(&self) -> Names<'_> {
        Names {
            plan: self.plan.as_ref(),
            period: self.period.as_ref(),
            bureau: self.bureau.as_ref(),
            ..Names::default()
        }
    }
}
