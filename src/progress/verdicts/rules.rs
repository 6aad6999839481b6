//! From the frozen inputs to the light that is kept (docs/domain.md §3).
use super::inputs::{EarlierVerdict, FrozenInputs};
use crate::{
    foundation::error::Result,
    progress::figures::{Light, LightReason, Standing},
};
use sha2::{Digest, Sha256};

/// What a closing keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The figures, with the light that the rules give.
    pub computed: Standing,
    /// The light that is kept.
    pub light: Light,
    /// 关注.
    pub watch: bool,
    /// Which rule decided the light that is kept.
    pub light_reason: LightReason,
}

impl FrozenInputs {
    /// The light that is kept: the override's, else yellow for what was mended late, else the computed one.
    pub fn decide(&self) -> Decision {
        let computed = self.standing();
        let own = self.observations.iter().find(|observed| observed.ends_on == self.period.ends_on);
        let in_time = own.is_some_and(|observed| observed.in_time);
        let (light, watch, light_reason) = match &self.overridden {
            Some(set) => (set.light, false, LightReason::Overridden),
            None if is_mended_late(&self.earlier, computed.light, in_time) => {
                (Light::Yellow, computed.watch, LightReason::LateMet)
            }
            None => (computed.light, computed.watch, computed.light_reason),
        };
        Decision { computed, light, watch, light_reason }
    }
    /// The text that is kept, and its hash: SHA-256, in hexadecimal, of its UTF-8 bytes.
    pub fn sealed(&self) -> Result<(String, String)> {
        let text = serde_json::to_string(self)?;
        let hash = hex::encode(Sha256::digest(&text));
        Ok((text, hash))
    }
}

/// 补报: whether a green light comes too late: an earlier closing had found the period behind, or without a figure.
/// What had been submitted in time and was only approved after that closing is not late.
fn is_mended_late(earlier: &[EarlierVerdict], light: Light, in_time: bool) -> bool {
    let missing = |reason| matches!(reason, LightReason::NoData | LightReason::Unreported);
    let counts = |verdict: &EarlierVerdict| match verdict.computed_light {
        Light::Yellow | Light::Red => true,
        Light::Grey => missing(verdict.computed_reason) && !in_time,
        Light::Green => false,
    };
    light == Light::Green && earlier.iter().any(counts)
}

