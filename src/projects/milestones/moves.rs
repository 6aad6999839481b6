//! The shapes of what moves a milestone: forecasts, and what it waits for.
use crate::foundation::{
    db::{Backend, Id, Timestamp, schema::milestone_forecasts},
    web::{Reference, Resource},
};
use crate::text_enum;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 调整原因.
    pub enum ForecastCause {
        /// 前置节点推迟: a milestone that it waits for moved.
        Upstream = "upstream",
        /// 供地推迟: the land is supplied later.
        LandSupply = "land_supply",
        /// 征迁: land and houses are not cleared yet.
        LandClearance = "land_clearance",
        /// 审批: approvals and procedures.
        Approval = "approval",
        /// 资金: the funding is missing.
        Funding = "funding",
        /// 设计变更: the design changed.
        Design = "design",
        /// 施工组织: how the works are organised.
        Construction = "construction",
        /// 天气与管控: weather, or works halted by order.
        Weather = "weather",
        /// 其他: another cause.
        Other = "other",
    }
}

/// 预计日期调整: one move of a forecast.
#[derive(Debug, Clone, HasQuery, Insertable, Serialize, ToSchema)]
#[diesel(table_name = milestone_forecasts, check_for_backend(Backend))]
#[diesel(treat_none_as_default_value = false)]
pub struct MilestoneForecast {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The milestone.
    pub milestone_id: Id,
    /// Where it was expected before: the forecast before, or the due day.
    #[schema(example = "2025-03-31")]
    pub from_on: NaiveDate,
    /// Where it was expected since.
    #[schema(example = "2025-05-15")]
    pub to_on: NaiveDate,
    /// 调整原因.
    pub cause: ForecastCause,
    /// 说明.
    #[schema(example = "地块5月中旬才能交付")]
    pub reason: String,
    /// The user who recorded it.
    pub recorded_by: Option<Id>,
    /// When it was recorded, in business time.
    pub recorded_at: Timestamp,
}

impl MilestoneForecast {
    /// Nobody may do anything with a record.
    pub fn resource(self) -> Resource<Self> {
        Resource { object: self, allowed_actions: Vec::new() }
    }
}

/// Which moves of forecasts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ForecastFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of the milestones of this project.
    #[param(example = "code:P001")]
    pub project: Option<Reference>,
    /// Only of this milestone.
    #[param(example = "code:M001")]
    pub milestone: Option<Reference>,
}

/// A move of a forecast.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"forecast_on": "2025-12-15", "cause": "land_supply", "reason": "地块12月中旬才能交付"}))]
pub struct NewMilestoneForecast {
    /// 预计日期: not before today, and another one than is forecast now.
    #[schema(example = "2025-12-15")]
    pub forecast_on: NaiveDate,
    /// 调整原因.
    pub cause: ForecastCause,
    /// 说明.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub reason: String,
}

/// A milestone to wait for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"upstream": "code:M005", "lag_days": 0, "comment": "供地即开工"}))]
pub struct NewMilestoneDependency {
    /// 前置节点: of the same plan.
    pub upstream: Reference,
    /// 间隔天数: how many days the milestone needs after it; 0 when it is left out.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 3650, default = 0)]
    pub lag_days: i32,
    /// 说明.
    #[schema(max_length = 500)]
    pub comment: Option<String>,
}

/// A milestone that is no longer waited for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"upstream": "code:M005"}))]
pub struct DependencyEnd {
    /// 前置节点.
    pub upstream: Reference,
}
