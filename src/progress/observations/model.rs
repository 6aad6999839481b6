//! The shapes of the series.
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        db::{Decimal, Timestamp},
        web::Reference,
    },
    plan::periods::{PeriodReference, PeriodSummary},
    progress::{
        figures::{Light, LightReason, Missing, ReportingState, ValueStatus},
        overrides::OverrideLabel,
        standings::{FigureBasis, IndicatorLabel, LightSource},
        verdicts::VerdictReference,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// 观测值: an indicator at the end of one period of its plan. Every null figure has its reason in `reasons`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Observation {
    /// The indicator.
    pub indicator: IndicatorLabel,
    /// 报告期.
    pub period: PeriodSummary,
    /// Its last day.
    #[schema(example = "2025-09-30")]
    pub ends_on: NaiveDate,
    /// 报告值: what the report states, in the indicator's unit and by its basis; of a ratio, the ratio.
    #[schema(value_type = Option<Decimal>, example = "215")]
    pub value: Option<Decimal>,
    /// The same as people read it.
    #[schema(example = "215.0 亿元")]
    pub value_text: Option<String>,
    /// 原报数: the value as it was reported, in `unit_reported`.
    #[schema(value_type = Option<Decimal>, example = "2150000")]
    pub value_reported: Option<Decimal>,
    /// The unit in which it was reported.
    #[schema(example = "万元")]
    pub unit_reported: Option<String>,
    /// 分子 of a ratio.
    #[schema(value_type = Option<Decimal>, example = "24")]
    pub numerator: Option<Decimal>,
    /// 分母 of a ratio.
    #[schema(value_type = Option<Decimal>, example = "30")]
    pub denominator: Option<Decimal>,
    /// 完成日期 that the report states of a milestone.
    pub achieved_on: Option<NaiveDate>,
    /// 实际值 by the end of the period: of increments the sum so far, else the value.
    #[schema(value_type = Option<Decimal>, example = "215")]
    pub actual: Option<Decimal>,
    /// The same as people read it.
    #[schema(example = "215.0 亿元")]
    pub actual_text: Option<String>,
    /// 当期增量: what the period alone brought; derived where reports are cumulative, and null when the period before
    /// has no value.
    #[schema(value_type = Option<Decimal>, example = "19")]
    pub increment: Option<Decimal>,
    /// The same as people read it.
    #[schema(example = "19.0 亿元")]
    pub increment_text: Option<String>,
    /// 版次 of the report that serves.
    #[schema(example = 1)]
    pub revision: Option<i32>,
    /// 数据状态.
    pub value_status: Option<ValueStatus>,
    /// 审定时间.
    pub approved_at: Option<Timestamp>,
    /// The bureau that reported.
    pub bureau: Option<BureauSummary>,
    /// 版次 of the target in force on the last day of the period; what follows is judged against it.
    #[schema(example = 1)]
    pub target_number: Option<i32>,
    /// 序时应完成 by the end of the period.
    #[schema(value_type = Option<Decimal>, example = "251.475")]
    pub expected: Option<Decimal>,
    /// 序时应完成率, in percent.
    #[schema(value_type = Option<Decimal>, example = "75")]
    pub expected_rate: Option<Decimal>,
    /// 完成率, in percent.
    #[schema(value_type = Option<Decimal>, example = "64.1217")]
    pub rate: Option<Decimal>,
    /// Whether the target was met.
    pub met: Option<bool>,
    /// 偏差, in percentage points.
    #[schema(value_type = Option<Decimal>, example = "-10.8783")]
    pub variance_pp: Option<Decimal>,
    /// The deviation as people read it.
    #[schema(example = "落后10.88个百分点")]
    pub variance_text: Option<String>,
    /// 亮灯 of this period, as it counts: an override's of the period, else the one frozen when it closed, else the
    /// computed one.
    pub light: Light,
    /// 灯色来源.
    pub light_source: LightSource,
    /// 关注.
    pub watch: bool,
    /// 亮灯理由.
    pub light_reason: LightReason,
    /// 计算灯色 with only the figures of periods up to this one, by what is known and in force at the day asked about;
    /// grey where the period has no figure of its own.
    pub computed_light: Light,
    /// 计算灯色理由.
    pub computed_reason: LightReason,
    /// 封存: what was frozen when the period last closed; `null` when it never was by then.
    pub verdict: Option<VerdictReference>,
    /// 人工调整 that decides the light.
    pub light_override: Option<OverrideLabel>,
    /// 填报状态 of this period.
    pub reporting_state: ReportingState,
    /// The same as people read it.
    #[schema(value_type = String, example = "已报")]
    pub reporting_text: &'static str,
    /// Why a figure is null.
    #[schema(example = json!({}))]
    pub reasons: BTreeMap<&'static str, Missing>,
    /// 修订: what earlier approved revisions of the report stated, oldest first.
    pub revisions: Vec<EarlierRevision>,
}

/// 已被修订的数: what an approved report stated before it was corrected.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EarlierRevision {
    /// 版次.
    #[schema(example = 1)]
    pub revision: i32,
    /// 报告值.
    #[schema(value_type = Option<Decimal>, example = "210")]
    pub value: Option<Decimal>,
    /// The same as people read it.
    #[schema(example = "210.0 亿元")]
    pub value_text: Option<String>,
    /// 分子 of a ratio.
    #[schema(value_type = Option<Decimal>, example = "24")]
    pub numerator: Option<Decimal>,
    /// 分母 of a ratio.
    #[schema(value_type = Option<Decimal>, example = "30")]
    pub denominator: Option<Decimal>,
    /// 完成日期 of a milestone.
    pub achieved_on: Option<NaiveDate>,
    /// 审定时间.
    pub approved_at: Timestamp,
}

/// When, and which figures count.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ObservationFilter {
    /// The plan; when absent, that of the indicator, else the one in force.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this indicator.
    #[param(example = "code:1.8")]
    pub indicator: Option<Reference>,
    /// Only of this period: an id or `2025-09`.
    #[param(example = "2025-09")]
    pub period: Option<PeriodReference>,
    /// Which figures count; `approved` when absent.
    #[param(inline)]
    pub basis: Option<FigureBasis>,
    /// The day, not in the future; the business day when absent. What was approved by its end counts.
    #[param(example = "2025-10-10")]
    pub as_of: Option<NaiveDate>,
}
