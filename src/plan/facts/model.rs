//! The shapes of a fact.
use crate::{
    foundation::{
        db::{Backend, Decimal, Id, Timestamp, schema::facts},
        events::Figures,
        web::{OneOf, Reference, clearable},
    },
    plan::units,
    text_enum,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 事实类别: what a stated number is for.
    pub enum FactRole {
        /// 范围数: the extent of a work, such as the number of planned projects.
        Scope = "scope",
        /// 基数: what an earlier year achieved.
        Baseline = "baseline",
    }
}

text_enum! {
    /// 项目汇总: a number computed from the named projects of the plan, each counted once.
    pub enum ProjectMeasure {
        /// 项目个数: named projects that have not left the libraries.
        Count = "project_count",
        /// 总投资: the sum of their total investments.
        TotalInvestment = "project_total_investment",
        /// 年度计划投资: the sum of their plans of the year.
        YearInvestment = "project_year_investment",
        /// 完成投资: the sum of what their approved reports state for the year to date.
        CompletedInvestment = "project_completed_investment",
    }
}

/// 方案所述事实: a number that the plan states without promising it.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = facts, check_for_backend(Backend))]
pub struct Fact {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code, that of the plan.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan that states it.
    pub plan_id: Id,
    /// The area that it belongs to.
    pub area_id: Id,
    /// Human code, unique among the plan's facts.
    #[schema(example = "1.6")]
    pub code: String,
    /// Its place in the natural order of codes.
    #[serde(skip)]
    pub sort_key: String,
    /// 名称.
    #[schema(example = "2024年收储土地")]
    pub name: String,
    /// 英文名称.
    #[schema(example = "Land taken into reserve in 2024")]
    pub name_en: Option<String>,
    /// 类别.
    pub role: FactRole,
    /// The number, in `unit`; `null` where the source prints none, or more than one.
    pub value: Option<Decimal>,
    /// 计量单位: a symbol of `GET /units`.
    #[schema(example = "亩")]
    pub unit: Option<String>,
    /// As printed (印文).
    #[schema(example = "1106亩")]
    pub printed_value: Option<String>,
    /// The year that the number is of.
    #[schema(example = 2024)]
    pub year: Option<i32>,
    /// The code of the indicator of the same plan that it is about.
    #[schema(example = "1.8")]
    pub about_code: Option<String>,
    /// The clause that states it.
    #[schema(example = "2024年收储1106亩")]
    pub source_text: Option<String>,
    /// What is unclear in the source (来源说明).
    pub source_note: Option<String>,
    /// Counts changes; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
    /// 所属总数: the code of the fact of the same plan that it is a part of; the parts need not exhaust it.
    #[schema(example = "2.7")]
    pub part_of_code: Option<String>,
    /// 汇总对照: what of the projects the number is held against in `GET /totals`.
    pub computed_from: Option<ProjectMeasure>,
}

