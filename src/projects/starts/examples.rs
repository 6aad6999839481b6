//! Worked examples and properties of starts, year categories and the funnel.
#[cfg(test)]
mod tests {
    use super::super::{
        model::{StartGap, YearCategory},
        rules::*,
    };
    use crate::{
        foundation::{clock::start_of_day, db::Id},
        projects::transitions::{
            Stage,
            timeline::{Step, stage_on},
        },
    };
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    /// Steps through these stages; the first is the plan's own data where `given`.
    fn way(given: bool, steps: &[(Stage, &str)]) -> Vec<Step> {
        let mut before = None;
        let step = |(index, (to_stage, on)): (usize, &(Stage, &str))| {
            let from_stage = before.replace(*to_stage);
            let recorded_by = (index > 0 || !given).then(Id::new);
            let (effective_on, reason, exit_reason) = (day(on), None, None);
            Step {
                project_id: Id::new(),
                from_stage,
                to_stage: *to_stage,
                effective_on,
                reason,
                exit_reason,
                recorded_by,
                recorded_at: start_of_day(effective_on),
            }
        };
        steps.iter().enumerate().map(step).collect()
    }
    fn course(given: bool, steps: &[(Stage, &str)], planned: Option<&str>, as_of: &str) -> Course {
        Course::of(&way(given, steps), planned.map(day), false, day(as_of)).unwrap()
    }
    use Stage::{Completed as Finished, Exited, Proposed, Reserve, UnderConstruction as Building};
    use YearCategory::*;

