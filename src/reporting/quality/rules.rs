//! What raises a flag (docs/domain.md §4), exactly:
//!
//! - `same_value`: the value equals that of each of the two periods right before it.
//! - `exactly_target`: the value is the target in force, which is not zero.
//! - `last_day_jump`: submitted on the last day on which it was in time, and its increment per month is at least 3
//!   times the mean increment per month of the periods before, of which at least two have a figure and whose mean is
//!   positive.
//! - `negative_increment`: a cumulative value below the one before it, or an increment below zero.
//! - `investment_physical_gap`: share of the investment and physical progress more than 30 points apart, exactly 30 is
//!   not.
//! - `evidence_seen_before`: a file with the same hash was evidence of the same bureau before, of something other than
//!   a revision of the report.
//! - `evidence_used_elsewhere`: the same of another bureau or the supervision office, of the same jurisdiction; the
//!   report's bureau is not told.
//! - `differs_from_records`: the typed number is not the number of the linked records.
//!
//! Increments are taken per month, because January and February are reported together.
use super::model::{QualityFlag, RaisedFlag};
use crate::{
    foundation::db::{Decimal, display},
    reporting::subjects::Form,
};
use num_rational::BigRational;
use num_traits::{Signed, Zero};
use serde_json::{Value, json};

/// So many periods with the same value raise a flag.
const SAME_PERIODS: usize = 3;
/// An increment of so many times the mean is a jump.
const JUMP_FACTOR: i64 = 3;
/// So many earlier figures are needed for a mean.
const JUMP_HISTORY: usize = 2;
/// More points than this between investment and physical progress raise a flag.
const GAP_POINTS: i64 = 30;

/// A period of the plan before the report's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its code.
    pub code: String,
    /// Months of the year that had gone by at its end.
    pub months: i32,
    /// What was reported for it and stands.
    pub value: Option<Decimal>,
}

/// What is known of a report when it is submitted.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// What a report states of the subject.
    pub form: Form,
    /// The value, in the subject's unit.
    pub value: Option<Decimal>,
    /// Months of the year that have gone by at the end of its period.
    pub months: i32,
    /// The periods of the plan before it, oldest first.
    pub earlier: &'a [Earlier],
    /// The target in force; of a project, the year's planned investment.
    pub target: Option<Decimal>,
    /// Whether it is submitted on the last day on which it is in time.
    pub on_last_day: bool,
    /// The share of the investment that is done, in percent, of a project that has both.
    pub investment_percent: Option<Decimal>,
    /// The physical progress in percent, of a project that has both.
    pub physical_percent: Option<Decimal>,
    /// Hashes of its evidence that were evidence of its bureau before.
    pub reused_evidence: &'a [String],
    /// Hashes of its evidence that were evidence of others before.
    pub evidence_used_elsewhere: &'a [String],
    /// The number of linked records, of a list that is counted from them.
    pub records: Option<Decimal>,
}

/// The flags that the facts raise, in the order of the table.
pub fn raised(facts: &Facts<'_>) -> Vec<RaisedFlag> {
    let found = [
        (QualityFlag::SameValue, same_value(facts)),
        (QualityFlag::ExactlyTarget, exactly_target(facts)),
        (QualityFlag::LastDayJump, last_day_jump(facts)),
        (QualityFlag::NegativeIncrement, negative_increment(facts)),
        (QualityFlag::InvestmentPhysicalGap, gap(facts)),
        (QualityFlag::EvidenceSeenBefore, reused(facts.reused_evidence)),
        (QualityFlag::EvidenceUsedElsewhere, reused(facts.evidence_used_elsewhere)),
        (QualityFlag::DiffersFromRecords, differs(facts)),
    ];
    let told = |(flag, meta): (QualityFlag, Option<Value>)| Some(RaisedFlag { flag, text: flag.text(), meta: meta? });
    found.into_iter().filter_map(told).collect()
}

fn same_value(facts: &Facts<'_>) -> Option<Value> {
    let value = facts.value?;
    let before = facts.earlier.len().checked_sub(SAME_PERIODS - 1).and_then(|from| facts.earlier.get(from..))?;
    let same = before.iter().all(|earlier| earlier.value == Some(value));
    same.then(|| json!({"value": value, "periods": before.iter().map(|earlier| &earlier.code).collect::<Vec<_>>()}))
}

fn exactly_target(facts: &Facts<'_>) -> Option<Value> {
    let target = facts.target.filter(|target| !target.is_zero() && facts.value == Some(*target))?;
    Some(json!({"target": target}))
}

/// The earlier periods with a figure: months at the end, months covered by the period alone, value.
fn figures<'a>(facts: &'a Facts<'_>) -> impl Iterator<Item = (i32, i32, Decimal)> + 'a {
    let began = std::iter::once(0).chain(facts.earlier.iter().map(|earlier| earlier.months));
    let spans = facts.earlier.iter().zip(began);
    spans.filter_map(|(earlier, began)| Some((earlier.months, earlier.months - began, earlier.value?)))
}

