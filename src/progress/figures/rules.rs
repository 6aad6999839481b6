//! From the inputs to a standing (docs/domain.md §2, §3).
//!
//! | kind | actual |
//! |---|---|
//! | `flow`, `list` cumulative | the latest period's value |
//! | `flow`, `list` increment | the sum over all periods |
//! | `stock` | the latest period's value |
//! | `ratio` | the latest numerator ÷ denominator, times 100 for `%` |
//! | `milestone` | reached or not: 100 or 0 |
//! | `qualitative` | no figures |
//!
//! Like is compared with like: expected is expected by the end of the period that the latest figure is of.
use super::{
    due::Due,
    lights::{self, Measured, Verdict},
    model::*,
};
use crate::plan::{
    indicators::{BaselineRole, Basis, IndicatorKind as Kind},
    targets::{Commitment, Comparator},
};
use chrono::{Datelike, NaiveDate};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use std::collections::BTreeMap;

/// Where an indicator stands. Does not depend on the order of the observations.
pub fn judge(inputs: &Inputs<'_>) -> Standing {
    match inputs.kind {
        Kind::Qualitative => Standing::without(inputs, Missing::Qualitative),
        Kind::Milestone => milestone(inputs),
        Kind::Flow | Kind::Stock | Kind::Ratio | Kind::List => measured(inputs),
    }
}

/// The value that is expected by the end of a period, whatever was reported: by the trajectory, else linear.
pub fn expected_by(inputs: &Inputs<'_>, ends_on: NaiveDate) -> Figure {
    if !inputs.kind.is_measured() {
        return Err(Missing::NoSchedule);
    }
    let goal = Goal::of(inputs)?;
    goal.expected_share(ends_on).map(|share| goal.expected(&share))
}

impl Standing {
    /// Of an item that has no figures at all.
    pub(super) fn without(inputs: &Inputs<'_>, why: Missing) -> Self {
        // A report of a qualitative task has no figure and still is one.
        let (reason, bucket, told) = match why {
            Missing::Qualitative => {
                let told = current(inputs).last().map(|report| report.ends_on);
                (LightReason::Qualitative, Bucket::Qualitative, told)
            }
            _ => (LightReason::NoData, Bucket::NoData, None),
        };
        Self {
            latest: None,
            actual: Err(why),
            achieved_on: None,
            rate: Err(why),
            met: Err(why),
            used_percent: Err(why),
            expected: Err(why),
            expected_rate: Err(why),
            variance_pp: Err(why),
            spi: Err(why),
            kept: None,
            light: Light::Grey,
            watch: false,
            light_reason: reason,
            bucket,
            stale: is_stale(inputs, told),
            reporting: reporting_state(inputs, told),
            missing_periods: Vec::new(),
        }
    }
    /// Of a period that was declared not applicable.
    pub(crate) fn not_applicable(inputs: &Inputs<'_>) -> Self {
        Self { light_reason: LightReason::NotApplicable, ..Self::without(inputs, Missing::NotApplicable) }
    }
    /// How far behind in points, when behind.
    pub fn lag(&self) -> Option<BigRational> {
        self.variance_pp.as_ref().ok().filter(|variance| variance.is_negative()).map(|variance| -variance)
    }
}

/// The actual value by the end of a period.
pub(super) struct Point<'a> {
    pub(super) observation: &'a Observation,
    pub(super) actual: BigRational,
}

/// 目标: a target with a number that something can be held against.
pub(super) struct Goal {
    pub(super) value: BigRational,
    pub(super) comparator: Comparator,
    pub(super) commitment: Commitment,
    pub(super) due_on: NaiveDate,
    /// Where the count begins, when not at nothing.
    pub(super) zero: Option<BigRational>,
    /// 序时进度, when there is one.
    planned: Vec<(NaiveDate, BigRational)>,
}

