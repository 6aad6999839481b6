//! The shapes of starts, year categories and the funnel.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Decimal, Id},
        web::{OneOf, Reference, Resource},
    },
    projects::{milestones::StartLight, projects::ProjectSummary, transitions::Stage},
    text_enum,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 年度类别, derived from the stages of a project in the year; they overlap.
    pub enum YearCategory {
        /// 新开工: entered `under_construction` in the year.
        NewStart = "new_start",
        /// 续建: under construction before the year began.
        Continuing = "continuing",
        /// 竣工: completed in the year.
        Completed = "completed",
        /// 预备: in `reserve` or `proposed`, without a start planned in the year.
        Preparatory = "preparatory",
    }
}

impl YearCategory {
    /// The Chinese name.
    pub const fn text(self) -> &'static str {
        match self {
            Self::NewStart => "新开工",
            Self::Continuing => "续建",
            Self::Completed => "竣工",
            Self::Preparatory => "预备",
        }
    }
}

text_enum! {
    /// 开工率缺少原因.
    pub enum StartGap {
        /// 尚无应开工项目: no planned day has passed.
        NoneDue = "none_due",
        /// 没有计划开工: no start is planned in the whole year.
        NonePlanned = "none_planned",
    }
}

/// 开工率: of the projects counted below, those that have started.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StartRate {
    /// 已开工.
    #[schema(example = 2)]
    pub started: usize,
    /// 应开工, or 全年计划开工.
    #[schema(example = 3)]
    pub planned: usize,
    /// In percent; `null` where there is nothing to divide by.
    #[schema(value_type = Option<Decimal>, example = "66.6667")]
    pub rate_percent: Option<Decimal>,
    /// Why the rate is `null`.
    pub reason: Option<StartGap>,
}

/// A project and its start.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StartItem {
    /// The project.
    pub project: ProjectSummary,
    /// 牵头单位.
    pub lead_bureau: Option<BureauSummary>,
    /// 四库阶段 on the day.
    pub stage: Stage,
    /// 计划开工日期.
    #[schema(example = "2025-03-31")]
    pub planned_on: NaiveDate,
    /// 实际开工日期; `null` where it has not started.
    pub started_on: Option<NaiveDate>,
    /// Days between the planned day and the day asked about, or the start: late, or early.
    #[schema(example = 193)]
    pub days: i64,
    /// 亮灯 of a start that is late: yellow, red by three months; `null` otherwise.
    pub light: Option<StartLight>,
}

/// A category, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CategoryCount {
    /// 年度类别.
    pub category: YearCategory,
    /// For people.
    #[schema(example = "新开工")]
    pub category_text: &'static str,
    /// Projects; one may be in several categories.
    #[schema(example = 2)]
    pub projects: usize,
}

/// 未计入: what takes no part in the rates.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct StartsExcluded {
    /// 项目组: rows that only declare a number.
    #[schema(example = 13)]
    pub groups: i64,
    /// The numbers that they declare, added up. Groups contain one another and named projects: it is no number of
    /// projects.
    #[schema(example = 679)]
    pub declared: i64,
    /// 未开工即退库.
    #[schema(example = 0)]
    pub exited: usize,
    /// 缓建停建, not started; they are listed.
    #[schema(example = 0)]
    pub suspended: usize,
    /// 无计划开工日期: not started, without a `start` milestone.
    #[schema(example = 9)]
    pub without_planned_start: usize,
}

/// 开工情况: the starts of a plan's named projects on a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectStarts {
    /// The plan.
    pub plan_id: Id,
    /// Its year.
    #[schema(example = 2025)]
    pub year: i32,
    /// The day.
    #[schema(example = "2025-10-10")]
    pub as_of: NaiveDate,
    /// 开工率（应开工口径）: of those whose planned day has passed, those that have started.
    pub of_due: StartRate,
    /// 开工率（全年口径）: of those planned for the whole year, or left over from before it, those that have started.
    pub of_year: StartRate,
    /// 应开未开: the planned day has passed, and it has not started; the latest first.
    pub overdue: Vec<StartItem>,
    /// 提前开工: started before the planned day, the earliest first.
    pub early: Vec<StartItem>,
    /// 缓建停建: planned, not started and suspended on the day; in neither rate.
    pub suspended: Vec<StartItem>,
    /// The year categories, counted.
    pub year_categories: Vec<CategoryCount>,
    /// What takes no part.
    pub excluded: StartsExcluded,
    /// One sentence that explains the rates.
    pub sentence_zh: String,
    /// The same in English.
    pub sentence_en: String,
}

