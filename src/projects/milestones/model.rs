//! The shapes of a milestone.
use super::{DatePrecision, network::Standing, rules};
use crate::foundation::{
    db::{Backend, Id, Timestamp, schema::milestones},
    web::{OneOf, Reference, clearable},
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
        /// 供地: the supply of land, on which starts wait.
        LandSupply = "land_supply",
        /// 其他: any other dated event.
        Other = "other",
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

text_enum! {
    /// 开工亮灯: the light of a planned start.
    pub enum StartLight {
        /// 绿: started in time, or not due yet.
        Green = "green",
        /// 黄: missed, or started late.
        Yellow = "yellow",
        /// 红: missed by three months.
        Red = "red",
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

/// A milestone as another one shows it.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = milestones, check_for_backend(Backend))]
pub struct MilestoneSummary {
    /// Identity.
    pub id: Id,
    /// Human code, unique in the plan.
    #[schema(example = "M001")]
    pub code: String,
    /// 名称.
    #[schema(example = "地块供地")]
    pub name: String,
    /// 节点类别.
    pub kind: MilestoneKind,
}

/// 前置节点: what a milestone waits for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MilestoneDependency {
    /// 前置节点.
    pub upstream: MilestoneSummary,
    /// For people: `供地即开工` where a start waits for land, else `前置节点`.
    #[schema(example = "供地即开工")]
    pub kind_text: &'static str,
    /// 间隔天数: how many days it needs after the upstream one.
    #[schema(example = 0)]
    pub lag_days: i32,
    /// 说明.
    pub comment: Option<String>,
    /// When the upstream milestone was met, or is expected.
    #[schema(example = "2025-05-15")]
    pub expected_on: NaiveDate,
    /// 偏差天数 of the upstream milestone.
    #[schema(example = 76)]
    pub slippage_days: Option<i64>,
}

/// 偏差原因: what an upstream milestone explains of a slip. A slip caused upstream is still a slip.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SlipCause {
    /// The milestone that it waits for.
    pub dependency: MilestoneSummary,
    /// How many days of the slip that explains.
    #[schema(example = 45)]
    pub days: i64,
    /// Where the slip began: the first milestone up the chain that slipped by itself.
    pub root: MilestoneSummary,
}

/// What is derived of a milestone from what it belongs to and waits for.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    pub(super) project: Option<ProjectSummary>,
    pub(super) lead_bureau_id: Option<Id>,
    pub(super) area: Option<AreaSummary>,
    pub(super) frozen: bool,
    pub(super) standing: Standing,
    pub(super) slip_cause: Option<SlipCause>,
    pub(super) dependencies: Vec<MilestoneDependency>,
}

/// A milestone with its owner, its state and its slip.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MilestoneDetail {
    /// The milestone.
    #[serde(flatten)]
    pub milestone: Milestone,
    /// 期限 for people, as exactly as it is promised.
    #[schema(example = "2025年3月")]
    pub due_text: String,
    /// 基准日期: the due day; frozen once its project is under construction.
    #[schema(example = "2025-03-31")]
    pub baseline_on: NaiveDate,
    /// Whether the baseline is frozen: then only the forecast moves.
    pub baseline_frozen: bool,
    /// Derived at the business date.
    pub state: MilestoneState,
    /// The state for people.
    #[schema(example = "按期完成")]
    pub state_text: &'static str,
    /// 开工亮灯; `null` for other milestones than a start.
    pub light: Option<StartLight>,
    /// When it was met, or is expected: as forecast, and not before what it waits for lets it.
    #[schema(example = "2025-05-15")]
    pub expected_on: NaiveDate,
    /// 偏差天数: actual or expected day less the baseline; `null` while it is neither met nor forecast nor held up.
    #[schema(example = 45)]
    pub slippage_days: Option<i64>,
    /// 偏差原因: what is due to a milestone that it waits for; `null` where none of the slip is.
    pub slip_cause: Option<SlipCause>,
    /// 前置节点: what it waits for.
    pub dependencies: Vec<MilestoneDependency>,
    /// The project that it belongs to, or `null`.
    pub project: Option<ProjectSummary>,
    /// The area that it belongs to, or `null`.
    pub area: Option<AreaSummary>,
    /// The lead bureau of its project.
    #[serde(skip)]
    pub lead_bureau_id: Option<Id>,
}

