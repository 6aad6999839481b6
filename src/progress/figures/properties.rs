//! What holds for all figures, whatever the facts and however they arrive.
#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::{
        foundation::db::Decimal,
        plan::{
            indicators::{Basis, IndicatorKind as Kind},
            targets::{Commitment, Comparator},
        },
    };
    use chrono::NaiveDate;
    use num_rational::BigRational;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn month_end(month: u32) -> NaiveDate {
        (NaiveDate::from_ymd_opt(2025, month, 1).unwrap() + chrono::Months::new(1)).pred_opt().unwrap()
    }
    fn code(month: u32) -> String {
        format!("2025-{month:02}")
    }
    fn year() -> Vec<PeriodEnd> {
        let period = |month| PeriodEnd {
            code: code(month),
            ends_on: month_end(month),
            was_due: true,
            excused: false,
            applies: true,
        };
        (1..=12).map(period).collect()
    }
    fn rules() -> Rules {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../../seeds/zhongyuan-2025/rule_set.json")).unwrap();
        file["content"].to_string().parse().unwrap()
    }
    fn observed(month: u32, revision: i32, value: i32) -> Observation {
        Observation {
            period: code(month),
            ends_on: month_end(month),
            revision,
            status: if revision > 1 { ValueStatus::Revised } else { ValueStatus::Approved },
            value: Some(Decimal::whole(value)),
            numerator: None,
            denominator: None,
            achieved_on: None,
        }
    }
    fn target() -> Target {
        Target {
            value: Some(Decimal::whole(60_000)),
            comparator: Some(Comparator::Gte),
            commitment: Commitment::Strive,
            due_on: month_end(12),
        }
    }
    fn inputs<'a>(
        basis: Basis,
        observations: &'a [Observation],
        periods: &'a [PeriodEnd],
        rules: &'a Rules,
    ) -> Inputs<'a> {
        Inputs {
            kind: Kind::Flow,
            basis: Some(basis),
            unit: None,
            target: Some(target()),
            baseline: None,
            trajectory: &[],
            observations,
            periods,
            rules: Some(rules),
            as_of: month_end(12),
        }
    }
    fn whole(value: i32) -> BigRational {
        BigRational::from_integer(value.into())
    }
    /// The series of facts.
    fn told(basis: Basis, observations: &[Observation]) -> Vec<PeriodFigure> {
        let (periods, rules) = (year(), rules());
        series(&inputs(basis, observations, &periods, &rules), &periods, &|_| (Some(target()), &[]))
    }

    /// What was said of each month at last; no cleverness.
    fn naive(events: &[(u32, i32)]) -> BTreeMap<u32, i32> {
        events.iter().copied().collect()
    }
    /// Reports and corrections as they came: the first of a month is revision 1, each later one corrects it.
    fn reported(events: &[(u32, i32)]) -> Vec<Observation> {
        let mut revisions: BTreeMap<u32, i32> = BTreeMap::new();
        let revise = |&(month, value): &(u32, i32)| {
            let revision = revisions.entry(month).or_default();
            *revision += 1;
            observed(month, *revision, value)
        };
        events.iter().map(revise).collect()
    }

    prop_compose! {
        /// Reports and corrections of any months in any order.
        fn events()(events in prop::collection::vec((1..=12u32, -500..10_000i32), 0..40)) -> Vec<(u32, i32)> {
            events
        }
    }

    proptest! {
        #[test]
        fn the_series_is_what_a_naive_recomputation_says(
            (events, arrived) in events().prop_flat_map(|events| {
                let reports = reported(&events);
                (Just(events), Just(reports).prop_shuffle())
            }),
        ) {
            let last = naive(&events);
            for (figure, month) in told(Basis::Cumulative, &arrived).iter().zip(1..) {
                let value = last.get(&month).copied();
                prop_assert_eq!(&figure.actual, &value.map(whole).ok_or(Missing::NoData));
                let before = if month == 1 { Some(0) } else { last.get(&(month - 1)).copied() };
                let increment = match (value, before) {
                    (None, _) => Err(Missing::NoData),
                    (Some(_), None) => Err(Missing::PreviousMissing),
                    (Some(value), Some(before)) => Ok(whole(value - before)),
                };
                prop_assert_eq!(&figure.increment, &increment);
                let count = events.iter().filter(|event| event.0 == month).count();
                let revision = value.and_then(|_| i32::try_from(count).ok());
                prop_assert_eq!(figure.revision, revision);
            }
            let mut sum = 0;
            for (figure, month) in told(Basis::Increment, &arrived).iter().zip(1..) {
                let value = last.get(&month).copied();
                sum += value.unwrap_or(0);
                prop_assert_eq!(&figure.increment, &value.map(whole).ok_or(Missing::NoData));
                prop_assert_eq!(&figure.actual, &value.map(|_| whole(sum)).ok_or(Missing::NoData));
            }
        }

        #[test]
        fn the_order_of_arrival_does_not_matter(
            (reports, arrived) in events().prop_flat_map(|events| {
                let reports = reported(&events);
                (Just(reports.clone()), Just(reports).prop_shuffle())
            }),
            is_increment in any::<bool>(),
        ) {
            let basis = if is_increment { Basis::Increment } else { Basis::Cumulative };
            let (periods, rules) = (year(), rules());
            let (one, other) = (inputs(basis, &reports, &periods, &rules), inputs(basis, &arrived, &periods, &rules));
            let (standing, again) = (judge(&one), judge(&other));
            prop_assert_eq!(&standing, &again);
            let (ahead, again_ahead) = (outlook(&one, &standing), outlook(&other, &again));
            prop_assert_eq!(derive(&one, &standing, &ahead), derive(&other, &again, &again_ahead));
            prop_assert_eq!(told(basis, &reports), told(basis, &arrived));
        }

        #[test]
        fn increments_and_cumulative_values_of_the_same_facts_are_the_same_series(
            facts in prop::collection::vec(-500..10_000i32, 1..=12),
        ) {
            let mut sum = 0;
            let (increments, cumulative): (Vec<_>, Vec<_>) = facts.iter().zip(1..).map(|(fact, month)| {
                sum += fact;
                (observed(month, 1, *fact), observed(month, 1, sum))
            }).unzip();
            let (periods, rules) = (year(), rules());
            let added = inputs(Basis::Increment, &increments, &periods, &rules);
            let stated = inputs(Basis::Cumulative, &cumulative, &periods, &rules);
            let standing = judge(&added);
            prop_assert_eq!(&standing, &judge(&stated));
            prop_assert_eq!(outlook(&added, &standing), outlook(&stated, &standing));
            for (one, other) in told(Basis::Increment, &increments).iter().zip(&told(Basis::Cumulative, &cumulative)) {
                prop_assert_eq!((&one.actual, &one.increment), (&other.actual, &other.increment));
                prop_assert_eq!(&one.standing, &other.standing);
            }
        }

        #[test]
        fn splitting_a_period_never_changes_a_total(
            facts in prop::collection::vec(-500..10_000i32, 1..=12),
            at in any::<prop::sample::Index>(),
            part in -10_000..10_000i32,
        ) {
            let split = at.index(facts.len());
            let whole_periods: Vec<_> = facts.iter().zip(1..).map(|(fact, month)| observed(month, 1, *fact)).collect();
            let mut parts = whole_periods.clone();
            parts[split].value = Some(Decimal::whole(facts[split] - part));
            let middle = NaiveDate::from_ymd_opt(2025, u32::try_from(split).unwrap() + 1, 15).unwrap();
            parts.push(Observation { period: "half".into(), ends_on: middle, ..observed(1, 1, part) });
            let rules = rules();
            let one = judge(&inputs(Basis::Increment, &whole_periods, &[], &rules));
            let two = judge(&inputs(Basis::Increment, &parts, &[], &rules));
            prop_assert_eq!((&one.actual, &one.rate, &one.variance_pp), (&two.actual, &two.rate, &two.variance_pp));
            prop_assert_eq!((one.light, one.watch), (two.light, two.watch));
        }

        #[test]
        fn a_correction_moves_the_increments_of_its_period_and_of_the_next_and_nothing_else(
            events in events(),
            at in any::<prop::sample::Index>(),
            value in -500..10_000i32,
        ) {
            prop_assume!(!events.is_empty());
            let corrected = events[at.index(events.len())].0;
            let mut later = events.clone();
            later.push((corrected, value));
            let (before, after) =
                (told(Basis::Cumulative, &reported(&events)), told(Basis::Cumulative, &reported(&later)));
            for ((before, after), month) in before.iter().zip(&after).zip(1..) {
                if month == corrected {
                    prop_assert_eq!(&after.actual, &Ok(whole(value)));
                    continue;
                }
                prop_assert_eq!((&before.actual, before.revision), (&after.actual, after.revision));
                prop_assert_eq!(&before.stated, &after.stated);
                prop_assert_eq!(before.standing.light, after.standing.light);
                prop_assert_eq!(&before.standing.rate, &after.standing.rate);
                if month != corrected + 1 {
                    prop_assert_eq!(&before.increment, &after.increment);
                }
            }
        }
    }
}
