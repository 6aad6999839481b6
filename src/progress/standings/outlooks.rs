//! What is served beside a standing: forecasts, the comparison with the original target, flags on targets.
use super::{
    evidence::Evidence,
    rules::{Reasons, deviation, places},
};
use crate::{
    foundation::db::Decimal,
    plan::{
        indicators::IndicatorRow,
        targets::{Comparator, TargetVersion},
        units,
    },
    progress::figures::{
        Figure, Flagged, Light, LightReason, Missing, Outlook, Standing, TargetFlag, outlook, percent, precise,
        quantity,
    },
};
use chrono::NaiveDate;
use num_rational::BigRational;
use num_traits::Zero;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// 预测: the value that the due date will find, in two ways. What is null has its reason in `reasons`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct DueForecast {
    /// 按月均速度: the same pace up to the due date.
    #[schema(value_type = Option<Decimal>, example = "286.6667")]
    pub by_run_rate: Option<Decimal>,
    /// As people read it.
    #[schema(example = "286.7 亿元")]
    pub by_run_rate_text: Option<String>,
    /// Its rate in percent; of a ceiling its used share.
    #[schema(value_type = Option<Decimal>, example = "85.4956")]
    pub by_run_rate_percent: Option<Decimal>,
    /// 按序时进度: what was expected by now grows to all of it, in the shape of the trajectory.
    #[schema(value_type = Option<Decimal>, example = "286.6667")]
    pub by_trajectory: Option<Decimal>,
    /// As people read it.
    #[schema(example = "286.7 亿元")]
    pub by_trajectory_text: Option<String>,
    /// Its rate in percent.
    #[schema(value_type = Option<Decimal>, example = "85.4956")]
    pub by_trajectory_percent: Option<Decimal>,
    /// Whether the pace would meet the target; of a ceiling, keep within it.
    pub met_by_run_rate: Option<bool>,
    /// Whether the shape of the trajectory would meet the target.
    pub met_by_trajectory: Option<bool>,
}

/// What is foreseen of an indicator.
pub(super) struct Foreseen {
    pub(super) run_rate: Option<Decimal>,
    pub(super) required_run_rate: Option<Decimal>,
    pub(super) required_run_rate_text: Option<String>,
    pub(super) forecast: DueForecast,
}

/// Forecast and required run-rate, as they are served.
pub(super) fn foreseen(
    evidence: &Evidence,
    indicator: &IndicatorRow,
    standing: &Standing,
    reasons: &mut Reasons,
) -> Foreseen {
    let outlook = outlook(&evidence.inputs(indicator), standing);
    let (by_pace, by_shape) = (&outlook.by_run_rate, &outlook.by_trajectory);
    let text = |value: &Figure| value.as_ref().ok().map(|value| said(indicator, value));
    Foreseen {
        run_rate: reasons.served("run_rate", &outlook.run_rate),
        required_run_rate: reasons.served("required_run_rate", &outlook.required_run_rate),
        required_run_rate_text: required(evidence, indicator, &outlook),
        forecast: DueForecast {
            by_run_rate: reasons.served("forecast.by_run_rate", &by_pace.value),
            by_run_rate_text: text(&by_pace.value),
            by_run_rate_percent: reasons.served("forecast.by_run_rate_percent", &by_pace.percent),
            by_trajectory: reasons.served("forecast.by_trajectory", &by_shape.value),
            by_trajectory_text: text(&by_shape.value),
            by_trajectory_percent: reasons.served("forecast.by_trajectory_percent", &by_shape.percent),
            met_by_run_rate: reasons.told("forecast.met_by_run_rate", by_pace.met),
            met_by_trajectory: reasons.told("forecast.met_by_trajectory", by_shape.met),
        },
    }
}

fn said(indicator: &IndicatorRow, value: &BigRational) -> String {
    quantity(value, places(indicator), indicator.unit.as_deref())
}

fn required(evidence: &Evidence, indicator: &IndicatorRow, outlook: &Outlook) -> Option<String> {
    let required = outlook.required_run_rate.as_ref().ok()?;
    let amount = precise(required, places(indicator), indicator.unit.as_deref());
    let comparator = evidence.target(indicator).and_then(|target| target.comparator);
    Some(match (comparator, required.is_zero(), outlook.required_is_exclusive) {
        (Some(Comparator::Lte), true, _) => "限额已无余量".to_owned(),
        (Some(Comparator::Lte), false, _) => format!("每月还可使用{amount}"),
        (_, _, true) => format!("每月还需完成{amount}以上（不含本数）"),
        (_, true, false) => "已达标".to_owned(),
        (_, false, false) => format!("每月还需完成{amount}"),
    })
}

