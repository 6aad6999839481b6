//! The shapes of grouped statistics.
use crate::{
    foundation::{
        db::{Decimal, Id},
        web::{OneOf, Reference},
    },
    plan::{indicators::IndicatorKind, periods::PeriodReference, targets::Commitment},
    progress::{
        figures::{Bucket, Light, ReportingState},
        overview::{PlanLabel, StandingCounts},
        standings::FigureBasis,
    },
    projects::{
        projects::{ProjectBatch, ProjectField, ProjectLevel},
        transitions::Stage,
    },
    reporting::{
        obligations::{ObligationState, Timeliness},
        reports::ReportStatus,
    },
    text_enum,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 指标分组维度: each is a filter of `GET /progress`.
    pub enum IndicatorDimension {
        /// 灯色: by the light.
        Light = "light",
        /// 完成分类: by the bucket of completion.
        Bucket = "bucket",
        /// 工作领域: by the area.
        Area = "area",
        /// 牵头单位: by the bureau that leads on the day.
        LeadBureau = "lead_bureau",
        /// 力度: by the commitment of the target in force.
        Commitment = "commitment",
        /// 指标类型: by the kind of indicator.
        Kind = "kind",
        /// 填报状态: by whether the figure that was due is there.
        ReportingState = "reporting_state",
    }
}

text_enum! {
    /// 项目分组维度: each is a filter of `GET /projects`.
    pub enum ProjectDimension {
        /// 四库阶段: by the stage of the four libraries.
        Stage = "stage",
        /// 项目领域: by the field.
        Field = "field",
        /// 项目级别: by the level.
        Level = "level",
        /// 工作领域: by the area: a project is in the group of each of its areas.
        Area = "area",
        /// 牵头单位: by the lead bureau.
        LeadBureau = "lead_bureau",
        /// 三个一批: by the batch: a project is in the group of each of its batches.
        Batch = "batch",
    }
}

text_enum! {
    /// 填报分组维度: each is a filter of `GET /obligations`.
    pub enum ReportDimension {
        /// 应报事项状态: by the state of the obligation.
        State = "state",
        /// 报告状态: by the status of the report; what has no report is left out.
        ReportStatus = "report_status",
        /// 填报单位: by the bureau that owes the report.
        Bureau = "bureau",
        /// 报告期: by the period.
        Period = "period",
        /// 及时性: by whether it was in time.
        Timeliness = "timeliness",
    }
}

/// 分组取值: what the members of a group have in common.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GroupKey {
    /// 分组维度: the filter of the list.
    #[schema(value_type = String, example = "light")]
    pub dimension: &'static str,
    /// The value of an enumeration, or the human code of an object.
    #[schema(example = "red")]
    pub value: String,
    /// The object; `null` of a value of an enumeration.
    pub id: Option<Id>,
    /// The value as people read it.
    #[schema(example = "红灯")]
    pub text: String,
}

/// 未列入: what is in the total and in no group, because it has no value of a dimension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeftOut {
    /// The first dimension of which it has no value.
    #[schema(example = "lead_bureau")]
    pub dimension: String,
    /// Why, for people.
    #[schema(value_type = String, example = "没有牵头单位")]
    pub reason_text: &'static str,
    /// How many.
    #[schema(example = 3)]
    pub count: usize,
}

/// 指标统计: what is counted of indicators.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct IndicatorMeasures {
    /// How many.
    #[schema(example = 78)]
    pub count: usize,
    /// By light and bucket.
    pub counts: StandingCounts,
    /// 到期无数: those whose figure fell due and is not there.
    #[schema(example = 4)]
    pub unreported: usize,
    /// Those that have a rate of completion: what the mean is taken of.
    #[schema(example = 31)]
    pub rated: usize,
    /// 平均完成率: the mean of their rates, each capped at 100, in percent, rounded once; `null` without any. Rates are
    /// averaged, never values.
    pub mean_rate: Option<Decimal>,
}

/// A group of indicators.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorGroup {
    /// What they have in common, one for each dimension.
    pub keys: Vec<GroupKey>,
    /// What was counted.
    #[serde(flatten)]
    pub measures: IndicatorMeasures,
    /// The address of the list that shows them.
    #[schema(example = "/api/v1/progress?plan=01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11&light=red")]
    pub href: String,
}

