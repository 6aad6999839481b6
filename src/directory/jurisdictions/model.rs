//! The shapes of a jurisdiction.
use crate::foundation::{
    db::{Backend, Id, Timestamp, schema::jurisdictions},
    web::clearable,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 行政区划: whose plan it is, by its GB/T 2260 code.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = jurisdictions, check_for_backend(Backend))]
pub struct Jurisdiction {
    /// Identity.
    pub id: Id,
    /// GB/T 2260 code; covers every code that it is a prefix of once its trailing `00` pairs are cut.
    #[schema(example = "410102")]
    pub code: String,
    /// 名称.
    #[schema(example = "中原区")]
    pub name: String,
    /// 英文名称.
    #[schema(example = "Zhongyuan District")]
    pub name_en: Option<String>,
    /// The code of the jurisdiction above; `null` for a province.
    #[schema(example = "410100")]
    pub parent_code: Option<String>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// A jurisdiction to create, at or below the caller's own.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"code": "410103", "name": "二七区", "name_en": "Erqi District"}))]
pub struct NewJurisdiction {
    /// GB/T 2260 code; it never changes.
    #[schema(min_length = 6, max_length = 6, example = "410103")]
    pub code: String,
    /// 名称.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// 英文名称.
    #[schema(min_length = 1, max_length = 100)]
    pub name_en: Option<String>,
}

/// Changes of a jurisdiction: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = jurisdictions)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"name": "中原区", "name_en": "Zhongyuan District"}))]
pub struct JurisdictionChanges {
    /// 名称.
    #[schema(nullable = false, min_length = 1, max_length = 100)]
    pub name: Option<String>,
    /// 英文名称.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100)]
    pub name_en: Option<Option<String>>,
}

/// Which jurisdictions.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct JurisdictionFilter {
    /// Only those that this code covers, itself included.
    #[param(example = "410100")]
    pub within: Option<String>,
}
