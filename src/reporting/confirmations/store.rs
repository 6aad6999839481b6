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
        web::{Declared, Listed, Order, Page, Paging},
    },
    plan::{
        indicators::store::of_plan,
        periods::{self, PeriodRow, PeriodSummary},
    },
    reporting::{reports::ReportStatus, subjects},
};
use diesel::prelude::*;
use std::collections::HashMap;

/// What they may be ordered by.
fn order() -> Order<ConfirmationRow> {
    Order::new("id", confirmations::id, |row: &ConfirmationRow| row.id)
        .by("confirmed_at", confirmations::confirmed_at, |row| row.confirmed_at)
        .by("created_at", confirmations::created_at, |row| row.created_at)
}
impl Listed for ConfirmationFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of confirmations, in the order in which they were made.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &ConfirmationFilter,
    paging: &Paging,
) -> Result<Page<Confirmation>> {
    let named = subjects::store::named(conn, scope, filter.names())?;
    let matching = || {
        let covered = confirmations::jurisdiction.between(&scope.covered.0, &scope.covered.1);
        let mut query = confirmations::table.filter(covered).into_boxed::<Backend>();
        if let Some(plan) = named.plan {
            query = query.filter(confirmations::indicator_id.eq_any(of_plan(plan)));
        }
        if let Some(indicator) = named.indicator {
            query = query.filter(confirmations::indicator_id.eq(indicator));
        }
        match named.period {
            Some(period) => query.filter(confirmations::period_id.eq(period)),
            None => query,
        }
    };
    let order = order().asked(paging)?;
    let all = || matching().filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let Page { items, page } = order.page(rows, total)?;
    Ok(Page { items: details(conn, items)?, page })
}

/// Confirmations with what is shown beside them: four statements, however many they are.
fn details(conn: &mut Conn, rows: Vec<ConfirmationRow>) -> Result<Vec<Confirmation>> {
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
    let measured = subjects::store::of_ids(conn, &ids(|row| row.indicator_id))?;
    let detail = |row: ConfirmationRow| {
        // Foreign keys hold that each of them is there.
        let missing = || Error::internal(format!("confirmation {} lacks a part", row.id));
        let period = periods.get(&row.period_id).ok_or_else(missing)?;
        let (revision, status) = *revisions.get(&row.report_id).ok_or_else(missing)?;
        Ok(Confirmation {
            period: PeriodSummary { id: period.id, code: period.code.clone() },
            revision,
            serving: status == ReportStatus::Approved,
            value_text: measured.get(&row.indicator_id).ok_or_else(missing)?.measure.text(row.value),
            bureau: bureaus.get(&row.bureau_id).cloned().ok_or_else(missing)?,
            row,
        })
    };
    rows.into_iter().map(detail).collect()
}
/// One confirmation with what is shown beside it.
pub fn detail(conn: &mut Conn, row: ConfirmationRow) -> Result<Confirmation> {
    details(conn, vec![row])?.pop().ok_or_else(|| Error::internal("no detail of a confirmation"))
}
/// Adds a confirmation. A figure that was confirmed already is `figure_confirmed`, by the database.
pub fn insert(conn: &mut Conn, row: &ConfirmationRow) -> QueryResult<ConfirmationRow> {
    diesel::insert_into(confirmations::table).values(row).returning(confirmations::all_columns).get_result(conn)
}