/// A fact to create in a plan of the caller's jurisdiction.
#[derive(Debug, Deserialize, Insertable, ToSchema)]
#[diesel(table_name = facts, treat_none_as_default_value = false)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "plan": "code:2025", "area": "code:1", "code": "1.6", "name": "2024年收储土地", "role": "baseline", "value": "1106",
    "unit": "亩", "printed_value": "1106亩", "year": 2024, "source_text": "2024年收储1106亩"
}))]
pub struct NewFact {
    /// The plan that states it.
    #[diesel(skip_insertion)]
    pub plan: Reference,
    /// The area that it belongs to; `code:` is looked up in that plan.
    #[diesel(skip_insertion)]
    pub area: Reference,
    /// Human code, unique among the plan's facts; it never changes.
    #[schema(pattern = "^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$", example = "1.6")]
    pub code: String,
    /// 名称.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// 英文名称.
    #[schema(min_length = 1, max_length = 200)]
    pub name_en: Option<String>,
    /// 类别.
    pub role: FactRole,
    /// The number; it needs a unit.
    pub value: Option<Decimal>,
    /// 计量单位: a symbol of `GET /units` or one of its aliases; stored as the symbol.
    #[serde(default, deserialize_with = "units::symbol")]
    #[schema(min_length = 1, max_length = 16)]
    pub unit: Option<String>,
    /// As printed.
    #[schema(max_length = 200)]
    pub printed_value: Option<String>,
    /// The year that the number is of.
    #[schema(minimum = 2000, maximum = 2100)]
    pub year: Option<i32>,
    /// The code of the indicator of the same plan that it is about.
    #[schema(max_length = 32)]
    pub about_code: Option<String>,
    /// 所属总数: the code of the fact of the same plan that it is a part of.
    #[schema(max_length = 32)]
    pub part_of_code: Option<String>,
    /// 汇总对照: what of the projects the number is held against in `GET /totals`.
    pub computed_from: Option<ProjectMeasure>,
    /// The clause that states it.
    #[schema(max_length = 1000)]
    pub source_text: Option<String>,
    /// What is unclear in the source.
    #[schema(max_length = 4000)]
    pub source_note: Option<String>,
}

/// Changes of a fact: absent keeps, `null` clears.
#[derive(Debug, Default, Deserialize, AsChangeset, ToSchema)]
#[diesel(table_name = facts)]
#[serde(default, deny_unknown_fields)]
#[schema(example = json!({"about_code": "1.8", "source_note": null}))]
pub struct FactChanges {
    /// 名称.
    #[schema(nullable = false, min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// 英文名称.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    pub name_en: Option<Option<String>>,
    /// 类别.
    #[schema(nullable = false)]
    pub role: Option<FactRole>,
    /// The number; it needs a unit.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<Decimal>)]
    pub value: Option<Option<Decimal>>,
    /// 计量单位: a symbol of `GET /units` or one of its aliases.
    #[serde(deserialize_with = "units::clearable_symbol")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 16)]
    pub unit: Option<Option<String>>,
    /// As printed.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub printed_value: Option<Option<String>>,
    /// The year that the number is of.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<i32>, minimum = 2000, maximum = 2100)]
    pub year: Option<Option<i32>>,
    /// The code of the indicator of the same plan that it is about.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 32)]
    pub about_code: Option<Option<String>>,
    /// 所属总数: the code of the fact of the same plan that it is a part of.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 32)]
    pub part_of_code: Option<Option<String>>,
    /// 汇总对照: what of the projects the number is held against in `GET /totals`.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<ProjectMeasure>)]
    pub computed_from: Option<Option<ProjectMeasure>>,
    /// The clause that states it.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 1000)]
    pub source_text: Option<Option<String>>,
    /// What is unclear in the source.
    #[serde(deserialize_with = "clearable")]
    #[schema(value_type = Option<String>, max_length = 4000)]
    pub source_note: Option<Option<String>>,
}

/// Which facts.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct FactFilter {
    /// Only of this plan; without it, of every plan that the caller may know of.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this area; `code:` is looked up in `plan`, else in the plan in force.
    #[param(example = "code:1")]
    pub area: Option<Reference>,
    /// Only facts of these roles, separated by commas.
    #[param(inline, example = json!(["baseline"]))]
    pub role: Option<OneOf<FactRole>>,
    /// Only with these codes, separated by commas.
    #[param(inline, example = json!(["1.6", "1.7"]))]
    pub code: Option<OneOf<String>>,
}

impl Figures for Fact {
    const TYPE: &'static str = "fact";
    fn figure_id(&self) -> Id {
        self.id
    }
    fn figures(&self) -> Option<Value> {
        Some(json!({
            "plan": self.plan_id,
            "code": self.code,
            "role": self.role,
            "value": self.value,
            "unit": self.unit,
            "year": self.year,
            "printed_value": self.printed_value,
            "part_of": self.part_of_code,
            "computed_from": self.computed_from,
        }))
    }
}
