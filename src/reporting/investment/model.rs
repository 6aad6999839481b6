//! The shapes of the investment of a project on a day.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::Decimal,
        web::{OneOf, Reference, Resource},
    },
    projects::{investments::InvestmentFigures, projects::ProjectSummary, year_plans::YearPlan},
    text_enum,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 投资数据质量: what does not fit together. A flag blocks nothing.
    pub enum InvestmentFlag {
        /// 投资与形象进度背离: the share of the total completed and the physical progress are more than 30 points
        /// apart; exactly 30 is not flagged.
        ProgressDiverges = "progress_diverges",
        /// 年度计划之和超总投资: the yearly plans come to more than the total investment.
        YearsExceedTotal = "years_exceed_total",
        /// 完成投资超总投资: the investment completed to date is more than the total.
        CompletedExceedsTotal = "completed_exceeds_total",
        /// 本年完成超累计完成: what was completed in the year is more than to date, as recorded for the end of the
        /// reported period or later.
        YearExceedsToDate = "year_exceeds_to_date",
        /// 入统投资超完成投资: more is recorded in the statistics than was completed.
        RecordedExceedsCompleted = "recorded_exceeds_completed",
    }
}

text_enum! {
    /// 缺少原因: why a figure is null.
    pub enum InvestmentGap {
        /// 总投资未填: the project states no total investment.
        NoTotal = "no_total",
        /// 总投资为零: the total investment is zero.
        ZeroTotal = "zero_total",
        /// 年度计划未填: the project states no plan of the year.
        NoYearPlan = "no_year_plan",
        /// 年度计划为零: the plan of the year is zero.
        ZeroYearPlan = "zero_year_plan",
        /// 没有投资记录: no record states it by the day.
        NotRecorded = "not_recorded",
        /// 没有已审定的报告: no report of the year is approved by the day.
        NotReported = "not_reported",
    }
}

/// 投资完成情况: a project's money, works and land on a day.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InvestmentSummary {
    /// The project.
    pub project: ProjectSummary,
    /// 牵头单位.
    pub lead_bureau: Option<BureauSummary>,
    /// The day; what was recorded and approved by its end counts.
    #[schema(example = "2025-10-10")]
    pub as_of: NaiveDate,
    /// The year of the project's plan.
    #[schema(example = 2025)]
    pub year: i32,
    /// 总投资, in 万元.
    #[schema(example = "52000")]
    pub total_investment: Option<Decimal>,
    /// 年度计划投资, in 万元.
    #[schema(example = "18000.5")]
    pub year_plan: Option<Decimal>,
    /// 分年度计划, the plan's own year among them.
    pub years: Vec<YearPlan>,
    /// Σ of the years, in 万元.
    #[schema(example = "48000.5")]
    pub planned_sum: Option<Decimal>,
    /// 差额: total less Σ of the years.
    #[schema(example = "3999.5")]
    pub residual: Option<Decimal>,
    /// 本年完成投资, in 万元: the latest approved report of the project.
    #[schema(example = "9000")]
    pub completed_this_year: Option<Decimal>,
    /// 报告期 of that report.
    #[schema(example = "2025-09")]
    pub completed_this_year_period: Option<String>,
    /// 签约额, 到位资金, 完成投资, 入统投资, 形象进度 and 用地, each as it was recorded last by the day.
    pub figures: InvestmentFigures,
    /// The day of the last record that counts.
    #[schema(example = "2025-09-30")]
    pub recorded_on: Option<NaiveDate>,
    /// 累计完成投资占总投资, in percent.
    #[schema(value_type = Option<Decimal>, example = "30")]
    pub share_of_total_percent: Option<Decimal>,
    /// 本年完成投资占年度计划, in percent.
    #[schema(value_type = Option<Decimal>, example = "49.9986")]
    pub share_of_year_plan_percent: Option<Decimal>,
    /// 背离: share of the total less physical progress, in percentage points; negative where money lags behind the
    /// works.
    #[schema(value_type = Option<Decimal>, example = "-5")]
    pub divergence_pp: Option<Decimal>,
    /// 用地缺口: land needed less land supplied, in 亩, never below zero.
    #[schema(value_type = Option<Decimal>, example = "59.5")]
    pub land_shortfall: Option<Decimal>,
    /// What does not fit together.
    pub flags: Vec<InvestmentFlag>,
    /// Why a figure is null: from the name of the figure to the reason.
    #[schema(example = json!({"share_of_total_percent": "no_total"}))]
    pub reasons: BTreeMap<&'static str, InvestmentGap>,
    /// One sentence that explains the figures.
    pub sentence_zh: String,
    /// The same in English.
    pub sentence_en: String,
}

impl InvestmentSummary {
    /// A figure is changed where it stands, not here.
    pub fn shown(self) -> Resource<Self> {
        Resource { object: self, allowed_actions: Vec::new() }
    }
}

/// When.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct InvestmentAt {
    /// The day, not in the future; the business day when absent. What was recorded and approved by its end counts.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
}

/// Which projects, and when.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct InvestmentFilter {
    /// The plan; the one in force when absent.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only led by this bureau.
    #[param(example = "code:urban-renewal")]
    pub lead_bureau: Option<Reference>,
    /// Only with one of these flags, separated by commas.
    #[param(inline, example = json!(["progress_diverges"]))]
    pub flag: Option<OneOf<InvestmentFlag>>,
    /// The day, not in the future; the business day when absent.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
}
