//! 预测 forecast: where an indicator will be on its due date, and what every remaining month must bring
//! (docs/figures.md §8).
//!
//! Months are counted from the end of the latest figure's period, as everywhere. A floor of a flow or a list is
//! forecast by its pace and by the shape of its schedule; a stock only from a zero point; a ceiling by its pace,
//! against the ceiling. A ratio, a level to be kept and a milestone have no pace: null, with the reason.
use super::{
    model::*,
    rules::{Goal, whole},
};
use crate::plan::{indicators::IndicatorKind as Kind, targets::Comparator};
use num_rational::BigRational;
use num_traits::Zero;

/// 预测: exact values, or why there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// 月均完成: achieved per month so far, from the zero point.
    pub run_rate: Figure,
    /// 还需月均完成: what is needed in every month up to the due date; of a ceiling what may still be used. 0 once met.
    pub required_run_rate: Figure,
    /// Whether a little more than that is needed: the target is to be exceeded (`gt`).
    pub required_is_exclusive: bool,
    /// At the same pace.
    pub by_run_rate: Forecast,
    /// In the shape of the schedule.
    pub by_trajectory: Forecast,
}

/// One way of forecasting the value at the due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The value.
    pub value: Figure,
    /// Its rate, of a ceiling its used share, in percent.
    pub percent: Figure,
    /// Whether it would meet the target.
    pub met: Figure<bool>,
}

impl Forecast {
    fn of(goal: &Goal, value: Figure) -> Self {
        let percent = |value: &BigRational| match goal.comparator {
            Comparator::Lte => goal.used(value),
            _ => goal.rate(value),
        };
        Self {
            percent: value.as_ref().map_err(|why| *why).and_then(percent),
            met: value.as_ref().map(|value| goal.met_by(value)).map_err(|why| *why),
            value,
        }
    }
    fn none(why: Missing) -> Self {
        Self { value: Err(why), percent: Err(why), met: Err(why) }
    }
}

/// What can be said of the due date, from where the indicator stands.
pub fn outlook(inputs: &Inputs<'_>, standing: &Standing) -> Outlook {
    match pace(inputs, standing) {
        Ok(pace) => pace.outlook(),
        Err(why) => Outlook {
            run_rate: Err(why),
            required_run_rate: Err(why),
            required_is_exclusive: false,
            by_run_rate: Forecast::none(why),
            by_trajectory: Forecast::none(why),
        },
    }
}

/// What a forecast goes by.
pub(super) struct Pace<'a> {
    pub(super) goal: Goal,
    pub(super) actual: &'a BigRational,
    /// The zero point, or 0.
    pub(super) zero: BigRational,
    /// n: the months that have gone by.
    pub(super) gone: i32,
    /// d: the months up to the due date.
    pub(super) all: i32,
    share: Figure,
}

/// The pace of what adds up by the month; or why there is none.
pub(super) fn pace<'a>(inputs: &Inputs<'_>, standing: &'a Standing) -> Figure<Pace<'a>> {
    match inputs.kind {
        Kind::Qualitative => return Err(Missing::Qualitative),
        Kind::Milestone => return Err(Missing::Milestone),
        Kind::Ratio => return Err(Missing::Ratio),
        Kind::Flow | Kind::Stock | Kind::List => (),
    }
    let actual = standing.actual.as_ref().map_err(|why| *why)?;
    let (_, ends_on, _) = standing.latest.as_ref().ok_or(Missing::NoData)?;
    let goal = Goal::of(inputs)?;
    match (goal.comparator, inputs.kind, &goal.zero) {
        (Comparator::Maintain, ..) => return Err(Missing::Level),
        (_, Kind::Stock, None) => return Err(Missing::NoStart),
        _ => (),
    }
    let (gone, all) = goal.months(*ends_on);
    Ok(Pace { share: goal.expected_share(*ends_on), zero: goal.start(), goal, actual, gone, all })
}

impl Pace<'_> {
    /// Whether a month is left in which something can be done.
    pub(super) fn is_open(&self) -> bool {
        self.all > self.gone
    }
    fn outlook(&self) -> Outlook {
        Outlook {
            run_rate: Ok(self.achieved() / whole(self.gone.into())),
            required_run_rate: self.required(),
            required_is_exclusive: self.goal.comparator == Comparator::Gt && !self.goal.met_by(self.actual),
            by_run_rate: Forecast::of(&self.goal, Ok(self.by_run_rate())),
            by_trajectory: Forecast::of(&self.goal, self.by_trajectory()),
        }
    }
    fn achieved(&self) -> BigRational {
        self.actual - &self.zero
    }
    fn required(&self) -> Figure {
        let is_ceiling = self.goal.comparator == Comparator::Lte;
        // Of a ceiling that holds something is left; of a floor that is met nothing is.
        let nothing = self.goal.met_by(self.actual) != is_ceiling;
        match (nothing, self.is_open()) {
            (true, open) if open || !is_ceiling => Ok(whole(0)),
            (_, false) => Err(Missing::NoMonthsLeft),
            (_, true) => Ok((&self.goal.value - self.actual) / whole((self.all - self.gone).into())),
        }
    }
    fn by_run_rate(&self) -> BigRational {
        if self.is_open() {
            self.achieved() / whole(self.gone.into()) * whole(self.all.into()) + &self.zero
        } else {
            self.actual.clone()
        }
    }
    fn by_trajectory(&self) -> Figure {
        let share = self.share.as_ref().map_err(|why| *why)?;
        if share.is_zero() { Err(Missing::NothingExpected) } else { Ok(self.achieved() / share + &self.zero) }
    }
}
