//! Queries of the series: as many for one period as for a year.
use super::{
    model::{Observation, ObservationFilter},
    rules::{self, Revisions},
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{Conn, Id},
        error::Result,
        web::{Page, Paging, Reference, in_query},
    },
    plan::{
        indicators::{IndicatorRow, store as indicators},
        periods::{self, PeriodRow, PeriodSummary},
        plans::{self, Plan},
    },
    progress::{
        figures::PeriodFigure,
        standings::{self, Moment},
        verdicts,
    },
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// One place of the list: an indicator and a period of its plan.
type Place = (IndicatorRow, PeriodRow);

/// A page of the indicators of a plan, each with the periods that ended by the day, oldest first.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &ObservationFilter, paging: &Paging) -> Result<Page<Observation>> {
    let moment = Moment::of(scope, filter.as_of, filter.basis)?;
    let (plan, places) = places(conn, scope, filter, moment.as_of)?;
    let total = paging.total_of(&places);
    let keys = |(indicator, period): &Place| {
        vec![indicator.sort_key.clone(), indicator.id.to_string(), period.ends_on.to_string(), period.id.to_string()]
    };
    let page = paging.page(after(places, paging)?, total, keys)?;
    // Everything that the figures are made from, of the indicators of this page alone.
    let (mut rows, mut codes): (Vec<IndicatorRow>, Vec<String>) = (Vec::new(), Vec::new());
    for (indicator, period) in &page.items {
        if rows.last().is_none_or(|last| last.id != indicator.id) {
            rows.push(indicator.clone());
        }
        codes.push(period.code.clone());
    }
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut evidence = standings::store::evidence(conn, scope, &plan, rows, moment)?;
    let known = |indicator: Id| standings::store::knows_excuses(scope, &evidence.responsible, indicator);
    evidence.frozen = verdicts::store::latest_for(conn, &ids, &codes, moment.until, known)?;
    let reporters: Vec<Id> = evidence.figures.values().flatten().map(|figure| figure.bureau_id).collect();
    let bureaus = bureaus::store::summaries(conn, &reporters)?;
    let series: HashMap<Id, Vec<PeriodFigure>> =
        evidence.indicators.iter().map(|indicator| (indicator.id, evidence.series(indicator))).collect();
    let serve = |(indicator, period): Place| {
        let figure = series.get(&indicator.id).and_then(|all| all.iter().find(|one| one.period == period.code));
        // The series has a figure of every period that ended.
        let figure = figure.cloned().ok_or(diesel::NotFound)?;
        let figures = evidence.figures.get(&indicator.id).map_or(&[][..], Vec::as_slice);
        let reports: Revisions<'_> = figures.iter().filter(|figure| figure.period_id == period.id).collect();
        let summary = PeriodSummary { id: period.id, code: period.code };
        Ok(rules::serve((&evidence, &indicator), &bureaus, (summary, figure), &reports))
    };
    Ok(Page { items: page.items.into_iter().map(serve).collect::<Result<_>>()?, page: page.page })
}

/// The plan that a filter names or that its indicator is of, else the one in force, and every place of the list in it.
fn places(conn: &mut Conn, scope: &Scope, filter: &ObservationFilter, until: NaiveDate) -> Result<(Plan, Vec<Place>)> {
    let named = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?;
    let within = named.as_ref().map(|plan| plan.id);
    let only = in_query("indicator", filter.indicator.as_ref(), |one| indicators::named(conn, scope, within, one))?;
    let plan = match (named, &only) {
        (Some(plan), _) => plan,
        (None, Some(indicator)) => plans::store::get(conn, scope, &Reference::Id(indicator.plan_id))?,
        (None, None) => plans::store::in_force(conn, scope)?,
    };
    let rows = match only {
        Some(indicator) => vec![indicator].into_iter().filter(|row| row.plan_id == plan.id).collect(),
        None => indicators::all_of(conn, plan.id)?,
    };
    let period = in_query("period", filter.period.as_ref(), |period| periods::store::get(conn, scope, &period.0))?;
    let mut ended = periods::store::of_plan(conn, plan.id)?;
    ended.retain(|one| one.ends_on <= until && period.as_ref().is_none_or(|only| only.id == one.id));
    let places = rows.iter().flat_map(|row| ended.iter().map(|period| (row.clone(), period.clone()))).collect();
    Ok((plan, places))
}

/// The places after the cursor, as many as a page takes.
fn after(mut places: Vec<Place>, paging: &Paging) -> Result<Vec<Place>> {
    let (key, of) = (paging.after::<String>(0)?, paging.after::<Id>(1)?);
    let (ends_on, id) = (paging.after::<NaiveDate>(2)?, paging.after::<Id>(3)?);
    if let (Some(key), Some(of), Some(ends_on), Some(id)) = (key, of, ends_on, id) {
        let last = (key.as_str(), of, ends_on, id);
        places.retain(|(row, period)| (row.sort_key.as_str(), row.id, period.ends_on, period.id) > last);
    }
    places.truncate(usize::try_from(paging.fetch()).unwrap_or_default());
    Ok(places)
}
