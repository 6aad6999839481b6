//! The shapes of a form.
use crate::{
    foundation::{
        db::{Decimal, Id, Timestamp},
        error::Code,
        web::Reference,
    },
    plan::{
        indicators::IndicatorKind,
        periods::{PeriodReference, PeriodSummary},
        targets::TargetVersion,
    },
    reporting::{
        obligations::Obligation,
        reports::ReportStatus,
        subjects::{Form, SubjectSummary},
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// 可选值: one value of a closed set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormValue {
    /// As it is sent.
    #[schema(example = "write_down")]
    pub value: String,
    /// The Chinese word, where there is one.
    #[schema(example = "核减")]
    pub text: Option<String>,
    /// The English word, where there is one.
    #[schema(example = "write-down")]
    pub text_en: Option<String>,
}

/// 表单字段: one member of the body, as the operation's schema has it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct FormField {
    /// Its name.
    #[schema(example = "value")]
    pub name: String,
    /// JSON Pointer in the body; `*` stands for the items of a list.
    #[schema(example = "/value")]
    pub pointer: String,
    /// What the field is, for people.
    #[schema(example = "填报值: the figure, in `unit`.")]
    pub description: String,
    /// JSON types that it may have: `string`, `integer`, `boolean`, `array`, `object`.
    #[schema(example = json!(["string"]))]
    pub types: Vec<String>,
    /// Whether the operation refuses a body without it.
    pub required: bool,
    /// Whether it may be left out now and must be there before the report is submitted.
    pub required_to_submit: bool,
    /// Whether it may be `null`.
    pub nullable: bool,
    /// The format of a text: `date`, `date-time`, `password`.
    pub format: Option<String>,
    /// The pattern of a text.
    pub pattern: Option<String>,
    /// The least number.
    pub minimum: Option<i64>,
    /// The greatest number.
    pub maximum: Option<i64>,
    /// The fewest characters of a text.
    pub min_length: Option<i64>,
    /// The most characters of a text.
    pub max_length: Option<i64>,
    /// The fewest items of a list.
    pub min_items: Option<i64>,
    /// The most items of a list.
    pub max_items: Option<i64>,
    /// The values of a closed set, of which this caller may send any; empty where the set is open.
    pub values: Vec<FormValue>,
    /// The unit of a figure.
    #[schema(example = "亿元")]
    pub unit: Option<String>,
    /// 小数位: the decimals that the figure is shown with.
    #[schema(example = 1)]
    pub decimals: Option<u32>,
    /// What it is now, as it would be sent; `null` where nothing is there yet or nothing is changed.
    #[schema(value_type = Value)]
    pub current: Value,
    /// The members of an object, or of the items of a list.
    #[schema(no_recursion)]
    pub fields: Vec<FormField>,
}

/// 计量单位 in which a value may be given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AllowedUnit {
    /// As it is sent.
    #[schema(value_type = String, example = "万元")]
    pub symbol: &'static str,
    /// 名称.
    #[schema(value_type = String, example = "万元")]
    pub name: &'static str,
    /// The name in English.
    #[schema(value_type = String, example = "ten thousand yuan")]
    pub name_en: &'static str,
}

/// 已审定的数: an approved figure of the same subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ApprovedFigure {
    /// 报告期.
    #[schema(example = "2025-08")]
    pub period: String,
    /// In the subject's unit.
    pub value: Option<Decimal>,
    /// The value as people read it.
    #[schema(example = "210.4 亿元")]
    pub value_text: Option<String>,
    /// 分子: of a ratio.
    pub numerator: Option<Decimal>,
    /// 分母: of a ratio.
    pub denominator: Option<Decimal>,
    /// 完成日期: of a milestone.
    pub achieved_on: Option<NaiveDate>,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
}

/// 疑似单位错误的界限: from which size a value is refused as a slip of the unit unless `confirm` is sent, in the
/// subject's unit; exactly the limit is. `null` where there is nothing to hold against.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlipLimits {
    /// As large as this or larger.
    #[schema(value_type = Option<Decimal>, example = "210400")]
    pub from: Option<Decimal>,
    /// As small as this or smaller; zero is no slip.
    #[schema(value_type = Option<Decimal>, example = "0.2104")]
    pub to: Option<Decimal>,
}

/// 已起草的报告.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BegunReport {
    /// The report.
    pub id: Id,
    /// 报告状态.
    pub status: ReportStatus,
    /// The status as people read it.
    #[schema(value_type = String, example = "草稿")]
    pub status_text: &'static str,
    /// 版次.
    #[schema(example = 1)]
    pub revision: i32,
}