/// 对照原目标: where an indicator stands against the first version of its target.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AgainstOriginal {
    /// The first version.
    pub target: TargetVersion,
    /// 完成率 against it, in percent.
    #[schema(value_type = Option<Decimal>, example = "64.1217")]
    pub rate: Option<Decimal>,
    /// The rate as people read it.
    #[schema(example = "64.12 %")]
    pub rate_text: Option<String>,
    /// Whether it is met.
    pub met: Option<bool>,
    /// 偏差 against its schedule, in percentage points.
    #[schema(value_type = Option<Decimal>, example = "-10.8783")]
    pub variance_pp: Option<Decimal>,
    /// The deviation as people read it.
    #[schema(example = "落后10.88个百分点")]
    pub variance_text: Option<String>,
    /// The light that the rules would give, whatever was frozen or overridden: those were decided against the target in
    /// force.
    pub light: Light,
    /// Whether it would be watched, by the rules.
    pub watch: bool,
    /// Which rule would decide the light.
    pub light_reason: LightReason,
    /// Why a figure is null.
    #[schema(example = json!({}))]
    pub reasons: BTreeMap<&'static str, Missing>,
}

/// Where it stands against the original target; `None` while that is in force.
pub(super) fn against_original(evidence: &Evidence, indicator: &IndicatorRow) -> Option<AgainstOriginal> {
    let (original, standing) = evidence.against_original(indicator)?;
    let mut reasons = Reasons::default();
    Some(AgainstOriginal {
        target: original.clone().said_in(indicator.unit.as_deref(), indicator.decimals),
        rate: reasons.served("rate", &standing.rate),
        rate_text: standing.rate.as_ref().ok().map(percent),
        met: reasons.told("met", standing.met),
        variance_pp: reasons.served("variance_pp", &standing.variance_pp),
        variance_text: standing.variance_pp.as_ref().ok().map(deviation),
        light: standing.light,
        watch: standing.watch,
        light_reason: standing.light_reason,
        reasons: reasons.0,
    })
}

/// 目标标注: a version of the target that deserves a second look, with the numbers that make it so.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FlaggedTarget {
    /// Why.
    pub flag: TargetFlag,
    /// The same as people read it.
    #[schema(value_type = String, example = "年末下调目标")]
    pub text: &'static str,
    /// 版次 of the lower target.
    #[schema(example = 2)]
    pub number: i32,
    /// The day on which it took effect.
    #[schema(example = "2025-11-15")]
    pub effective_from: Option<NaiveDate>,
    /// What the version before demanded.
    #[schema(example = "335.3 亿元")]
    pub previous_text: Option<String>,
    /// What it demands.
    #[schema(example = "320.0 亿元")]
    pub value_text: Option<String>,
    /// 已知实际值: what was known to be achieved the day before; only of `lowered_to_actual`.
    #[schema(value_type = Option<Decimal>, example = "318")]
    pub actual: Option<Decimal>,
    /// The same as people read it.
    #[schema(example = "318.0 亿元")]
    pub actual_text: Option<String>,
}

/// The flags on the versions of an indicator's target.
pub(super) fn target_flags(evidence: &Evidence, indicator: &IndicatorRow) -> Vec<FlaggedTarget> {
    let versions = evidence.versions(indicator);
    let numbered = |number| versions.iter().find(|version| version.number == number);
    let demand = |number| {
        let value = numbered(number).and_then(|version| version.value);
        value.map(|value| units::text(value, indicator.decimals, indicator.unit.as_deref()))
    };
    let shown = |flagged: Flagged| FlaggedTarget {
        flag: flagged.flag,
        text: flagged.flag.text(),
        number: flagged.number,
        effective_from: numbered(flagged.number).map(|version| version.effective_from),
        previous_text: demand(flagged.number - 1),
        value_text: demand(flagged.number),
        actual_text: flagged.actual.as_ref().map(|actual| said(indicator, actual)),
        actual: flagged.actual.as_ref().and_then(Decimal::nearest),
    };
    evidence.flags(indicator).into_iter().map(shown).collect()
}
