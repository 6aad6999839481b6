//! The shapes of a plan.
use crate::foundation::{
    db::{Backend, Id, Timestamp, schema::plans},
    web::clearable,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 年度工作方案: what a jurisdiction promises for a year.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = plans, check_for_backend(Backend))]
pub struct Plan {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The year of the plan.
    #[schema(example = 2025)]
    pub year: i32,
    /// Human code, unique in the jurisdiction: the year.
    #[schema(example = "2025")]
    pub code: String,
    /// 名称.
    #[schema(example = "2025年“十项工作”")]
    pub title: String,
    /// The document that the plan rests on (文件依据).
    pub document: Option<String>,
    /// What is unclear in the source (来源说明).
    pub source_note: Option<String>,
    /// 年度办结时间: when its year was closed (business time); `null` while it takes reports and changes.
    pub closed_at: Option<Timestamp>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

impl Plan {
    /// The first and the last day of its year.
    pub fn days(&self) -> (NaiveDate, NaiveDate) {
        let day = |month, day| NaiveDate::from_ymd_opt(self.year, month, day).unwrap_or_default();
        (day(1, 1), day(12, 31))
    }
}

/// A plan to create, in the caller's jurisdiction.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"year": 2026, "title": "2026年重点工作", "document": "区委经济工作会议"}))]
pub struct NewPlan {
    /// The year of the plan.
    #[schema(minimum = 2000, maximum = 2100, example = 2026)]
    pub year: i32,
    /// 名称.
    #[schema(min_length = 1, max_length = 200)]
    pub title: String,
    /// The document that the plan rests on.
    #[schema(max_length = 500)]
    pub document: Option<String>,
    /// What is unclear in the source.
    #[schema(max_length = 4000)]
    pub source_note: Option<String>,
}

/// Changes of a plan: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = plans)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"title": "2025年“十项工作”"}))]
pub struct PlanChanges {
    /// 名称.
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub title: Option<String>,
    /// The document that the plan rests on.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub document: Option<Option<String>>,
    /// What is unclear in the source.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    pub source_note: Option<Option<String>>,
}

/// Which plans.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct PlanFilter {
    /// Only of this year.
    #[param(example = 2025)]
    pub year: Option<i32>,
    /// Only of this jurisdiction.
    #[param(example = "410102")]
    pub jurisdiction: Option<String>,
}
