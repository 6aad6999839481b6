//! The shapes of a registry entry.
use crate::foundation::{
    db::{Backend, Id, Timestamp, schema::registry_entries},
    web::{OneOf, Reference, clearable},
};
use crate::projects::projects::{Project, ProjectSummary};
use crate::text_enum;
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 外部项目库. None of them is one of the four libraries (四库).
    pub enum Registry {
        /// 国家重大项目库: the national registry of major projects.
        NationalMajorProjects = "national_major_projects",
        /// 投资统计入库: the registry of investment statistics.
        InvestmentStatistics = "investment_statistics",
        /// 城市更新入库: the registry of urban renewal.
        UrbanRenewal = "urban_renewal",
    }
}

impl Registry {
    /// The Chinese name.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NationalMajorProjects => "国家重大项目库",
            Self::InvestmentStatistics => "投资统计入库（入统）",
            Self::UrbanRenewal => "城市更新入库",
        }
    }
}

/// 入库登记: a project's entry in a registry.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = registry_entries, check_for_backend(Backend))]
pub struct RegistryEntry {
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
    /// 项目库.
    pub registry: Registry,
    /// 入库编号, unique in the registry among the plan's projects that are in it.
    #[schema(example = "豫发改2025-0413")]
    pub number: String,
    /// 入库日期.
    #[schema(example = "2025-03-18")]
    pub entered_on: NaiveDate,
    /// 文件依据.
    pub document: Option<String>,
    /// 出库日期: the first day on which it is no longer in the registry; `null` while it is.
    pub left_on: Option<NaiveDate>,
    /// 出库理由.
    pub left_reason: Option<String>,
    /// The user who recorded it.
    pub recorded_by: Option<Id>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// An entry with its project.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RegistryEntryDetail {
    /// The entry.
    #[serde(flatten)]
    pub entry: RegistryEntry,
    /// 项目库 for people.
    #[schema(example = "国家重大项目库")]
    pub registry_text: &'static str,
    /// The project.
    pub project: ProjectSummary,
    /// Its lead bureau, which may record too.
    #[serde(skip)]
    pub lead_bureau_id: Option<Id>,
}

impl RegistryEntryDetail {
    /// An entry of a project.
    pub fn new(entry: RegistryEntry, project: &Project) -> Self {
        let registry_text = entry.registry.text();
        Self { registry_text, entry, project: project.into(), lead_bureau_id: project.lead_bureau_id }
    }
}

/// An entry to record.
#[derive(Debug, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = registry_entries, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "project": "code:P013", "registry": "urban_renewal", "number": "CSGX-2025-007", "entered_on": "2025-04-22",
    "document": "城市更新项目入库通知"
}))]
pub struct NewRegistryEntry {
    /// The project, a named one.
    #[diesel(skip_insertion)]
    pub project: Reference,
    /// 项目库.
    pub registry: Registry,
    /// 入库编号.
    #[schema(min_length = 1, max_length = 100, pattern = r"^\S(.*\S)?$")]
    pub number: String,
    /// 入库日期; not in the future (`date_in_future`).
    #[schema(example = "2025-04-22")]
    pub entered_on: NaiveDate,
    /// 文件依据.
    #[schema(max_length = 500)]
    pub document: Option<String>,
}

/// Changes of an entry: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = registry_entries)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"number": "CSGX-2025-008"}))]
pub struct RegistryEntryChanges {
    /// 入库编号.
    #[schema(nullable = false, min_length = 1, max_length = 100, pattern = r"^\S(.*\S)?$")]
    pub number: Option<String>,
    /// 入库日期; not in the future.
    #[schema(nullable = false)]
    pub entered_on: Option<NaiveDate>,
    /// 文件依据.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 500)]
    pub document: Option<Option<String>>,
}

/// 出库.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"left_on": "2025-09-01", "reason": "项目合并，统计登记注销"}))]
pub struct RegistryExit {
    /// 出库日期: the first day on which it is no longer in the registry; neither in the future nor before it entered.
    #[schema(example = "2025-09-01")]
    pub left_on: NaiveDate,
    /// 出库理由.
    #[schema(min_length = 1, max_length = 2000, pattern = r"\S")]
    pub reason: String,
}

/// Which entries.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct RegistryEntryFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this project.
    #[param(example = "code:P013")]
    pub project: Option<Reference>,
    /// Only of these registries, separated by commas.
    #[param(inline, example = json!(["urban_renewal"]))]
    pub registry: Option<OneOf<Registry>>,
    /// Only what is in a registry, or only what has left.
    pub open: Option<bool>,
    /// Only with this number.
    #[param(example = "CSGX-2025-007")]
    pub number: Option<String>,
}

/// 入库统计 of one registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RegistryCount {
    /// 项目库.
    pub registry: Registry,
    /// 项目库 for people.
    #[schema(example = "城市更新入库")]
    pub registry_text: &'static str,
    /// 在库: projects that are in it on the day.
    #[schema(example = 7)]
    pub open: usize,
    /// 本年入库: projects that entered in the plan's year by the day, each once, whether they left again or not.
    #[schema(example = 5)]
    pub entered_this_year: usize,
    /// 本年出库: entries that left in the plan's year by the day.
    #[schema(example = 0)]
    pub left_this_year: usize,
}

/// 入库统计: the registries of a plan, counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct RegistryCounts {
    /// The plan.
    pub plan_id: Id,
    /// The day.
    #[schema(example = "2025-10-10")]
    pub on: NaiveDate,
    /// Every registry, in a fixed order.
    pub registries: Vec<RegistryCount>,
}

/// Of what, and when.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct RegistryCountFilter {
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// The day; the business day when absent.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
}
