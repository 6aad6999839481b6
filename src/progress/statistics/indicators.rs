//! Indicators by light, bucket, area, lead bureau, commitment, kind or reporting state: from the same standings as
//! `GET /progress`.
use super::{
    model::{
        GroupKey, IndicatorDimension, IndicatorGroup, IndicatorMeasures, IndicatorStatistics, IndicatorStatisticsFilter,
    },
    rules::{self, Asked, Place},
    words,
};
use crate::{
    foundation::{
        auth::Scope,
        db::{Conn, Decimal},
        error::Result,
        web::sort_key,
    },
    plan::indicators::IndicatorRow,
    progress::{
        figures::{ReportingState, Standing},
        overview,
        standings::{Evidence, Moment, ProgressFilter, light_words, store::choose},
    },
};
use num_rational::BigRational;

/// What a rate counts as in a mean at most, in percent (docs/domain.md §3).
const CAP: i32 = 100;

/// What is summed while a group is counted.
#[derive(Debug, Default)]
struct Sums {
    measures: IndicatorMeasures,
    rates: BigRational,
}

impl Sums {
    fn add(&mut self, indicator: &IndicatorRow, standing: &Standing) {
        self.measures.count += 1;
        overview::count_one(&mut self.measures.counts, indicator, standing);
        self.measures.unreported += usize::from(standing.reporting == ReportingState::Unreported);
        if let Ok(rate) = &standing.rate {
            self.measures.rated += 1;
            self.rates += rate.clone().min(Decimal::whole(CAP).exact());
        }
    }
    fn measured(self) -> IndicatorMeasures {
        let rated = self.measures.rated;
        let mean = (rated > 0).then(|| self.rates / BigRational::from_integer(rated.into()));
        IndicatorMeasures { mean_rate: mean.as_ref().and_then(Decimal::nearest), ..self.measures }
    }
}

/// The groups of a plan's indicators.
pub(super) fn get(
    conn: &mut Conn,
    scope: &Scope,
    filter: &IndicatorStatisticsFilter,
    moment: Moment,
) -> Result<IndicatorStatistics> {
    let group_by = rules::dimensions(filter.group_by.as_ref(), IndicatorDimension::Light)?;
    let filter = as_listed(filter.clone());
    let chosen = choose(conn, scope, &filter, moment)?;
    let stood = chosen.stood(&filter);
    let places = |(indicator, standing): &(&IndicatorRow, Standing), dimension| {
        place(&chosen.evidence, indicator, standing, dimension).into_iter().collect()
    };
    let grouped = rules::group(&stood, &group_by, places, |sums: &mut Sums, one| sums.add(one.0, &one.1));
    let asked = asked(&filter, &chosen.plan.id.to_string(), &moment);
    let group = |group: rules::Group<Sums>| {
        Ok(IndicatorGroup {
            href: asked.href("progress", &group.keys)?,
            keys: group.keys,
            measures: group.measures.measured(),
        })
    };
    Ok(IndicatorStatistics {
        as_of: moment.as_of,
        basis: moment.basis,
        group_by,
        total: grouped.total.measured(),
        groups: grouped.groups.into_iter().map(group).collect::<Result<_>>()?,
        left_out: grouped.left_out,
        plan: chosen.plan.into(),
    })
}

/// The same question to the list.
fn as_listed(filter: IndicatorStatisticsFilter) -> ProgressFilter {
    ProgressFilter {
        plan: filter.plan,
        area: filter.area,
        light: filter.light,
        bucket: filter.bucket,
        kind: filter.kind,
        lead_bureau: filter.lead_bureau,
        reporting_state: filter.reporting_state,
        commitment: filter.commitment,
        watch: filter.watch,
        stale: filter.stale,
        basis: filter.basis,
        as_of: filter.as_of,
    }
}

fn asked(filter: &ProgressFilter, plan: &str, moment: &Moment) -> Asked {
    Asked::default()
        .with("plan", Some(plan))
        .with("as_of", Some(moment.as_of))
        .with("basis", Some(moment.basis))
        .with("area", filter.area.as_ref())
        .with("lead_bureau", filter.lead_bureau.as_ref())
        .among("light", filter.light.as_ref())
        .among("bucket", filter.bucket.as_ref())
        .among("kind", filter.kind.as_ref())
        .among("reporting_state", filter.reporting_state.as_ref())
        .among("commitment", filter.commitment.as_ref())
        .with("watch", filter.watch)
        .with("stale", filter.stale)
}

fn place(
    evidence: &Evidence,
    indicator: &IndicatorRow,
    standing: &Standing,
    dimension: IndicatorDimension,
) -> Option<Place> {
    let of = |order: usize, value: &str, text: &str| {
        let key = GroupKey { dimension: dimension.as_str(), value: value.to_owned(), id: None, text: text.to_owned() };
        Some(Place { order: format!("{order:03}"), key })
    };
    match dimension {
        IndicatorDimension::Light => {
            of(standing.light as usize, standing.light.as_str(), light_words(standing.light).0)
        }
        IndicatorDimension::Bucket => {
            of(standing.bucket as usize, standing.bucket.as_str(), words::bucket(standing.bucket))
        }
        IndicatorDimension::Kind => of(indicator.kind as usize, indicator.kind.as_str(), words::kind(indicator.kind)),
        IndicatorDimension::ReportingState => {
            of(standing.reporting as usize, standing.reporting.as_str(), standing.reporting.text())
        }
        IndicatorDimension::Commitment => {
            let commitment = evidence.target(indicator)?.commitment;
            of(commitment as usize, commitment.as_str(), commitment.text())
        }
        IndicatorDimension::Area => {
            let area = evidence.area(indicator)?;
            let key = GroupKey {
                dimension: dimension.as_str(),
                value: area.code.clone(),
                id: Some(area.id),
                text: area.name.clone(),
            };
            Some(Place { order: sort_key(&area.code), key })
        }
        IndicatorDimension::LeadBureau => {
            let lead = evidence.lead(indicator)?;
            let key = GroupKey {
                dimension: dimension.as_str(),
                value: lead.code.clone(),
                id: Some(lead.id),
                text: lead.name.clone(),
            };
            Some(Place { order: sort_key(&lead.code), key })
        }
    }
}

impl Sums {
    /// The mean of nothing is none.
    #[cfg(test)]
    fn of(rates: &[i32]) -> IndicatorMeasures {
        let sum = rates.iter().map(|rate| Decimal::whole(*rate).exact().min(Decimal::whole(CAP).exact()));
        let measures = IndicatorMeasures { rated: rates.len(), ..IndicatorMeasures::default() };
        Self { measures, rates: sum.sum() }.measured()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_capped_and_their_mean_is_rounded_once() {
        assert_eq!(Sums::of(&[]).mean_rate, None);
        assert_eq!(Sums::of(&[50, 250]).mean_rate.map(|mean| mean.to_string()), Some("75".into()));
        assert_eq!(Sums::of(&[50, 50, 0]).mean_rate.map(|mean| mean.to_string()), Some("33.3333".into()));
    }
}
