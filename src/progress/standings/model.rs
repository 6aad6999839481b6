//! The shapes of progress.
use super::{
    explanations::Explanation,
    outlooks::{AgainstOriginal, DueForecast, FlaggedTarget},
};
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        auth::Scope,
        db::{Decimal, Id, Timestamp},
        error::Result,
        web::{AsOf, OneOf, Reference},
    },
    plan::{
        areas::AreaSummary,
        indicators::{IndicatorKind, IndicatorRow},
        targets::{Commitment, TargetVersion},
    },
    progress::{
        figures::{Bucket, Light, LightReason, Missing, ReportingState, Standing, ValueStatus},
        overrides::OverrideLabel,
        rule_sets::RuleSetVersion,
        verdicts::VerdictReference,
    },
    text_enum,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 数据口径: which figures count.
    pub enum FigureBasis {
        /// 审定数: approved figures only.
        Approved = "approved",
        /// 最新数: submitted figures too, marked provisional, where the caller may know of them.
        Latest = "latest",
    }
}

text_enum! {
    /// 灯色来源: where a served light comes from.
    pub enum LightSource {
        /// 计算: by the rules in force on the day.
        Computed = "computed",
        /// 封存: frozen when the period of the latest figure closed.
        Frozen = "frozen",
        /// 人工调整: set by the supervision office, and its period not closed since.
        Overridden = "overridden",
    }
}

/// The day that is asked about, and which figures count on it.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The day.
    pub as_of: NaiveDate,
    /// The last instant of the day, or business time when that is earlier: what was decided by then counts, what was
    /// due before it is overdue.
    pub until: Timestamp,
    /// Which figures count.
    pub basis: FigureBasis,
}

impl Moment {
    /// The day asked for, else the business day; never a later one.
    pub fn of(scope: &Scope, as_of: Option<NaiveDate>, basis: Option<FigureBasis>) -> Result<Self> {
        let AsOf { day, until } = AsOf::of(scope, as_of)?;
        Ok(Self { as_of: day, until, basis: basis.unwrap_or(FigureBasis::Approved) })
    }
}

/// An indicator as figures name it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IndicatorLabel {
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

/// 序时进度 that figures were held against: `GET /trajectories/{id}`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TrajectoryVersion {
    /// Identity.
    pub id: Id,
    /// 版次.
    #[schema(example = 1)]
    pub number: i32,
}

/// 保持情况: how a level that is to be kept in every period (`maintain`) was kept.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct KeptLevel {
    /// Periods in which it passed.
    #[schema(example = 7)]
    pub passed: usize,
    /// Periods with a figure.
    #[schema(example = 8)]
    pub periods: usize,
    /// The share of periods passed, in percent.
    pub share_percent: Option<Decimal>,
    /// The period with the lowest value.
    #[schema(example = "2025-04")]
    pub worst_period: String,
    /// That value.
    pub worst: Option<Decimal>,
    /// That value as people read it.
    #[schema(example = "76.7 %")]
    pub worst_text: String,
}

