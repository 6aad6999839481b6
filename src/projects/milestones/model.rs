//! The shapes of a milestone.
use super::rules;
use crate::foundation::{
    auth::{Caller, Permission},
    db::{Backend, Id, Timestamp, schema::milestones},
    web::{AllowedAction, Reference, Resource, clearable},
};
use crate::plan::{areas::AreaSummary, targets::DueConfidence};
use crate::projects::projects::ProjectSummary;
use crate::text_enum;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 节点状态, at the business date.
    pub enum MilestoneState {
        /// 未到期: not completed, and the due day has not passed.
        Pending = "pending",
        /// 已逾期: not completed, and the due day has passed.
        Overdue = "overdue",
        /// 按期完成: completed on the due day or before.
        Completed = "completed",
        /// 逾期完成: completed after the due day.
        CompletedLate = "completed_late",
    }
}

text_enum! {
    /// 节点类别: what a milestone marks.
    pub enum MilestoneKind {
        /// 开工: the planned start of a project; completed by its transition into `under_construction`.
        Start = "start",
        /// 竣工: the planned completion of a project; completed by its transition into `completed`.
        Completion = "completion",
        /// 供地: the supply of land, on which starts wait (供地即开工).
        LandSupply = "land_supply",
        /// 其他.
        Other = "other",
    }
}

text_enum! {
    /// 日期精度: how exactly a day is promised. The due day is the last one of what is named.
    pub enum DatePrecision {
        /// 日.
        Day = "day",
        /// 月: 3月底前.
        Month = "month",
        /// 季度.
        Quarter = "quarter",
        /// 半年.
        HalfYear = "half_year",
        /// 年.
        Year = "year",
    }
}

impl MilestoneState {
    /// The Chinese name.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Pending => "未到期",
            Self::Overdue => "已逾期",
            Self::Completed => "按期完成",
            Self::CompletedLate => "逾期完成",
        }
    }
}

/// 节点: a dated event of a project or of an area.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = milestones, check_for_backend(Backend))]
pub struct Milestone {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan.
    pub plan_id: Id,
    /// The project that it belongs to; shown as `project`.
    #[serde(skip)]
    pub project_id: Option<Id>,
    /// The area that it belongs to; shown as `area`.
    #[serde(skip)]
    pub area_id: Option<Id>,
    /// Human code, unique in the plan.
    #[schema(example = "M001")]
    pub code: String,
    /// Orders codes as people count.
    #[serde(skip)]
    pub sort_key: String,
    /// 名称.
    #[schema(example = "郑新热电厂片区实质性开工")]
    pub name: String,
    /// 期限: the day until whose end it is due; it does not roll over holidays.
    #[schema(example = "2025-03-31")]
    pub due_on: NaiveDate,
    /// 期限依据.
    pub due_confidence: DueConfidence,
    /// 节点类别.
    pub kind: MilestoneKind,
    /// 日期精度.
    pub date_precision: DatePrecision,
    /// 预计日期: where it is expected now, as last stated; `null` while nothing was said.
    #[schema(example = "2025-05-15")]
    pub forecast_on: Option<NaiveDate>,
    /// 调整次数: how often the forecast was moved.
    #[schema(example = 1)]
    pub reforecasts: i32,
    /// 完成日期; `null` while it is not completed.
    #[schema(example = "2025-03-28")]
    pub completed_on: Option<NaiveDate>,
    /// What is unclear in the source (来源说明).
    pub source_note: Option<String>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// A milestone with its owner and its state.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MilestoneDetail {
    /// The milestone.
    #[serde(flatten)]
    pub milestone: Milestone,
    /// Derived at the business date.
    pub state: MilestoneState,
    /// The state for people.
    #[schema(example = "按期完成")]
    pub state_text: &'static str,
    /// The project that it belongs to, or `null`.
    pub project: Option<ProjectSummary>,
    /// The area that it belongs to, or `null`.
    pub area: Option<AreaSummary>,
}

impl MilestoneDetail {
    /// A milestone with its owner, on a day.
    pub fn new(
        milestone: Milestone,
        project: Option<ProjectSummary>,
        area: Option<AreaSummary>,
        today: NaiveDate,
    ) -> Self {
        let state = rules::state(milestone.due_on, milestone.completed_on, today);
        Self { milestone, state, state_text: state.text(), project, area }
    }
    /// With what the caller may do.
    pub fn shown_to(self, caller: &Caller) -> Resource<Self> {
        let may = caller.may_in(Permission::EditProjects, &self.milestone.jurisdiction);
        Resource { object: self, allowed_actions: vec![AllowedAction::new("update_milestone", may)] }
    }
}

/// A milestone to create, of a project or of an area.
#[derive(Debug, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = milestones, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"project": "code:P001", "code": "M006", "name": "主体工程封顶", "due_on": "2025-12-31", "due_confidence": "default"}))]
pub struct NewMilestone {
    /// The project that it belongs to; either this or `area` (`milestone_owner`).
    #[diesel(skip_insertion)]
    pub project: Option<Reference>,
    /// The area that it belongs to; either this or `project`.
    #[diesel(skip_insertion)]
    pub area: Option<Reference>,
    /// Human code, unique in the plan; it never changes.
    #[schema(pattern = "^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$", example = "M006")]
    pub code: String,
    /// 名称.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// 期限: the day until whose end it is due.
    #[schema(example = "2025-12-31")]
    pub due_on: NaiveDate,
    /// 期限依据.
    pub due_confidence: DueConfidence,
    /// 节点类别; `other` when it is left out. A project has one `start` and one `completion` (`milestone_kind_taken`).
    #[serde(default = "other")]
    #[schema(default = "other")]
    pub kind: MilestoneKind,
    /// 日期精度; `day` when it is left out.
    #[serde(default = "day")]
    #[schema(default = "day")]
    pub date_precision: DatePrecision,
    /// 完成日期; not in the future (`date_in_future`).
    #[schema(example = "2025-03-28")]
    pub completed_on: Option<NaiveDate>,
    /// What is unclear in the source.
    #[schema(max_length = 4000)]
    pub source_note: Option<String>,
}

const fn other() -> MilestoneKind {
    MilestoneKind::Other
}
const fn day() -> DatePrecision {
    DatePrecision::Day
}

/// Changes of a milestone: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = milestones)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"completed_on": "2025-03-28"}))]
pub struct MilestoneChanges {
    /// 名称.
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// 期限: the day until whose end it is due.
    #[schema(nullable = false)]
    pub due_on: Option<NaiveDate>,
    /// 期限依据.
    #[schema(nullable = false)]
    pub due_confidence: Option<DueConfidence>,
    /// 完成日期; not in the future (`date_in_future`).
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<NaiveDate>)]
    pub completed_on: Option<Option<NaiveDate>>,
    /// What is unclear in the source.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    pub source_note: Option<Option<String>>,
}

/// Which milestones.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct MilestoneFilter {
    /// Only of this plan.
    #[param(value_type = Option<String>, example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this project.
    #[param(value_type = Option<String>, example = "code:P001")]
    pub project: Option<Reference>,
    /// Only of this area itself, not of its projects.
    #[param(value_type = Option<String>, example = "code:6")]
    pub area: Option<Reference>,
    /// Only due before this day, the day itself not included.
    #[param(example = "2025-06-01")]
    pub due_before: Option<NaiveDate>,
    /// Only due after this day, the day itself not included.
    #[param(example = "2025-03-01")]
    pub due_after: Option<NaiveDate>,
    /// Only completed ones, or only those that are not.
    pub completed: Option<bool>,
}