/// A project in its plan's year.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProjectYear {
    /// The project.
    pub project: ProjectSummary,
    /// 牵头单位.
    pub lead_bureau: Option<BureauSummary>,
    /// 四库阶段 on the day.
    pub stage: Stage,
    /// The stage for people.
    #[schema(example = "在建库")]
    pub stage_text: &'static str,
    /// 计划开工日期.
    #[schema(example = "2025-03-31")]
    pub planned_on: Option<NaiveDate>,
    /// 实际开工日期; `null` where it has not started, or started before the plan's data began.
    pub started_on: Option<NaiveDate>,
    /// 竣工日期.
    pub completed_on: Option<NaiveDate>,
    /// 缓建停建 on the day.
    pub suspended: bool,
    /// 年度类别; none where its start is planned in the year and still to come.
    pub year_categories: Vec<YearCategory>,
}

impl ProjectYear {
    /// It is derived: nobody may do anything with it.
    pub fn resource(self) -> Resource<Self> {
        Resource { object: self, allowed_actions: Vec::new() }
    }
}

/// A stage in a range of days: `at_start + entered − left = at_end`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StageFlow {
    /// 四库阶段.
    pub stage: Stage,
    /// The stage for people.
    #[schema(example = "在建库")]
    pub stage_text: &'static str,
    /// 期初.
    #[schema(example = 6)]
    pub at_start: usize,
    /// 期内进入.
    #[schema(example = 2)]
    pub entered: usize,
    /// 期内离开.
    #[schema(example = 1)]
    pub left: usize,
    /// 期末.
    #[schema(example = 7)]
    pub at_end: usize,
}

/// A reason, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ReasonCount {
    /// 退库原因 where it left, else 理由 as told; `null` where none was.
    #[schema(example = "no_funding")]
    pub reason: Option<String>,
    /// Steps.
    #[schema(example = 1)]
    pub steps: usize,
}

/// Steps between two stages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StageMove {
    /// From; `null` where projects came into the libraries.
    pub from_stage: Option<Stage>,
    /// To.
    pub to_stage: Stage,
    /// Steps.
    #[schema(example = 2)]
    pub steps: usize,
    /// Why.
    pub reasons: Vec<ReasonCount>,
}

/// 四库漏斗: the named projects of a plan through the stages in a range of days.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectFunnel {
    /// The plan.
    pub plan_id: Id,
    /// The first day.
    #[schema(example = "2025-01-01")]
    pub from: NaiveDate,
    /// The last day.
    #[schema(example = "2025-10-10")]
    pub to: NaiveDate,
    /// The day by whose end it was known.
    #[schema(example = "2025-10-10")]
    pub as_of: NaiveDate,
    /// Every stage, in their order.
    pub stages: Vec<StageFlow>,
    /// The steps, by the stages that they join.
    pub moves: Vec<StageMove>,
}

/// Of what, and when.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct StartsFilter {
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only led by this bureau.
    #[param(example = "code:urban-renewal")]
    pub lead_bureau: Option<Reference>,
    /// The day, not in the future; the business day when absent. What was recorded by its end counts.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
}

/// Which projects, and when.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ProjectYearFilter {
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only led by this bureau.
    #[param(example = "code:urban-renewal")]
    pub lead_bureau: Option<Reference>,
    /// Only of one of these categories, separated by commas.
    #[param(inline, example = json!(["new_start", "continuing"]))]
    pub year_category: Option<OneOf<YearCategory>>,
    /// The day, not in the future; the business day when absent.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
}

/// Of what, and in which range of days.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct FunnelFilter {
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// The first day; the first of the plan's year when absent.
    #[param(example = "2025-01-01")]
    pub from: Option<NaiveDate>,
    /// The last day, not before the first; `as_of` when absent.
    #[param(example = "2025-10-10")]
    pub to: Option<NaiveDate>,
    /// The day by whose end it was known, not in the future; the business day when absent.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
}
