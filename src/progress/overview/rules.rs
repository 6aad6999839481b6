//! Counting what stands where.
use super::model::{AreaOverview, BehindIndicator, DisciplineCounts, ReportingCounts, StandingCounts};
use crate::{
    foundation::db::{Decimal, Id, Timestamp},
    plan::{
        indicators::{IndicatorKind, IndicatorRow},
        periods::PeriodSummary,
    },
    progress::{
        figures::Standing,
        standings::{Evidence, deviation, label},
    },
    reporting::obligations::{Discipline, ObligationRow, ObligationState, rules as obligation},
};
use num_rational::BigRational;
use std::collections::HashMap;

/// How many indicators are named as most behind.
const MOST_BEHIND: usize = 10;

/// An indicator and where it stands.
pub(super) type Stood<'a> = (&'a IndicatorRow, Standing);

/// The indicators, counted.
pub(super) fn count<'a>(stood: impl IntoIterator<Item = &'a Stood<'a>>) -> StandingCounts {
    let mut counts = StandingCounts::default();
    for (indicator, standing) in stood {
        count_one(&mut counts, indicator, standing);
    }
    counts
}

/// Counts one indicator.
pub fn count_one(counts: &mut StandingCounts, indicator: &IndicatorRow, standing: &Standing) {
    counts.add(standing.light, standing.watch, standing.bucket);
    counts.qualitative += usize::from(indicator.kind == IndicatorKind::Qualitative);
    counts.met += usize::from(standing.met == Ok(true));
    counts.stale += usize::from(standing.stale);
}

/// The same by area.
pub(super) fn count_by_area(stood: &[Stood<'_>]) -> HashMap<Id, StandingCounts> {
    let mut by_area: HashMap<Id, Vec<&Stood<'_>>> = HashMap::new();
    for one in stood {
        by_area.entry(one.0.area_id).or_default().push(one);
    }
    by_area.into_iter().map(|(area, stood)| (area, count(stood))).collect()
}

/// Those with the largest lag, worst first; of equals, in the order of their codes.
pub(super) fn most_behind(evidence: &Evidence, stood: &[Stood<'_>]) -> Vec<BehindIndicator> {
    let mut behind: Vec<(BigRational, &Stood<'_>)> =
        stood.iter().filter_map(|one| one.1.lag().map(|lag| (lag, one))).collect();
    behind.sort_by(|(a, _), (b, _)| b.cmp(a)); // stable: codes were in order
    behind.truncate(MOST_BEHIND);
    let named = |(lag, (indicator, standing)): (BigRational, &Stood<'_>)| BehindIndicator {
        indicator: label(indicator),
        area: evidence.area(indicator).cloned(),
        lead_bureau: evidence.lead(indicator).cloned(),
        lag_pp: Decimal::nearest(&lag),
        lag_text: deviation(&-lag),
        light: standing.light,
        watch: standing.watch,
        period: standing.latest.as_ref().map(|(period, ..)| period.clone()),
    };
    behind.into_iter().map(named).collect()
}

/// The codes of areas, the worst first.
pub(super) fn worst_first(areas: &[AreaOverview]) -> Vec<String> {
    let mut ranked: Vec<&AreaOverview> = areas.iter().collect();
    ranked.sort_by_key(|area| severity(&area.counts)); // stable: codes were in order
    ranked.into_iter().map(|area| area.area.code.clone()).collect()
}

/// Sorts the worst first: most red, then most yellow.
pub(super) fn severity(counts: &StandingCounts) -> std::cmp::Reverse<(usize, usize)> {
    std::cmp::Reverse((counts.lights.red, counts.lights.yellow))
}

/// How a bureau kept due times, as it is served.
pub(super) fn disciplined(counted: &Discipline) -> DisciplineCounts {
    let judged = counted.judged();
    let percent = |part: usize| {
        let share = (judged > 0).then(|| BigRational::new((part * 100).into(), judged.into()))?;
        Decimal::nearest(&share)
    };
    DisciplineCounts {
        due: counted.due,
        on_time: counted.on_time,
        late: counted.late,
        missing: counted.missing,
        excused: counted.excused,
        returned: counted.returned,
        timeliness_percent: percent(counted.on_time),
        completeness_percent: percent(counted.on_time + counted.late),
    }
}

/// The obligations of a period, counted by their state now.
pub(super) fn count_reports(
    rows: &[ObligationRow],
    period: PeriodSummary,
    due_at: Timestamp,
    now: Timestamp,
) -> ReportingCounts {
    let count = |matches: &dyn Fn(&ObligationRow) -> bool| rows.iter().filter(|row| matches(row)).count();
    let in_state = |state| count(&|row| obligation::state(row, now) == state);
    ReportingCounts {
        period,
        due_at,
        owed: count(&|row| obligation::is_expected(row)),
        submitted: in_state(ObligationState::Submitted),
        approved: in_state(ObligationState::Approved),
        overdue: count(&|row| obligation::is_overdue(row, now)),
    }
}
