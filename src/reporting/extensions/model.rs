//! The shapes of an extension.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Backend, Id, Timestamp, schema::extensions},
        web::{OneOf, Reference},
    },
    plan::periods::{PeriodReference, PeriodSummary},
    reporting::{
        obligations::ObligationRow,
        subjects::{SubjectSummary, store::Names},
    },
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 申请状态.
    pub enum ExtensionStatus {
        /// 待审批: waits for its decision.
        Requested = "requested",
        /// 已同意: the due time is moved.
        Approved = "approved",
        /// 未同意: nothing is moved.
        Rejected = "rejected",
        /// 已撤回: taken back by the bureau before it was decided.
        Withdrawn = "withdrawn",
    }
}

impl ExtensionStatus {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Requested => "待审批",
            Self::Approved => "已同意",
            Self::Rejected => "未同意",
            Self::Withdrawn => "已撤回",
        }
    }
}

/// An extension as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable, AsChangeset, Serialize, ToSchema)]
#[diesel(table_name = extensions, check_for_backend(Backend), treat_none_as_default_value = false)]
#[diesel(treat_none_as_null = true)]
pub struct ExtensionRow {
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
    /// 次数: the how manieth request on the same subject and period.
    #[schema(example = 1)]
    pub number: i32,
    /// 状态.
    pub status: ExtensionStatus,
    /// 申请延至: the day asked for.
    #[schema(example = "2025-10-24")]
    pub due_on: NaiveDate,
    /// 申请理由.
    #[schema(example = "两个在建项目第三方审计未完成，投资完成额尚不能核定")]
    pub reason: String,
    /// 延期后的截止时间: what was granted, 24:00 of the day; `null` unless it was.
    #[schema(example = "2025-10-22T16:00:00.000000Z")]
    pub due_at: Option<Timestamp>,
    /// 审批意见: why it was refused, or what goes with the grant.
    pub decision: Option<String>,
    /// The user who asked.
    pub requested_by: Id,
    /// When it was asked for (business time).
    pub requested_at: Timestamp,
    /// The user who decided, or took it back.
    pub decided_by: Option<Id>,
    /// When it was decided or taken back (business time).
    pub decided_at: Option<Timestamp>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

impl ExtensionRow {
    /// The indicator or project that it is about. The database holds that it is one of them.
    pub fn subject_id(&self) -> Option<Id> {
        self.indicator_id.or(self.project_id)
    }
}

/// 延期: a request for more time on one obligation, and what became of it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Extension {
    /// As stored.
    #[serde(flatten)]
    pub row: ExtensionRow,
    /// 报告对象.
    pub subject: SubjectSummary,
    /// 报告期.
    pub period: PeriodSummary,
    /// 申请单位.
    pub bureau: BureauSummary,
    /// The status as people read it.
    #[schema(example = "待审批")]
    pub status_text: &'static str,
}

/// 延期申请: more time for the report of the caller's bureau on one indicator or project for one period.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "period": "2025-09", "indicator": "code:2.9", "due_on": "2025-10-24",
    "reason": "两个在建项目第三方审计未完成，投资完成额尚不能核定"
}))]
pub struct NewExtension {
    /// The period.
    pub period: PeriodReference,
    /// The indicator; either this or `project`.
    pub indicator: Option<Reference>,
    /// The project; either this or `indicator`.
    pub project: Option<Reference>,
    /// 申请延至: due at 24:00 of this day; after the due time, and at most sixty days after that of the period.
    #[schema(example = "2025-10-24")]
    pub due_on: NaiveDate,
    /// 申请理由: why it cannot be given in time.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

impl NewExtension {
    /// As it is stored, asked for by somebody.
    pub fn of(
        &self,
        owed: &ObligationRow,
        number: i32,
        by: Id,
        business_now: Timestamp,
        now: Timestamp,
    ) -> ExtensionRow {
        ExtensionRow {
            id: Id::new(),
            jurisdiction: owed.jurisdiction.clone(),
            plan_id: owed.plan_id,
            period_id: owed.period_id,
            indicator_id: owed.indicator_id,
            project_id: owed.project_id,
            bureau_id: owed.bureau_id,
            number,
            status: ExtensionStatus::Requested,
            due_on: self.due_on,
            reason: self.reason.clone(),
            due_at: None,
            decision: None,
            requested_by: by,
            requested_at: business_now,
            decided_by: None,
            decided_at: None,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}

/// 同意延期: as asked for, or to an earlier day.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"due_on": "2025-10-22", "comment": "审计报告出具后两日内报送"}))]
pub struct ExtensionApproval {
    /// 延至: due at 24:00 of this day, not later than asked for; the day asked for when it is left out.
    #[schema(example = "2025-10-22")]
    pub due_on: Option<NaiveDate>,
    /// 审批意见.
    #[schema(min_length = 1, max_length = 2000)]
    pub comment: Option<String>,
}

/// 不同意延期: why not.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "审计不影响投资完成额的初步统计，请按期报送"}))]
pub struct ExtensionRejection {
    /// 理由.
    #[schema(min_length = 1, max_length = 2000)]
    pub reason: String,
}

/// Which extensions.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ExtensionFilter {
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
    /// Only in one of these statuses, separated by commas.
    #[param(inline, example = json!(["requested", "approved"]))]
    pub status: Option<OneOf<ExtensionStatus>>,
}

impl ExtensionFilter {
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