#[cfg(test)]
mod tests {
    use super::{super::inputs::*, *};
    use crate::{
        foundation::{
            clock::{end_of_day, start_of_day},
            db::{Decimal, Id},
        },
        plan::{
            indicators::{Basis, IndicatorKind},
            targets::{Commitment, Comparator},
        },
        progress::figures::{Rules, ValueStatus},
    };
    use chrono::{Months, NaiveDate};
    use proptest::prelude::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }
    fn ends(month: u32) -> NaiveDate {
        (NaiveDate::from_ymd_opt(2025, month, 1).unwrap() + Months::new(1)).pred_opt().unwrap()
    }
    fn period(month: u32) -> FrozenPeriod {
        let due_at = end_of_day(ends(month) + chrono::Days::new(8));
        FrozenPeriod {
            id: Id::new(),
            code: format!("2025-{month:02}"),
            ends_on: ends(month),
            due_at,
            excused: false,
            not_applicable: false,
        }
    }
    fn observed(month: u32, value: &str, in_time: bool) -> FrozenObservation {
        FrozenObservation {
            report_id: Some(Id::new()),
            revision: 1,
            status: ValueStatus::Approved,
            period: format!("2025-{month:02}"),
            ends_on: ends(month),
            value: Some(d(value)),
            numerator: None,
            denominator: None,
            achieved_on: None,
            in_time,
        }
    }
    fn rules() -> Rules {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../../seeds/zhongyuan-2025/rule_set.json")).unwrap();
        file["content"].to_string().parse().unwrap()
    }
    /// September of a flow of at least 100, closed on 20 October.
    fn september(observations: Vec<FrozenObservation>) -> FrozenInputs {
        FrozenInputs {
            format: 2,
            indicator: FrozenIndicator {
                id: Id::new(),
                code: "2.9".into(),
                kind: IndicatorKind::Flow,
                basis: Some(Basis::Cumulative),
                unit: Some("亿元".into()),
            },
            period: period(9),
            closing: 1,
            as_of: ends(9),
            until: start_of_day("2025-10-20".parse().unwrap()),
            target: Some(FrozenTarget {
                id: Id::new(),
                number: 1,
                value: Some(d("100")),
                comparator: Some(Comparator::Gte),
                commitment: Commitment::Plan,
                due_on: ends(12),
            }),
            baseline: None,
            trajectory: None,
            periods: vec![period(8), period(9)],
            observations,
            rules: Some(FrozenRules { id: Id::new(), code: "lights".into(), number: 1, content: rules() }),
            earlier: Vec::new(),
            overridden: None,
        }
    }
    fn kept(inputs: &FrozenInputs) -> (Light, LightReason) {
        let decision = inputs.decide();
        (decision.light, decision.light_reason)
    }
    fn earlier(found: &[(Light, LightReason)]) -> Vec<EarlierVerdict> {
        let verdict = |(closing, (computed_light, computed_reason)): (i32, &(Light, LightReason))| EarlierVerdict {
            closing,
            computed_light: *computed_light,
            computed_reason: *computed_reason,
        };
        (1..).zip(found).map(verdict).collect()
    }

    #[test]
    fn a_period_is_judged_by_a_figure_of_its_own() {
        use {Light::*, LightReason::*};
        assert_eq!(kept(&september(vec![observed(9, "75", true)])), (Green, OnSchedule));
        let august = september(vec![observed(8, "90", true)]);
        assert_eq!(kept(&august), (Grey, Unreported), "August's figure says nothing of September");
        assert!(august.decide().computed.actual.is_err());
        assert_eq!(kept(&september(Vec::new())), (Grey, Unreported));
        let early = FrozenInputs { until: start_of_day("2025-10-05".parse().unwrap()), ..september(Vec::new()) };
        assert_eq!(kept(&early), (Grey, NoData), "closed before it was due");
        let empty = FrozenObservation { value: None, ..observed(9, "0", true) };
        assert_eq!(kept(&september(vec![empty])), (Grey, NoData), "reported without a figure");
    }
    #[test]
    fn a_milestone_that_was_reached_need_not_be_told_again() {
        let reached = FrozenObservation { value: None, achieved_on: Some(ends(7)), ..observed(8, "0", true) };
        let mut inputs = september(vec![reached]);
        inputs.indicator.kind = IndicatorKind::Milestone;
        assert_eq!(kept(&inputs), (Light::Green, LightReason::MilestoneReached));
        inputs.observations[0].achieved_on = None;
        assert_eq!(kept(&inputs), (Light::Grey, LightReason::Unreported));
    }
    #[test]
    fn what_is_mended_late_is_yellow_and_stays_so() {
        use {Light::*, LightReason::*};
        let green = |in_time| september(vec![observed(9, "75", in_time)]);
        let after = |found: &[(Light, LightReason)], in_time| {
            kept(&FrozenInputs { closing: 2, earlier: earlier(found), ..green(in_time) })
        };
        let late = (Yellow, LateMet);
        assert_eq!(after(&[(Grey, Unreported)], false), late);
        assert_eq!(after(&[(Grey, NoData)], false), late);
        assert_eq!(after(&[(Yellow, Behind)], true), late, "mended by a correction, however early it was first given");
        assert_eq!(after(&[(Red, FarBehind)], true), late);
        assert_eq!(after(&[(Grey, Unreported), (Green, OnSchedule)], false), late, "once late, always late");
        assert_eq!(after(&[(Red, FarBehind), (Green, OnSchedule)], true), late);
        // Given in time and approved after the closing: the office was late, not the bureau.
        assert_eq!(after(&[(Grey, Unreported)], true), (Green, OnSchedule));
        // Grey for want of a target or of rules has nothing to do with being late.
        for reason in [NoTarget, NoRate, NoRuleSet, Qualitative] {
            assert_eq!(after(&[(Grey, reason)], false), (Green, OnSchedule), "{reason}");
        }
        assert_eq!(after(&[(Green, OnSchedule)], false), (Green, OnSchedule));
        // Only green is held back.
        let red = FrozenInputs { earlier: earlier(&[(Grey, Unreported)]), ..september(vec![observed(9, "10", false)]) };
        assert_eq!(kept(&red), (Red, FarBehind));
    }
    #[test]
    fn an_override_is_kept_beside_what_the_rules_give() {
        let set = Some(FrozenOverride { id: Id::new(), light: Light::Green });
        let inputs = FrozenInputs { overridden: set, ..september(vec![observed(9, "10", true)]) };
        let decision = inputs.decide();
        assert_eq!((decision.light, decision.light_reason), (Light::Green, LightReason::Overridden));
        assert_eq!((decision.computed.light, decision.computed.light_reason), (Light::Red, LightReason::FarBehind));
    }

    #[test]
    fn what_was_excused_or_did_not_apply_is_no_missing_report() {
        let excused = |mut inputs: FrozenInputs| {
            inputs.period.excused = true;
            inputs
        };
        assert_eq!(kept(&excused(september(Vec::new()))), (Light::Grey, LightReason::NoData));
        let mut silent = september(vec![observed(8, "90", true)]);
        silent.period.not_applicable = true;
        assert_eq!(kept(&silent), (Light::Grey, LightReason::NotApplicable));
        // Corrected to a figure afterwards: it was never missing.
        let earlier = earlier(&[(Light::Grey, LightReason::NotApplicable)]);
        let mended = FrozenInputs { closing: 2, earlier, ..september(vec![observed(9, "75", false)]) };
        assert_eq!(kept(&mended), (Light::Green, LightReason::OnSchedule));
    }
    #[test]
    fn a_text_of_the_first_format_is_read_and_decides_the_same() {
        let text = include_str!("../../../tests/fixtures/verdict_inputs_format_1.json");
        let read: FrozenInputs = serde_json::from_str(text).unwrap();
        assert_eq!((read.format, read.periods.len(), read.observations.len()), (1, 2, 2));
        assert_eq!(read.observations[1].status, ValueStatus::Approved);
        assert!(!read.period.excused && !read.period.not_applicable && read.observations[1].report_id.is_some());
        assert_eq!(read.rules.as_ref().unwrap().content, rules());
        let decision = read.decide();
        assert_eq!((decision.light, decision.light_reason), (Light::Yellow, LightReason::Behind));
        let shown = |figure: &crate::progress::figures::Figure| figure.as_ref().ok().and_then(Decimal::nearest);
        assert_eq!(shown(&decision.computed.expected), Some(d("240")));
        assert_eq!(shown(&decision.computed.variance_pp), Some(d("-11.9296")));
    }

    proptest! {
        /// What is kept is enough: from its text the same verdict and the same hash come out again.
        #[test]
        fn a_verdict_can_be_computed_again_from_its_text(
            facts in prop::collection::vec((1..=9u32, 0..200_000i32, any::<bool>()), 0..9),
            (status, excused, not_applicable, typed) in (0..4usize, any::<bool>(), any::<bool>(), any::<bool>()),
            (kind, comparator, increments) in (0..4usize, 0..5usize, any::<bool>()),
            (target, planned) in (1..200_000i32, any::<bool>()),
            found in prop::collection::vec(0..4usize, 0..3),
        ) {
            let mut facts = facts;
            facts.sort();
            facts.dedup_by_key(|fact| fact.0);
            let hundredth = |n: i32| Decimal::nearest(&num_rational::BigRational::new(n.into(), 100.into())).unwrap();
            let observations = facts.into_iter().map(|(month, value, in_time)| FrozenObservation {
                value: Some(hundredth(value)), numerator: Some(hundredth(value)), denominator: Some(d("3")),
                status: ValueStatus::ALL[status], report_id: typed.then(Id::new), ..observed(month, "0", in_time)
            });
            let mut inputs = september(observations.collect());
            inputs.indicator.kind = IndicatorKind::ALL[kind];
            (inputs.period.excused, inputs.period.not_applicable) = (excused, not_applicable);
            inputs.indicator.basis = Some(if increments { Basis::Increment } else { Basis::Cumulative });
            let promised = inputs.target.as_mut().unwrap();
            (promised.value, promised.comparator) = (Some(hundredth(target)), Some(Comparator::ALL[comparator]));
            let planned_by = |month| hundredth(target * i32::try_from(month).unwrap() / 12);
            let points = (1..=12).map(|month| (ends(month), planned_by(month))).collect();
            inputs.trajectory = planned.then(|| FrozenTrajectory { id: Id::new(), number: 1, points });
            let lights: Vec<_> = found.into_iter().map(|light| (Light::ALL[light], LightReason::Unreported)).collect();
            inputs.earlier = earlier(&lights);
            let (text, hash) = inputs.sealed().unwrap();
            let read: FrozenInputs = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(read.decide(), inputs.decide());
            prop_assert_eq!(read.sealed().unwrap(), (text, hash));
        }
    }
}