/// The increment per month of this period, and the mean of those before it.
fn paces(facts: &Facts<'_>) -> Option<(BigRational, BigRational)> {
    let value = facts.value?.exact();
    let per_month =
        |sum: BigRational, months: i32| (months > 0).then(|| sum / BigRational::from_integer(months.into()));
    let (until, _, last) = figures(facts).last()?;
    match facts.form {
        Form::Cumulative => {
            Some((per_month(value - last.exact(), facts.months - until)?, per_month(last.exact(), until)?))
        }
        Form::Increment => {
            let began = facts.earlier.last().map_or(0, |earlier| earlier.months);
            let sum = figures(facts).map(|(.., value)| value.exact()).sum();
            let months = figures(facts).map(|(_, span, _)| span).sum();
            Some((per_month(value, facts.months - began)?, per_month(sum, months)?))
        }
        Form::Stock | Form::Ratio | Form::Milestone | Form::Text => None,
    }
}

fn last_day_jump(facts: &Facts<'_>) -> Option<Value> {
    let (pace, mean) = paces(facts).filter(|_| facts.on_last_day && figures(facts).count() >= JUMP_HISTORY)?;
    let jumps = mean.is_positive() && pace >= &mean * BigRational::from_integer(JUMP_FACTOR.into());
    jumps.then(|| json!({"per_month": display(&pace, 4), "mean_per_month": display(&mean, 4)}))
}

fn negative_increment(facts: &Facts<'_>) -> Option<Value> {
    let value = facts.value?;
    match facts.form {
        Form::Cumulative => {
            let (.., previous) = figures(facts).last()?;
            (value < previous).then(|| json!({"previous": previous, "value": value}))
        }
        Form::Increment => (value < Decimal::ZERO).then(|| json!({"value": value})),
        Form::Stock | Form::Ratio | Form::Milestone | Form::Text => None,
    }
}

fn gap(facts: &Facts<'_>) -> Option<Value> {
    let (investment, physical) = facts.investment_percent.zip(facts.physical_percent)?;
    let apart = (investment.exact() - physical.exact()).abs() > BigRational::from_integer(GAP_POINTS.into());
    apart.then(|| json!({"investment_percent": investment, "physical_percent": physical}))
}

fn reused(hashes: &[String]) -> Option<Value> {
    (!hashes.is_empty()).then(|| json!({"sha256": hashes}))
}

fn differs(facts: &Facts<'_>) -> Option<Value> {
    let (value, records) = facts.value.zip(facts.records)?;
    (value != records).then(|| json!({"value": value, "records": records}))
}

