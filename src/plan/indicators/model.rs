//! What an indicator is, and how it is shown.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Backend, Decimal, Id, Timestamp, schema::indicators},
        events::Figures,
        web::{OneOf, Reference},
    },
    plan::{
        areas::AreaSummary,
        assignments::AssignmentSource,
        facts::ProjectMeasure,
        targets::{Commitment, Comparator, TargetVersion},
    },
    text_enum,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 指标类别: what a bureau reports and how figures add up.
    pub enum IndicatorKind {
        /// 流量: what was done in a time; see the basis. Sums over bureaus.
        Flow = "flow",
        /// 存量: the level at a day; the last counts.
        Stock = "stock",
        /// 比率: numerator and denominator, recomputed from their sums; never summed or averaged.
        Ratio = "ratio",
        /// 清单: records that are counted, each once.
        List = "list",
        /// 节点: reached on a day, or not.
        Milestone = "milestone",
        /// 定性: text only.
        Qualitative = "qualitative",
    }
}
impl IndicatorKind {
    /// Whether it has a basis: what is reported adds up over time.
    pub const fn has_basis(self) -> bool {
        matches!(self, Self::Flow | Self::List)
    }
    /// Whether its progress is a number.
    pub const fn is_measured(self) -> bool {
        !matches!(self, Self::Milestone | Self::Qualitative)
    }
}

text_enum! {
    /// 口径: what one report of a flow or a list covers.
    pub enum Basis {
        /// 累计: the year to date (`1–N月累计`).
        Cumulative = "cumulative",
        /// 当期: the period alone.
        Increment = "increment",
    }
}

text_enum! {
    /// 填报: whether reports are owed.
    pub enum Reporting {
        /// 按报告期: for every period.
        Monthly = "monthly",
        /// 不填报: never.
        None = "none",
    }
}

text_enum! {
    /// 计数方式: where the figures of an indicator come from.
    pub enum Counting {
        /// 填报: as bureaus report them.
        Reported = "reported",
        /// 清单: the accepted list items that count by the end of each period; only of a list.
        Records = "records",
    }
}

text_enum! {
    /// 基数用途: what the baseline is for.
    pub enum BaselineRole {
        /// 参照: for comparison only; completion starts from zero.
        Context = "context",
        /// 起点: completion starts from it.
        ZeroPoint = "zero_point",
    }
}

text_enum! {
    /// 关联: how an indicator relates to another one of its plan.
    pub enum Relation {
        /// 分项: part of the other's total, which the parts need not exhaust.
        Part = "part",
        /// 完全分项: part of the other's total, which the parts exhaust.
        ExhaustivePart = "exhaustive_part",
        /// 属性: says more about what the other one counts.
        Attribute = "attribute",
        /// 重叠不明: overlaps it to an unknown extent; never add them up.
        UnknownOverlap = "unknown_overlap",
    }
}

/// A relation to another indicator of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Related {
    /// The other indicator's code.
    #[schema(pattern = "^[0-9A-Za-z][0-9A-Za-z.-]{0,31}$", example = "2.9")]
    pub code: String,
    /// How this one relates to it.
    pub relation: Relation,
}

impl Related {
    /// From the stored form, `2.9:part;7.3:unknown_overlap`; the entry that is not of that form otherwise.
    pub fn parse(text: &str) -> Result<Vec<Self>, String> {
        text.split(';').map(str::trim).filter(|entry| !entry.is_empty()).map(Self::parse_one).collect()
    }
    fn parse_one(entry: &str) -> Result<Self, String> {
        let (code, relation) = entry.split_once(':').ok_or(entry)?;
        Ok(Self { code: code.to_owned(), relation: relation.parse().map_err(|_| entry)? })
    }
    /// The stored form; `None` without any.
    pub fn stored(all: &[Self]) -> Option<String> {
        let entries: Vec<String> = all.iter().map(|one| format!("{}:{}", one.code, one.relation)).collect();
        (!entries.is_empty()).then(|| entries.join(";"))
    }
}

/// 指标, as stored.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = indicators, check_for_backend(Backend))]
pub struct IndicatorRow {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code, that of the plan.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The plan that it belongs to.
    pub plan_id: Id,
    /// Its area.
    #[serde(skip)]
    pub area_id: Id,
    /// Human code, unique among the plan's indicators.
    #[schema(example = "2.9")]
    pub code: String,
    /// Its place in the natural order of codes.
    #[serde(skip)]
    pub sort_key: String,
    /// 名称.
    #[schema(example = "重点项目年度完成投资")]
    pub name: String,
    /// 英文名称.
    #[schema(example = "Investment completed by key projects")]
    pub name_en: Option<String>,
    /// 说明: what is counted, and how.
    pub description: Option<String>,
    /// 类别.
    pub kind: IndicatorKind,
    /// 口径: of a flow or a list.
    pub basis: Option<Basis>,
    /// 计量单位: a symbol of `GET /units`.
    #[schema(example = "亿元")]
    pub unit: Option<String>,
    /// Digits after the point with which values are shown; they are compared at full precision.
    #[schema(example = 1)]
    pub decimals: i32,
    /// 填报.
    pub reporting: Reporting,
    /// 计数方式.
    pub counting: Counting,
    /// An attribute of the things counted, not a comparator (`亿元以上`).
    #[schema(example = "亿元以上")]
    pub item_filter: Option<String>,
    /// The baseline's value.
    #[serde(skip)]
    pub baseline_value: Option<Decimal>,
    /// The baseline's year.
    #[serde(skip)]
    pub baseline_year: Option<i32>,
    /// What the baseline is for.
    #[serde(skip)]
    pub baseline_role: Option<BaselineRole>,
    /// The code of the fact that states the baseline.
    #[serde(skip)]
    pub baseline_fact: Option<String>,
    /// Relations to other indicators.
    #[serde(skip)]
    pub related: Option<String>,
    /// How the inventory of the source codes it (台账类别).
    #[schema(example = "T flow cumulative")]
    pub inventory_kind: Option<String>,
    /// What is unclear in the source (来源说明).
    pub source_note: Option<String>,
    /// Counts changes, revisions of the target and of who is responsible among them; part of the ETag.
    pub version: i32,
    /// Created at.
    pub created_at: Timestamp,
    /// Last changed at.
    pub updated_at: Timestamp,
    /// 汇总对照: what of the projects its figure is held against in `GET /totals`; it never takes its place.
    pub computed_from: Option<ProjectMeasure>,
    /// Whether there is a report on it, which fixes kind, basis and unit.
    #[serde(skip)]
    pub is_reported: bool,
}

