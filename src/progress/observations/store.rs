//! Queries of the series: as many for one period as for a year.
use super::{
    model::Observation,
    rules::{self, Revisions},
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{Conn, Id, schema::periods},
        error::Result,
        web::{Page, Paging, Reference},
    },
    plan::periods::{PeriodRow, PeriodSummary},
    progress::{
        figures::PeriodFigure,
        standings::{self, Moment},
        verdicts,
    },
};
use chrono::NaiveDate;
use diesel::prelude::*;

/// A page of the periods of an indicator's plan that ended by the day, oldest first.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    reference: &Reference,
    paging: &Paging,
    moment: Moment,
) -> Result<Page<Observation>> {
    let mut evidence = standings::store::of_indicator(conn, scope, reference, moment)?;
    let indicator = evidence.indicators.first().cloned().ok_or(diesel::NotFound)?;
    let ended: Vec<PeriodRow> = PeriodRow::query()
        .filter(periods::plan_id.eq(indicator.plan_id).and(periods::ends_on.le(moment.as_of)))
        .order((periods::ends_on, periods::id))
        .load(conn)?;
    let mut stood: Vec<(PeriodRow, PeriodFigure)> = ended.into_iter().zip(evidence.series(&indicator)).collect();
    let total = paging.total_of(&stood);
    if let (Some(ends_on), Some(id)) = (paging.after::<NaiveDate>(0)?, paging.after::<Id>(1)?) {
        stood.retain(|(period, _)| (period.ends_on, period.id) > (ends_on, id));
    }
    let keys = |(period, _): &(PeriodRow, _)| vec![period.ends_on.to_string(), period.id.to_string()];
    let page = paging.page(stood, total, keys)?;
    let codes: Vec<String> = page.items.iter().map(|(period, _)| period.code.clone()).collect();
    let known = |indicator: Id| standings::store::knows_excuses(scope, &evidence.responsible, indicator);
    evidence.frozen = verdicts::store::latest_for(conn, &[indicator.id], &codes, moment.until, known)?;
    let figures = evidence.figures.get(&indicator.id).map_or(&[][..], Vec::as_slice);
    let reporters: Vec<Id> = figures.iter().map(|figure| figure.bureau_id).collect();
    let bureaus = bureaus::store::summaries(conn, &reporters)?;
    Ok(page.map(|(period, figure)| {
        let reports: Revisions<'_> = figures.iter().filter(|figure| figure.period_id == period.id).collect();
        let summary = PeriodSummary { id: period.id, code: period.code };
        rules::serve((&evidence, &indicator), &bureaus, (summary, figure), &reports)
    }))
}