impl Goal {
    pub(super) fn of(inputs: &Inputs<'_>) -> Figure<Self> {
        let target = inputs.target.ok_or(Missing::NoTarget)?;
        let (value, comparator) = target.value.zip(target.comparator).ok_or(Missing::NoTarget)?;
        // A ceiling and a level are absolute: nothing is taken off.
        let absolute = matches!(comparator, Comparator::Lte | Comparator::Maintain);
        let zero = inputs.baseline.filter(|baseline| baseline.role == BaselineRole::ZeroPoint && !absolute);
        Ok(Self {
            value: value.exact(),
            comparator,
            commitment: target.commitment,
            due_on: target.due_on,
            zero: zero.map(|baseline| baseline.value.exact()),
            planned: inputs.trajectory.iter().map(|(ends_on, value)| (*ends_on, value.exact())).collect(),
        })
    }
    pub(super) fn met_by(&self, actual: &BigRational) -> bool {
        match self.comparator {
            Comparator::Gte | Comparator::All | Comparator::Maintain => *actual >= self.value,
            Comparator::Gt => *actual > self.value,
            Comparator::Lte => *actual <= self.value,
        }
    }
    /// What is to be covered, from the zero point to the target.
    fn span(&self) -> Figure {
        match &self.zero {
            Some(zero) if *zero == self.value => Err(Missing::ZeroSpan),
            Some(zero) if *zero > self.value => Err(Missing::NegativeSpan),
            Some(zero) => Ok(&self.value - zero),
            None if self.value.is_zero() => Err(Missing::ZeroTarget),
            None if self.value.is_negative() => Err(Missing::NegativeTarget),
            None => Ok(self.value.clone()),
        }
    }
    pub(super) fn rate(&self, actual: &BigRational) -> Figure {
        if self.comparator == Comparator::Lte {
            return Err(Missing::Ceiling);
        }
        Ok((actual - self.start()) / self.span()? * whole(100))
    }
    pub(super) fn used(&self, actual: &BigRational) -> Figure {
        if self.comparator == Comparator::Lte {
            Ok(actual / self.span()? * whole(100))
        } else {
            Err(Missing::NotACeiling)
        }
    }
    /// The part of the target that is expected by the end of a period: what the trajectory plans, else linear to the
    /// due date (n/12 when that is the end of the year); all of it from then on. A level is expected whole in every
    /// period; a ceiling has no schedule.
    pub(super) fn expected_share(&self, ends_on: NaiveDate) -> Figure {
        match self.comparator {
            Comparator::Lte => Err(Missing::NoSchedule),
            Comparator::Maintain => Ok(whole(1)),
            _ if ends_on >= self.due_on => Ok(whole(1)),
            _ => match self.plan(ends_on) {
                Some((by_then, last)) => self.planned_share(&by_then, &last),
                None => {
                    let (gone, all) = self.months(ends_on);
                    Ok(BigRational::new(gone.into(), all.into()))
                }
            },
        }
    }
    /// What the trajectory plans by the end of a period and in the end; `None` where the schedule does not go by one.
    /// Before its first period nothing is planned.
    pub(super) fn plan(&self, ends_on: NaiveDate) -> Option<(BigRational, BigRational)> {
        let has_shape = !matches!(self.comparator, Comparator::Lte | Comparator::Maintain);
        let (_, last) = self.planned.last().filter(|_| has_shape && ends_on < self.due_on)?;
        let by_then = self.planned.iter().rev().find(|(period, _)| *period <= ends_on);
        Some((by_then.map_or_else(|| self.start(), |(_, value)| value.clone()), last.clone()))
    }
    /// The share of its own last value, so that it keeps its shape for a target that was revised after it.
    fn planned_share(&self, by_then: &BigRational, last: &BigRational) -> Figure {
        let zero = self.start();
        if *last == zero { Err(Missing::ZeroSpan) } else { Ok((by_then - &zero) / (last - &zero)) }
    }
    /// The months of the year that have gone by at the end of a period, and those up to the due date.
    pub(super) fn months(&self, ends_on: NaiveDate) -> (i32, i32) {
        let all = 12 * (self.due_on.year() - ends_on.year()) + self.due_on.month().cast_signed();
        (ends_on.month().cast_signed(), all)
    }
    fn expected(&self, share: &BigRational) -> BigRational {
        let zero = self.start();
        (&self.value - &zero) * share + zero
    }
    /// The zero point, or 0.
    pub(super) fn start(&self) -> BigRational {
        self.zero.clone().unwrap_or_else(BigRational::zero)
    }
}

