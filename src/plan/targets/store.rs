//! Queries on targets. There is no update: versions are append-only.
use super::model::{Target, TargetFilter, TargetTerms};
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Id, Timestamp,
        schema::{indicators, targets},
    },
    error::Result,
    web::{Declared, Listed, Order, Page, Paging},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

fn matching<'a>(scope: &'a Scope, (plan, indicator): (Option<Id>, Option<Id>)) -> targets::BoxedQuery<'a, Backend> {
    let covered = targets::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = targets::table.filter(covered).into_boxed();
    if let Some(plan) = plan {
        let of_plan = indicators::table.filter(indicators::plan_id.eq(plan)).select(indicators::id);
        query = query.filter(targets::indicator_id.eq_any(of_plan));
    }
    match indicator {
        Some(indicator) => query.filter(targets::indicator_id.eq(indicator)),
        None => query,
    }
}

/// What they may be ordered by.
fn order() -> Order<Target> {
    Order::new("effective_from", targets::id, |row: &Target| row.id)
        .by("effective_from", targets::effective_from, |row| row.effective_from)
        .by("number", targets::number, |row| row.number)
        .by("due_on", targets::due_on, |row| row.due_on)
        .by("value", targets::value, |row| row.value)
        .by("created_at", targets::created_at, |row| row.created_at)
}
impl Listed for TargetFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of the versions of a plan or of an indicator, in the order of the days from which they are in force.
pub fn list(conn: &mut Conn, scope: &Scope, named: (Option<Id>, Option<Id>), paging: &Paging) -> Result<Page<Target>> {
    let order = order().asked(paging)?;
    let all = || matching(scope, named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// The version in force on a day of each of these indicators that has one: one statement.
pub fn in_force(conn: &mut Conn, indicators: &[Id], on: NaiveDate) -> QueryResult<HashMap<Id, Target>> {
    let effective: Vec<Target> = Target::query()
        .filter(targets::indicator_id.eq_any(indicators).and(targets::effective_from.le(on)))
        .order((targets::indicator_id, targets::number))
        .load(conn)?;
    // Later versions overwrite earlier ones.
    Ok(effective.into_iter().map(|target| (target.indicator_id, target)).collect())
}
/// Every version of each of these indicators, oldest first: one statement.
pub fn all_for(conn: &mut Conn, indicators: &[Id]) -> QueryResult<HashMap<Id, Vec<Target>>> {
    let rows: Vec<Target> = Target::query()
        .filter(targets::indicator_id.eq_any(indicators))
        .order((targets::indicator_id, targets::number))
        .load(conn)?;
    let mut all: HashMap<Id, Vec<Target>> = HashMap::new();
    for target in rows {
        all.entry(target.indicator_id).or_default().push(target);
    }
    Ok(all)
}
/// The latest version of an indicator's target, in force or still to come.
pub fn latest(conn: &mut Conn, indicator: Id) -> QueryResult<Option<Target>> {
    Target::query().filter(targets::indicator_id.eq(indicator)).order(targets::number.desc()).first(conn).optional()
}
/// Adds the next version of the target of an indicator of a jurisdiction.
pub fn insert(
    conn: &mut Conn,
    (indicator, jurisdiction): (Id, &str),
    terms: &TargetTerms,
    by: Option<Id>,
    now: Timestamp,
) -> QueryResult<Target> {
    let number = latest(conn, indicator)?.map_or(0, |target| target.number) + 1;
    diesel::insert_into(targets::table)
        .values((
            terms,
            targets::id.eq(Id::new()),
            targets::jurisdiction.eq(jurisdiction),
            targets::indicator_id.eq(indicator),
            targets::number.eq(number),
            targets::created_by.eq(by),
            targets::created_at.eq(now),
        ))
        .returning(targets::all_columns)
        .get_result(conn)
}