    #[test]
    fn year_categories_are_derived_and_overlap() {
        type Case = (bool, &'static [(Stage, &'static str)], Option<&'static str>, &'static [YearCategory]);
        let cases: &[Case] = &[
            (true, &[(Proposed, "2025-01-01"), (Building, "2025-03-28")], None, &[NewStart]),
            (true, &[(Proposed, "2025-01-01"), (Building, "2025-03-28"), (Finished, "2025-12-01")], None, &[NewStart]),
            (false, &[(Building, "2025-01-01")], None, &[NewStart]),
            (true, &[(Building, "2025-01-01")], None, &[Continuing]),
            (false, &[(Building, "2024-12-31")], None, &[Continuing]),
            (true, &[(Building, "2025-01-01"), (Finished, "2025-08-20")], None, &[Continuing, Completed]),
            (false, &[(Building, "2025-02-01"), (Finished, "2025-08-20")], None, &[NewStart, Completed]),
            (true, &[(Finished, "2025-01-01")], None, &[]),
            (true, &[(Reserve, "2025-01-01")], None, &[Preparatory]),
            (true, &[(Proposed, "2025-01-01")], Some("2026-01-01"), &[Preparatory]),
            (true, &[(Proposed, "2025-01-01")], Some("2025-12-31"), &[]),
            (true, &[(Proposed, "2025-01-01"), (Exited, "2025-04-01")], None, &[]),
        ];
        for (given, steps, planned, expected) in cases {
            assert_eq!(course(*given, steps, *planned, "2025-10-10").categories(2025), *expected, "{steps:?}");
        }
    }

    #[test]
    fn a_planned_day_counts_whole() {
        let waits = |as_of| course(true, &[(Proposed, "2025-01-01")], Some("2025-03-31"), as_of);
        assert!(!waits("2025-03-31").is_due(2025, day("2025-03-31")));
        assert!(waits("2025-04-01").is_due(2025, day("2025-04-01")));
    }
    #[test]
    fn a_start_left_over_from_last_year_is_planned_for_this_one_too() {
        let left = course(true, &[(Proposed, "2025-01-01")], Some("2024-06-30"), "2025-02-01");
        assert!(left.is_planned_in(2025) && left.is_due(2025, day("2025-02-01")));
        let done = course(true, &[(Building, "2025-01-01")], Some("2024-06-30"), "2025-02-01");
        assert!(!done.is_planned_in(2025));
        let next = course(true, &[(Proposed, "2025-01-01")], Some("2026-06-30"), "2025-02-01");
        assert!(!next.is_planned_in(2025));
    }
    #[test]
    fn what_left_or_stands_still_before_it_starts_takes_no_part() {
        let left = course(true, &[(Proposed, "2025-01-01"), (Exited, "2025-02-01")], Some("2025-03-31"), "2025-10-10");
        assert!(!left.is_planned_in(2025));
        let steps = way(true, &[(Proposed, "2025-01-01")]);
        let still = Course::of(&steps, Some(day("2025-03-31")), true, day("2025-10-10")).unwrap();
        assert!(!still.is_due(2025, day("2025-10-10")));
        let steps = way(true, &[(Proposed, "2025-01-01"), (Building, "2025-03-01")]);
        let begun = Course::of(&steps, Some(day("2025-03-31")), true, day("2025-10-10")).unwrap();
        assert!(begun.is_due(2025, day("2025-10-10")), "it had started");
        assert_eq!(begun.early_by(), Some(30));
    }
    #[test]
    fn nothing_to_divide_by_is_a_reason_not_a_zero() {
        let none = rate(std::iter::empty(), StartGap::NoneDue);
        assert_eq!((none.rate_percent, none.reason), (None, Some(StartGap::NoneDue)));
        let waits = course(true, &[(Proposed, "2025-01-01")], Some("2025-03-31"), "2025-10-10");
        let begun =
            course(true, &[(Proposed, "2025-01-01"), (Building, "2025-03-01")], Some("2025-03-31"), "2025-10-10");
        let third = rate([&begun, &waits, &waits].into_iter(), StartGap::NoneDue);
        assert_eq!(third.rate_percent.unwrap().to_string(), "33.3333");
    }
    #[test]
    fn where_the_plans_own_data_placed_a_project_it_was_before() {
        let given = way(true, &[(Proposed, "2025-01-01"), (Building, "2025-03-28")]);
        let new = way(false, &[(Reserve, "2025-01-01")]);
        let (flows, moves) =
            funnel([&given[..], &new[..]].into_iter(), day("2025-01-01"), (day("2025-01-01"), day("2025-12-31")));
        let flow =
            |stage| flows.iter().find(|flow| flow.stage == stage).map(|f| (f.at_start, f.entered, f.left, f.at_end));
        assert_eq!(flow(Proposed), Some((1, 0, 1, 0)));
        assert_eq!(flow(Building), Some((0, 1, 0, 1)));
        assert_eq!(flow(Reserve), Some((0, 1, 0, 1)));
        assert_eq!(
            moves.iter().map(|step| (step.from_stage, step.to_stage)).collect::<Vec<_>>(),
            [(None, Reserve), (Some(Proposed), Building)]
        );
    }

    prop_compose! {
        /// A way of up to five stages on days that do not fall.
        fn any_way()(given in any::<bool>(), days in prop::collection::vec((0..5usize, 0..60i64), 0..6)) -> Vec<Step> {
            let (mut on, mut before) = (day("2025-01-01"), None);
            let mut steps = Vec::new();
            for (index, (stage, wait)) in days.into_iter().enumerate() {
                on += chrono::TimeDelta::days(wait);
                let to_stage = Stage::ALL[stage];
                let recorded_by = (index > 0 || !given).then(Id::new);
                steps.push(Step {
                    project_id: Id::new(),
                    from_stage: before,
                    to_stage,
                    effective_on: on,
                    reason: None,
                    exit_reason: None,
                    recorded_by,
                    recorded_at: start_of_day(on),
                });
                before = Some(to_stage);
            }
            steps
        }
    }
    proptest! {
        #[test]
        fn a_funnel_balances_and_ends_where_the_timeline_says(
            ways in prop::collection::vec(any_way(), 0..12), first in 0..200i64, length in 0..200i64,
        ) {
            let from = day("2025-01-01") + chrono::TimeDelta::days(first);
            let to = from + chrono::TimeDelta::days(length);
            let (flows, moves) = funnel(ways.iter().map(Vec::as_slice), day("2025-01-01"), (from, to));
            for flow in &flows {
                prop_assert_eq!(flow.at_start + flow.entered, flow.left + flow.at_end);
                let there = ways.iter().filter(|steps| stage_on(steps, to) == Some(flow.stage)).count();
                prop_assert_eq!(flow.at_end, there);
                let came: usize = moves.iter().filter(|step| step.to_stage == flow.stage).map(|step| step.steps).sum();
                prop_assert_eq!(flow.entered, came);
            }
        }
        #[test]
        fn splitting_a_range_changes_no_total(ways in prop::collection::vec(any_way(), 0..12), cut in 1..200i64) {
            let (from, to) = (day("2025-01-01"), day("2025-12-31"));
            let middle = from + chrono::TimeDelta::days(cut);
            let run = |from, to| funnel(ways.iter().map(Vec::as_slice), day("2025-01-01"), (from, to)).0;
            let (whole, first, second) = (run(from, to), run(from, middle.pred_opt().unwrap()), run(middle, to));
            for ((whole, first), second) in whole.iter().zip(&first).zip(&second) {
                prop_assert_eq!(whole.entered, first.entered + second.entered);
                prop_assert_eq!(first.at_end, second.at_start);
                prop_assert_eq!((whole.at_start, whole.at_end), (first.at_start, second.at_end));
            }
        }
    }
}
