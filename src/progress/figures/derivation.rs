//! 计算过程 derivation: the inputs of an indicator's figures and every step from them to what is served, with the
//! numbers put in.
//!
//! A step's formula is of the closed list of [`Formula`]; putting the symbols' exact values into it gives
//! `substituted`, which anybody can compute again. Only figures that exist have a step; why the others do not is said
//! by [`Missing`].
use super::{
    forecast::{Outlook, pace},
    formulas::Formula,
    givens::{Given, Givens},
    lights,
    model::*,
    rules::Goal,
    substitution::{Numbers, fraction},
};
use crate::{
    foundation::db::Decimal,
    plan::{indicators::IndicatorKind as Kind, targets::Comparator},
};
use num_rational::BigRational;

/// 计算步骤: one figure, from its formula to its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The figure, by its name in the answer.
    pub figure: &'static str,
    /// The symbol by which later steps call it.
    pub symbol: Option<&'static str>,
    /// The formula.
    pub formula: Formula,
    /// The formula with its numbers, exactly.
    pub substituted: String,
    /// The exact value as a fraction in lowest terms; `true` or `false` of a condition.
    pub exact: String,
    /// The value as it is served.
    pub result: String,
}

/// 计算过程: what went in, and the steps in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Derivation {
    /// The inputs.
    pub inputs: Vec<Given>,
    /// The steps; each uses inputs and earlier steps only.
    pub steps: Vec<Step>,
}

/// How the figures of a standing and of its outlook come about.
pub fn derive(inputs: &Inputs<'_>, standing: &Standing, outlook: &Outlook) -> Derivation {
    let givens = Givens::of(inputs, standing);
    let mut work = Work { numbers: givens.numbers(), steps: Vec::new() };
    match inputs.kind {
        Kind::Qualitative => (),
        Kind::Milestone => work.milestone(standing),
        Kind::Flow | Kind::Stock | Kind::Ratio | Kind::List => {
            if let Ok(goal) = work.actual(inputs, standing) {
                work.against(&goal, standing);
                work.light_of_measured(inputs, goal.comparator, standing);
                work.outlook(inputs, standing, outlook);
            }
        }
    }
    Derivation { inputs: givens.shown, steps: work.steps }
}

/// Steps as they are added, and the numbers that the next ones may use.
struct Work {
    numbers: Numbers,
    steps: Vec<Step>,
}

impl Work {
    fn number(&mut self, figure: &'static str, symbol: &'static str, formula: Formula, value: &Figure) {
        let Ok(value) = value else { return };
        let result = Decimal::nearest(value).map_or_else(|| fraction(value), |near| near.to_string());
        self.push(figure, Some(symbol), formula, fraction(value), result);
        self.numbers.set(symbol, value.clone());
    }
    fn truth(&mut self, figure: &'static str, formula: Formula, holds: &Figure<bool>) {
        if let Ok(holds) = holds {
            self.push(figure, None, formula, holds.to_string(), holds.to_string());
        }
    }
    /// A decision: its condition holds.
    fn decided(&mut self, figure: &'static str, formula: Formula, result: &str) {
        self.push(figure, None, formula, true.to_string(), result.to_owned());
    }
    fn push(
        &mut self,
        figure: &'static str,
        symbol: Option<&'static str>,
        formula: Formula,
        exact: String,
        result: String,
    ) {
        let substituted = self.numbers.put_into(formula);
        self.steps.push(Step { figure, symbol, formula, substituted, exact, result });
    }

    fn actual(&mut self, inputs: &Inputs<'_>, standing: &Standing) -> Figure<Goal> {
        let formula = match (inputs.kind, super::rules::adds_up(inputs), inputs.unit) {
            (Kind::Ratio, _, Some("%")) => Formula::Percent,
            (Kind::Ratio, _, Some("‰")) => Formula::PerMille,
            (Kind::Ratio, ..) => Formula::Quotient,
            (_, true, _) => Formula::Sum,
            (_, false, _) => Formula::LatestValue,
        };
        self.number("actual", "A", formula, &standing.actual);
        standing.actual.as_ref().map_err(|why| *why)?;
        Goal::of(inputs)
    }

    /// Rate, schedule and what the target says of the actual value.
    fn against(&mut self, goal: &Goal, standing: &Standing) {
        self.number("rate", "rate", Formula::Rate, &standing.rate);
        self.number("used_percent", "used_percent", Formula::Used, &standing.used_percent);
        self.truth("met", met(goal.comparator), &standing.met);
        if let Some((_, ends_on, _)) = &standing.latest {
            let formula = match goal.plan(*ends_on) {
                Some(_) => Formula::PlannedShare,
                None if goal.comparator != Comparator::Maintain && *ends_on < goal.due_on => Formula::Share,
                None => Formula::WholeShare,
            };
            self.number("expected_share", "s", formula, &goal.expected_share(*ends_on));
        }
        self.number("expected_rate", "expected_rate", Formula::ExpectedRate, &standing.expected_rate);
        self.number("expected", "expected", Formula::Expected, &standing.expected);
        self.deviation(standing);
        if let Some(kept) = &standing.kept {
            let count = |count: usize| Ok(BigRational::from_integer(count.into()));
            self.number("kept.passed", "passed", Formula::Passed, &count(kept.passed));
            self.number("kept.periods", "periods", Formula::Periods, &count(kept.periods));
            self.number("kept.share_percent", "share_percent", Formula::KeptShare, &Ok(kept.share()));
            self.number("kept.worst", "worst", Formula::Worst, &Ok(kept.worst.clone()));
        }
    }