/// The share of a year's planned investment that is done, in percent; `None` without a plan.
pub fn share(done: Option<Decimal>, planned: Option<Decimal>) -> Option<Decimal> {
    let (done, planned) = (done?.exact(), planned?.exact());
    if planned.is_zero() {
        return None;
    }
    Decimal::nearest(&(done / planned * BigRational::from_integer(100.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }
    /// Periods as of 2025: January and February together, then every month; an empty text is a period without a figure.
    fn course(values: &[&str]) -> Vec<Earlier> {
        let earlier = |(index, value): (usize, &&str)| Earlier {
            code: format!("{}", index + 2),
            months: i32::try_from(index).unwrap() + 2,
            value: value.parse().ok(),
        };
        values.iter().enumerate().map(earlier).collect()
    }
    fn facts<'a>(form: Form, value: &str, earlier: &'a [Earlier]) -> Facts<'a> {
        Facts {
            form,
            value: value.parse().ok(),
            months: earlier.last().map_or(2, |earlier| earlier.months + 1),
            earlier,
            target: None,
            on_last_day: false,
            investment_percent: None,
            physical_percent: None,
            reused_evidence: &[],
            evidence_used_elsewhere: &[],
            records: None,
        }
    }
    fn names(facts: &Facts<'_>) -> Vec<&'static str> {
        raised(facts).iter().map(|raised| raised.flag.as_str()).collect()
    }

    #[test]
    fn the_same_value_three_periods_running_is_flagged_and_two_are_not() {
        let of = |value, values: &[&str]| names(&facts(Form::Cumulative, value, &course(values)));
        assert_eq!(of("5", &["5", "5"]), ["same_value"]);
        assert_eq!(of("5", &["4", "5", "5"]), ["same_value"]);
        assert_eq!(of("5", &["5"]), [] as [&str; 0]);
        assert_eq!(of("5", &["5", "", "5"]), [] as [&str; 0]); // not running: a period without a figure lies between
        assert_eq!(of("5", &["4.9999", "5"]), [] as [&str; 0]);
        for form in [Form::Increment, Form::Stock, Form::Ratio] {
            assert_eq!(names(&facts(form, "5", &course(&["5", "5"]))), ["same_value"], "{form}");
        }
    }
    #[test]
    fn exactly_the_target_is_flagged_but_not_a_target_of_zero() {
        let of = |value, target| names(&Facts { target: Some(d(target)), ..facts(Form::Cumulative, value, &[]) });
        assert_eq!(of("335.3", "335.3"), ["exactly_target"]);
        assert_eq!(of("335.3001", "335.3"), [] as [&str; 0]);
        assert_eq!(of("0", "0"), [] as [&str; 0]);
    }
    #[test]
    fn a_jump_on_the_last_day_is_three_times_the_mean_per_month_or_more() {
        // 20 by the end of February, 30 by the end of March: ten a month.
        let earlier = course(&["20", "30"]);
        let of = |value, on_last_day| names(&Facts { on_last_day, ..facts(Form::Cumulative, value, &earlier) });
        assert_eq!(of("60", true), ["last_day_jump"]);
        assert_eq!(of("59.9999", true), [] as [&str; 0]);
        assert_eq!(of("60", false), [] as [&str; 0]);
        // One earlier figure makes no mean, and nothing is a multiple of no growth.
        let once = course(&["20"]);
        let of = |earlier| names(&Facts { on_last_day: true, ..facts(Form::Cumulative, "500", earlier) });
        assert_eq!(of(&once), [] as [&str; 0]);
        assert_eq!(of(&course(&["0", "0"])), [] as [&str; 0]);
    }
    #[test]
    fn increments_jump_by_their_months_too() {
        // 20 in two months and 10 in one: ten a month; a period without a figure is not counted.
        let earlier = course(&["20", "10", ""]);
        let of = |value| names(&Facts { on_last_day: true, ..facts(Form::Increment, value, &earlier) });
        assert_eq!(of("30"), ["last_day_jump"]);
        assert_eq!(of("29.9999"), [] as [&str; 0]);
        // A cumulative value that skips a period is spread over the months it covers.
        let of =
            |value| names(&Facts { on_last_day: true, ..facts(Form::Cumulative, value, &course(&["20", "30", ""])) });
        assert_eq!(of("89.9999"), [] as [&str; 0]);
        assert_eq!(of("90"), ["last_day_jump"]);
    }
    #[test]
    fn a_fall_is_flagged_for_flows_only() {
        let earlier = course(&["10", ""]);
        assert_eq!(names(&facts(Form::Cumulative, "9.9999", &earlier)), ["negative_increment"]);
        assert_eq!(names(&facts(Form::Cumulative, "10", &earlier)), [] as [&str; 0]);
        assert_eq!(names(&facts(Form::Increment, "-0.0001", &earlier)), ["negative_increment"]);
        assert_eq!(names(&facts(Form::Stock, "1", &earlier)), [] as [&str; 0]);
    }
    #[test]
    fn investment_and_physical_progress_may_be_thirty_points_apart_and_no_more() {
        let of = |investment, physical| {
            let (investment_percent, physical_percent) = (Some(d(investment)), Some(d(physical)));
            names(&Facts { investment_percent, physical_percent, ..facts(Form::Cumulative, "1", &[]) })
        };
        assert_eq!(of("80", "50"), [] as [&str; 0]);
        assert_eq!(of("80.0001", "50"), ["investment_physical_gap"]);
        assert_eq!(of("20", "50.0001"), ["investment_physical_gap"]);
        assert_eq!(share(Some(d("500")), Some(d("1500"))), Some(d("33.3333")));
        assert_eq!((share(Some(d("1")), Some(d("0"))), share(Some(d("1")), None)), (None, None));
    }
    #[test]
    fn evidence_that_was_used_before_and_numbers_that_differ_from_the_records_are_flagged() {
        let hashes = ["ab".to_owned()];
        assert_eq!(names(&Facts { reused_evidence: &hashes, ..facts(Form::Text, "", &[]) }), ["evidence_seen_before"]);
        let elsewhere = Facts { evidence_used_elsewhere: &hashes, ..facts(Form::Text, "", &[]) };
        assert_eq!(names(&elsewhere), ["evidence_used_elsewhere"]);
        let of = |records| names(&Facts { records: Some(d(records)), ..facts(Form::Cumulative, "11", &[]) });
        assert_eq!(of("10"), ["differs_from_records"]);
        assert_eq!(of("11"), [] as [&str; 0]);
    }
    #[test]
    fn without_a_value_nothing_is_flagged() {
        let earlier = course(&["5", "5"]);
        let nothing = Facts { on_last_day: true, target: Some(d("5")), ..facts(Form::Cumulative, "", &earlier) };
        assert_eq!(names(&nothing), [] as [&str; 0]);
    }
}
