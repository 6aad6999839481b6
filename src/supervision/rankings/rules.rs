//! 排名公式: exact to the end; ranks compare rationals, never rounded scores.
//!
//! | part | of a bureau |
//! |---|---|
//! | progress | mean of its items' points: rate ÷ expected rate × 100, 0 to the cap; without a schedule or once the |
//! | | due date has come, the light's |
//! | timeliness | reports first submitted in time ÷ reports due, the excused ones left out, × 100 |
//! | quality | submitted reports that were never returned ÷ submitted reports × 100 |
//! | score | Σ weight × part ÷ Σ weight, over the parts that have a denominator |
use super::model::{Component, RankingContent};
use crate::{
    foundation::{
        db::Decimal,
        error::{Code, Violation, Violations},
    },
    progress::figures::{Light, LightReason, Missing, Standing},
    reporting::obligations::Discipline,
};
use num_rational::BigRational;
use num_traits::{Signed, Zero};

fn whole(n: usize) -> BigRational {
    BigRational::from_integer(n.into())
}

/// The points of one item; `None` when it cannot be judged: grey, or nothing was expected of it yet.
pub fn points(content: &RankingContent, standing: &Standing) -> Option<BigRational> {
    if standing.light == Light::Grey {
        return None;
    }
    let (zero, cap) = (BigRational::zero(), content.cap_percent.exact());
    // Pace ends with the due date: nine tenths of a promise that is due are not nine tenths of its points.
    let runs = !matches!(standing.light_reason, LightReason::TargetMet | LightReason::TargetMissed);
    match &standing.spi {
        Ok(spi) if runs && standing.kept.is_none() && standing.achieved_on.is_none() && standing.actual.is_ok() => {
            Some((spi * whole(100)).clamp(zero, cap))
        }
        Err(Missing::NothingExpected) if standing.achieved_on.is_none() => None,
        _ => Some(match standing.light {
            Light::Green => content.green_points.exact(),
            Light::Yellow => content.yellow_points.exact(),
            Light::Red | Light::Grey => content.red_points.exact(),
        }),
    }
}

/// A part of a score, not rounded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Points, or how many.
    pub numerator: BigRational,
    /// Of how many.
    pub denominator: usize,
    /// What one is worth at most: 100 when counting, 1 when points are given already.
    scale: usize,
    weight: Decimal,
}

impl Share {
    fn percent(&self) -> Option<BigRational> {
        (self.denominator > 0).then(|| &self.numerator * whole(self.scale) / whole(self.denominator))
    }
    /// As it is served.
    pub fn shown(&self) -> Component {
        Component {
            percent: self.percent().as_ref().and_then(Decimal::nearest),
            numerator: Decimal::nearest(&self.numerator).unwrap_or_default(),
            denominator: self.denominator,
            weight: self.weight,
        }
    }
}

/// The three parts of a bureau's score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// 进度.
    pub progress: Share,
    /// 按时.
    pub timeliness: Share,
    /// 质量.
    pub quality: Share,
}

impl Parts {
    /// From the points of its items and how it reports.
    pub fn of(content: &RankingContent, points: &[BigRational], discipline: &Discipline) -> Self {
        let counted =
            |part: usize, of: usize, weight| Share { numerator: whole(part), denominator: of, scale: 100, weight };
        let Discipline { on_time, submitted, returned, .. } = *discipline;
        Self {
            progress: Share {
                numerator: points.iter().sum(),
                denominator: points.len(),
                scale: 1,
                weight: content.progress_weight,
            },
            timeliness: counted(on_time, discipline.judged(), content.timeliness_weight),
            quality: counted(submitted - returned.min(submitted), submitted, content.quality_weight),
        }
    }
    /// The weighted mean of the parts that have a denominator; `None` without any, or without weight.
    pub fn score(&self) -> Option<BigRational> {
        let parts = [&self.progress, &self.timeliness, &self.quality];
        let (sum, weight) = parts
            .iter()
            .filter_map(|part| Some((part.percent()?, part.weight.exact())))
            .fold((BigRational::zero(), BigRational::zero()), |(sum, total), (percent, weight)| {
                (sum + percent * &weight, total + weight)
            });
        (!weight.is_zero()).then(|| sum / weight)
    }
}

