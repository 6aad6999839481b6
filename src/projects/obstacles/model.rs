//! The shapes of an obstacle.
use super::rules;
use crate::directory::bureaus::BureauSummary;
use crate::foundation::{
    db::{
        Backend, Id, Timestamp,
        schema::{obstacle_escalations, obstacles},
    },
    web::{OneOf, Reference, clearable},
};
use crate::projects::projects::{Project, ProjectSummary};
use crate::text_enum;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 堵点类别.
    pub enum ObstacleCategory {
        /// 征迁: land and houses to be cleared.
        LandClearance = "land_clearance",
        /// 资金: the funding is missing.
        Funding = "funding",
        /// 审批: approvals and procedures.
        Approval = "approval",
        /// 要素: water, electricity, gas, roads.
        Utilities = "utilities",
        /// 其他: another kind.
        Other = "other",
    }
}

text_enum! {
    /// 堵点状态, at the business date.
    pub enum ObstacleState {
        /// 未解决: not resolved, and not past its due day.
        Open = "open",
        /// 已逾期: not resolved, and past its due day.
        Overdue = "overdue",
        /// 已解决: it is cleared away.
        Resolved = "resolved",
    }
}

impl ObstacleState {
    /// The Chinese name.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Open => "未解决",
            Self::Overdue => "已逾期",
            Self::Resolved => "已解决",
        }
    }
}

/// 堵点: something that stands in a project's way.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = obstacles, check_for_backend(Backend))]
pub struct Obstacle {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan.
    pub plan_id: Id,
    /// The project; shown as `project`.
    #[serde(skip)]
    pub project_id: Id,
    /// 标题.
    #[schema(example = "红线内一处厂房未签征迁协议")]
    pub title: String,
    /// 描述.
    pub description: Option<String>,
    /// 类别.
    pub category: ObstacleCategory,
    /// 级别: who has to solve it.
    ///
    /// - 1 责任单位: the owner itself.
    /// - 2 牵头单位专班: the project's task force.
    /// - 3 分管区领导: the district leader in charge.
    /// - 4 区主要领导: the heads of the district.
    #[schema(example = 1)]
    pub level: i32,
    /// 责任单位; shown as `owner`.
    #[serde(skip)]
    pub owner_bureau_id: Id,
    /// 提出日期: the server's business day.
    #[schema(example = "2025-09-12")]
    pub raised_on: NaiveDate,
    /// 解决期限: the day until whose end it is to be resolved.
    #[schema(example = "2025-10-15")]
    pub due_on: NaiveDate,
    /// 解决日期; `null` while it is not resolved.
    pub resolved_on: Option<NaiveDate>,
    /// 解决情况.
    pub resolution: Option<String>,
    /// The user who raised it.
    pub raised_by: Option<Id>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// 提级: one step up.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = obstacle_escalations, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct ObstacleEscalation {
    /// Identity.
    #[serde(skip)]
    pub id: Id,
    /// The obstacle.
    #[serde(skip)]
    pub obstacle_id: Id,
    /// The level after; one above the level before.
    #[schema(example = 2)]
    pub to_level: i32,
    /// 理由.
    #[schema(example = "评估价格分歧，责任单位协调三次未果")]
    pub reason: String,
    /// The due day before.
    #[schema(example = "2025-09-30")]
    pub previous_due: NaiveDate,
    /// The due day after.
    #[schema(example = "2025-10-15")]
    pub due_on: NaiveDate,
    /// The user who escalated.
    pub escalated_by: Option<Id>,
    /// When, in business time.
    pub escalated_at: Timestamp,
}

/// An obstacle with what belongs to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ObstacleDetail {
    /// The obstacle.
    #[serde(flatten)]
    pub obstacle: Obstacle,
    /// Derived at the business date.
    pub state: ObstacleState,
    /// The state for people.
    #[schema(example = "未解决")]
    pub state_text: &'static str,
    /// 级别 for people.
    #[schema(example = "1级（责任单位）")]
    pub level_text: &'static str,
    /// 逾期天数: days past the due day on which it is, or was, not resolved; 0 when it is in time.
    #[schema(example = 0)]
    pub days_overdue: i64,
    /// The project.
    pub project: ProjectSummary,
    /// Its lead bureau, which keeps it.
    #[serde(skip)]
    pub lead_bureau_id: Option<Id>,
    /// 责任单位.
    pub owner: Option<BureauSummary>,
    /// 提级记录, in their order.
    pub escalations: Vec<ObstacleEscalation>,
}