/// 完成情况: where an indicator stands on a day. Every null figure has its reason in `reasons`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IndicatorProgress {
    /// The indicator.
    pub indicator: IndicatorLabel,
    /// Its area.
    pub area: Option<AreaSummary>,
    /// 指标类型: decides how the actual value adds up.
    pub kind: IndicatorKind,
    /// The lead bureau (责任单位) on the day.
    pub lead_bureau: Option<BureauSummary>,
    /// Which figures were asked for.
    pub basis: FigureBasis,
    /// The day.
    #[schema(example = "2025-10-10")]
    pub as_of: NaiveDate,
    /// 报告期 of the latest figure; what is expected is expected by its end, so that like is compared with like.
    #[schema(example = "2025-09")]
    pub period: Option<String>,
    /// 数据状态 of the latest figure.
    pub value_status: Option<ValueStatus>,
    /// The actual value, in the indicator's unit.
    #[schema(value_type = Option<Decimal>, example = "215")]
    pub actual: Option<Decimal>,
    /// The actual value as people read it.
    #[schema(example = "215.0 亿元")]
    pub actual_text: Option<String>,
    /// The day on which a milestone was reached.
    pub achieved_on: Option<NaiveDate>,
    /// The target in force on the day.
    pub target: Option<TargetVersion>,
    /// 完成率 in percent, uncapped, at most four places. Of a milestone 0 or 100; a ceiling has none.
    #[schema(value_type = Option<Decimal>, example = "64.1217")]
    pub rate: Option<Decimal>,
    /// The rate as people read it.
    #[schema(example = "64.12 %")]
    pub rate_text: Option<String>,
    /// Whether the target is met: strictly more than it for `gt`, passing now for `maintain`.
    pub met: Option<bool>,
    /// 已用比例: of a ceiling (`lte`), the share used, in percent.
    #[schema(value_type = Option<Decimal>, example = "75")]
    pub used_percent: Option<Decimal>,
    /// 序时应完成: the value expected by the end of the period: by the trajectory in force, else n/12 of the target at
    /// the end of month n; all of it at its due date.
    #[schema(value_type = Option<Decimal>, example = "251.475")]
    pub expected: Option<Decimal>,
    /// The value expected as people read it.
    #[schema(example = "251.5 亿元")]
    pub expected_text: Option<String>,
    /// The rate expected, in percent.
    #[schema(value_type = Option<Decimal>, example = "75")]
    pub expected_rate: Option<Decimal>,
    /// The rate expected as people read it.
    #[schema(example = "75.00 %")]
    pub expected_rate_text: Option<String>,
    /// 偏差: rate less expected rate, in percentage points; negative is behind.
    #[schema(value_type = Option<Decimal>, example = "-10.8783")]
    pub variance_pp: Option<Decimal>,
    /// The deviation as people read it.
    #[schema(example = "落后10.88个百分点")]
    pub variance_text: Option<String>,
    /// 进度绩效指数 SPI: rate over expected rate.
    #[schema(value_type = Option<Decimal>, example = "0.855")]
    pub spi: Option<Decimal>,
    /// 保持情况; only of `maintain`.
    pub kept: Option<KeptLevel>,
    /// 序时进度 in force on the day; `null` when the schedule is linear.
    pub trajectory: Option<TrajectoryVersion>,
    /// 亮灯, as it counts: an override's, else the one frozen when the period of the latest figure closed, else the
    /// computed one.
    pub light: Light,
    /// 灯色来源.
    pub light_source: LightSource,
    /// 关注: behind a little, or slow in the first months.
    pub watch: bool,
    /// 亮灯理由.
    pub light_reason: LightReason,
    /// 计算灯色: decided on exact values by the rule set in force, whatever was frozen or overridden.
    pub computed_light: Light,
    /// 计算灯色理由.
    pub computed_reason: LightReason,
    /// 封存: what was frozen when the period of the latest figure last closed; `null` when it never was by then.
    pub verdict: Option<VerdictReference>,
    /// 人工调整 that decides the light.
    pub light_override: Option<OverrideLabel>,
    /// 完成分类, by the figures.
    pub bucket: Bucket,
    /// 数据滞后: a later period fell due and has no figure that counts.
    pub stale: bool,
    /// 填报状态: whether what was due has been reported. Never changes the light: without data it is grey.
    pub reporting_state: ReportingState,
    /// The same as people read it.
    #[schema(value_type = String, example = "已报")]
    pub reporting_text: &'static str,
    /// Earlier periods that a sum of increments (当期数) lacks.
    #[schema(example = json!([]))]
    pub missing_periods: Vec<String>,
    /// 月均完成: achieved per month so far, from the zero point; in the indicator's unit.
    #[schema(value_type = Option<Decimal>, example = "23.8889")]
    pub run_rate: Option<Decimal>,
    /// 还需月均完成: what every month left up to the due date must bring, 0 once the target is met. Of a ceiling what
    /// every month may still use.
    #[schema(value_type = Option<Decimal>, example = "40.1")]
    pub required_run_rate: Option<Decimal>,
    /// The same as people read it; says so where a little more is needed, as the target is to be exceeded (`gt`).
    #[schema(example = "每月还需完成40.1 亿元")]
    pub required_run_rate_text: Option<String>,
    /// 预测: where the due date will find it.
    pub forecast: DueForecast,
    /// 对照原目标: where it stands against the first version of the target; `null` while that is in force.
    pub vs_original: Option<AgainstOriginal>,
    /// 目标标注: versions of the target that deserve a second look.
    pub target_flags: Vec<FlaggedTarget>,
    /// Why a figure is null: from the name of the figure (`forecast.by_trajectory`) to the reason.
    #[schema(example = json!({"used_percent": "not_a_ceiling"}))]
    pub reasons: BTreeMap<&'static str, Missing>,
    /// The rule set that decided the light.
    pub rule_set: Option<RuleSetVersion>,
    /// One sentence that explains the figures.
    pub sentence_zh: String,
    /// The same in English.
    pub sentence_en: String,
    /// 计算过程: inputs and steps; `null` unless asked for with `explain=true`.
    pub explanation: Option<Explanation>,
}

/// When, and which figures count.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ProgressAt {
    /// Which figures count; `approved` when absent.
    #[param(inline)]
    pub basis: Option<FigureBasis>,
    /// The day, not in the future; the business day when absent. What was approved by its end counts.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
    /// Whether the inputs and every step of the computing are told too.
    #[param(default = false)]
    pub explain: Option<bool>,
}

/// Which indicators, when, and which figures count.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ProgressFilter {
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
    /// Only with a target in force of these commitments (力度), separated by commas.
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

impl ProgressFilter {
    /// Whether what was computed passes.
    pub(super) fn admits(&self, indicator: &IndicatorRow, standing: &Standing, of: Option<Commitment>) -> bool {
        self.kind.as_ref().is_none_or(|kinds| kinds.0.contains(&indicator.kind))
            && self.commitment.as_ref().is_none_or(|all| of.is_some_and(|commitment| all.0.contains(&commitment)))
            && self.light.as_ref().is_none_or(|lights| lights.0.contains(&standing.light))
            && self.bucket.as_ref().is_none_or(|buckets| buckets.0.contains(&standing.bucket))
            && self.reporting_state.as_ref().is_none_or(|states| states.0.contains(&standing.reporting))
            && self.watch.is_none_or(|watch| watch == standing.watch)
            && self.stale.is_none_or(|stale| stale == standing.stale)
    }
}