impl MilestoneDetail {
    /// A milestone with what surrounds it, on a day.
    pub(super) fn new(milestone: Milestone, with: Surroundings, today: NaiveDate) -> Self {
        let state = rules::state(milestone.due_on, milestone.completed_on, today);
        Self {
            due_text: milestone.date_precision.text(milestone.due_on),
            baseline_on: milestone.due_on,
            baseline_frozen: with.frozen,
            state,
            state_text: state.text(),
            light: rules::light(milestone.kind, milestone.due_on, milestone.completed_on, today),
            expected_on: with.standing.expected_on.unwrap_or(milestone.due_on),
            slippage_days: with.standing.slippage_days,
            slip_cause: with.slip_cause,
            dependencies: with.dependencies,
            project: with.project,
            area: with.area,
            lead_bureau_id: with.lead_bureau_id,
            milestone,
        }
    }
}

/// A milestone to create, of a project or of an area.
#[derive(Debug, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = milestones, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "project": "code:P001", "code": "M006", "name": "主体工程封顶", "due_on": "2025-12-31", "due_confidence": "default"
}))]
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
    /// 期限: the day until whose end it is due; kept as the last day of the month, quarter, … that `date_precision`
    /// names.
    #[diesel(skip_insertion)]
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
    /// 完成日期; not in the future (`date_in_future`); not for a start or a completion, which a transition meets
    /// (`completed_by_transition`).
    #[diesel(skip_insertion)]
    #[schema(example = "2025-03-28")]
    pub completed_on: Option<NaiveDate>,
    /// What is unclear in the source.
    #[schema(max_length = 4000)]
    pub source_note: Option<String>,
}

impl NewMilestone {
    /// The start milestone of a project, from the planned start that it brought.
    pub fn planned_start(project_code: &str, due_on: NaiveDate) -> Self {
        Self {
            project: None,
            area: None,
            code: format!("{project_code}-start"),
            name: "开工".to_owned(),
            due_on,
            due_confidence: DueConfidence::Printed,
            kind: MilestoneKind::Start,
            date_precision: DatePrecision::Day,
            completed_on: None,
            source_note: None,
        }
    }
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
    /// 期限: the day until whose end it is due; not once it is frozen (`baseline_frozen`).
    #[diesel(skip_update)]
    #[schema(nullable = false)]
    pub due_on: Option<NaiveDate>,
    /// 日期精度; not once the baseline is frozen (`baseline_frozen`).
    #[schema(nullable = false)]
    pub date_precision: Option<DatePrecision>,
    /// 期限依据.
    #[schema(nullable = false)]
    pub due_confidence: Option<DueConfidence>,
    /// 节点类别; `start` and `completion` are of a project.
    #[schema(nullable = false)]
    pub kind: Option<MilestoneKind>,
    /// 完成日期; not in the future (`date_in_future`); not of a start or a completion (`completed_by_transition`).
    #[serde(deserialize_with = "clearable")]
    #[diesel(skip_update)]
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
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this project.
    #[param(example = "code:P001")]
    pub project: Option<Reference>,
    /// Only of this area itself, not of its projects.
    #[param(example = "code:6")]
    pub area: Option<Reference>,
    /// Only due before this day, the day itself not included.
    #[param(example = "2025-06-01")]
    pub due_before: Option<NaiveDate>,
    /// Only due after this day, the day itself not included.
    #[param(example = "2025-03-01")]
    pub due_after: Option<NaiveDate>,
    /// Only completed ones, or only those that are not.
    pub completed: Option<bool>,
    /// Only of these kinds, separated by commas.
    #[param(inline, example = json!(["start", "completion"]))]
    pub kind: Option<OneOf<MilestoneKind>>,
}
