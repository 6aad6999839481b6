//! The shapes of a target.
use crate::{
    foundation::{
        db::{Backend, Decimal, Id, Timestamp, schema::targets},
        events::Figures,
        web::Reference,
    },
    plan::units,
    text_enum,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 比较符: when a value meets the target.
    pub enum Comparator {
        /// 不低于: at least; printed as `不低于`, `不少于`, `以上`, `达到`.
        Gte = "gte",
        /// 超过: more than: exactly the value does not meet it; printed as `超`, `突破`, `超过`.
        Gt = "gt",
        /// 不超过: at most; printed as `以内`, `不超过`, `控制在`.
        Lte = "lte",
        /// 全部: all of a fixed list.
        All = "all",
        /// 保持: at least, in every period; printed as `保持…以上`.
        Maintain = "maintain",
    }
}
impl Comparator {
    /// As people say it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Gte => "不低于",
            Self::Gt => "超过",
            Self::Lte => "不超过",
            Self::All => "全部",
            Self::Maintain => "保持不低于",
        }
    }
}

text_enum! {
    /// 力度: how loudly a miss is reported, not whether it is one.
    pub enum Commitment {
        /// 确保: assured.
        Ensure = "ensure",
        /// 计划: planned; printed as `计划`, `实现`, or without a word.
        Plan = "plan",
        /// 力争: striven for.
        Strive = "strive",
        /// 争取: aspired to; printed as `争创`, `重点争取`.
        Aspire = "aspire",
        /// 推进: promoted; printed as `推进`, `推动`, `做好`.
        Promote = "promote",
    }
}
impl Commitment {
    /// As people say it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Ensure => "确保",
            Self::Plan => "计划",
            Self::Strive => "力争",
            Self::Aspire => "争创",
            Self::Promote => "推进",
        }
    }
}

text_enum! {
    /// 期限依据: where the due date comes from.
    pub enum DueConfidence {
        /// 印明: the document states it.
        Printed = "printed",
        /// 默认: the end of the year, as no date is stated.
        Default = "default",
        /// 推定: read out of an ambiguous text.
        Inferred = "inferred",
    }
}

/// 目标值: one version of what an indicator promises.
#[derive(Debug, Clone, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = targets, check_for_backend(Backend))]
pub struct Target {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code, that of the plan.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// The indicator that it is of.
    pub indicator_id: Id,
    /// Counts the versions of an indicator's target, from 1.
    #[schema(example = 1)]
    pub number: i32,
    /// The value, in the indicator's unit; `null` where no number is promised.
    pub value: Option<Decimal>,
    /// 比较符; `null` where nothing is compared.
    pub comparator: Option<Comparator>,
    /// 力度.
    pub commitment: Commitment,
    /// Whether the commitment was carried over from the clause before (力度承前).
    pub commitment_inherited: bool,
    /// 期限: the last day, inclusive.
    #[schema(example = "2025-12-31")]
    pub due_on: NaiveDate,
    /// 期限依据.
    pub due_confidence: DueConfidence,
    /// The phrase as printed (印文).
    #[schema(example = "力争完成投资335.3亿元")]
    pub target_text: Option<String>,
    /// The first day on which this version is in force.
    #[schema(example = "2025-01-01")]
    pub effective_from: NaiveDate,
    /// The document that sets it (文件依据).
    pub document: Option<String>,
    /// Why it was revised (调整理由); `null` on a first version.
    pub reason: Option<String>,
    /// The user who recorded it; `null` when it came with the plan's data.
    pub created_by: Option<Id>,
    /// Recorded at.
    pub created_at: Timestamp,
}

/// A version of a target with what people read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TargetVersion {
    /// The version.
    #[serde(flatten)]
    pub target: Target,
    /// The value with its unit, in the indicator's own decimals.
    #[schema(example = "335.3 亿元")]
    pub value_text: Option<String>,
    /// The comparator in Chinese.
    #[schema(value_type = Option<String>, example = "不低于")]
    pub comparator_text: Option<&'static str>,
    /// The commitment in Chinese.
    #[schema(value_type = String, example = "力争")]
    pub commitment_text: &'static str,
}

impl Target {
    /// With what people read: the value in the indicator's unit and decimals.
    pub fn said_in(self, unit: Option<&str>, decimals: i32) -> TargetVersion {
        TargetVersion {
            value_text: self.value.map(|value| units::text(value, decimals, unit)),
            comparator_text: self.comparator.map(Comparator::text),
            commitment_text: self.commitment.text(),
            target: self,
        }
    }
}

