//! 计算过程 explanations: every input of an indicator's figures with its source, every step with its numbers.
use super::{
    evidence::{Evidence, Lit},
    model::LightSource,
    rules::sentences,
};
use crate::{
    foundation::db::{Decimal, Id},
    plan::indicators::IndicatorRow,
    progress::figures::{Derivation, Formula, Given, Light, Source, Step, derive, outlook},
    text_enum,
};
use serde::Serialize;
use utoipa::ToSchema;

text_enum! {
    /// 来源: what an input of a figure comes from.
    pub enum InputSourceType {
        /// 报告: what a report states; `number` is its revision.
        Report = "report",
        /// 清单记录: what a list counts by the end of the period, of the indicator `id`:
        /// `GET /list-items?indicator=`.
        Records = "records",
        /// 目标: the version in force; `number` says which.
        Target = "target",
        /// 序时进度: the version in force; `number` says which.
        Trajectory = "trajectory",
        /// 基数: the indicator's baseline; `id` is the indicator's.
        Baseline = "baseline",
        /// 亮灯规则: the rule set in force; `number` says which version.
        RuleSet = "rule_set",
        /// 报告期: the period of the latest figure.
        Period = "period",
        /// 默认: nothing is taken off without a zero point.
        Default = "default",
    }
}

/// 来源 of an input.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InputSource {
    /// What kind of thing it comes from.
    #[serde(rename = "type")]
    pub kind: InputSourceType,
    /// Its identity.
    pub id: Option<Id>,
    /// 报告期, of a report or a period: `2025-09`.
    #[schema(example = "2025-09")]
    pub period: Option<String>,
    /// 版次: of a report its revision, of a target, a trajectory or a rule set its version.
    #[schema(example = 1)]
    pub number: Option<i32>,
}

/// 输入: one number that went in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExplainedInput {
    /// The symbol by which formulas call it. `v` stands for the value of each period, `N` and `M` for numerator and
    /// denominator, of which the last ones count.
    #[schema(value_type = String, example = "T")]
    pub symbol: &'static str,
    /// What it is.
    #[schema(example = "目标值")]
    pub name: String,
    /// The exact value.
    pub value: Decimal,
    /// Its unit.
    #[schema(example = "亿元")]
    pub unit: Option<String>,
    /// Where it comes from.
    pub source: InputSource,
}

/// 计算步骤: one figure, from its formula to its value.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExplainedStep {
    /// The figure, by its name in the answer; `kept.worst` is `worst` in `kept`.
    #[schema(value_type = String, example = "rate")]
    pub figure: &'static str,
    /// The symbol by which later steps call it.
    #[schema(value_type = Option<String>, example = "rate")]
    pub symbol: Option<&'static str>,
    /// The formula.
    pub formula: Formula,
    /// The formula with its numbers, exactly.
    #[schema(example = "(215 − 0) ÷ (335.3 − 0) × 100")]
    pub substituted: String,
    /// The exact value: a fraction in lowest terms, or `true` or `false` of a condition.
    #[schema(example = "215000/3353")]
    pub exact: String,
    /// The value as it is served.
    #[schema(example = "64.1217")]
    pub result: String,
}

/// A version that took part.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExplainedVersion {
    /// Identity.
    pub id: Id,
    /// 版次.
    #[schema(example = 1)]
    pub number: i32,
}

/// 版本: what was in force.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExplainedVersions {
    /// The target.
    pub target: Option<ExplainedVersion>,
    /// The rule set.
    pub rule_set: Option<ExplainedVersion>,
    /// 序时进度; `null` when the schedule is linear.
    pub trajectory: Option<ExplainedVersion>,
}

/// 灯色由来: the light that is served, and what it comes from. The step `light` is of the computed one.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ExplainedLight {
    /// The light that is served.
    pub light: Light,
    /// 灯色来源.
    pub source: LightSource,
    /// The verdict (`GET /verdicts/{id}`) of a frozen light, the override (`GET /light-overrides/{id}`) of one that was
    /// set; `null` of a computed one.
    pub id: Option<Id>,
    /// The computed light, which is what the step comes to.
    pub computed_light: Light,
}

