//! The shapes of the overview.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Decimal, Id, Timestamp},
        web::{Reference, Resource},
    },
    plan::{areas::AreaSummary, periods::PeriodSummary, plans::Plan},
    progress::{
        figures::{Bucket, Light},
        rule_sets::RuleSetVersion,
        standings::{FigureBasis, IndicatorLabel},
    },
    projects::projects::StageCount,
    reporting::obligations::Obligation,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 亮灯统计: how many indicators show each light. `green + yellow + red + grey` is all of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct LightCounts {
    /// 绿灯, the watched ones included.
    #[schema(example = 35)]
    pub green: usize,
    /// 关注: of the green and yellow ones, those to be watched.
    #[schema(example = 9)]
    pub watch: usize,
    /// 黄灯.
    #[schema(example = 8)]
    pub yellow: usize,
    /// 红灯.
    #[schema(example = 3)]
    pub red: usize,
    /// 灰灯: nothing to judge by, the qualitative ones included.
    #[schema(example = 32)]
    pub grey: usize,
}

/// 完成分类统计: how many indicators are in each bucket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct BucketCounts {
    /// 提前完成.
    #[schema(example = 2)]
    pub completed_early: usize,
    /// 已完成.
    #[schema(example = 1)]
    pub completed: usize,
    /// 超进度.
    #[schema(example = 6)]
    pub ahead: usize,
    /// 达进度.
    #[schema(example = 17)]
    pub on_schedule: usize,
    /// 略欠进度.
    #[schema(example = 4)]
    pub slightly_behind: usize,
    /// 欠进度.
    #[schema(example = 11)]
    pub behind: usize,
    /// 到期待报.
    #[schema(example = 1)]
    pub awaiting: usize,
    /// 到期未完成.
    #[schema(example = 2)]
    pub missed: usize,
    /// 暂无数据.
    #[schema(example = 9)]
    pub no_data: usize,
    /// 无目标数.
    #[schema(example = 4)]
    pub no_target: usize,
    /// 定性任务.
    #[schema(example = 21)]
    pub qualitative: usize,
    /// 其它: has figures and cannot be judged.
    #[schema(example = 0)]
    pub other: usize,
}

/// 统计: the indicators of a plan or of an area, counted. There is no averaged colour.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct StandingCounts {
    /// Indicators, the qualitative ones included.
    #[schema(example = 78)]
    pub indicators: usize,
    /// Of them qualitative tasks, which have no figures and are grey.
    #[schema(example = 21)]
    pub qualitative: usize,
    /// By light.
    pub lights: LightCounts,
    /// By bucket.
    pub buckets: BucketCounts,
    /// Those whose target is met now.
    #[schema(example = 3)]
    pub met: usize,
    /// Those whose data lag behind.
    #[schema(example = 12)]
    pub stale: usize,
}

impl StandingCounts {
    /// Adds one indicator.
    pub(super) fn add(&mut self, light: Light, watch: bool, bucket: Bucket) {
        self.indicators += 1;
        self.lights.watch += usize::from(watch);
        *match light {
            Light::Green => &mut self.lights.green,
            Light::Yellow => &mut self.lights.yellow,
            Light::Red => &mut self.lights.red,
            Light::Grey => &mut self.lights.grey,
        } += 1;
        *match bucket {
            Bucket::CompletedEarly => &mut self.buckets.completed_early,
            Bucket::Completed => &mut self.buckets.completed,
            Bucket::Ahead => &mut self.buckets.ahead,
            Bucket::OnSchedule => &mut self.buckets.on_schedule,
            Bucket::SlightlyBehind => &mut self.buckets.slightly_behind,
            Bucket::Behind => &mut self.buckets.behind,
            Bucket::Awaiting => &mut self.buckets.awaiting,
            Bucket::Missed => &mut self.buckets.missed,
            Bucket::NoData => &mut self.buckets.no_data,
            Bucket::NoTarget => &mut self.buckets.no_target,
            Bucket::Qualitative => &mut self.buckets.qualitative,
            Bucket::Other => &mut self.buckets.other,
        } += 1;
    }
}

/// An area, counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct AreaOverview {
    /// The area.
    pub area: AreaSummary,
    /// Its indicators.
    pub counts: StandingCounts,
    /// Its projects by stage; a project counts in each of its areas, but once in the plan's total.
    pub projects: Vec<StageCount>,
}

/// 填报纪律: how a bureau kept the due times of the plan, by the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DisciplineCounts {
    /// 应报: reports whose period was due.
    #[schema(example = 40)]
    pub due: usize,
    /// 按时: first submitted by their due time, a granted extension included.
    #[schema(example = 36)]
    pub on_time: usize,
    /// 迟报.
    #[schema(example = 2)]
    pub late: usize,
    /// 未报.
    #[schema(example = 1)]
    pub missing: usize,
    /// 延期中: excused by an extension that still runs; they leave the denominators.
    #[schema(example = 1)]
    pub excused: usize,
    /// 被退回: submitted and returned at least once; a quality event, not a late one.
    #[schema(example = 3)]
    pub returned: usize,
    /// 按时率: on time, of those due and not excused, in percent; `null` when there are none.
    #[schema(value_type = Option<Decimal>, example = "92.3077")]
    pub timeliness_percent: Option<Decimal>,
    /// 完整率: submitted at all, of those due and not excused, in percent; `null` when there are none.
    #[schema(value_type = Option<Decimal>, example = "97.4359")]
    pub completeness_percent: Option<Decimal>,
}

