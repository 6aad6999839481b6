//! The shapes of totals.
use crate::{
    foundation::{
        db::{Decimal, Id},
        web::Reference,
    },
    plan::{areas::AreaSummary, facts::ProjectMeasure},
    progress::standings::FigureBasis,
    text_enum,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 总分关系: what the computed side is, and whether it should reach the stated one.
    pub enum TotalRelation {
        /// 完全分项: the parts exhaust the whole; a residual is a contradiction.
        Exhaustive = "exhaustive",
        /// 部分分项: the parts need not exhaust the whole; the residual is what no part has.
        Partial = "partial",
        /// 项目汇总: computed from the named projects, which need not be all that the whole counts.
        Projects = "projects",
    }
}

text_enum! {
    /// Which number of a whole is compared.
    pub enum Quantity {
        /// 计划数: the target in force, or what a fact states.
        Planned = "planned",
        /// 实际数: the figure by the day.
        Actual = "actual",
    }
}

text_enum! {
    /// 核对结果.
    pub enum TotalVerdict {
        /// 相符: nothing is left over.
        Equal = "equal",
        /// 有余额: the parts come to less than the whole, as parts that need not exhaust it may.
        Unassigned = "unassigned",
        /// 不符: parts that should exhaust the whole do not.
        Differs = "differs",
        /// 超出: the parts come to more than the whole.
        Exceeds = "exceeds",
    }
}

text_enum! {
    /// What kind of number a term is.
    pub enum TermType {
        /// 指标: the target or figure of an indicator.
        Indicator = "indicator",
        /// 方案所述事实: a number that the plan states.
        Fact = "fact",
    }
}

text_enum! {
    /// Why a total is null.
    pub enum NoTotal {
        /// 没有数据: the whole states nothing.
        NoStatedValue = "no_stated_value",
        /// 没有分项数据: no part has a figure.
        NoPartValue = "no_part_value",
        /// 不可相加: targets of ratios are never added.
        NotAdditive = "not_additive",
        /// 超出可表示范围: too large to be served as a decimal.
        OutOfRange = "out_of_range",
    }
}

/// A number that is a whole or a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Term {
    /// Indicator or fact.
    #[serde(rename = "type")]
    pub kind: TermType,
    /// Identity.
    pub id: Id,
    /// Human code.
    #[schema(example = "2.9")]
    pub code: String,
    /// 名称.
    #[schema(example = "重点项目年度完成投资")]
    pub name: String,
    /// 单位.
    #[schema(example = "亿元")]
    pub unit: Option<String>,
}

/// A part with its number, in the unit of the whole.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Part {
    /// The part.
    #[serde(flatten)]
    pub term: Term,
    /// Its number in the unit of the whole; `null` when it has none (`missing_parts`).
    #[schema(value_type = Option<Decimal>, example = "112")]
    pub value: Option<Decimal>,
}

/// Stated beside computed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Comparison {
    /// 计划数 or 实际数.
    pub quantity: Quantity,
    /// 总分关系.
    pub relation: TotalRelation,
    /// What of the projects is added up, where it is they.
    pub computed_from: Option<ProjectMeasure>,
    /// 列示数: what the whole states itself.
    #[schema(value_type = Option<Decimal>, example = "335.3")]
    pub stated: Option<Decimal>,
    /// 合计数: what is computed from the parts that have a number, or from the projects.
    #[schema(value_type = Option<Decimal>, example = "327.7")]
    pub computed: Option<Decimal>,
    /// 差额: stated less computed; never forced to zero.
    #[schema(value_type = Option<Decimal>, example = "7.6")]
    pub residual: Option<Decimal>,
    /// 核对结果; `null` when there is no residual.
    pub verdict: Option<TotalVerdict>,
    /// The parts, each in the unit of the whole; none where projects are added up.
    pub parts: Vec<Part>,
    /// 缺数分项: codes of parts without a number, which the computed side lacks.
    #[schema(example = json!([]))]
    pub missing_parts: Vec<String>,
    /// How many projects are added up; `null` where parts are.
    #[schema(example = 13)]
    pub projects: Option<usize>,
    /// Why a number is null.
    #[schema(example = json!({}))]
    pub reasons: BTreeMap<&'static str, NoTotal>,
    /// One sentence with the numbers.
    #[schema(example = "列示335.3 亿元，分项合计327.7 亿元，差额7.6 亿元。")]
    pub sentence_zh: String,
    /// The same in English.
    pub sentence_en: String,
}

/// A whole that has parts, or that projects add up to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Whole {
    /// The whole.
    #[serde(flatten)]
    pub term: Term,
    /// Each way in which it is computed beside what it states: from its parts, from the projects; planned and actual.
    pub comparisons: Vec<Comparison>,
}

/// 重叠不明: indicators that overlap to an unknown extent; they are never added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Overlap {
    /// The indicators' codes, in their natural order.
    #[schema(example = json!(["7.3", "7.4"]))]
    pub codes: Vec<String>,
}

/// 项目汇总: the named projects of a plan or of an area that have not left the libraries, added up once each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProjectTotals {
    /// 项目个数.
    #[schema(example = 13)]
    pub count: usize,
    /// 总投资, in 万元, of those that state one.
    #[schema(example = "52000")]
    pub total_investment: Decimal,
    /// How many of them state none.
    #[schema(example = 12)]
    pub without_total_investment: usize,
    /// 年度计划投资, in 万元, of those that state one.
    #[schema(example = "18000.5")]
    pub year_investment: Decimal,
    /// How many of them state none.
    #[schema(example = 12)]
    pub without_year_investment: usize,
    /// 完成投资 of the year to date, in 万元, of those with a figure that counts.
    #[schema(example = "9100")]
    pub completed_investment: Decimal,
    /// How many of them have no figure.
    #[schema(example = 11)]
    pub without_completed_investment: usize,
}

/// An area's projects, added up.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AreaProjectTotals {
    /// The area.
    pub area: AreaSummary,
    /// Its projects; one that belongs to several areas counts in each of them.
    pub projects: ProjectTotals,
}

/// 总分核对 of a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanTotals {
    /// The plan.
    pub plan_id: Id,
    /// The day.
    #[schema(example = "2025-10-10")]
    pub as_of: NaiveDate,
    /// Which figures count.
    pub basis: FigureBasis,
    /// Facts and indicators that have parts or are held against the projects, in the order of their codes, facts first.
    pub wholes: Vec<Whole>,
    /// 重叠不明: what must not be added.
    pub overlaps: Vec<Overlap>,
    /// 全区项目汇总: each project once.
    pub projects: ProjectTotals,
    /// By area, in their order. Their sum is more than the plan's where projects belong to several areas: never add it.
    pub areas: Vec<AreaProjectTotals>,
}

/// Of which plan, when, and which figures count.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct TotalsFilter {
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Which figures count; `approved` when absent.
    #[param(inline)]
    pub basis: Option<FigureBasis>,
    /// The day of the figures, not in the future; the business day when absent.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
}
