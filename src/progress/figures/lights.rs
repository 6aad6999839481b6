//! Lights and buckets, by the exact boundaries of the rule set: compared as rationals, never as rounded numbers.
use super::{
    due::Due,
    model::*,
    rules::{Goal, Point},
    thresholds::Rules,
};
use crate::plan::targets::Comparator;
use chrono::{Datelike, NaiveDate};
use num_rational::BigRational;

/// A light and the rule that decided it.
pub(super) struct Verdict {
    pub(super) light: Light,
    pub(super) watch: bool,
    pub(super) reason: LightReason,
}

fn verdict(light: Light, reason: LightReason) -> Verdict {
    Verdict { light, watch: false, reason }
}

/// What has a number, held against its target.
pub(super) struct Measured<'a> {
    pub(super) rules: Option<&'a Rules>,
    pub(super) goal: &'a Figure<Goal>,
    pub(super) course: &'a [Point<'a>],
    pub(super) variance: &'a Figure,
    pub(super) spi: &'a Figure,
    pub(super) due: Due,
}

/// The light of what has a number. Pace is judged up to the due date; then only whether the target is met, but for a
/// ceiling, which is broken as soon as it is exceeded.
pub(super) fn of_measured(of: &Measured<'_>, actual: &BigRational, month: u32) -> Verdict {
    let Some(rules) = of.rules else { return verdict(Light::Grey, LightReason::NoRuleSet) };
    let Ok(goal) = of.goal else { return verdict(Light::Grey, LightReason::NoTarget) };
    let is_over = of.due == Due::Over;
    match (goal.comparator, goal.met_by(actual), of.variance) {
        (Comparator::Lte, true, _) => verdict(Light::Green, LightReason::WithinCeiling),
        (Comparator::Lte, false, _) => verdict(Light::Red, LightReason::CeilingExceeded),
        (Comparator::Maintain, true, _) => verdict(Light::Green, LightReason::Maintained),
        (_, true, _) if is_over => verdict(Light::Green, LightReason::TargetMet),
        (_, false, _) if is_over => verdict(rules.target_missed.light(goal.commitment), LightReason::TargetMissed),
        (Comparator::Maintain, false, _) => verdict(rules.maintain_missed, LightReason::NotMaintained),
        (_, _, Err(_)) => verdict(Light::Grey, LightReason::NoRate),
        (_, _, Ok(variance)) => {
            let on_points = by_lag(rules, &-variance);
            Verdict { watch: on_points.watch || started_slowly(rules, of.spi, month), ..on_points }
        }
    }
}

/// In the first months a low SPI is watched whatever the lag.
fn started_slowly(rules: &Rules, spi: &Figure, month: u32) -> bool {
    spi.as_ref().is_ok_and(|spi| *spi < rules.early_spi_watch_below.exact()) && month <= rules.early_months
}
/// Whether that is why a standing is watched.
pub(super) fn is_slow(rules: &Rules, standing: &Standing) -> bool {
    let month = standing.latest.as_ref().map(|(_, ends_on, _)| ends_on.month());
    month.is_some_and(|month| started_slowly(rules, &standing.spi, month))
}

fn by_lag(rules: &Rules, lag: &BigRational) -> Verdict {
    if *lag > rules.red_above_lag.exact() {
        verdict(Light::Red, LightReason::FarBehind)
    } else if *lag >= rules.yellow_from_lag.exact() && *lag > rules.watch_above_lag.exact() {
        verdict(Light::Yellow, LightReason::Behind)
    } else if *lag > rules.watch_above_lag.exact() {
        Verdict { light: Light::Green, watch: true, reason: LightReason::SlightlyBehind }
    } else {
        verdict(Light::Green, LightReason::OnSchedule)
    }
}

/// The light of a milestone: reached in time green, reached late yellow, pending green, awaited grey, missed by
/// commitment and days.
pub(super) fn of_milestone(inputs: &Inputs<'_>, achieved_on: Option<NaiveDate>, due: Figure<Due>) -> Verdict {
    let Some(rules) = inputs.rules else { return verdict(Light::Grey, LightReason::NoRuleSet) };
    let Some(target) = inputs.target else { return verdict(Light::Grey, LightReason::NoTarget) };
    let days_late = inputs.as_of.signed_duration_since(target.due_on).num_days();
    match achieved_on {
        Some(day) if day <= target.due_on => verdict(Light::Green, LightReason::MilestoneReached),
        Some(_) => verdict(Light::Yellow, LightReason::LateMet),
        None if days_late <= 0 => verdict(Light::Green, LightReason::MilestonePending),
        None if due == Ok(Due::Awaiting) => verdict(Light::Grey, LightReason::MilestoneAwaited),
        None if days_late >= rules.milestone_red_after_days => verdict(Light::Red, LightReason::MilestoneMissed),
        None => verdict(rules.milestone_missed.light(target.commitment), LightReason::MilestoneMissed),
    }
}

/// The bucket of what has a number. A ceiling or a level is completed only once its date has come.
pub(super) fn bucket_of_measured(of: &Measured<'_>) -> Bucket {
    let Ok(goal) = of.goal else { return Bucket::NoTarget };
    let Some(last) = of.course.last() else { return Bucket::NoData };
    let absolute = matches!(goal.comparator, Comparator::Lte | Comparator::Maintain);
    match (goal.met_by(&last.actual), of.due) {
        (false, Due::Over) => return Bucket::Missed,
        (false, Due::Awaiting) if !absolute => return Bucket::Awaiting,
        _ => (),
    }
    if absolute {
        let always = goal.comparator == Comparator::Lte || of.course.iter().all(|point| goal.met_by(&point.actual));
        let is_due = last.observation.ends_on >= goal.due_on;
        return match goal.met_by(&last.actual) {
            true if is_due && always => Bucket::Completed,
            true => Bucket::OnSchedule,
            false => Bucket::Behind,
        };
    }
    // Met since the first period of the last unbroken run: what was done early stays done early.
    let since = of.course.iter().rev().take_while(|point| goal.met_by(&point.actual)).last();
    match (since, of.variance, of.rules) {
        (Some(since), ..) if since.observation.ends_on < goal.due_on => Bucket::CompletedEarly,
        (Some(_), ..) => Bucket::Completed,
        (None, Ok(variance), Some(rules)) => by_variance(rules, variance),
        (None, ..) => Bucket::Other,
    }
}

fn by_variance(rules: &Rules, variance: &BigRational) -> Bucket {
    let zero = BigRational::from_integer(0.into());
    if *variance >= rules.ahead_from_lead.exact() {
        Bucket::Ahead
    } else if *variance >= zero {
        Bucket::OnSchedule
    } else if -variance >= rules.yellow_from_lag.exact() {
        Bucket::Behind
    } else {
        Bucket::SlightlyBehind
    }
}

/// The bucket of a milestone.
pub(super) fn bucket_of_milestone(
    achieved_on: Option<NaiveDate>,
    due_on: Figure<NaiveDate>,
    due: Figure<Due>,
) -> Bucket {
    match (achieved_on, due_on, due) {
        (Some(day), Ok(due_on), _) if day < due_on => Bucket::CompletedEarly,
        (Some(_), ..) => Bucket::Completed,
        (None, _, Ok(Due::Over)) => Bucket::Missed,
        (None, _, Ok(Due::Awaiting)) => Bucket::Awaiting,
        (None, _, Ok(Due::Running)) => Bucket::OnSchedule,
        (None, _, Err(_)) => Bucket::NoTarget,
    }
}
