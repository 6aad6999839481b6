//! The shapes of year plans.
use crate::foundation::db::{Backend, Decimal, Id, schema::project_year_plans};
use crate::projects::projects::ProjectSummary;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A stored year.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery, Insertable)]
#[diesel(table_name = project_year_plans, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct YearPlanRow {
    /// The project.
    pub project_id: Id,
    /// The year.
    pub year: i32,
    /// In 万元.
    pub planned: Decimal,
    /// The document.
    pub document: Option<String>,
}

/// 年度投资计划 of one year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct YearPlan {
    /// The year.
    #[schema(example = 2025)]
    pub year: i32,
    /// 计划投资, in 万元.
    #[schema(example = "18000.5")]
    pub planned: Decimal,
    /// For people, in 亿元.
    #[schema(example = "1.80005 亿元")]
    pub planned_text: String,
    /// 文件依据; the project's own `year_investment` has none.
    pub document: Option<String>,
    /// Whether it is the year of the project's plan: then it is the project's `year_investment`.
    pub plan_year: bool,
}

/// 分年度投资计划: the years beside the total, stated and computed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct YearPlans {
    /// The project.
    pub project: ProjectSummary,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// 总投资 as stated, in 万元.
    #[schema(example = "52000")]
    pub total_investment: Option<Decimal>,
    /// The years, in their order.
    pub years: Vec<YearPlan>,
    /// Σ of the years, in 万元; `null` where no year is planned, or the sum is out of range.
    #[schema(example = "48000.5")]
    pub planned_sum: Option<Decimal>,
    /// 差额: total less Σ of the years; negative where the years exceed the total; `null` where either is not stated.
    #[schema(value_type = Option<Decimal>, example = "3999.5")]
    pub residual: Option<Decimal>,
    /// Σ of the years exceeds the total; `null` where either is not stated.
    #[schema(example = false)]
    pub exceeds_total: Option<bool>,
    /// The lead bureau of the project.
    #[serde(skip)]
    pub lead_bureau_id: Option<Id>,
    /// The version of the project: the years change with it.
    #[serde(skip)]
    pub version: i32,
}

/// A year to plan.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewYearPlan {
    /// The year, once in the list (`duplicate`).
    #[schema(minimum = 2000, maximum = 2100, example = 2025)]
    pub year: i32,
    /// 计划投资, in 万元.
    pub planned: Decimal,
    /// 文件依据; not for the year of the project's plan (`value_not_allowed`), whose document is the plan.
    #[schema(max_length = 500)]
    pub document: Option<String>,
}

/// All the years: what is not in the list is no longer planned.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "years": [
        {"year": 2024, "planned": "10000"}, {"year": 2025, "planned": "18000.5"},
        {"year": 2026, "planned": "20000", "document": "三年滚动计划"}
    ]
}))]
pub struct NewYearPlans {
    /// The years.
    #[schema(max_items = 50)]
    pub years: Vec<NewYearPlan>,
}