pub(super) fn whole(n: i64) -> BigRational {
    BigRational::from_integer(n.into())
}

/// The revision that serves of each period, oldest period first.
pub(super) fn current<'a>(inputs: &Inputs<'a>) -> Vec<&'a Observation> {
    let mut serving: BTreeMap<NaiveDate, &Observation> = BTreeMap::new();
    for observation in inputs.observations {
        let held = serving.entry(observation.ends_on).or_insert(observation);
        if observation.revision > held.revision {
            *held = observation;
        }
    }
    serving.into_values().collect()
}

/// The value that one report states; a report without one is no figure.
pub(super) fn stated(inputs: &Inputs<'_>, observation: &Observation) -> Option<BigRational> {
    if inputs.kind != Kind::Ratio {
        return observation.value.map(crate::foundation::db::Decimal::exact);
    }
    let (numerator, denominator) = observation.numerator.zip(observation.denominator)?;
    let scale = match inputs.unit {
        Some("%") => 100,
        Some("‰") => 1000,
        _ => 1,
    };
    (!denominator.is_zero()).then(|| numerator.exact() / denominator.exact() * whole(scale))
}

pub(super) fn adds_up(inputs: &Inputs<'_>) -> bool {
    inputs.basis == Some(Basis::Increment) && matches!(inputs.kind, Kind::Flow | Kind::List)
}

/// The actual value by the end of each period that has a figure.
pub(super) fn course<'a>(inputs: &Inputs<'a>) -> Vec<Point<'a>> {
    let mut sum = BigRational::zero();
    let mut point = |observation, value: BigRational| {
        sum = if adds_up(inputs) { &sum + value } else { value };
        Point { observation, actual: sum.clone() }
    };
    current(inputs)
        .into_iter()
        .filter_map(|observation| stated(inputs, observation).map(|value| point(observation, value)))
        .collect()
}

fn is_stale(inputs: &Inputs<'_>, latest: Option<NaiveDate>) -> bool {
    inputs.applicable().any(|period| period.was_due && latest.is_none_or(|latest| period.ends_on > latest))
}

/// Whether what fell due has been reported, when the latest figure is of the period that ended on a day.
fn reporting_state(inputs: &Inputs<'_>, latest: Option<NaiveDate>) -> ReportingState {
    let lacking = |period: &&PeriodEnd| period.was_due && latest.is_none_or(|latest| period.ends_on > latest);
    let mut lacking = inputs.applicable().filter(lacking).peekable();
    match (lacking.peek().is_some(), latest) {
        (true, _) if lacking.all(|period| period.excused) => ReportingState::Excused,
        (true, _) => ReportingState::Unreported,
        (false, Some(_)) => ReportingState::Reported,
        (false, None) => ReportingState::NotDue,
    }
}

/// Periods before the latest figure's without a figure, where that makes the sum too small.
fn missing_periods(inputs: &Inputs<'_>, course: &[Point<'_>]) -> Vec<String> {
    let (true, Some(last)) = (adds_up(inputs), course.last()) else { return Vec::new() };
    let told = |ends_on| course.iter().any(|point| point.observation.ends_on == ends_on);
    let missing = |period: &&PeriodEnd| period.ends_on < last.observation.ends_on && !told(period.ends_on);
    let mut periods: Vec<&PeriodEnd> = inputs.applicable().filter(missing).collect();
    periods.sort_by_key(|period| period.ends_on);
    periods.into_iter().map(|period| period.code.clone()).collect()
}

