//! Queries on confirmations.
use super::model::{Confirmation, ConfirmationFilter, ConfirmationRow};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id,
            schema::{confirmations, reports},
        },
        error::{Error, Result},
        web::{Page, Paging, in_query},
    },
    plan::{
        indicators::IndicatorRow,
        periods::{self, PeriodRow, PeriodSummary},
    },
    reporting::{reports::ReportStatus, subjects::Measure},
};
use diesel::prelude::*;
use std::collections::HashMap;

type OfIndicator<'a> = confirmations::BoxedQuery<'a, Backend>;

/// A page of the confirmations of an indicator, in the order in which they were made.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    indicator: &IndicatorRow,
    filter: &ConfirmationFilter,
    paging: &Paging,
) -> Result<Page<Confirmation>> {
    let period = in_query("period", filter.period.as_ref(), |period| periods::store::get(conn, scope, &period.0))?;
    let period = period.map(|period| period.id);
    let matching = || -> OfIndicator<'_> {
        let all = confirmations::table.filter(confirmations::indicator_id.eq(indicator.id)).into_boxed();
        match period {
            Some(period) => all.filter(confirmations::period_id.eq(period)),
            None => all,
        }
    };
    let total = paging.counted().then(|| matching().count().get_result(conn)).transpose()?;
    let mut query = matching();
    if let Some(after) = paging.after::<Id>(0)? {
        query = query.filter(confirmations::id.gt(after));
    }
    let rows: Vec<ConfirmationRow> = query.order(confirmations::id).limit(paging.fetch()).load(conn)?;
    let Page { items, page } = paging.page(rows, total, |row| vec![row.id.to_string()])?;
    Ok(Page { items: details(conn, indicator, items)?, page })
}

/// Confirmations of an indicator with what is shown beside them: three statements, however many they are.
fn details(conn: &mut Conn, indicator: &IndicatorRow, rows: Vec<ConfirmationRow>) -> Result<Vec<Confirmation>> {
    let ids = |of: fn(&ConfirmationRow) -> Id| rows.iter().map(of).collect::<Vec<_>>();
    let bureaus = bureaus::store::summaries(conn, &ids(|row| row.bureau_id))?;
    let periods = periods::store::of_ids(conn, &ids(|row| row.period_id))?;
    let periods: HashMap<Id, PeriodRow> = periods.into_iter().map(|period| (period.id, period)).collect();
    let revisions: HashMap<Id, (i32, ReportStatus)> = reports::table
        .filter(reports::id.eq_any(ids(|row| row.report_id)))
        .select((reports::id, (reports::revision, reports::status)))
        .load(conn)?
        .into_iter()
        .collect();
    let measure = Measure::of_indicator(indicator.kind, indicator.basis, indicator.unit.clone(), indicator.decimals);
    let detail = |row: ConfirmationRow| {
        // Foreign keys hold that each of them is there.
        let missing = || Error::internal(format!("confirmation {} lacks a part", row.id));
        let period = periods.get(&row.period_id).ok_or_else(missing)?;
        let (revision, status) = *revisions.get(&row.report_id).ok_or_else(missing)?;
        Ok(Confirmation {
            period: PeriodSummary { id: period.id, code: period.code.clone() },
            revision,
            serving: status == ReportStatus::Approved,
            value_text: measure.text(row.value),
            bureau: bureaus.get(&row.bureau_id).cloned().ok_or_else(missing)?,
            row,
        })
    };
    rows.into_iter().map(detail).collect()
}
/// One confirmation with what is shown beside it.
pub fn detail(conn: &mut Conn, indicator: &IndicatorRow, row: ConfirmationRow) -> Result<Confirmation> {
    details(conn, indicator, vec![row])?.pop().ok_or_else(|| Error::internal("no detail of a confirmation"))
}
/// Adds a confirmation. A figure that was confirmed already is `figure_confirmed`, by the database.
pub fn insert(conn: &mut Conn, row: &ConfirmationRow) -> QueryResult<ConfirmationRow> {
    diesel::insert_into(confirmations::table).values(row).returning(confirmations::all_columns).get_result(conn)
}
