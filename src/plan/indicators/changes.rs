//! The bodies that create and change an indicator.
use super::model::{BaselineRole, Basis, Counting, IndicatorKind, IndicatorRow, Related, Reporting};
use crate::{
    foundation::{
        db::{Decimal, schema::indicators},
        web::{Reference, clearable},
    },
    plan::{assignments::AssignmentSource, facts::ProjectMeasure, targets::FirstTarget, units},
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A baseline: what an earlier year achieved, in the indicator's unit.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"value": "1106", "year": 2024, "role": "context", "fact_code": "1.6"}))]
pub struct NewBaseline {
    /// The value, in the indicator's unit.
    pub value: Decimal,
    /// The year that it is of.
    #[schema(minimum = 2000, maximum = 2100)]
    pub year: Option<i32>,
    /// 用途.
    pub role: BaselineRole,
    /// The code of the fact of the same plan that states it.
    #[schema(max_length = 32)]
    pub fact_code: Option<String>,
}

const fn no_decimals() -> i32 {
    0
}
const fn monthly() -> Reporting {
    Reporting::Monthly
}
const fn reported() -> Counting {
    Counting::Reported
}
const fn confirmed() -> AssignmentSource {
    AssignmentSource::Confirmed
}

/// An indicator to create in a plan of the caller's jurisdiction, with its first target and who answers for it.
#[derive(Debug, Clone, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = indicators, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "plan": "code:2025", "area": "code:1", "code": "1.8", "name": "收储土地面积", "kind": "flow", "basis": "cumulative",
    "unit": "亩", "decimals": 0, "reporting": "monthly",
    "baseline": {"value": "1106", "year": 2024, "role": "context", "fact_code": "1.6"},
    "target": {"value": "1100", "comparator": "gte", "commitment": "strive", "target_text": "不低于1100亩"},
    "lead_bureau": "code:land-reserve", "supporting_bureaus": ["code:natural-resources", "code:finance"],
    "assignment_source": "assumed"
}))]
pub struct NewIndicator {
    /// The plan that it belongs to.
    #[diesel(skip_insertion)]
    pub plan: Reference,
    /// Its area; `code:` is looked up in that plan.
    #[diesel(skip_insertion)]
    pub area: Reference,
    /// Human code, unique among the plan's indicators; it never changes.
    #[schema(pattern = "^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$", example = "1.8")]
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
    /// 类别.
    pub kind: IndicatorKind,
    /// 口径: required for flow and list, not allowed otherwise.
    pub basis: Option<Basis>,
    /// 计量单位: a symbol of `GET /units` or one of its aliases; required for a measured kind that has a number.
    #[serde(default, deserialize_with = "units::symbol")]
    #[schema(min_length = 1, max_length = 16)]
    pub unit: Option<String>,
    /// Digits after the point with which values are shown.
    #[serde(default = "no_decimals")]
    #[schema(minimum = 0, maximum = 4, default = 0)]
    pub decimals: i32,
    /// 填报.
    #[serde(default = "monthly")]
    #[schema(default = "monthly")]
    pub reporting: Reporting,
    /// 计数方式: `records` only of a list.
    #[serde(default = "reported")]
    #[schema(default = "reported")]
    pub counting: Counting,
    /// An attribute of the things counted, not a comparator.
    #[schema(max_length = 200)]
    pub item_filter: Option<String>,
    /// 基数.
    #[diesel(skip_insertion)]
    pub baseline: Option<NewBaseline>,
    /// Relations to other indicators of the plan.
    #[serde(default)]
    #[diesel(skip_insertion)]
    #[schema(max_items = 50)]
    pub related: Vec<Related>,
    /// 汇总对照: what of the projects its figure is held against in `GET /totals`.
    pub computed_from: Option<ProjectMeasure>,
    /// How the inventory of the source codes it.
    #[schema(max_length = 200)]
    pub inventory_kind: Option<String>,
    /// What is unclear in the source.
    #[schema(max_length = 4000)]
    pub source_note: Option<String>,
    /// The first target.
    #[diesel(skip_insertion)]
    pub target: Option<FirstTarget>,
    /// 牵头单位, from the first day of the plan's year.
    #[diesel(skip_insertion)]
    pub lead_bureau: Option<Reference>,
    /// 配合单位, from the first day of the plan's year.
    #[serde(default)]
    #[diesel(skip_insertion)]
    #[schema(max_items = 50)]
    pub supporting_bureaus: Vec<Reference>,
    /// Whether these bureaus are confirmed or placeholders.
    #[serde(default = "confirmed")]
    #[diesel(skip_insertion)]
    #[schema(default = "confirmed")]
    pub assignment_source: AssignmentSource,
}

/// Changes of an indicator: absent keeps, `null` clears.
#[derive(Debug, Clone, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = indicators)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({
    "description": "当年完成收储的土地面积，按年初以来累计数填报。", "decimals": 1, "baseline": null
}))]
pub struct IndicatorChanges {
    /// Another area of the same plan.
    #[diesel(skip_update)]
    #[schema(nullable = false)]
    pub area: Option<Reference>,
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
    /// 类别; fixed by the first report.
    #[schema(nullable = false)]
    pub kind: Option<IndicatorKind>,
    /// 口径; fixed by the first report.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<Basis>)]
    pub basis: Option<Option<Basis>>,
    /// 计量单位; fixed by the first report.
    #[serde(deserialize_with = "units::clearable_symbol")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 16)]
    pub unit: Option<Option<String>>,
    /// Digits after the point with which values are shown.
    #[schema(nullable = false, minimum = 0, maximum = 4)]
    pub decimals: Option<i32>,
    /// 填报.
    #[schema(nullable = false)]
    pub reporting: Option<Reporting>,
    /// 计数方式: `records` only of a list.
    #[schema(nullable = false)]
    pub counting: Option<Counting>,
    /// An attribute of the things counted.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub item_filter: Option<Option<String>>,
    /// 基数, replaced as a whole.
    #[serde(deserialize_with = "clearable")]
    #[diesel(skip_update)]
    #[schema(value_type = Option<NewBaseline>)]
    pub baseline: Option<Option<NewBaseline>>,
    /// Relations to other indicators, replaced as a whole.
    #[diesel(skip_update)]
    #[schema(nullable = false, max_items = 50)]
    pub related: Option<Vec<Related>>,
    /// 汇总对照: what of the projects its figure is held against in `GET /totals`.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<ProjectMeasure>)]
    pub computed_from: Option<Option<ProjectMeasure>>,
    /// How the inventory of the source codes it.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub inventory_kind: Option<Option<String>>,
    /// What is unclear in the source.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    pub source_note: Option<Option<String>>,
}

impl IndicatorChanges {
    /// Whether what reports rest on changes: kind, basis or unit.
    pub fn redefines(&self, before: &IndicatorRow) -> bool {
        self.kind.is_some_and(|kind| kind != before.kind)
            || self.basis.is_some_and(|basis| basis != before.basis)
            || self.unit.as_ref().is_some_and(|unit| *unit != before.unit)
    }
}