impl ObstacleDetail {
    /// An obstacle of a project on a day.
    pub fn new(
        obstacle: Obstacle,
        project: &Project,
        owner: Option<BureauSummary>,
        escalations: Vec<ObstacleEscalation>,
        today: NaiveDate,
    ) -> Self {
        let state = rules::state(obstacle.due_on, obstacle.resolved_on, today);
        Self {
            state,
            state_text: state.text(),
            level_text: rules::level_text(obstacle.level),
            days_overdue: (obstacle.resolved_on.unwrap_or(today) - obstacle.due_on).num_days().max(0),
            project: project.into(),
            lead_bureau_id: project.lead_bureau_id,
            owner,
            escalations,
            obstacle,
        }
    }
}

/// An obstacle to raise.
#[derive(Debug, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = obstacles, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "project": "code:P001", "title": "红线内一处厂房未签征迁协议", "category": "land_clearance", "level": 1,
    "owner": "code:natural-resources", "due_on": "2025-10-31"
}))]
pub struct NewObstacle {
    /// The project, a named one.
    #[diesel(skip_insertion)]
    pub project: Reference,
    /// 标题.
    #[schema(min_length = 1, max_length = 200, pattern = r"\S")]
    pub title: String,
    /// 描述.
    #[schema(max_length = 4000)]
    pub description: Option<String>,
    /// 类别.
    pub category: ObstacleCategory,
    /// 级别, from 1 责任单位 to 4 区主要领导.
    #[schema(minimum = 1, maximum = 4)]
    pub level: i32,
    /// 责任单位, of the plan's jurisdiction.
    #[diesel(skip_insertion)]
    pub owner: Reference,
    /// 解决期限; not before today (`date_in_past`).
    #[schema(example = "2025-10-31")]
    pub due_on: NaiveDate,
}

/// Changes of an obstacle: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = obstacles)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"description": "涉及面积约1.2万平方米"}))]
pub struct ObstacleChanges {
    /// 标题.
    #[schema(nullable = false, min_length = 1, max_length = 200, pattern = r"\S")]
    pub title: Option<String>,
    /// 描述.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    pub description: Option<Option<String>>,
    /// 类别.
    #[schema(nullable = false)]
    pub category: Option<ObstacleCategory>,
    /// 责任单位, of the plan's jurisdiction.
    #[diesel(skip_update)]
    #[schema(nullable = false)]
    pub owner: Option<Reference>,
}

/// 提级: the next level, with a reason and a new due day.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"reason": "评估价格分歧，责任单位协调三次未果", "due_on": "2025-10-15"}))]
pub struct NewObstacleEscalation {
    /// 理由.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub reason: String,
    /// The new 解决期限; not before today (`date_in_past`).
    #[schema(example = "2025-10-15")]
    pub due_on: NaiveDate,
}

/// 解决.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"resolved_on": "2025-10-09", "resolution": "征迁协议已签，厂房腾空"}))]
pub struct ObstacleResolution {
    /// 解决日期; neither in the future nor before it was raised.
    #[schema(example = "2025-10-09")]
    pub resolved_on: NaiveDate,
    /// 解决情况.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub resolution: String,
}

/// Which obstacles.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ObstacleFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this project.
    #[param(example = "code:P001")]
    pub project: Option<Reference>,
    /// Only in these states, separated by commas.
    #[param(inline, example = json!(["open", "overdue"]))]
    pub state: Option<OneOf<ObstacleState>>,
    /// Only of these categories, separated by commas.
    #[param(inline, example = json!(["land_clearance"]))]
    pub category: Option<OneOf<ObstacleCategory>>,
    /// Only of this level.
    #[param(minimum = 1, maximum = 4, example = 3)]
    pub level: Option<i32>,
    /// Only owned by this bureau.
    #[param(example = "code:natural-resources")]
    pub owner: Option<Reference>,
}
