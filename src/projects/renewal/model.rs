//! The shapes of the renewal hierarchy.
use crate::foundation::{
    db::{
        Backend, Id, Timestamp,
        schema::{renewal_districts, renewal_units},
    },
    web::{Reference, clearable},
};
use crate::plan::facts::Fact;
use crate::projects::{projects::ProjectSummary, transitions::Stage};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 更新片区: the upper level of the hierarchy.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = renewal_districts, check_for_backend(Backend))]
pub struct RenewalDistrict {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan.
    pub plan_id: Id,
    /// Human code, unique among the plan's districts.
    #[schema(example = "RD1")]
    pub code: String,
    /// Orders codes as people count.
    #[serde(skip)]
    pub sort_key: String,
    /// 名称.
    #[schema(example = "片区一")]
    pub name: String,
    /// What is unclear in the source (来源说明).
    pub source_note: Option<String>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// 更新单元: the middle level; it belongs to a district.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = renewal_units, check_for_backend(Backend))]
pub struct RenewalUnit {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan.
    pub plan_id: Id,
    /// The district that it belongs to; shown as `district`.
    #[serde(skip)]
    pub district_id: Id,
    /// Human code, unique among the plan's units.
    #[schema(example = "RU1")]
    pub code: String,
    /// Orders codes as people count.
    #[serde(skip)]
    pub sort_key: String,
    /// 名称.
    #[schema(example = "单元一")]
    pub name: String,
    /// What is unclear in the source (来源说明).
    pub source_note: Option<String>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// A district or unit as other objects show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RenewalLabel {
    /// Identity.
    pub id: Id,
    /// Human code.
    #[schema(example = "RD1")]
    pub code: String,
    /// 名称.
    #[schema(example = "片区一")]
    pub name: String,
}

impl From<&RenewalDistrict> for RenewalLabel {
    fn from(district: &RenewalDistrict) -> Self {
        Self { id: district.id, code: district.code.clone(), name: district.name.clone() }
    }
}
impl From<&RenewalUnit> for RenewalLabel {
    fn from(unit: &RenewalUnit) -> Self {
        Self { id: unit.id, code: unit.code.clone(), name: unit.name.clone() }
    }
}

/// Projects in a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProjectsInStage {
    /// 四库阶段.
    pub stage: Stage,
    /// The stage for people.
    #[schema(example = "在建库")]
    pub stage_text: &'static str,
    /// Named projects, each once.
    #[schema(example = 2)]
    pub projects: usize,
}

/// A district with what belongs to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RenewalDistrictDetail {
    /// The district.
    #[serde(flatten)]
    pub district: RenewalDistrict,
    /// 单元数.
    #[schema(example = 3)]
    pub units: usize,
    /// Its units' projects by stage; every stage is there.
    pub projects: Vec<ProjectsInStage>,
}

/// A unit with what belongs to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RenewalUnitDetail {
    /// The unit.
    #[serde(flatten)]
    pub unit: RenewalUnit,
    /// 片区.
    pub district: RenewalLabel,
    /// Its projects by stage; every stage is there.
    pub projects: Vec<ProjectsInStage>,
}

/// 项目所属更新单元.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProjectRenewal {
    /// The project.
    pub project: ProjectSummary,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// 单元; `null` where the project belongs to none.
    pub unit: Option<RenewalLabel>,
    /// 片区 of the unit.
    pub district: Option<RenewalLabel>,
    /// The lead bureau of the project.
    #[serde(skip)]
    pub lead_bureau_id: Option<Id>,
    /// The version of the project: the unit changes with it.
    #[serde(skip)]
    pub version: i32,
}

/// 更新结构, as the plan states it and as it is registered.
#[derive(Debug, Serialize, ToSchema)]
pub struct RenewalStructure {
    /// The plan.
    pub plan_id: Id,
    /// The fact of the plan that states the structure; `null` where none does.
    pub stated_by: Option<Fact>,
    /// 片区数 as stated.
    #[schema(example = 3)]
    pub stated_districts: Option<i64>,
    /// 单元数 as stated.
    #[schema(example = 8)]
    pub stated_units: Option<i64>,
    /// 片区数 as registered. Districts that the plan only counts are not invented.
    #[schema(example = 0)]
    pub registered_districts: i64,
    /// 单元数 as registered.
    #[schema(example = 0)]
    pub registered_units: i64,
    /// 差额: stated less registered 片区.
    #[schema(example = 3)]
    pub district_residual: Option<i64>,
    /// 差额: stated less registered 单元.
    #[schema(example = 8)]
    pub unit_residual: Option<i64>,
    /// The projects of every unit by stage, each once.
    pub projects: Vec<ProjectsInStage>,
    /// 未归单元: named projects of the field 城市更新 that belong to no unit.
    #[schema(example = 3)]
    pub projects_without_unit: i64,
}

/// A district to create.
#[derive(Debug, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = renewal_districts, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"plan": "code:2025", "code": "RD1", "name": "片区一"}))]
pub struct NewRenewalDistrict {
    /// The plan.
    #[diesel(skip_insertion)]
    pub plan: Reference,
    /// Human code, unique among the plan's districts; it never changes.
    #[schema(pattern = "^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$", example = "RD1")]
    pub code: String,
    /// 名称.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What is unclear in the source.
    #[schema(max_length = 4000)]
    pub source_note: Option<String>,
}

/// Changes of a district: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = renewal_districts)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"name": "片区一"}))]
pub struct RenewalDistrictChanges {
    /// 名称.
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// What is unclear in the source.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    pub source_note: Option<Option<String>>,
}

/// A unit to create.
#[derive(Debug, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = renewal_units, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"district": "code:RD1", "code": "RU1", "name": "单元一"}))]
pub struct NewRenewalUnit {
    /// 片区.
    #[diesel(skip_insertion)]
    pub district: Reference,
    /// Human code, unique among the plan's units; it never changes.
    #[schema(pattern = "^[0-9A-Za-z][0-9A-Za-z._-]{0,31}$", example = "RU1")]
    pub code: String,
    /// 名称.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// What is unclear in the source.
    #[schema(max_length = 4000)]
    pub source_note: Option<String>,
}

/// Changes of a unit: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = renewal_units)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"name": "单元一"}))]
pub struct RenewalUnitChanges {
    /// 名称.
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// What is unclear in the source.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    pub source_note: Option<Option<String>>,
}

/// The unit that a project is to belong to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"unit": "code:RU1"}))]
pub struct NewProjectUnit {
    /// 单元 of the project's plan; `null` takes the project out of its unit.
    #[schema(required = true)]
    pub unit: Option<Reference>,
}

/// Which districts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct RenewalDistrictFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
}

/// Which units.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct RenewalUnitFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this district.
    #[param(example = "code:RD1")]
    pub district: Option<Reference>,
}

/// Of what.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct RenewalStructureFilter {
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
}
