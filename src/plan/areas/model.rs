//! The shapes of an area.
use crate::foundation::{
    db::{Backend, Id, Timestamp, schema::areas},
    web::{OneOf, Reference, clearable},
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 工作领域: one of the works of a plan.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = areas, check_for_backend(Backend))]
pub struct Area {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code, that of the plan.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan that it belongs to.
    pub plan_id: Id,
    /// Human code, unique in the plan.
    #[schema(example = "2")]
    pub code: String,
    /// Its place in the natural order of codes.
    #[serde(skip)]
    pub sort_key: String,
    /// 名称.
    #[schema(example = "促消费扩投资")]
    pub name: String,
    /// 英文名称.
    #[schema(example = "Boosting consumption and expanding investment")]
    pub name_en: Option<String>,
    /// 说明.
    pub description: Option<String>,
    /// The heading as the source prints it (印文标题).
    #[schema(example = "关于促消费扩投")]
    pub printed_heading: Option<String>,
    /// What is unclear in the source (来源说明).
    pub source_note: Option<String>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// An area as other objects show it.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = areas, check_for_backend(Backend))]
pub struct AreaSummary {
    /// Identity.
    pub id: Id,
    /// Human code, unique in the plan.
    #[schema(example = "2")]
    pub code: String,
    /// 名称.
    #[schema(example = "促消费扩投资")]
    pub name: String,
}

/// An area to create in a plan of the caller's jurisdiction.
#[derive(Debug, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = areas, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "plan": "code:2025", "code": "2", "name": "促消费扩投资",
    "name_en": "Boosting consumption and expanding investment", "printed_heading": "关于促消费扩投"
}))]
pub struct NewArea {
    /// The plan that it belongs to.
    #[diesel(skip_insertion)]
    pub plan: Reference,
    /// Human code, unique in the plan; it never changes.
    #[schema(pattern = "^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$", example = "2")]
    pub code: String,
    /// 名称.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// 英文名称.
    #[schema(min_length = 1, max_length = 200)]
    pub name_en: Option<String>,
    /// 说明.
    #[schema(max_length = 4000)]
    pub description: Option<String>,
    /// The heading as the source prints it.
    #[schema(max_length = 200)]
    pub printed_heading: Option<String>,
    /// What is unclear in the source.
    #[schema(max_length = 4000)]
    pub source_note: Option<String>,
}

/// Changes of an area: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = areas)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"description": "一头抓消费，一头抓投资。"}))]
pub struct AreaChanges {
    /// 名称.
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// 英文名称.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub name_en: Option<Option<String>>,
    /// 说明.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    pub description: Option<Option<String>>,
    /// The heading as the source prints it.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub printed_heading: Option<Option<String>>,
    /// What is unclear in the source.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    pub source_note: Option<Option<String>>,
}

/// Which areas.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct AreaFilter {
    /// Only of this plan; without it, of every plan that the caller may know of.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only with these codes, separated by commas.
    #[param(inline, example = json!(["2", "10"]))]
    pub code: Option<OneOf<String>>,
}
