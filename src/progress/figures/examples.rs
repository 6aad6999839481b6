//! Worked examples as tables, boundaries exactly, and what holds for all figures.
#[cfg(test)]
mod tests {
    use super::super::*;
    use crate::{
        foundation::db::{Decimal, display},
        plan::{
            indicators::{BaselineRole, Basis, IndicatorKind as Kind},
            targets::{Commitment, Comparator},
        },
    };
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }
    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn month_end(month: u32) -> NaiveDate {
        (NaiveDate::from_ymd_opt(2025, month, 1).unwrap() + chrono::Months::new(1)).pred_opt().unwrap()
    }
    fn rules() -> Rules {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../../seeds/zhongyuan-2025/rule_set.json")).unwrap();
        file["content"].to_string().parse().unwrap()
    }
    fn observed(month: u32, value: &str) -> Observation {
        Observation {
            period: format!("2025-{month:02}"),
            ends_on: month_end(month),
            revision: 1,
            status: ValueStatus::Approved,
            value: (!value.is_empty()).then(|| d(value)),
            numerator: None,
            denominator: None,
            achieved_on: None,
        }
    }
    fn target(value: &str, comparator: Comparator) -> Target {
        Target {
            value: (!value.is_empty()).then(|| d(value)),
            comparator: Some(comparator),
            commitment: Commitment::Strive,
            due_on: day("2025-12-31"),
        }
    }
    fn inputs<'a>(kind: Kind, target: Target, observations: &'a [Observation], rules: &'a Rules) -> Inputs<'a> {
        Inputs {
            kind,
            basis: Some(Basis::Cumulative),
            unit: Some("亿元"),
            target: Some(target),
            baseline: None,
            trajectory: &[],
            observations,
            periods: &[],
            rules: Some(rules),
            as_of: day("2025-12-31"),
        }
    }
    /// A cumulative flow: target, comparator, month, actual.
    fn flow(value: &str, comparator: Comparator, month: u32, actual: &str) -> Standing {
        let (observations, rules) = ([observed(month, actual)], rules());
        judge(&inputs(Kind::Flow, target(value, comparator), &observations, &rules))
    }
    fn shown(figure: &Figure) -> String {
        figure.as_ref().map_or_else(|why| why.to_string(), |value| Decimal::nearest(value).unwrap().to_string())
    }

    #[test]
    fn the_worked_examples_of_the_investment_target() {
        use Bucket::*;
        use Light::*;
        for (actual, rate, two_places, variance, light, watch, bucket) in [
            ("230", "68.5953", "68.60", "-6.4047", Green, true, SlightlyBehind),
            ("215", "64.1217", "64.12", "-10.8783", Yellow, false, Behind),
            ("150", "44.7361", "44.74", "-30.2639", Red, false, Behind),
            ("251.475", "75", "75.00", "0", Green, false, OnSchedule),
            ("251.4749", "75", "75.00", "0", Green, true, SlightlyBehind), // a hair behind
            ("285.005", "85", "85.00", "10", Green, false, Ahead),
            ("285.0049", "85", "85.00", "10", Green, false, OnSchedule),
            ("335.3", "100", "100.00", "25", Green, false, CompletedEarly),
            ("400", "119.2962", "119.30", "44.2962", Green, false, CompletedEarly), // uncapped
        ] {
            let standing = flow("335.3", Comparator::Gte, 9, actual);
            assert_eq!(shown(&standing.rate), rate, "{actual}");
            assert_eq!(display(standing.rate.as_ref().unwrap(), 2), two_places, "{actual}");
            assert_eq!(shown(&standing.expected_rate), "75");
            assert_eq!(shown(&standing.expected), "251.475");
            assert_eq!(shown(&standing.variance_pp), variance, "{actual}");
            assert_eq!((standing.light, standing.watch, standing.bucket), (light, watch, bucket), "{actual}");
        }
    }

    #[test]
    fn exactly_ten_and_exactly_thirty_points_are_yellow() {
        for (value, month, actual, light, watch) in [
            ("12", 2, "0.8", Light::Yellow, false), // 16.666… − 6.666… = 10, exactly
            ("12", 2, "0.8001", Light::Green, true),
            ("12", 8, "4.4", Light::Yellow, false), // 66.666… − 36.666… = 30, exactly
            ("12", 8, "4.3999", Light::Red, false),
            ("100", 9, "65", Light::Yellow, false),
            ("100", 9, "65.0001", Light::Green, true),
            ("100", 9, "45", Light::Yellow, false),
            ("100", 9, "44.9999", Light::Red, false),
            ("300", 1, "25", Light::Green, false),
        ] {
            let standing = flow(value, Comparator::Gte, month, actual);
            let watch = watch || standing.spi.as_ref().unwrap() < &d("0.5").exact() && month <= 2;
            assert_eq!((standing.light, standing.watch), (light, watch), "{value} {month} {actual}");
        }
    }

    #[test]
    fn in_the_first_two_months_a_slow_start_is_watched() {
        assert!(flow("12", Comparator::Gte, 2, "0.8").watch); // SPI 0.4
        assert_eq!(shown(&flow("12", Comparator::Gte, 2, "0.8").spi), "0.4");
        let later = flow("12", Comparator::Gte, 3, "1.4"); // lag 13.3, SPI 0.4667, but March
        assert_eq!((later.light, later.watch), (Light::Yellow, false));
        let half = flow("12", Comparator::Gte, 2, "1"); // SPI exactly 0.5, lag 8.33
        assert_eq!((half.light, half.watch, half.light_reason), (Light::Green, true, LightReason::SlightlyBehind));
    }

    #[test]
    fn more_than_is_strict() {
        let exactly = flow("100", Comparator::Gt, 12, "100");
        assert_eq!((shown(&exactly.rate), exactly.met), ("100".into(), Ok(false)));
        assert_eq!(flow("100", Comparator::Gt, 12, "100.01").met, Ok(true));
        assert_eq!(flow("100", Comparator::Gte, 12, "100").met, Ok(true));
        assert_eq!(flow("4", Comparator::All, 12, "3").met, Ok(false));
        assert_eq!(flow("4", Comparator::All, 12, "4").bucket, Bucket::Completed);
    }

    #[test]
    fn a_figure_that_cannot_be_computed_says_why() {
        let zero = flow("0", Comparator::Gte, 9, "5");
        assert_eq!((zero.rate, zero.light, zero.met), (Err(Missing::ZeroTarget), Light::Grey, Ok(true)));
        assert_eq!(flow("-2", Comparator::Gte, 9, "5").rate, Err(Missing::NegativeTarget));
        let none = flow("", Comparator::Gte, 9, "5");
        assert_eq!(
            (none.rate, none.met, none.light_reason),
            (Err(Missing::NoTarget), Err(Missing::NoTarget), LightReason::NoTarget)
        );
        assert_eq!(shown(&none.actual), "5");
        let (rules, nothing) = (rules(), []);
        let silent = judge(&inputs(Kind::Flow, target("335.3", Comparator::Gte), &nothing, &rules));
        assert_eq!((silent.rate, silent.light, silent.bucket), (Err(Missing::NoData), Light::Grey, Bucket::NoData));
        let qualitative = judge(&inputs(Kind::Qualitative, target("", Comparator::Gte), &nothing, &rules));
        assert_eq!(
            (qualitative.actual, qualitative.light_reason),
            (Err(Missing::Qualitative), LightReason::Qualitative)
        );
        let observations = [observed(9, "200")];
        let unruled =
            Inputs { rules: None, ..inputs(Kind::Flow, target("335.3", Comparator::Gte), &observations, &rules) };
        let unruled = judge(&unruled);
        assert_eq!((unruled.light, unruled.light_reason), (Light::Grey, LightReason::NoRuleSet));
        assert_eq!(shown(&unruled.rate), "59.6481");
    }

    #[test]
    fn a_zero_point_is_taken_off_and_a_context_is_not() {
        let (rules, observations) = (rules(), [observed(6, "1500")]);
        let with = |value: &str, role| {
            let baseline = Some(Baseline { value: d(value), role });
            judge(&Inputs { baseline, ..inputs(Kind::Stock, target("2000", Comparator::Gte), &observations, &rules) })
        };
        assert_eq!(shown(&with("1000", BaselineRole::Context).rate), "75");
        let grown = with("1000", BaselineRole::ZeroPoint);
        assert_eq!((shown(&grown.rate), shown(&grown.expected)), ("50".into(), "1500".into()));
        assert_eq!(with("2000", BaselineRole::ZeroPoint).rate, Err(Missing::ZeroSpan));
        assert_eq!(shown(&with("0", BaselineRole::ZeroPoint).rate), "75");
    }

    #[test]
    fn a_ceiling_has_a_used_share_and_no_rate() {
        let within = flow("80", Comparator::Lte, 9, "60");
        assert_eq!(
            (shown(&within.used_percent), within.rate, within.met),
            ("75".into(), Err(Missing::Ceiling), Ok(true))
        );
        assert_eq!(
            (within.light, within.bucket, within.expected),
            (Light::Green, Bucket::OnSchedule, Err(Missing::NoSchedule))
        );
        let above = flow("80", Comparator::Lte, 9, "80.0001");
        assert_eq!((above.light, above.light_reason, above.met), (Light::Red, LightReason::CeilingExceeded, Ok(false)));
        assert_eq!(flow("80", Comparator::Lte, 12, "80").bucket, Bucket::Completed);
    }

    #[test]
    fn a_level_is_to_be_kept_in_every_period() {
        let rules = rules();
        let ratio = |month, numerator: &str| Observation {
            numerator: Some(d(numerator)),
            denominator: Some(d("30")),
            ..observed(month, "")
        };
        let observations = [ratio(3, "24"), ratio(4, "23"), ratio(5, "25")];
        let share = |observations| Inputs {
            unit: Some("%"),
            ..inputs(Kind::Ratio, target("80", Comparator::Maintain), observations, &rules)
        };
        let standing = judge(&share(&observations));
        let kept = standing.kept.clone().unwrap();
        assert_eq!((kept.passed, kept.periods, kept.worst_period.as_str()), (2, 3, "2025-04"));
        assert_eq!((shown(&Ok(kept.share())), shown(&Ok(kept.worst))), ("66.6667".into(), "76.6667".into()));
        assert_eq!((standing.light, standing.met, shown(&standing.expected)), (Light::Green, Ok(true), "80".into()));
        let missed = judge(&share(&observations[..2]));
        assert_eq!(
            (missed.light, missed.light_reason, missed.met),
            (Light::Yellow, LightReason::NotMaintained, Ok(false))
        );
        assert_eq!(missed.bucket, Bucket::Behind);
    }

    #[test]
    fn a_milestone_is_judged_by_its_date_and_commitment() {
        let rules = rules();
        let silent = [observed(6, "")];
        let reached = |on: &str| [Observation { achieved_on: Some(day(on)), ..observed(6, "") }, observed(7, "")];
        let on = |commitment, as_of: &str, observations: &[Observation]| {
            let target = Target { commitment, due_on: day("2025-03-31"), value: None, comparator: None };
            let standing =
                judge(&Inputs { as_of: day(as_of), ..inputs(Kind::Milestone, target, observations, &rules) });
            (standing.light, standing.light_reason, shown(&standing.rate), standing.bucket)
        };
        use Commitment::{Ensure, Promote, Strive};
        use LightReason::{LateMet, MilestoneMissed, MilestonePending, MilestoneReached};
        let missed = |light| (light, MilestoneMissed, "0".to_string(), Bucket::Missed);
        assert_eq!(on(Ensure, "2025-03-31", &silent), (Light::Green, MilestonePending, "0".into(), Bucket::OnSchedule));
        assert_eq!(on(Ensure, "2025-04-01", &silent), missed(Light::Red));
        assert_eq!(on(Strive, "2025-04-01", &silent), missed(Light::Yellow));
        assert_eq!(on(Promote, "2025-04-29", &silent), missed(Light::Yellow));
        assert_eq!(on(Strive, "2025-04-30", &silent), missed(Light::Red)); // 满30天
        assert_eq!(
            on(Strive, "2025-09-30", &reached("2025-03-31")),
            (Light::Green, MilestoneReached, "100".into(), Bucket::Completed)
        );
        assert_eq!(on(Strive, "2025-09-30", &reached("2025-03-30")).3, Bucket::CompletedEarly);
        assert_eq!(
            on(Ensure, "2025-09-30", &reached("2025-04-02")),
            (Light::Yellow, LateMet, "100".into(), Bucket::Completed)
        );
        assert_eq!(on(Ensure, "2025-04-01", &reached("2025-04-02")), missed(Light::Red)); // not yet on that day
        assert_eq!(on(Ensure, "2025-09-30", &[]).1, LightReason::NoData); // never red without data
    }

    #[test]
    fn a_revision_replaces_its_period_only_and_a_later_due_period_makes_stale() {
        let rules = rules();
        let corrected = Observation { revision: 2, status: ValueStatus::Provisional, ..observed(4, "90") };
        let observations = [corrected, observed(5, "130"), observed(4, "100"), observed(6, "")];
        let period = |month, was_due| PeriodEnd {
            code: format!("2025-{month:02}"),
            ends_on: month_end(month),
            was_due,
            excused: false,
            applies: true,
        };
        let all = [period(3, true), period(4, true), period(5, true), period(6, false)];
        let base = inputs(Kind::Flow, target("335.3", Comparator::Gte), &observations, &rules);
        let cumulative = judge(&Inputs { periods: &all, ..base });
        assert_eq!((shown(&cumulative.actual), cumulative.stale), ("130".into(), false));
        assert!(cumulative.missing_periods.is_empty());
        let increments = judge(&Inputs { periods: &all, basis: Some(Basis::Increment), ..base });
        assert_eq!((shown(&increments.actual), increments.missing_periods), ("220".into(), vec!["2025-03".to_owned()]));
        let later = [period(6, true)];
        assert!(judge(&Inputs { periods: &later, ..base }).stale);
        assert_eq!(cumulative.latest.unwrap().2, ValueStatus::Approved);
    }

    #[test]
    fn a_target_due_before_the_end_of_the_year_is_expected_by_then() {
        let (rules, observations) = (rules(), [observed(3, "40"), observed(6, "100")]);
        let early = Target { due_on: day("2025-06-30"), ..target("100", Comparator::Gte) };
        let march = judge(&inputs(Kind::Flow, early, &observations[..1], &rules));
        assert_eq!((shown(&march.expected_rate), march.light), ("50".into(), Light::Yellow));
        let june = judge(&inputs(Kind::Flow, early, &observations, &rules));
        assert_eq!((shown(&june.expected_rate), june.bucket), ("100".into(), Bucket::Completed));
    }

    #[test]
    fn a_trajectory_says_what_is_expected_and_keeps_its_shape_for_a_revised_target() {
        let (rules, observations) = (rules(), [observed(6, "120")]);
        let planned: Vec<_> = [(3, "20"), (6, "100"), (9, "240"), (12, "400")]
            .map(|(month, value)| (month_end(month), d(value)))
            .to_vec();
        let base = Inputs {
            trajectory: &planned,
            ..inputs(Kind::Flow, target("400", Comparator::Gte), &observations, &rules)
        };
        let told = |inputs: &Inputs<'_>| {
            let standing = judge(inputs);
            (shown(&standing.expected), shown(&standing.expected_rate), shown(&standing.variance_pp), standing.light)
        };
        let ahead = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned(), Light::Green);
        assert_eq!(told(&base), ahead("100", "25", "5"));
        let linear = told(&Inputs { trajectory: &[], ..base });
        assert_eq!(linear, ("200".into(), "50".into(), "-20".into(), Light::Yellow));
        // A quarter of whatever the target is now.
        let lowered = Inputs { target: Some(target("300", Comparator::Gte)), ..base };
        assert_eq!(told(&lowered), ahead("75", "25", "15"));
        // Due: all of it, whatever was planned.
        let early = Target { due_on: day("2025-06-30"), ..target("400", Comparator::Gte) };
        assert_eq!(told(&Inputs { target: Some(early), ..base }).1, "100");
        // Where the count begins at a zero point, so does the plan.
        let baseline = Some(Baseline { value: d("-100"), role: BaselineRole::ZeroPoint });
        assert_eq!(told(&Inputs { baseline, ..base }).1, "40"); // (100 + 100) ÷ (400 + 100)
        // Before its first period nothing is expected; a level and a ceiling have none.
        let january = [observed(2, "0")];
        let none = judge(&Inputs { observations: &january, ..base });
        assert_eq!(
            (shown(&none.expected), none.spi, none.light),
            ("0".into(), Err(Missing::NothingExpected), Light::Green)
        );
        let kept = Inputs { target: Some(target("100", Comparator::Maintain)), kind: Kind::Stock, ..base };
        assert_eq!(told(&kept).1, "100");
    }

    #[test]
    fn one_sentence_explains_a_standing_with_its_numbers() {
        let (observations, rules) = ([observed(9, "215")], rules());
        let inputs = inputs(Kind::Flow, target("335.3", Comparator::Gte), &observations, &rules);
        let labels = Labels {
            name: "重点项目年度完成投资",
            name_en: Some("Investment completed"),
            decimals: 1,
            target_number: Some(1),
            trajectory_number: None,
            rule_set: Some(("lights", 1)),
        };
        let (zh, en) = explain(&inputs, &judge(&inputs), &labels);
        assert_eq!(
            zh,
            "重点项目年度完成投资：截至2025年9月底累计完成215.0 亿元，目标不低于335.3 亿元，完成率64.12 %，\
             序时应完成75.00 %（251.475 亿元），落后10.88个百分点，\
             亮黄灯（目标第1版，亮灯规则lights第1版）。"
        );
        assert_eq!(
            en,
            "Investment completed: 215.0 亿元 by the end of 2025-09; target at least 335.3 亿元; rate 64.12 %; \
             75.00 % (251.475 亿元) expected by then, 10.88 points behind; \
             yellow (target version 1, rule set lights version 1)."
        );
    }

    #[test]
    fn what_is_to_be_compared_is_not_rounded_away() {
        let third = num_rational::BigRational::new(239.into(), 3.into());
        assert_eq!(precise(&d("79.4").exact(), 0, Some("%")), "79.4 %");
        assert_eq!(precise(&d("215").exact(), 1, Some("亿元")), "215.0 亿元");
        assert_eq!(precise(&third, 0, Some("%")), "79.67 %");
        assert_eq!(quantity(&third, 0, Some("%")), "80 %");
    }

    proptest! {
        #[test]
        fn the_light_depends_on_the_exact_lag_only(
            target_value in 1..1_000_000i32,
            actual in 0..1_000_000i32,
            month in 3..12u32,
        ) {
            let standing = flow(&target_value.to_string(), Comparator::Gte, month, &actual.to_string());
            // lag · 12 · target, in whole numbers
            let lag = 100 * (i64::from(month) * i64::from(target_value) - 12 * i64::from(actual));
            let point = 12 * i64::from(target_value);
            let behind = if lag <= 30 * point { Light::Yellow } else { Light::Red };
            let light = if lag < 10 * point { Light::Green } else { behind };
            prop_assert_eq!(standing.light, light);
            prop_assert_eq!(standing.watch, light == Light::Green && lag > 0);
        }
    }
}
