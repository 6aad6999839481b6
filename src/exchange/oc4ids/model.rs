//! The shapes of a project package, in the standard's own spelling. Absent is "not known": the standard has no nulls
//! here.
use crate::foundation::{db::Timestamp, web::Reference};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// OC4IDS 项目包: the projects of a plan.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProjectPackage {
    /// Identifies the package.
    #[schema(
        format = "uri",
        example = "https://duban.example/api/v1/exports/oc4ids?plan=01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11"
    )]
    pub uri: String,
    /// When its contents changed last.
    pub published_date: Timestamp,
    /// The version of the standard.
    #[schema(example = "0.9")]
    pub version: &'static str,
    /// Who publishes it.
    pub publisher: PackagePublisher,
    /// The named projects, in the order of their codes.
    pub projects: Vec<PackagedProject>,
}

/// OC4IDS publisher.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackagePublisher {
    /// The jurisdiction.
    #[schema(example = "中原区")]
    pub name: String,
    /// What `uid` is of: `GB/T 2260`.
    #[schema(example = "GB/T 2260")]
    pub scheme: &'static str,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub uid: String,
}

/// OC4IDS project.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackagedProject {
    /// `oc4ids-unregistered-`, jurisdiction, year and code. A publisher that has registered a prefix puts it in its
    /// place.
    #[schema(example = "oc4ids-unregistered-410102-2025-P001")]
    pub id: String,
    /// When the project's record changed last.
    pub updated: Timestamp,
    /// The language of its texts.
    #[schema(example = "zh")]
    pub language: &'static str,
    /// The numbers under which others know it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, nullable = false)]
    pub identifiers: Vec<PackagedIdentifier>,
    /// The lead bureau.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub public_authority: Option<PackagedAuthority>,
    /// 名称.
    #[schema(example = "郑新热电厂")]
    pub title: String,
    /// Of the closed codelist projectStatus.
    #[schema(example = "preparation")]
    pub status: &'static str,
    /// Of the closed codelist projectType, where the field of the project says it.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, example = "construction")]
    pub kind: Option<&'static str>,
    /// Of the codelist projectSector, where the field of the project says it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, nullable = false, example = json!(["economy"]))]
    pub sector: Vec<&'static str>,
    /// 项目领域 and level, as they are classified here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, nullable = false)]
    pub additional_classifications: Vec<PackagedClassification>,
    /// Planned start and completion.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub period: Option<PackagedPeriod>,
    /// 储备库.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub identification_period: Option<PackagedPeriod>,
    /// 拟开工库.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub preparation_period: Option<PackagedPeriod>,
    /// 在建库.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub implementation_period: Option<PackagedPeriod>,
    /// 竣工库.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub completion_period: Option<PackagedPeriod>,
    /// 总投资 and its years.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub budget: Option<PackagedBudget>,
    /// The lead bureau, with its role.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, nullable = false)]
    pub parties: Vec<PackagedParty>,
    /// 完成投资 and 形象进度, as recorded for each day.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, nullable = false)]
    pub metrics: Vec<PackagedMetric>,
    /// 节点.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, nullable = false)]
    pub milestones: Vec<PackagedMilestone>,
    /// 竣工.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub completion: Option<PackagedCompletion>,
}

/// OC4IDS identifier of a project.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackagedIdentifier {
    /// The number.
    #[schema(example = "P001")]
    pub id: String,
    /// Whose number it is.
    #[schema(example = "plan-410102-2025")]
    pub scheme: String,
}

/// OC4IDS reference to an organization.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackagedAuthority {
    /// Jurisdiction and code.
    #[schema(example = "410102-natural-resources")]
    pub id: String,
    /// 名称.
    pub name: String,
}

/// OC4IDS party.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackagedParty {
    /// Jurisdiction and code.
    #[schema(example = "410102-natural-resources")]
    pub id: String,
    /// 名称.
    pub name: String,
    /// Of the codelist partyRole.
    #[schema(example = json!(["publicAuthority"]))]
    pub roles: Vec<&'static str>,
}

/// OC4IDS classification.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackagedClassification {
    /// What is classified.
    #[schema(example = "duban-project-field")]
    pub scheme: &'static str,
    /// The class.
    #[schema(example = "urban_renewal")]
    pub id: &'static str,
}

/// OC4IDS period: from the first instant of its first day to the last of its last, in Asia/Shanghai.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackagedPeriod {
    /// Begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, format = DateTime, example = "2025-03-28T00:00:00+08:00")]
    pub start_date: Option<String>,
    /// Ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, format = DateTime, example = "2025-12-31T23:59:59+08:00")]
    pub end_date: Option<String>,
}

/// OC4IDS value: an exact number of 元, which 万元 with four places always is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackagedValue {
    /// In 元.
    #[schema(example = 520000000_i64)]
    pub amount: i64,
    /// ISO 4217.
    #[schema(example = "CNY")]
    pub currency: &'static str,
}

/// OC4IDS budget.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackagedBudget {
    /// 总投资.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub amount: Option<PackagedValue>,
    /// 分年度计划.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, nullable = false)]
    pub budget_breakdowns: Vec<PackagedBreakdowns>,
}

/// OC4IDS breakdowns of a budget.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackagedBreakdowns {
    /// What it is broken down by.
    #[schema(example = "years")]
    pub id: &'static str,
    /// What it is.
    pub description: &'static str,
    /// The parts.
    pub budget_breakdown: Vec<PackagedBreakdown>,
}

/// OC4IDS part of a budget.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackagedBreakdown {
    /// The year.
    #[schema(example = "2025")]
    pub id: String,
    /// 计划投资.
    pub amount: PackagedValue,
    /// The year.
    pub period: PackagedPeriod,
}

/// OC4IDS metric.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackagedMetric {
    /// Of the codelist metricID.
    #[schema(example = "physicalProgress")]
    pub id: &'static str,
    /// 名称.
    #[schema(example = "形象进度")]
    pub title: &'static str,
    /// Its values, in the order of their days.
    pub observations: Vec<PackagedObservation>,
}

/// OC4IDS observation.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackagedObservation {
    /// The day.
    #[schema(example = "2025-09-30")]
    pub id: String,
    /// Until when.
    pub period: PackagedPeriod,
    /// An amount of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub value: Option<PackagedValue>,
    /// Any other measure, exact.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, example = "35")]
    pub measure: Option<String>,
    /// The unit of the measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub unit: Option<PackagedUnit>,
}

/// OC4IDS unit.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PackagedUnit {
    /// 名称.
    #[schema(example = "%")]
    pub name: &'static str,
}

/// OC4IDS milestone.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackagedMilestone {
    /// Its code.
    #[schema(example = "M001")]
    pub id: String,
    /// 名称.
    pub title: String,
    /// 期限.
    #[schema(format = DateTime, example = "2025-03-31T23:59:59+08:00")]
    pub due_date: String,
    /// 完成.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, format = DateTime)]
    pub date_met: Option<String>,
    /// When its record changed last.
    pub date_modified: Timestamp,
    /// Of the closed codelist milestoneStatus.
    #[schema(example = "scheduled")]
    pub status: &'static str,
}

/// OC4IDS completion.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PackagedCompletion {
    /// The day of completion.
    #[schema(format = DateTime, example = "2025-08-20T23:59:59+08:00")]
    pub end_date: String,
}

/// Of what.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct PackageFilter {
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
}