/// 指标分组统计.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndicatorStatistics {
    /// The plan.
    pub plan: PlanLabel,
    /// The day of the figures.
    #[schema(example = "2025-10-10")]
    pub as_of: NaiveDate,
    /// Which figures count.
    pub basis: FigureBasis,
    /// The dimensions, in the order of the keys.
    pub group_by: Vec<IndicatorDimension>,
    /// Every indicator that the filters let through, once.
    pub total: IndicatorMeasures,
    /// The groups that have any, in the order of their values.
    pub groups: Vec<IndicatorGroup>,
    /// What is in no group.
    pub left_out: Vec<LeftOut>,
}

/// 金额合计: a sum, and of how many it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct MoneySum {
    /// The exact sum, in 万元; `null` when nobody states an amount or it is out of range.
    pub sum: Option<Decimal>,
    /// How many state an amount.
    #[schema(example = 24)]
    pub stated: usize,
    /// How many do not: the sum lacks them.
    #[schema(example = 3)]
    pub missing: usize,
}

/// 项目统计: what is counted of projects. Named ones alone are counted and added up; groups stand apart, because they
/// contain named projects and one another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProjectMeasures {
    /// Named projects.
    #[schema(example = 27)]
    pub count: usize,
    /// 总投资 of the named ones.
    pub total_investment: MoneySum,
    /// 年度计划投资 of the named ones.
    pub year_investment: MoneySum,
    /// Groups of which only a number is declared.
    #[schema(example = 2)]
    pub groups: usize,
    /// The sum of what they declare. Never add it to `count`.
    #[schema(example = 48)]
    pub declared: i64,
}

/// A group of projects.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectGroup {
    /// What they have in common, one for each dimension.
    pub keys: Vec<GroupKey>,
    /// What was counted.
    #[serde(flatten)]
    pub measures: ProjectMeasures,
    /// The address of the list that shows the named ones.
    #[schema(example = "/api/v1/projects?plan=01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11&listing=named&stage=reserve")]
    pub href: String,
}

/// 项目分组统计.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectStatistics {
    /// The plan.
    pub plan: PlanLabel,
    /// The dimensions, in the order of the keys.
    pub group_by: Vec<ProjectDimension>,
    /// Every project that the filters let through, once, whatever number of areas it belongs to.
    pub total: ProjectMeasures,
    /// The groups that have any, in the order of their values.
    pub groups: Vec<ProjectGroup>,
    /// Whether a project is in more than one group: then the groups add up to more than the total.
    pub overlapping: bool,
    /// What is in no group; projects and groups of projects alike.
    pub left_out: Vec<LeftOut>,
}

/// 填报统计: what is counted of what is owed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReportMeasures {
    /// 应报事项: how many.
    #[schema(example = 66)]
    pub count: usize,
    /// Of them submitted at least once.
    #[schema(example = 30)]
    pub submitted: usize,
    /// Approved.
    #[schema(example = 21)]
    pub approved: usize,
    /// 按时: first submitted by the due time, a granted extension included.
    #[schema(example = 28)]
    pub on_time: usize,
    /// 迟报.
    #[schema(example = 2)]
    pub late: usize,
    /// 已逾期: due, and nothing is submitted or approved.
    #[schema(example = 5)]
    pub overdue: usize,
    /// 已准延期: an extension that has not run out excuses that nothing was given yet.
    #[schema(example = 1)]
    pub excused: usize,
}

/// A group of what is owed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportGroup {
    /// What they have in common, one for each dimension.
    pub keys: Vec<GroupKey>,
    /// What was counted.
    #[serde(flatten)]
    pub measures: ReportMeasures,
    /// The address of the list that shows them.
    #[schema(example = "/api/v1/obligations?plan=01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11&state=overdue")]
    pub href: String,
}

/// 填报分组统计.
#[derive(Debug, Serialize, ToSchema)]
pub struct ReportStatistics {
    /// The plan.
    pub plan: PlanLabel,
    /// The dimensions, in the order of the keys.
    pub group_by: Vec<ReportDimension>,
    /// Everything that is owed and that the caller may know of, once.
    pub total: ReportMeasures,
    /// The groups that have any, in the order of their values.
    pub groups: Vec<ReportGroup>,
    /// What is in no group.
    pub left_out: Vec<LeftOut>,
}