/// 填报事项: what one needs to fill in one report, beside the fields.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportingForm {
    /// 应报事项; `null` where nobody owes it, or who does is not the caller's to know.
    pub obligation: Option<Obligation>,
    /// 报告期.
    pub period: PeriodSummary,
    /// 报告对象.
    pub subject: SubjectSummary,
    /// 指标类型; `null` of a project.
    pub kind: Option<IndicatorKind>,
    /// What a report states of it.
    pub form: Form,
    /// The unit of normalised values.
    #[schema(example = "亿元")]
    pub unit: Option<String>,
    /// 小数位.
    #[schema(example = 1)]
    pub decimals: Option<u32>,
    /// In which units a value is taken.
    pub allowed_units: Vec<AllowedUnit>,
    /// 目标值 and 力度 in force today; `null` of a project or without one.
    pub target: Option<TargetVersion>,
    /// 年度计划投资 of a project, in 万元.
    pub year_investment: Option<Decimal>,
    /// 序时应完成: the value expected by the end of the period; `null` without a schedule.
    #[schema(value_type = Option<Decimal>, example = "251.475")]
    pub expected: Option<Decimal>,
    /// The value expected as people read it.
    #[schema(example = "251.475 亿元")]
    pub expected_text: Option<String>,
    /// 最近审定: the last approved figure, of whatever period.
    pub last_approved: Option<ApprovedFigure>,
    /// 上期审定: the last approved figure of an earlier period. A cumulative value below it needs `decrease_reason`;
    /// 无变化 takes it over.
    pub previous: Option<ApprovedFigure>,
    /// 后期审定: the next approved figure of a later period. A cumulative value above it needs `decrease_reason`.
    pub next: Option<ApprovedFigure>,
    /// 疑似单位错误的界限.
    pub slip_limits: SlipLimits,
    /// Whether `decrease_reason` is asked for when a value falls (cumulative) or is negative (increment).
    pub asks_decrease_reason: bool,
    /// The report that is there for subject and period, of the caller's to know.
    pub report: Option<BegunReport>,
}

/// 表单对象: the object that the operation acts on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormTarget {
    /// Identity.
    #[schema(example = "01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11")]
    pub id: String,
    /// Human code, where it has one.
    #[schema(example = "1.8")]
    pub code: Option<String>,
    /// The address that reads it; `null` where it is read in a list only.
    #[schema(example = "/api/v1/indicators/01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11")]
    pub href: Option<String>,
}

/// 表单: an operation for this caller and in this state.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperationForm {
    /// The operation id.
    #[schema(example = "create_report")]
    pub operation: String,
    /// What it does.
    #[schema(example = "Draft a report (起草报告)")]
    pub title: String,
    /// The method to call.
    #[schema(example = "POST")]
    pub method: String,
    /// The address to call; `{id}` is left where no object was named.
    #[schema(example = "/api/v1/reports")]
    pub address: String,
    /// The media type of the body.
    #[schema(example = "application/json")]
    pub content_type: String,
    /// Whether the caller may do it now.
    pub allowed: bool,
    /// Why not: the code with which the operation would answer. What the body alone decides is not foreseen.
    pub reason: Option<Code>,
    /// What may be chosen now, where the operation asks for a choice.
    pub options: Vec<String>,
    /// Whether `Idempotency-Key` is demanded.
    pub idempotency_key: bool,
    /// Whether `If-Match` is demanded.
    pub conditional: bool,
    /// The ETag to send as `If-Match`; `null` where none is demanded or no object was named.
    #[schema(example = "\"1.5f0c2a\"")]
    pub if_match: Option<String>,
    /// The object that it acts on, where one was named.
    pub target: Option<FormTarget>,
    /// The writable fields, in the order of the schema.
    pub fields: Vec<FormField>,
    /// 填报事项: of reports alone, where subject and period are known.
    pub reporting: Option<ReportingForm>,
}

/// On what the operation is to act.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct FormFilter {
    /// The object of the operation's address: an id, or `code:` and its human code.
    #[param(example = "code:1.8")]
    pub resource: Option<Reference>,
    /// 应报事项: the id of an obligation, for `create_report`.
    pub obligation: Option<String>,
    /// 报告期: an id or `2025-09`, for `create_report`; with `indicator` or `project`.
    #[param(example = "2025-09")]
    pub period: Option<PeriodReference>,
    /// 指标: what is reported on.
    #[param(example = "code:2.9")]
    pub indicator: Option<Reference>,
    /// 项目: what is reported on.
    #[param(example = "code:P001")]
    pub project: Option<Reference>,
}
