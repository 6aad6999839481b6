//! 目标下调 lowered targets: a demand made easier, late in the year or down to what had been achieved (docs/domain.md
//! §2).
use super::{
    model::{Figure, Target},
    thresholds::Rules,
};
use crate::{plan::targets::Comparator, text_enum};
use chrono::{Days, NaiveDate};
use num_rational::BigRational;
use num_traits::Signed;

text_enum! {
    /// 目标标注: why a version of the target deserves a second look. It never changes a light.
    pub enum TargetFlag {
        /// 年末下调目标: a lower demand took effect in the last days (60) of the plan's year.
        LoweredLate = "lowered_late",
        /// 下调至实际水平: a lower demand lies within a few percent (5) of what was known to be achieved the day
        /// before.
        LoweredToActual = "lowered_to_actual",
    }
}
impl TargetFlag {
    /// As people read it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::LoweredLate => "年末下调目标",
            Self::LoweredToActual => "目标下调至实际水平",
        }
    }
}

/// 目标版本: a version of the target and when it took effect.
#[derive(Debug, Clone, Copy)]
pub struct Version {
    /// 版次.
    pub number: i32,
    /// The first day on which it is in force.
    pub effective_from: NaiveDate,
    /// What it demands.
    pub target: Target,
}

/// A flagged version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flagged {
    /// Why.
    pub flag: TargetFlag,
    /// 版次 of the lower target.
    pub number: i32,
    /// What was known to be achieved the day before; only of `lowered_to_actual`.
    pub actual: Option<BigRational>,
}

/// Whether a version demands less than the one before it: of a floor a lower value, of a ceiling a higher one, "at
/// least" in the place of "more than" or "always at least" the same value, or no number any more. Floor and ceiling do
/// not compare.
fn is_lower(before: &Target, after: &Target) -> bool {
    let Some((old, was)) = before.value.zip(before.comparator) else { return false };
    let Some((new, is)) = after.value.zip(after.comparator) else { return true };
    let firm = |comparator| matches!(comparator, Comparator::Gt | Comparator::Maintain);
    match (was == Comparator::Lte, is == Comparator::Lte) {
        (true, true) => new > old,
        (false, false) => new < old || (new == old && firm(was) && !firm(is)),
        _ => false,
    }
}

/// The flags of an indicator's versions, oldest first, in a plan of a year. `known_on` is the actual value known at the
/// end of a day.
pub fn flags(versions: &[Version], year: i32, rules: &Rules, known_on: &dyn Fn(NaiveDate) -> Figure) -> Vec<Flagged> {
    let mut flagged = Vec::new();
    let steps = versions.iter().zip(versions.iter().skip(1));
    for (_, lowered) in steps.filter(|(before, after)| is_lower(&before.target, &after.target)) {
        if is_late(lowered.effective_from, year, rules) {
            flagged.push(Flagged { flag: TargetFlag::LoweredLate, number: lowered.number, actual: None });
        }
        if let Some(actual) = near_actual(lowered, rules, known_on) {
            flagged.push(Flagged { flag: TargetFlag::LoweredToActual, number: lowered.number, actual: Some(actual) });
        }
    }
    flagged
}

/// In the last `lowered_late_days` days of the year: later than 31 December less so many days.
fn is_late(effective_from: NaiveDate, year: i32, rules: &Rules) -> bool {
    let last_day = NaiveDate::from_ymd_opt(year, 12, 31);
    let days = Days::new(rules.lowered_late_days.unsigned_abs());
    last_day.and_then(|day| day.checked_sub_days(days)).is_some_and(|day| effective_from > day)
}

/// The actual value of the day before, when the lower target lies within the percentage of the target's own value.
fn near_actual(lowered: &Version, rules: &Rules, known_on: &dyn Fn(NaiveDate) -> Figure) -> Option<BigRational> {
    let value = lowered.target.value?.exact();
    let actual = known_on(lowered.effective_from.pred_opt()?).ok()?;
    let limit = value.abs() * rules.lowered_to_actual_percent.exact() / BigRational::from_integer(100.into());
    ((&value - &actual).abs() <= limit).then_some(actual)
}