/// Which indicators, when, and by what they are grouped.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct IndicatorStatisticsFilter {
    /// 分组维度: one or two, separated by commas; `light` when absent.
    #[param(inline, example = json!(["light", "lead_bureau"]))]
    pub group_by: Option<OneOf<IndicatorDimension>>,
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this area.
    #[param(example = "code:2")]
    pub area: Option<Reference>,
    /// Only with these lights, separated by commas.
    #[param(inline, example = json!(["red", "yellow"]))]
    pub light: Option<OneOf<Light>>,
    /// Only in these buckets, separated by commas.
    #[param(inline, example = json!(["behind"]))]
    pub bucket: Option<OneOf<Bucket>>,
    /// Only of these kinds, separated by commas.
    #[param(inline, example = json!(["flow", "list"]))]
    pub kind: Option<OneOf<IndicatorKind>>,
    /// Only those that this bureau leads on the day.
    #[param(example = "code:housing")]
    pub lead_bureau: Option<Reference>,
    /// Only in these reporting states, separated by commas.
    #[param(inline, example = json!(["unreported"]))]
    pub reporting_state: Option<OneOf<ReportingState>>,
    /// Only with a target in force of these commitments, separated by commas.
    #[param(inline, example = json!(["ensure"]))]
    pub commitment: Option<OneOf<Commitment>>,
    /// Only watched ones, or only those that are not.
    pub watch: Option<bool>,
    /// Only those whose data lag behind, or only those whose do not.
    pub stale: Option<bool>,
    /// Which figures count; `approved` when absent.
    #[param(inline)]
    pub basis: Option<FigureBasis>,
    /// The day, not in the future; the business day when absent. What was approved by its end counts.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
}

/// Which projects, and by what they are grouped.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ProjectStatisticsFilter {
    /// 分组维度: one or two, separated by commas; `stage` when absent.
    #[param(inline, example = json!(["stage", "field"]))]
    pub group_by: Option<OneOf<ProjectDimension>>,
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this area.
    #[param(example = "code:2")]
    pub area: Option<Reference>,
    /// Only in these stages, separated by commas.
    #[param(inline, example = json!(["proposed", "under_construction"]))]
    pub stage: Option<OneOf<Stage>>,
    /// Only of these fields, separated by commas.
    #[param(inline, example = json!(["industry", "park"]))]
    pub field: Option<OneOf<ProjectField>>,
    /// Only of these levels, separated by commas.
    #[param(inline, example = json!(["national", "provincial"]))]
    pub level: Option<OneOf<ProjectLevel>>,
    /// Only of these batches, separated by commas.
    #[param(inline, example = json!(["signed"]))]
    pub batch: Option<OneOf<ProjectBatch>>,
    /// Only led by this bureau.
    #[param(example = "code:urban-renewal")]
    pub lead_bureau: Option<Reference>,
    /// Only with this post in charge (县级领导分包).
    #[param(example = "code:L001")]
    pub leader_post: Option<Reference>,
    /// Only suspended ones (缓建/停建), or only those that are not.
    pub suspended: Option<bool>,
    /// Only with this text in the code, the name or the English name, whatever its case.
    #[param(example = "片区")]
    pub q: Option<String>,
}

/// Which obligations, and by what they are grouped.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ReportStatisticsFilter {
    /// 分组维度: one or two, separated by commas; `state` when absent.
    #[param(inline, example = json!(["bureau", "timeliness"]))]
    pub group_by: Option<OneOf<ReportDimension>>,
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this period: an id or `2025-09`.
    #[param(example = "2025-09")]
    pub period: Option<PeriodReference>,
    /// Only of this bureau. Another bureau's are not counted to a bureau.
    #[param(example = "code:housing")]
    pub bureau: Option<Reference>,
    /// Only on this indicator.
    #[param(example = "code:1.8")]
    pub indicator: Option<Reference>,
    /// Only on this project.
    #[param(example = "code:P001")]
    pub project: Option<Reference>,
    /// Only in one of these states, separated by commas.
    #[param(inline, example = json!(["owed", "drafted", "overdue"]))]
    pub state: Option<OneOf<ObligationState>>,
    /// Only with a report of one of these statuses, separated by commas.
    #[param(inline, example = json!(["submitted"]))]
    pub report_status: Option<OneOf<ReportStatus>>,
    /// Only submitted in time, late, or not at all, separated by commas.
    #[param(inline, example = json!(["late"]))]
    pub timeliness: Option<OneOf<Timeliness>>,
    /// Only those that are overdue, or that are not.
    pub overdue: Option<bool>,
    /// Only those that an extension excuses now, or that none does.
    pub excused: Option<bool>,
    /// Only those due before this day begins in Asia/Shanghai; what is due at 24:00 of the day before is.
    #[param(example = "2025-10-15")]
    pub due_before: Option<NaiveDate>,
}