/// 基数: what an earlier year achieved.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Baseline {
    /// The value, in `unit`.
    pub value: Decimal,
    /// The indicator's unit.
    #[schema(example = "亩")]
    pub unit: Option<String>,
    /// The value with its unit.
    #[schema(example = "1106 亩")]
    pub value_text: String,
    /// The year that it is of.
    #[schema(example = 2024)]
    pub year: Option<i32>,
    /// 用途.
    pub role: BaselineRole,
    /// The code of the fact that states it.
    #[schema(example = "1.6")]
    pub fact_code: Option<String>,
}

/// 指标: something counted or measured, or to be done, with what it promises and who answers for it.
///
/// Target and bureaus are those in force on the business day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Indicator {
    /// The indicator itself.
    #[serde(flatten)]
    pub row: IndicatorRow,
    /// Its area.
    pub area: AreaSummary,
    /// The version of the target in force; `null` before the first takes effect, or without any.
    pub target: Option<TargetVersion>,
    /// 牵头单位.
    pub lead_bureau: Option<BureauSummary>,
    /// 配合单位.
    pub supporting_bureaus: Vec<BureauSummary>,
    /// Whether the lead is a placeholder or confirmed; `null` without a lead.
    pub assignment_source: Option<AssignmentSource>,
    /// 基数.
    pub baseline: Option<Baseline>,
    /// Relations to other indicators of the plan: parts of a total, overlaps.
    pub related: Vec<Related>,
    /// When the year of its plan was closed; from then on nothing of it changes.
    #[serde(skip)]
    pub year_closed_at: Option<Timestamp>,
}

/// Which indicators. Bureaus, commitment and comparator are those in force on the business day.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct IndicatorFilter {
    /// Only of this plan; without it, of every plan that the caller may know of.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this area; `code:` is looked up in `plan`, else in the plan in force.
    #[param(example = "code:2")]
    pub area: Option<Reference>,
    /// Only of these kinds, separated by commas.
    #[param(inline, example = json!(["flow", "list"]))]
    pub kind: Option<OneOf<IndicatorKind>>,
    /// Only those for which this bureau answers, as lead or supporting.
    #[param(example = "code:housing")]
    pub bureau: Option<Reference>,
    /// Only those that this bureau leads.
    #[param(example = "code:housing")]
    pub lead_bureau: Option<Reference>,
    /// Only promised this strongly, separated by commas.
    #[param(inline, example = json!(["ensure", "strive"]))]
    pub commitment: Option<OneOf<Commitment>>,
    /// Only compared like this, separated by commas.
    #[param(inline, example = json!(["gt"]))]
    pub comparator: Option<OneOf<Comparator>>,
    /// Only those whose code, name, English name or description contains this, whatever its case.
    #[param(example = "投资")]
    pub q: Option<String>,
    /// Only with these codes, separated by commas.
    #[param(inline, example = json!(["1.8", "2.9"]))]
    pub code: Option<OneOf<String>>,
}

impl Figures for IndicatorRow {
    const TYPE: &'static str = "indicator";
    fn figure_id(&self) -> Id {
        self.id
    }
    fn figures(&self) -> Option<Value> {
        Some(json!({
            "plan": self.plan_id,
            "code": self.code,
            "kind": self.kind,
            "basis": self.basis,
            "unit": self.unit,
            "decimals": self.decimals,
            "reporting": self.reporting,
            "counting": self.counting,
            "baseline_value": self.baseline_value,
            "baseline_year": self.baseline_year,
            "baseline_role": self.baseline_role,
            "computed_from": self.computed_from,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_kept_as_they_are() {
        let text = "2.9:part;7.3:unknown_overlap";
        let parsed = Related::parse(text).unwrap();
        assert_eq!((parsed[1].code.as_str(), parsed[1].relation), ("7.3", Relation::UnknownOverlap));
        assert_eq!(Related::stored(&parsed).as_deref(), Some(text));
        assert_eq!((Related::parse("").unwrap().len(), Related::stored(&[])), (0, None));
        assert_eq!(Related::parse("2.9:part;2.9"), Err("2.9".into()));
        assert_eq!(Related::parse("2.9:whole"), Err("2.9:whole".into()));
    }
}
