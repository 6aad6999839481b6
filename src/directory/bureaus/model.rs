//! The shapes of a bureau.
use crate::{
    foundation::{
        db::{Backend, Id, Timestamp, schema::bureaus},
        web::{OneOf, clearable},
    },
    text_enum,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 单位类别: what kind of organisation a bureau is.
    pub enum BureauKind {
        /// 局: a government bureau.
        Bureau = "bureau",
        /// 办公室、中心: an office or centre.
        Office = "office",
        /// 街道: a subdistrict office.
        Street = "street",
        /// 平台公司: a platform company.
        Platform = "platform",
        /// 委员会: a commission or committee.
        Committee = "committee",
    }
}

text_enum! {
    /// 来源: whether the entry rests on an official source.
    pub enum BureauSource {
        /// 推定: a placeholder that the district has to confirm.
        Assumed = "assumed",
        /// 已核定: confirmed by the district.
        Confirmed = "confirmed",
    }
}

/// 委办局/街道/平台公司: who is responsible and who reports.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = bureaus, check_for_backend(Backend))]
pub struct Bureau {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// Human code, unique in the jurisdiction.
    #[schema(example = "housing")]
    pub code: String,
    /// 名称.
    #[schema(example = "住房和城乡建设局")]
    pub name: String,
    /// 英文名称.
    #[schema(example = "Housing and Urban-Rural Development Bureau")]
    pub name_en: Option<String>,
    /// 类别.
    pub kind: BureauKind,
    /// 统一社会信用代码: GB 32100-2015.
    #[schema(example = "11410102005253103C")]
    pub unified_code: Option<String>,
    /// 来源.
    pub source: BureauSource,
    /// What is unclear in the source (来源说明).
    pub source_note: Option<String>,
    /// Whether it still works: an inactive bureau is kept for its history.
    pub active: bool,
    /// 统计部门: whether it is the jurisdiction's statistics authority, whose lead confirms figures as final.
    pub statistics_authority: bool,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
    /// The code folded: unique in the jurisdiction.
    #[serde(skip)]
    pub sort_key: String,
}

/// A bureau as other objects show it.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = bureaus, check_for_backend(Backend))]
pub struct BureauSummary {
    /// Identity.
    pub id: Id,
    /// Human code, unique in the jurisdiction.
    #[schema(example = "housing")]
    pub code: String,
    /// 名称.
    #[schema(example = "住房和城乡建设局")]
    pub name: String,
}

/// A bureau to create, in the caller's jurisdiction.
#[derive(Debug, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = bureaus, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "code": "water", "name": "水利局", "name_en": "Water Resources Bureau", "kind": "bureau",
    "unified_code": "11410102005253103C", "source": "confirmed"
}))]
pub struct NewBureau {
    /// Human code, unique in the jurisdiction; it never changes.
    #[schema(pattern = "^[a-z][a-z0-9-]{0,63}$", example = "water")]
    pub code: String,
    /// 名称.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// 英文名称.
    #[schema(min_length = 1, max_length = 200)]
    pub name_en: Option<String>,
    /// 类别.
    pub kind: BureauKind,
    /// 统一社会信用代码: GB 32100-2015 with both check characters.
    #[schema(min_length = 18, max_length = 18)]
    pub unified_code: Option<String>,
    /// 来源.
    pub source: BureauSource,
    /// What is unclear in the source.
    #[schema(max_length = 4000)]
    pub source_note: Option<String>,
    /// 统计部门: whether it is the jurisdiction's statistics authority.
    #[serde(default)]
    #[schema(default = false)]
    pub statistics_authority: bool,
}

/// Changes of a bureau: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = bureaus)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"source": "confirmed", "source_note": null}))]
pub struct BureauChanges {
    /// 名称.
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// 英文名称.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub name_en: Option<Option<String>>,
    /// 类别.
    #[schema(nullable = false)]
    pub kind: Option<BureauKind>,
    /// 统一社会信用代码: GB 32100-2015 with both check characters.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, min_length = 18, max_length = 18)]
    pub unified_code: Option<Option<String>>,
    /// 来源.
    #[schema(nullable = false)]
    pub source: Option<BureauSource>,
    /// What is unclear in the source.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    pub source_note: Option<Option<String>>,
    /// Whether it still works.
    #[schema(nullable = false)]
    pub active: Option<bool>,
    /// 统计部门: whether it is the jurisdiction's statistics authority.
    #[schema(nullable = false)]
    pub statistics_authority: Option<bool>,
}

/// Which bureaus.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct BureauFilter {
    /// Only of this jurisdiction.
    #[param(example = "410102")]
    pub jurisdiction: Option<String>,
    /// Only of these kinds, separated by commas.
    #[param(inline, example = json!(["bureau", "street"]))]
    pub kind: Option<OneOf<BureauKind>>,
    /// Only active, or only inactive ones.
    pub active: Option<bool>,
    /// Only from this source.
    #[param(value_type = Option<BureauSource>, inline)]
    pub source: Option<BureauSource>,
    /// Only those whose name or code contains this, whatever its case.
    #[param(example = "建设")]
    pub q: Option<String>,
}
