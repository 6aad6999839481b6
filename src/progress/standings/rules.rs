//! From a standing to what is served: rounded once, with display texts, reasons and the explaining sentence.
use super::{
    evidence::{Evidence, Lit},
    model::{IndicatorLabel, IndicatorProgress, KeptLevel, LightSource, TrajectoryVersion},
    outlooks,
};
use crate::{
    foundation::{
        db::{Decimal, display},
        web::Resource,
    },
    plan::indicators::IndicatorRow,
    progress::figures::{Figure, Kept, Labels, Light, Missing, Standing, explain, percent, precise, quantity},
};
use num_rational::BigRational;
use num_traits::Signed;
use std::collections::BTreeMap;

/// Why figures are null, gathered while they are served.
#[derive(Debug, Default)]
pub struct Reasons(pub BTreeMap<&'static str, Missing>);

impl Reasons {
    /// The nearest decimal, half to even; or null and why.
    pub fn served(&mut self, name: &'static str, figure: &Figure) -> Option<Decimal> {
        let served =
            figure.as_ref().map_err(|why| *why).and_then(|value| Decimal::nearest(value).ok_or(Missing::OutOfRange));
        self.told(name, served)
    }
    /// As it is; or null and why.
    pub fn told<T>(&mut self, name: &'static str, figure: Figure<T>) -> Option<T> {
        figure.map_err(|why| self.0.insert(name, why)).ok()
    }
}

fn text(indicator: &IndicatorRow, value: &BigRational) -> String {
    quantity(value, places(indicator), indicator.unit.as_deref())
}
/// 小数位: the decimals that an indicator's values are shown with.
pub fn places(indicator: &IndicatorRow) -> u32 {
    indicator.decimals.clamp(0, 4).unsigned_abs()
}

/// As figures name it.
pub fn label(indicator: &IndicatorRow) -> IndicatorLabel {
    IndicatorLabel {
        id: indicator.id,
        code: indicator.code.clone(),
        name: indicator.name.clone(),
        unit: indicator.unit.clone(),
    }
}

/// What is served of an indicator's standing.
pub fn serve(evidence: &Evidence, indicator: &IndicatorRow, standing: &Standing) -> IndicatorProgress {
    let (moment, mut reasons) = (&evidence.moment, Reasons::default());
    let quantity = |value: &Figure| value.as_ref().ok().map(|value| text(indicator, value));
    let percentage = |value: &Figure| value.as_ref().ok().map(percent);
    let foreseen = outlooks::foreseen(evidence, indicator, standing, &mut reasons);
    let lit = evidence.lit(indicator, standing);
    let computed = beneath(evidence, indicator, standing, &lit);
    let (sentence_zh, sentence_en) = sentences(evidence, indicator, &computed, &lit);
    IndicatorProgress {
        indicator: label(indicator),
        area: evidence.area(indicator).cloned(),
        kind: indicator.kind,
        lead_bureau: evidence.lead(indicator).cloned(),
        basis: moment.basis,
        as_of: moment.as_of,
        period: standing.latest.as_ref().map(|(period, ..)| period.clone()),
        value_status: standing.latest.as_ref().map(|(.., status)| *status),
        actual: reasons.served("actual", &standing.actual),
        actual_text: quantity(&standing.actual),
        achieved_on: standing.achieved_on,
        target: evidence.target(indicator).map(|of| of.clone().said_in(indicator.unit.as_deref(), indicator.decimals)),
        rate: reasons.served("rate", &standing.rate),
        rate_text: percentage(&standing.rate),
        met: reasons.told("met", standing.met),
        used_percent: reasons.served("used_percent", &standing.used_percent),
        expected: reasons.served("expected", &standing.expected),
        expected_text: quantity(&standing.expected),
        expected_rate: reasons.served("expected_rate", &standing.expected_rate),
        expected_rate_text: percentage(&standing.expected_rate),
        variance_pp: reasons.served("variance_pp", &standing.variance_pp),
        variance_text: standing.variance_pp.as_ref().ok().map(deviation),
        spi: reasons.served("spi", &standing.spi),
        kept: standing.kept.as_ref().map(|kept| level(indicator, kept)),
        trajectory: evidence.trajectory(indicator).map(|of| TrajectoryVersion { id: of.id, number: of.number }),
        light: standing.light,
        light_source: lit.source,
        watch: standing.watch,
        light_reason: standing.light_reason,
        computed_light: computed.light,
        computed_reason: computed.light_reason,
        verdict: lit.verdict.map(Into::into),
        light_override: lit.set.map(Into::into),
        bucket: standing.bucket,
        stale: standing.stale,
        missing_periods: standing.missing_periods.clone(),
        reporting_state: standing.reporting,
        reporting_text: standing.reporting.text(),
        run_rate: foreseen.run_rate,
        required_run_rate: foreseen.required_run_rate,
        required_run_rate_text: foreseen.required_run_rate_text,
        forecast: foreseen.forecast,
        vs_original: outlooks::against_original(evidence, indicator),
        target_flags: outlooks::target_flags(evidence, indicator),
        reasons: reasons.0,
        rule_set: evidence.rule_set.as_ref().map(crate::progress::rule_sets::RuleSet::version),
        sentence_zh,
        sentence_en,
        explanation: None,
    }
}

/// The standing by the rules alone: the sentence and what stands beside the served light are about the figures.
fn beneath(evidence: &Evidence, indicator: &IndicatorRow, standing: &Standing, lit: &Lit<'_>) -> Standing {
    match lit.source {
        LightSource::Computed => standing.clone(),
        LightSource::Frozen | LightSource::Overridden => evidence.computed(indicator),
    }
}

/// The sentence that explains a computed standing and where the served light comes from, in Chinese and in English.
pub(super) fn sentences(
    evidence: &Evidence,
    indicator: &IndicatorRow,
    computed: &Standing,
    lit: &Lit<'_>,
) -> (String, String) {
    let labels = Labels {
        name: &indicator.name,
        name_en: indicator.name_en.as_deref(),
        decimals: places(indicator),
        target_number: evidence.target(indicator).map(|target| target.number),
        trajectory_number: evidence.trajectory(indicator).map(|of| of.number),
        rule_set: evidence.rule_set.as_ref().map(|rule_set| (rule_set.code.as_str(), rule_set.number)),
    };
    let (zh, en) = explain(&evidence.inputs(indicator), computed, &labels);
    let (more_zh, more_en) = source(lit);
    (zh + &more_zh, en + &more_en)
}

/// A light as people call it, in Chinese and in English.
pub const fn light_words(light: Light) -> (&'static str, &'static str) {
    match light {
        Light::Green => ("绿灯", "green"),
        Light::Yellow => ("黄灯", "yellow"),
        Light::Red => ("红灯", "red"),
        Light::Grey => ("灰灯", "grey"),
    }
}

/// Where the served light comes from, when the figures before it do not say so.
fn source(lit: &Lit<'_>) -> (String, String) {
    let (name, light) = light_words(lit.light);
    match (lit.set, lit.verdict) {
        (Some(set), _) => (
            format!("督查室将{}期灯色调整为{name}：{}。", set.period, set.reason),
            format!(" Overridden for {} by the supervision office: {light} ({}).", set.period, set.reason),
        ),
        (None, Some(verdict)) => (
            format!("该期已第{}次关闭，灯色封存为{name}。", verdict.closing),
            format!(" The period was closed (closing {}) and its light frozen: {light}.", verdict.closing),
        ),
        (None, None) => Default::default(),
    }
}

fn level(indicator: &IndicatorRow, kept: &Kept) -> KeptLevel {
    KeptLevel {
        passed: kept.passed,
        periods: kept.periods,
        share_percent: Decimal::nearest(&kept.share()),
        worst_period: kept.worst_period.clone(),
        worst: Decimal::nearest(&kept.worst),
        worst_text: precise(&kept.worst, places(indicator), indicator.unit.as_deref()),
    }
}

/// `落后10.88个百分点`: a deviation for people.
pub fn deviation(variance: &BigRational) -> String {
    // Two places, but not where they would say another side of a threshold than the light: 9.9999 is not "10.00".
    let rounded = display(&variance.abs(), 2);
    let round = rounded.ends_with(".00")
        && Decimal::nearest(variance).is_none_or(|near| near.display(2) != near.display(4).trim_end_matches("00"));
    let size = if round { display(&variance.abs(), 4) } else { rounded };
    match (variance.is_negative(), variance.is_positive()) {
        (true, _) => format!("落后{size}个百分点"),
        (_, true) => format!("超前{size}个百分点"),
        _ => "与序时进度持平".to_owned(),
    }
}

/// As an answer; figures are computed, so nothing may be done with them.
pub fn shown(progress: IndicatorProgress) -> Resource<IndicatorProgress> {
    Resource { object: progress, allowed_actions: Vec::new() }
}