/// 计算过程: how every figure of an answer came about. A step uses inputs and earlier steps only; figures that are null
/// have no step but a reason, and a grey light is no decision.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Explanation {
    /// What went in.
    pub inputs: Vec<ExplainedInput>,
    /// The steps, in their order.
    pub steps: Vec<ExplainedStep>,
    /// The versions in force.
    pub versions: ExplainedVersions,
    /// Where the served light comes from.
    pub light: ExplainedLight,
    /// One sentence that explains the figures.
    pub sentence_zh: String,
    /// The same in English.
    pub sentence_en: String,
}

/// How the figures of an indicator came about: those that are computed, whatever light is served.
pub(super) fn explanation(evidence: &Evidence, indicator: &IndicatorRow) -> Explanation {
    let (inputs, computed) = (evidence.inputs(indicator), evidence.computed(indicator));
    let lit = evidence.lit(indicator, &computed);
    let Derivation { inputs, steps } = derive(&inputs, &computed, &outlook(&inputs, &computed));
    let (sentence_zh, sentence_en) = sentences(evidence, indicator, &computed, &lit);
    let version = |(id, number)| ExplainedVersion { id, number };
    Explanation {
        inputs: inputs.into_iter().map(|given| input(evidence, indicator, given)).collect(),
        steps: steps.into_iter().map(step).collect(),
        versions: ExplainedVersions {
            target: evidence.target(indicator).map(|target| version((target.id, target.number))),
            rule_set: evidence.rule_set.as_ref().map(|rules| version((rules.id, rules.number))),
            trajectory: evidence.trajectory(indicator).map(|of| version((of.id, of.number))),
        },
        light: ExplainedLight {
            light: lit.light,
            source: lit.source,
            id: decided_by(&lit),
            computed_light: computed.light,
        },
        sentence_zh,
        sentence_en,
    }
}

/// What decided the light that is served.
fn decided_by(lit: &Lit<'_>) -> Option<Id> {
    match lit.source {
        LightSource::Computed => None,
        LightSource::Frozen => lit.verdict.map(|verdict| verdict.id),
        LightSource::Overridden => lit.set.map(|set| set.id),
    }
}

fn step(step: Step) -> ExplainedStep {
    let Step { figure, symbol, formula, substituted, exact, result } = step;
    ExplainedStep { figure, symbol, formula, substituted, exact, result }
}

fn input(evidence: &Evidence, indicator: &IndicatorRow, given: Given) -> ExplainedInput {
    let Given { symbol, name, value, unit, source } = given;
    ExplainedInput { symbol, name, value, unit, source: sourced(evidence, indicator, source) }
}

fn sourced(evidence: &Evidence, indicator: &IndicatorRow, source: Source) -> InputSource {
    let figures = || evidence.figures.get(&indicator.id).into_iter().flatten();
    let of = |kind, id, period, number| InputSource { kind, id, period, number };
    match source {
        Source::Report { period, revision } => {
            let report = figures().find(|figure| figure.period_code == period && figure.revision == revision);
            of(InputSourceType::Report, report.map(|report| report.report_id), Some(period), Some(revision))
        }
        Source::Target => {
            let target = evidence.target(indicator);
            of(InputSourceType::Target, target.map(|target| target.id), None, target.map(|target| target.number))
        }
        Source::Records(period) => of(InputSourceType::Records, Some(indicator.id), Some(period), None),
        Source::Trajectory => {
            let trajectory = evidence.trajectory(indicator);
            of(InputSourceType::Trajectory, trajectory.map(|of| of.id), None, trajectory.map(|of| of.number))
        }
        Source::Baseline => of(InputSourceType::Baseline, Some(indicator.id), None, None),
        Source::RuleSet => {
            let rules = evidence.rule_set.as_ref();
            of(InputSourceType::RuleSet, rules.map(|rules| rules.id), None, rules.map(|rules| rules.number))
        }
        Source::Period(period) => {
            let id = figures().find(|figure| figure.period_code == period).map(|figure| figure.period_id);
            of(InputSourceType::Period, id, Some(period), None)
        }
        Source::Default => of(InputSourceType::Default, None, None, None),
    }
}