/// A bureau, counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct BureauOverview {
    /// The bureau.
    pub bureau: BureauSummary,
    /// The indicators that it leads on the day.
    pub counts: StandingCounts,
    /// 填报纪律 by the day, of the whole plan; `null` for callers who may not know the bureau's reports.
    pub discipline: Option<DisciplineCounts>,
}

/// An indicator that is behind.
#[derive(Debug, Serialize, ToSchema)]
pub struct BehindIndicator {
    /// The indicator.
    pub indicator: IndicatorLabel,
    /// Its area.
    pub area: Option<AreaSummary>,
    /// The lead bureau on the day.
    pub lead_bureau: Option<BureauSummary>,
    /// 落后幅度: expected rate less rate, in percentage points.
    #[schema(value_type = Option<Decimal>, example = "30.2639")]
    pub lag_pp: Option<Decimal>,
    /// The lag as people read it.
    #[schema(example = "落后30.26个百分点")]
    pub lag_text: String,
    /// 亮灯.
    pub light: Light,
    /// 关注.
    pub watch: bool,
    /// 报告期 of the latest figure.
    #[schema(example = "2025-09")]
    pub period: Option<String>,
}

/// 填报情况: the reports of the period whose turn it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReportingCounts {
    /// The period that ended last.
    pub period: PeriodSummary,
    /// 截止时间.
    pub due_at: Timestamp,
    /// 应报: reports owed for it.
    #[schema(example = 66)]
    pub owed: usize,
    /// 待审: submitted and not yet decided.
    #[schema(example = 9)]
    pub submitted: usize,
    /// 已审定.
    #[schema(example = 21)]
    pub approved: usize,
    /// 逾期未报: past due and not submitted.
    #[schema(example = 0)]
    pub overdue: usize,
}

/// 逾期未报: what should have been reported by now, of whatever period.
#[derive(Debug, Serialize, ToSchema)]
pub struct OverdueReports {
    /// How many.
    #[schema(example = 27)]
    pub count: i64,
    /// The first twenty, by due time.
    pub items: Vec<Resource<Obligation>>,
}

/// A plan, named.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PlanLabel {
    /// Identity.
    pub id: Id,
    /// Human code: the year.
    #[schema(example = "2025")]
    pub code: String,
    /// 名称.
    #[schema(example = "2025年“十项工作”")]
    pub title: String,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
}

impl From<Plan> for PlanLabel {
    fn from(plan: Plan) -> Self {
        Self { id: plan.id, code: plan.code, title: plan.title, jurisdiction: plan.jurisdiction }
    }
}

/// 总览: a plan, or one area of it, at a glance.
#[derive(Debug, Serialize, ToSchema)]
pub struct Overview {
    /// The plan.
    pub plan: PlanLabel,
    /// The one area that was asked for; `null` for the whole plan.
    pub area: Option<AreaSummary>,
    /// The business date (业务日期): today, as far as periods and due times go.
    #[schema(example = "2025-10-10")]
    pub business_date: NaiveDate,
    /// The day of the figures.
    #[schema(example = "2025-10-10")]
    pub as_of: NaiveDate,
    /// Which figures count.
    pub basis: FigureBasis,
    /// The rule set that decided the lights.
    pub rule_set: Option<RuleSetVersion>,
    /// The indicators, counted.
    pub totals: StandingCounts,
    /// The same by area, in the order of their codes.
    pub areas: Vec<AreaOverview>,
    /// 领域由差到好: the areas' codes, most red first, then most yellow; of equals in their order.
    #[schema(example = json!(["2", "7", "1"]))]
    pub areas_worst_first: Vec<String>,
    /// By bureau that leads an indicator or owes a report, the worst first: most red, then most yellow; of equals in
    /// the order of their codes.
    pub bureaus: Vec<BureauOverview>,
    /// 落后最多: up to ten indicators with the largest lag, worst first.
    pub most_behind: Vec<BehindIndicator>,
    /// 四库: the projects by stage, each counted once, in the stage that it was known to be in on the day.
    pub projects: Vec<StageCount>,
    /// 填报情况 now, of the reports that the caller may know of; `null` for callers who may know of none.
    pub reporting: Option<ReportingCounts>,
    /// 逾期未报 now, of the reports that the caller may know of; `null` for callers who may know of none.
    pub overdue_reports: Option<OverdueReports>,
}

/// Of what, when, and which figures count.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct OverviewFilter {
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this area.
    #[param(example = "code:2")]
    pub area: Option<Reference>,
    /// Which figures count; `approved` when absent.
    #[param(inline)]
    pub basis: Option<FigureBasis>,
    /// The day of the figures, not in the future; the business day when absent.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
}
