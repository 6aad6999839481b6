//! 观测序列 series: what was achieved by the end of each period of the plan, and how it stood then.
use super::{
    model::*,
    rules::{adds_up, course, current, judge, stated},
};
use crate::plan::indicators::IndicatorKind as Kind;
use chrono::NaiveDate;
use num_rational::BigRational;

/// An indicator at the end of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeriodFigure {
    /// 报告期: `2025-09`.
    pub period: String,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// The revision that serves.
    pub revision: Option<i32>,
    /// 报告值: the value that the report states, by the indicator's basis.
    pub stated: Figure,
    /// 实际值 by the end of the period: of increments the sum so far, else what is stated.
    pub actual: Figure,
    /// 当期增量: what the period alone brought, derived where the reports are cumulative.
    pub increment: Figure,
    /// 填报状态 of the period itself.
    pub reporting: ReportingState,
    /// How it stood, with only the figures of periods up to this one. Grey where the period has no figure of its own.
    pub standing: Standing,
}

/// The series over the plan's `periods` that have ended, oldest first. `target_on` is the target that was in force on a day.
pub fn series(
    inputs: &Inputs<'_>,
    periods: &[PeriodEnd],
    target_on: &dyn Fn(NaiveDate) -> Option<Target>,
) -> Vec<PeriodFigure> {
    let mut periods: Vec<&PeriodEnd> = periods.iter().collect();
    periods.sort_by_key(|period| period.ends_on);
    let (course, reports) = (course(inputs), current(inputs));
    let mut before: Option<Figure> = None;
    let mut figures = Vec::with_capacity(periods.len());
    for period in periods {
        let report = reports.iter().find(|report| report.ends_on == period.ends_on);
        let point = course.iter().find(|point| point.observation.ends_on == period.ends_on);
        let actual = point.map(|point| point.actual.clone()).ok_or_else(|| nothing(inputs));
        let value = report.and_then(|report| stated(inputs, report)).ok_or_else(|| nothing(inputs));
        figures.push(PeriodFigure {
            period: period.code.clone(),
            ends_on: period.ends_on,
            revision: report.map(|report| report.revision),
            increment: increment(inputs, &value, before.as_ref()),
            stated: value,
            reporting: reporting(period, if inputs.kind.is_measured() { actual.is_ok() } else { report.is_some() }),
            standing: light_of_period(inputs, period, target_on(period.ends_on), actual.is_ok()),
            actual: actual.clone(),
        });
        before = Some(actual);
    }
    figures
}

/// Whether the report of a period is there, overdue, not yet due or excused.
fn reporting(period: &PeriodEnd, is_reported: bool) -> ReportingState {
    match (is_reported, period.was_due, period.excused) {
        (true, ..) => ReportingState::Reported,
        (false, false, _) => ReportingState::NotDue,
        (false, true, true) => ReportingState::Excused,
        (false, true, false) => ReportingState::Unreported,
    }
}

/// Why a period has no value.
fn nothing(inputs: &Inputs<'_>) -> Missing {
    match inputs.kind {
        Kind::Milestone => Missing::Milestone,
        Kind::Qualitative => Missing::Qualitative,
        Kind::Flow | Kind::Stock | Kind::Ratio | Kind::List => Missing::NoData,
    }
}

/// What a period alone brought. The year of a flow begins at nothing, a stock's at its zero point, when it has one.
fn increment(inputs: &Inputs<'_>, value: &Figure, before: Option<&Figure>) -> Figure {
    if inputs.kind == Kind::Ratio {
        return Err(Missing::Ratio);
    }
    let value = value.as_ref().map_err(|why| *why)?;
    let start = match before {
        _ if adds_up(inputs) => return Ok(value.clone()),
        Some(before) => before.clone().map_err(|_| Missing::PreviousMissing)?,
        None if inputs.kind == Kind::Stock => inputs.zero_point().ok_or(Missing::NoStart)?,
        None => BigRational::from_integer(0.into()),
    };
    Ok(value - start)
}

/// The one place that says how an indicator stood at the end of a period: computed from the figures of periods up to it, the
/// target in force on its last day and the rule set of the inputs.
fn light_of_period(inputs: &Inputs<'_>, period: &PeriodEnd, target: Option<Target>, has_figure: bool) -> Standing {
    let until = |ends_on: &NaiveDate| *ends_on <= period.ends_on;
    let observations: Vec<Observation> =
        inputs.observations.iter().filter(|observation| until(&observation.ends_on)).cloned().collect();
    let periods: Vec<PeriodEnd> = inputs.periods.iter().filter(|period| until(&period.ends_on)).cloned().collect();
    let then = Inputs { observations: &observations, periods: &periods, target, as_of: period.ends_on, ..*inputs };
    if inputs.kind.is_measured() && !has_figure {
        return Standing::without(&then, Missing::NoData);
    }
    judge(&then)
}
