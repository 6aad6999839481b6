//! Queries on assignments.
use super::model::{Assignment, AssignmentFilter, AssignmentRole, AssignmentRow, AssignmentTerms, Responsible};
use crate::{
    directory::bureaus::{self, Bureau},
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id, Timestamp,
            schema::{assignments, indicators},
        },
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference},
    },
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

fn matching<'a>(
    scope: &'a Scope,
    (plan, indicator): (Option<Id>, Option<Id>),
    filter: &'a AssignmentFilter,
) -> assignments::BoxedQuery<'a, Backend> {
    let covered = assignments::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = assignments::table.filter(covered).into_boxed();
    if let Some(plan) = plan {
        let of_plan = indicators::table.filter(indicators::plan_id.eq(plan)).select(indicators::id);
        query = query.filter(assignments::indicator_id.eq_any(of_plan));
    }
    if let Some(indicator) = indicator {
        query = query.filter(assignments::indicator_id.eq(indicator));
    }
    if let Some(roles) = &filter.role {
        query = query.filter(assignments::role.eq_any(&roles.0));
    }
    if let Some(on) = filter.as_of {
        let lasts = assignments::effective_to.is_null().or(assignments::effective_to.gt(on));
        query = query.filter(assignments::effective_from.le(on)).filter(lasts);
    }
    query
}

/// What they may be ordered by.
fn order() -> Order<AssignmentRow> {
    Order::new("effective_from", assignments::id, |row: &AssignmentRow| row.id)
        .by("effective_from", assignments::effective_from, |row| row.effective_from)
        .by("effective_to", assignments::effective_to, |row| row.effective_to)
        .by("created_at", assignments::created_at, |row| row.created_at)
}
impl Listed for AssignmentFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of the assignments of a plan or of an indicator, in the order of their first days.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    named: (Option<Id>, Option<Id>),
    filter: &AssignmentFilter,
    paging: &Paging,
) -> Result<Page<Assignment>> {
    let order = order().asked(paging)?;
    let all = || matching(scope, named, filter).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let Page { items, page } = order.page(rows, total)?;
    Ok(Page { items: with_bureaus(conn, scope, items)?, page })
}
/// The assignments with their bureaus: one statement for all.
pub fn with_bureaus(conn: &mut Conn, scope: &Scope, rows: Vec<AssignmentRow>) -> QueryResult<Vec<Assignment>> {
    let named = bureaus::store::summaries(conn, &rows.iter().map(|row| row.bureau_id).collect::<Vec<_>>())?;
    let with_bureau = |row: AssignmentRow| {
        let bureau = named.get(&row.bureau_id).cloned().ok_or(diesel::NotFound)?;
        Ok(Assignment { bureau, in_force: row.in_force(scope.today()), row })
    };
    rows.into_iter().map(with_bureau).collect()
}
/// One assignment with its bureau.
pub fn with_its_bureau(conn: &mut Conn, scope: &Scope, row: AssignmentRow) -> QueryResult<Assignment> {
    with_bureaus(conn, scope, vec![row])?.pop().ok_or(diesel::NotFound)
}
/// Who answers for each of these indicators on a day: two statements. An indicator for which nobody does is absent.
pub fn in_force(conn: &mut Conn, indicators: &[Id], on: NaiveDate) -> QueryResult<HashMap<Id, Responsible>> {
    let rows: Vec<AssignmentRow> = AssignmentRow::query()
        .filter(assignments::indicator_id.eq_any(indicators).and(assignments::effective_from.le(on)))
        .filter(assignments::effective_to.is_null().or(assignments::effective_to.gt(on)))
        .order((assignments::effective_from, assignments::id))
        .load(conn)?;
    let named = bureaus::store::summaries(conn, &rows.iter().map(|row| row.bureau_id).collect::<Vec<_>>())?;
    let mut responsible: HashMap<Id, Responsible> = HashMap::new();
    for row in rows {
        let Some(bureau) = named.get(&row.bureau_id).cloned() else { continue };
        let answering = responsible.entry(row.indicator_id).or_default();
        match row.role {
            AssignmentRole::Lead => (answering.lead, answering.source) = (Some(bureau), Some(row.source)),
            AssignmentRole::Supporting => answering.supporting.push(bureau),
        }
    }
    Ok(responsible)
}
/// Every assignment of one indicator, past, present and to come.
pub fn all_of(conn: &mut Conn, indicator: Id) -> QueryResult<Vec<AssignmentRow>> {
    AssignmentRow::query()
        .filter(assignments::indicator_id.eq(indicator))
        .order((assignments::effective_from, assignments::id))
        .load(conn)
}
/// A bureau that can be made responsible: of the indicator's jurisdiction, and still active.
pub fn assignable(conn: &mut Conn, jurisdiction: &str, reference: &Reference) -> QueryResult<Bureau> {
    let bureau = bureaus::store::get_in(conn, jurisdiction, reference)?;
    if bureau.active { Ok(bureau) } else { Err(diesel::NotFound) }
}
/// Assigns a bureau to an indicator of a jurisdiction. What the assignment ends is for the caller to [`end`].
pub fn insert(
    conn: &mut Conn,
    (indicator, jurisdiction): (Id, &str),
    terms: &AssignmentTerms,
    now: Timestamp,
) -> QueryResult<AssignmentRow> {
    diesel::insert_into(assignments::table)
        .values((
            terms,
            assignments::id.eq(Id::new()),
            assignments::jurisdiction.eq(jurisdiction),
            assignments::indicator_id.eq(indicator),
            assignments::effective_to.eq(None::<NaiveDate>),
            assignments::created_at.eq(now),
        ))
        .returning(assignments::all_columns)
        .get_result(conn)
}
/// Ends assignments: from this day on they no longer hold.
pub fn end(conn: &mut Conn, ids: &[Id], on: NaiveDate) -> QueryResult<usize> {
    diesel::update(assignments::table.filter(assignments::id.eq_any(ids)))
        .set(assignments::effective_to.eq(on))
        .execute(conn)
}
