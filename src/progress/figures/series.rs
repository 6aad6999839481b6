//! 观测序列 series: what was achieved by the end of each period of the plan, and how it stood then.
use super::{
    model::*,
    rules::{adds_up, course, current, judge, stated},
};
use crate::{foundation::db::Decimal, plan::indicators::IndicatorKind as Kind};
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
    /// 数据状态 of what counts.
    pub status: Option<ValueStatus>,
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

/// What an indicator was held against on a day: its target, and the trajectory's points (none: linear).
pub type InForce<'a> = (Option<Target>, &'a [(NaiveDate, Decimal)]);

/// The series over the plan's `periods` that have ended, oldest first; `in_force` on their last days.
pub fn series<'a>(
    inputs: &Inputs<'a>,
    periods: &[PeriodEnd],
    in_force: &dyn Fn(NaiveDate) -> InForce<'a>,
) -> Vec<PeriodFigure> {
    let mut periods: Vec<&PeriodEnd> = periods.iter().collect();
    periods.sort_by_key(|period| period.ends_on);
    let (course, reports) = (course(inputs), current(inputs));
    let mut before: Option<Figure> = None;
    let mut figures = Vec::with_capacity(periods.len());
    for period in periods {
        let report = reports.iter().find(|report| report.ends_on == period.ends_on);
        let point = course.iter().find(|point| point.observation.ends_on == period.ends_on);
        let nothing = nothing(inputs, period);
        let actual = point.map(|point| point.actual.clone()).ok_or(nothing);
        let value = report.and_then(|report| stated(inputs, report)).ok_or(nothing);
        figures.push(PeriodFigure {
            period: period.code.clone(),
            ends_on: period.ends_on,
            revision: report.map(|report| report.revision),
            status: report.map(|report| report.status),
            increment: increment(inputs, &value, before.as_ref()),
            stated: value,
            reporting: reporting(period, if inputs.kind.is_measured() { actual.is_ok() } else { report.is_some() }),
            standing: standing_in(inputs, period, in_force(period.ends_on), actual.is_ok()),
            actual: actual.clone(),
        });
        // What does not apply brought nothing and is no gap.
        if period.applies {
            before = Some(actual);
        }
    }
    figures
}

/// Whether the report of a period is there, overdue, not yet due or excused.
fn reporting(period: &PeriodEnd, is_reported: bool) -> ReportingState {
    match (is_reported, period.was_due, period.excused) {
        _ if !period.applies => ReportingState::NotApplicable,
        (true, ..) => ReportingState::Reported,
        (false, false, _) => ReportingState::NotDue,
        (false, true, true) => ReportingState::Excused,
        (false, true, false) => ReportingState::Unreported,
    }
}

/// Why a period has no value.
fn nothing(inputs: &Inputs<'_>, period: &PeriodEnd) -> Missing {
    match inputs.kind {
        _ if !period.applies => Missing::NotApplicable,
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

/// How an indicator stood at the end of a period, computed: from the figures of periods up to it, what was in force on
/// its last day and the rule set of the inputs. Which light is served of it, frozen and overridden ones decide
/// elsewhere.
fn standing_in<'a>(inputs: &Inputs<'a>, period: &PeriodEnd, in_force: InForce<'a>, has_figure: bool) -> Standing {
    let until = |ends_on: &NaiveDate| *ends_on <= period.ends_on;
    let observations: Vec<Observation> =
        inputs.observations.iter().filter(|observation| until(&observation.ends_on)).cloned().collect();
    let periods: Vec<PeriodEnd> = inputs.periods.iter().filter(|period| until(&period.ends_on)).cloned().collect();
    let (target, trajectory) = in_force;
    let then =
        Inputs { observations: &observations, periods: &periods, target, trajectory, as_of: period.ends_on, ..*inputs };
    match (inputs.kind.is_measured() && !has_figure, period.applies) {
        (true, true) => Standing::without(&then, Missing::NoData),
        (true, false) => Standing::not_applicable(&then),
        (false, _) => judge(&then),
    }
}
