//! The shape of the dictionary.
use crate::text_enum;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 数据来源: who a field comes from.
    pub enum FieldSource {
        /// 单位: reported or recorded by the bureau that is responsible.
        Bureau = "bureau",
        /// 督查室: set by the supervision office, or given with the plan.
        Supervision = "supervision",
        /// 计算: computed by the service from other fields.
        Computed = "computed",
        /// 系统: recorded by the service itself: who did something, when, and in which version.
        System = "system",
    }
}

text_enum! {
    /// 更新周期: how often a field gets a new value.
    pub enum FieldRefresh {
        /// 不变: never, once it is there.
        Never = "never",
        /// 随变更: whenever the object is changed.
        OnChange = "on_change",
        /// 每个报告期: with the report of each period, once it is approved.
        EachPeriod = "each_period",
        /// 随读取: reckoned at each reading, by the business time.
        OnReading = "on_reading",
    }
}

/// Which part of the dictionary.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DictionaryFilter {
    /// Only this enumeration, by its name in the document; then no fields are listed.
    #[serde(rename = "enum")]
    #[param(example = "Stage")]
    pub r#enum: Option<String>,
    /// Only the fields of this resource; then no enumerations are listed.
    #[param(example = "indicator")]
    pub resource: Option<String>,
}

/// 数据字典: the words of all codes, and the fields of the main resources.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Dictionary {
    /// 代码表: every closed enumeration of the document, by name.
    pub enums: Vec<DictionaryEnum>,
    /// 数据项: the main resources with their fields.
    pub resources: Vec<DictionaryResource>,
}

/// 代码表: a closed enumeration with its values.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DictionaryEnum {
    /// Its name in the document.
    #[schema(example = "Stage")]
    pub name: String,
    /// 说明, in Chinese.
    #[schema(example = "四库阶段：项目所在的库。")]
    pub description_zh: String,
    /// What it says, in English.
    #[schema(example = "Stage of the four libraries: the library that a project is in.")]
    pub description_en: String,
    /// 取值: its values, in their order.
    pub values: Vec<DictionaryValue>,
}

/// 取值: a value of an enumeration.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DictionaryValue {
    /// 次序: its place, from 1.
    #[schema(example = 3)]
    pub order: usize,
    /// 代码: the value as it stands in bodies and answers.
    #[schema(example = "under_construction")]
    pub code: String,
    /// 中文: its word in Chinese.
    #[schema(example = "在建库")]
    pub zh: String,
    /// 英文: its word in English.
    #[schema(example = "Under construction")]
    pub en: String,
    /// 含义, in Chinese.
    #[schema(example = "正在建设。")]
    pub meaning_zh: String,
    /// What it means, in English.
    #[schema(example = "under construction.")]
    pub meaning_en: String,
}

/// 数据项: the fields of a main resource.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DictionaryResource {
    /// The resource.
    #[schema(example = "indicator")]
    pub resource: &'static str,
    /// Its schema in the document.
    #[schema(example = "IndicatorResource")]
    pub schema: &'static str,
    /// 字段: its fields, in their order.
    pub fields: Vec<DictionaryField>,
}

/// 字段: what a field of an answer is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DictionaryField {
    /// The field.
    #[schema(example = "due_on")]
    pub field: String,
    /// 名称: its name in Chinese.
    #[schema(example = "期限")]
    pub zh: String,
    /// Its name in English.
    #[schema(example = "Due on")]
    pub en: String,
    /// 定义, in Chinese.
    pub definition_zh: String,
    /// Its definition, in English.
    pub definition_en: String,
    /// 计量单位: a symbol of `GET /units`, `天` for days, `indicator` for the unit of the indicator; `null` of what
    /// is no quantity.
    #[schema(example = "万元")]
    pub unit: Option<&'static str>,
    /// The enumeration whose values it has.
    #[schema(example = "DueConfidence")]
    pub r#enum: Option<String>,
    /// 数据来源.
    pub source: FieldSource,
    /// 更新周期.
    pub refresh: FieldRefresh,
}