    fn deviation(&mut self, standing: &Standing) {
        self.number("variance_pp", "variance_pp", Formula::Variance, &standing.variance_pp);
        self.number("spi", "spi", Formula::Spi, &standing.spi);
    }

    /// Grey is no verdict and has no step.
    fn light_of_measured(&mut self, inputs: &Inputs<'_>, comparator: Comparator, standing: &Standing) {
        let formula = match standing.light_reason {
            LightReason::FarBehind => Formula::FarBehind,
            LightReason::Behind => Formula::Behind,
            LightReason::SlightlyBehind => Formula::SlightlyBehind,
            LightReason::OnSchedule => Formula::OnSchedule,
            LightReason::WithinCeiling => Formula::AtMost,
            LightReason::CeilingExceeded => Formula::MoreThan,
            LightReason::Maintained => Formula::AtLeast,
            LightReason::NotMaintained => Formula::BelowLevel,
            LightReason::TargetMet => met(comparator),
            LightReason::TargetMissed if comparator == Comparator::Gt => Formula::AtMost,
            LightReason::TargetMissed => Formula::BelowLevel,
            _ => return,
        };
        let by_lag = !matches!(formula, Formula::AtMost | Formula::MoreThan | Formula::AtLeast | Formula::BelowLevel);
        if by_lag {
            self.number("lag", "lag", Formula::Lag, &standing.variance_pp.clone().map(|variance| -variance));
        }
        self.decided("light", formula, standing.light.as_str());
        if standing.watch {
            let slow = inputs.rules.is_some_and(|rules| lights::is_slow(rules, standing));
            let formula = if slow { Formula::SlowStart } else { Formula::SlightlyBehind };
            self.decided("watch", formula, "true");
        }
    }

    fn outlook(&mut self, inputs: &Inputs<'_>, standing: &Standing, outlook: &Outlook) {
        let Ok(pace) = pace(inputs, standing) else { return };
        let (comparator, is_open) = (pace.goal.comparator, pace.is_open());
        let ceiling = comparator == Comparator::Lte;
        self.number("run_rate", "run_rate", Formula::RunRate, &outlook.run_rate);
        let is_needed = is_open && pace.goal.met_by(pace.actual) == ceiling;
        let required = if is_needed { Formula::Required } else { Formula::NothingRequired };
        self.number("required_run_rate", "required_run_rate", required, &outlook.required_run_rate);
        let value = if is_open { Formula::ByRunRate } else { Formula::AtDue };
        let percent = if ceiling { Formula::ByRunRateUsed } else { Formula::ByRunRatePercent };
        let by_pace = &outlook.by_run_rate;
        self.number("forecast.by_run_rate", "F", value, &by_pace.value);
        self.number("forecast.by_run_rate_percent", "by_run_rate_percent", percent, &by_pace.percent);
        let (paced, shaped) = match comparator {
            Comparator::Gt => (Formula::ByRunRateMoreThan, Formula::ByTrajectoryMoreThan),
            Comparator::Lte => (Formula::ByRunRateAtMost, Formula::ByTrajectoryAtLeast),
            _ => (Formula::ByRunRateAtLeast, Formula::ByTrajectoryAtLeast),
        };
        self.truth("forecast.met_by_run_rate", paced, &by_pace.met);
        let by_shape = &outlook.by_trajectory; // of a ceiling there is none
        self.number("forecast.by_trajectory", "G", Formula::ByTrajectory, &by_shape.value);
        let shape = Formula::ByTrajectoryPercent;
        self.number("forecast.by_trajectory_percent", "by_trajectory_percent", shape, &by_shape.percent);
        self.truth("forecast.met_by_trajectory", shaped, &by_shape.met);
    }

    fn milestone(&mut self, standing: &Standing) {
        self.number("rate", "rate", Formula::ReachedRate, &standing.rate);
        self.truth("met", Formula::IsReached, &standing.met);
        let is_awaited = standing.bucket == Bucket::Awaiting;
        let expected = if is_awaited { Formula::ExpectedAwaited } else { Formula::ExpectedAfterDue };
        self.number("expected_rate", "expected_rate", expected, &standing.expected_rate);
        self.deviation(standing);
        let formula = match standing.light_reason {
            LightReason::MilestoneReached => Formula::InTime,
            LightReason::LateMet => Formula::ReachedLate,
            LightReason::MilestonePending => Formula::Pending,
            LightReason::MilestoneMissed if self.numbers.is_at_least("overdue", "milestone_red_after_days") => {
                Formula::LongMissed
            }
            LightReason::MilestoneMissed => Formula::Missed,
            _ => return,
        };
        self.decided("light", formula, standing.light.as_str());
    }
}

const fn met(comparator: Comparator) -> Formula {
    match comparator {
        Comparator::Gte | Comparator::All | Comparator::Maintain => Formula::AtLeast,
        Comparator::Gt => Formula::MoreThan,
        Comparator::Lte => Formula::AtMost,
    }
}