fn kept(goal: &Figure<Goal>, course: &[Point<'_>]) -> Option<Kept> {
    let goal = goal.as_ref().ok().filter(|goal| goal.comparator == Comparator::Maintain)?;
    let worst = course.iter().min_by(|a, b| a.actual.cmp(&b.actual))?; // the first of equals
    Some(Kept {
        passed: course.iter().filter(|point| goal.met_by(&point.actual)).count(),
        periods: course.len(),
        worst_period: worst.observation.period.clone(),
        worst: worst.actual.clone(),
    })
}

fn measured(inputs: &Inputs<'_>) -> Standing {
    let course = course(inputs);
    let Some(last) = course.last() else { return Standing::without(inputs, Missing::NoData) };
    let (actual, ends_on) = (&last.actual, last.observation.ends_on);
    let goal = Goal::of(inputs);
    let on_goal = |f: &dyn Fn(&Goal) -> Figure| goal.as_ref().map_err(|why| *why).and_then(f);
    let rate = on_goal(&|goal| goal.rate(actual));
    let share = on_goal(&|goal| goal.expected_share(ends_on));
    let expected_rate = share.clone().map(|share| share * whole(100));
    let variance_pp = difference(&rate, &expected_rate);
    let spi = quotient(&rate, &expected_rate);
    let due = goal.as_ref().map_or(Due::Running, |goal| Due::of(inputs, goal.due_on, Some(ends_on)));
    let (rules, variance, goal_of) = (inputs.rules, &variance_pp, &goal);
    let judged = Measured { rules, goal: goal_of, course: &course, variance, spi: &spi, due };
    let verdict = lights::of_measured(&judged, actual, ends_on.month());
    Standing {
        latest: Some((last.observation.period.clone(), ends_on, last.observation.status)),
        actual: Ok(actual.clone()),
        achieved_on: None,
        met: goal.as_ref().map(|goal| goal.met_by(actual)).map_err(|why| *why),
        used_percent: on_goal(&|goal| goal.used(actual)),
        expected: share.and_then(|share| on_goal(&|goal| Ok(goal.expected(&share)))),
        kept: kept(&goal, &course),
        bucket: lights::bucket_of_measured(&judged),
        stale: is_stale(inputs, Some(ends_on)),
        reporting: reporting_state(inputs, Some(ends_on)),
        missing_periods: missing_periods(inputs, &course),
        light: verdict.light,
        watch: verdict.watch,
        light_reason: verdict.reason,
        rate,
        expected_rate,
        variance_pp,
        spi,
    }
}

fn difference(rate: &Figure, expected: &Figure) -> Figure {
    Ok(rate.as_ref().map_err(|why| *why)? - expected.as_ref().map_err(|why| *why)?)
}

fn quotient(rate: &Figure, expected: &Figure) -> Figure {
    let (rate, expected) = (rate.as_ref().map_err(|why| *why)?, expected.as_ref().map_err(|why| *why)?);
    if expected.is_zero() { Err(Missing::NothingExpected) } else { Ok(rate / expected) }
}

/// A milestone is judged on the day that is asked about: nothing is expected up to its due date, everything once that
/// has passed and could be told.
fn milestone(inputs: &Inputs<'_>) -> Standing {
    let reports = current(inputs);
    let Some(last) = reports.last() else { return Standing::without(inputs, Missing::NoData) };
    // The latest date stated; reports after it need not repeat it. It is taken back by correcting the report that
    // stated it.
    let achieved_on = reports.iter().rev().find_map(|report| report.achieved_on).filter(|day| *day <= inputs.as_of);
    let rate = Ok(whole(if achieved_on.is_some() { 100 } else { 0 }));
    let due_on = inputs.target.map(|target| target.due_on).ok_or(Missing::NoTarget);
    let due = due_on.map(|due_on| Due::of_milestone(inputs, due_on, last.ends_on));
    let expected_rate = due.map(|due| whole(if due == Due::Over { 100 } else { 0 }));
    let Verdict { light, watch, reason } = lights::of_milestone(inputs, achieved_on, due);
    Standing {
        latest: Some((last.period.clone(), last.ends_on, last.status)),
        actual: Err(Missing::Milestone),
        achieved_on,
        met: Ok(achieved_on.is_some()),
        used_percent: Err(Missing::NotACeiling),
        expected: Err(Missing::Milestone),
        variance_pp: difference(&rate, &expected_rate),
        spi: quotient(&rate, &expected_rate),
        kept: None,
        bucket: lights::bucket_of_milestone(achieved_on, due_on, due),
        stale: is_stale(inputs, Some(last.ends_on)),
        reporting: reporting_state(inputs, Some(last.ends_on)),
        missing_periods: Vec::new(),
        light,
        watch,
        light_reason: reason,
        rate,
        expected_rate,
    }
}