/// Ranks of scores that are given best first: ties share one, and the next is as many further.
pub fn ranks(scores: &[BigRational]) -> Vec<usize> {
    scores.iter().map(|score| scores.iter().take_while(|other| *other > score).count() + 1).collect()
}

/// What is wrong with the weights.
pub fn check(faults: &mut Violations, content: &RankingContent) {
    for (field, value) in [
        ("progress_weight", content.progress_weight),
        ("timeliness_weight", content.timeliness_weight),
        ("quality_weight", content.quality_weight),
        ("cap_percent", content.cap_percent),
        ("green_points", content.green_points),
        ("yellow_points", content.yellow_points),
        ("red_points", content.red_points),
    ] {
        if value.exact().is_negative() {
            faults.push(Violation::at(format!("/content/{field}"), Code::TooSmall).with("min", "0"));
        }
    }
    let weights = [content.progress_weight, content.timeliness_weight, content.quality_weight];
    if weights.iter().all(|weight| *weight == Decimal::ZERO) {
        let reason = "至少一项权重大于 0 (at least one weight is more than 0)";
        faults.push(Violation::at("/content/progress_weight", Code::InvalidValue).with("reason", reason));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }
    fn content() -> RankingContent {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../../seeds/zhongyuan-2025/ranking_rules.json")).unwrap();
        serde_json::from_value(file["content"].clone()).unwrap()
    }
    fn discipline(due: usize, excused: usize, on_time: usize, submitted: usize, returned: usize) -> Discipline {
        Discipline { due, excused, on_time, submitted, returned, ..Discipline::default() }
    }
    fn score(points: &[&str], discipline: &Discipline) -> Option<String> {
        let points: Vec<BigRational> = points.iter().map(|text| d(text).exact()).collect();
        let score = Parts::of(&content(), &points, discipline).score()?;
        Decimal::nearest(&score).map(|score| score.to_string())
    }

    #[test]
    fn the_score_is_the_weighted_mean_of_what_can_be_judged() {
        // 70 × 80 + 20 × 75 + 10 × 50, over 100
        assert_eq!(score(&["100", "60"], &discipline(4, 0, 3, 2, 1)).as_deref(), Some("76"));
        // Excused reports leave the denominator: 3 of 3.
        assert_eq!(score(&["100", "60"], &discipline(4, 1, 3, 2, 1)).as_deref(), Some("81"));
        // Nothing due and nothing submitted: only progress counts.
        assert_eq!(score(&["100", "60"], &discipline(0, 0, 0, 0, 0)).as_deref(), Some("80"));
        assert_eq!(score(&[], &discipline(4, 0, 4, 4, 0)).as_deref(), Some("100"));
        assert_eq!(score(&[], &discipline(0, 0, 0, 0, 0)), None);
        assert_eq!(score(&["100", "100", "50"], &discipline(0, 0, 0, 0, 0)).as_deref(), Some("83.3333"));
    }
    #[test]
    fn ties_share_a_rank_and_the_next_is_as_many_further() {
        let scores: Vec<BigRational> = ["90", "80", "80", "80", "70"].iter().map(|text| d(text).exact()).collect();
        assert_eq!(ranks(&scores), [1, 2, 2, 2, 5]);
        assert!(ranks(&[]).is_empty());
    }
    #[test]
    fn exact_scores_decide_not_rounded_ones() {
        let third = BigRational::new(1.into(), 3.into());
        let near = d("0.3333").exact();
        assert_eq!(ranks(&[third, near]), [1, 2]);
    }
    #[test]
    fn weights_are_not_negative_and_not_all_nothing() {
        let faults = |content: &RankingContent| {
            let mut faults = Violations::new();
            check(&mut faults, content);
            faults.finish().map_or_else(|error| error.violations().len(), |()| 0)
        };
        assert_eq!(faults(&content()), 0);
        assert_eq!(faults(&RankingContent { cap_percent: d("-1"), red_points: d("-0.1"), ..content() }), 2);
        let zero = Decimal::ZERO;
        let none = RankingContent { progress_weight: zero, timeliness_weight: zero, quality_weight: zero, ..content() };
        assert_eq!(faults(&none), 1);
    }
}