/// What a version says, from whatever source: the body of a request or the plan's data.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = targets, treat_none_as_default_value = false)]
pub struct TargetTerms {
    /// The value, in the indicator's unit.
    pub value: Option<Decimal>,
    /// 比较符.
    pub comparator: Option<Comparator>,
    /// 力度.
    pub commitment: Commitment,
    /// 力度承前.
    pub commitment_inherited: bool,
    /// 期限.
    pub due_on: NaiveDate,
    /// 期限依据.
    pub due_confidence: DueConfidence,
    /// 印文.
    pub target_text: Option<String>,
    /// The first day on which it is in force.
    pub effective_from: NaiveDate,
    /// 文件依据.
    pub document: Option<String>,
    /// 调整理由.
    pub reason: Option<String>,
}

/// The first target of a new indicator.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "value": "335.3", "comparator": "gte", "commitment": "strive", "target_text": "力争完成投资335.3亿元"
}))]
pub struct FirstTarget {
    /// The value, in the indicator's unit.
    pub value: Option<Decimal>,
    /// 比较符: a measured indicator has it together with a value, or neither.
    pub comparator: Option<Comparator>,
    /// 力度.
    pub commitment: Commitment,
    /// Whether the commitment was carried over from the clause before.
    #[serde(default)]
    #[schema(default = false)]
    pub commitment_inherited: bool,
    /// 期限; without it, the end of the plan's year.
    pub due_on: Option<NaiveDate>,
    /// 期限依据; without it, `printed` for a given date and `default` for the end of the year.
    pub due_confidence: Option<DueConfidence>,
    /// The phrase as printed.
    #[schema(max_length = 500)]
    pub target_text: Option<String>,
    /// The first day on which it is in force; without it, the first of the plan's year.
    pub effective_from: Option<NaiveDate>,
    /// The document that sets it.
    #[schema(max_length = 500)]
    pub document: Option<String>,
}

/// A new version of a target.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "value": "320", "comparator": "gte", "commitment": "ensure", "effective_from": "2025-10-01",
    "document": "区政府〔2025〕18号", "reason": "年中统筹调整", "target_text": "确保完成投资320亿元"
}))]
pub struct NewTarget {
    /// The value, in the indicator's unit.
    pub value: Option<Decimal>,
    /// 比较符: a measured indicator has it together with a value, or neither.
    pub comparator: Option<Comparator>,
    /// 力度.
    pub commitment: Commitment,
    /// Whether the commitment was carried over from the clause before.
    #[serde(default)]
    #[schema(default = false)]
    pub commitment_inherited: bool,
    /// 期限; without it, that of the version before.
    pub due_on: Option<NaiveDate>,
    /// 期限依据; without it, `printed` for a given date, else that of the version before.
    pub due_confidence: Option<DueConfidence>,
    /// The phrase as printed.
    #[schema(max_length = 500)]
    pub target_text: Option<String>,
    /// The first day on which it is in force; later than that of every version before.
    pub effective_from: NaiveDate,
    /// The document that sets it.
    #[schema(min_length = 1, max_length = 500)]
    pub document: String,
    /// Why it is revised.
    #[schema(min_length = 1, max_length = 1000)]
    pub reason: String,
}

/// Which versions.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct TargetFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this indicator.
    #[param(example = "code:1.8")]
    pub indicator: Option<Reference>,
}

impl FirstTarget {
    /// What the version says, in a plan of a year that begins and ends on these days.
    pub fn terms(&self, (first, last): (NaiveDate, NaiveDate)) -> TargetTerms {
        let stated = if self.due_on.is_some() { DueConfidence::Printed } else { DueConfidence::Default };
        TargetTerms {
            value: self.value,
            comparator: self.comparator,
            commitment: self.commitment,
            commitment_inherited: self.commitment_inherited,
            due_on: self.due_on.unwrap_or(last),
            due_confidence: self.due_confidence.unwrap_or(stated),
            target_text: self.target_text.clone(),
            effective_from: self.effective_from.unwrap_or(first),
            document: self.document.clone(),
            reason: None,
        }
    }
}

impl NewTarget {
    /// What the version says, after a version that was due on a day for a reason.
    pub fn terms(&self, (due_on, confidence): (NaiveDate, DueConfidence)) -> TargetTerms {
        let stated = if self.due_on.is_some() { DueConfidence::Printed } else { confidence };
        TargetTerms {
            value: self.value,
            comparator: self.comparator,
            commitment: self.commitment,
            commitment_inherited: self.commitment_inherited,
            due_on: self.due_on.unwrap_or(due_on),
            due_confidence: self.due_confidence.unwrap_or(stated),
            target_text: self.target_text.clone(),
            effective_from: self.effective_from,
            document: Some(self.document.clone()),
            reason: Some(self.reason.clone()),
        }
    }
}

impl Figures for Target {
    const TYPE: &'static str = "target";
    fn figure_id(&self) -> Id {
        self.id
    }
    fn figures(&self) -> Option<Value> {
        Some(json!({
            "indicator": self.indicator_id,
            "number": self.number,
            "value": self.value,
            "comparator": self.comparator,
            "commitment": self.commitment,
            "due_on": self.due_on,
            "effective_from": self.effective_from,
        }))
    }
}
