//! Queries on reminder rules.
use super::model::{NewReminderRules, ReminderRules, ReminderRulesFilter};
use crate::{
    directory::jurisdictions,
    foundation::{
        auth::Scope,
        db::{Backend, Conn, Id, Timestamp, schema::reminder_rules},
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference},
    },
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

fn visible(scope: &Scope) -> reminder_rules::BoxedQuery<'_, Backend> {
    reminder_rules::table.filter(reminder_rules::jurisdiction.between(&scope.covered.0, &scope.covered.1)).into_boxed()
}
fn matching<'a>(scope: &'a Scope, filter: &'a ReminderRulesFilter) -> reminder_rules::BoxedQuery<'a, Backend> {
    let query = visible(scope);
    match &filter.jurisdiction {
        Some(jurisdiction) => query.filter(reminder_rules::jurisdiction.eq(jurisdiction)),
        None => query,
    }
}

/// What reminder rules may be ordered by.
fn order() -> Order<ReminderRules> {
    Order::new("id", reminder_rules::id, |row: &ReminderRules| row.id)
        .by("effective_from", reminder_rules::effective_from, |row| row.effective_from)
        .by("number", reminder_rules::number, |row| row.number)
}
impl Listed for ReminderRulesFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of reminder rules.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &ReminderRulesFilter,
    paging: &Paging,
) -> Result<Page<ReminderRules>> {
    jurisdictions::store::asked(conn, scope, "jurisdiction", filter.jurisdiction.as_ref())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One version; `code:2` is the second of the caller's own jurisdiction.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<ReminderRules> {
    match reference {
        Reference::Id(id) => visible(scope).filter(reminder_rules::id.eq(id)).first(conn),
        Reference::Code(code) => {
            let number: i32 = code.parse().map_err(|_| diesel::NotFound)?;
            let own = reminder_rules::jurisdiction.eq(&scope.own);
            visible(scope).filter(own.and(reminder_rules::number.eq(number))).first(conn)
        }
    }
}
/// The rules in force on a day in these jurisdictions, by jurisdiction: one statement.
pub fn in_force_of(
    conn: &mut Conn,
    jurisdictions: &[String],
    on: NaiveDate,
) -> QueryResult<HashMap<String, ReminderRules>> {
    let effective: Vec<ReminderRules> = ReminderRules::query()
        .filter(reminder_rules::jurisdiction.eq_any(jurisdictions).and(reminder_rules::effective_from.le(on)))
        .order((reminder_rules::effective_from, reminder_rules::id))
        .load(conn)?;
    // In the order of time: the newest of each jurisdiction is what stays.
    Ok(effective.into_iter().map(|rules| (rules.jurisdiction.clone(), rules)).collect())
}
/// The rules in force in a jurisdiction on a day.
pub fn in_force(conn: &mut Conn, jurisdiction: &str, on: NaiveDate) -> QueryResult<Option<ReminderRules>> {
    Ok(in_force_of(conn, &[jurisdiction.to_owned()], on)?.remove(jurisdiction))
}
/// The newest version, in force or not yet.
pub fn latest(conn: &mut Conn, jurisdiction: &str) -> QueryResult<Option<ReminderRules>> {
    ReminderRules::query()
        .filter(reminder_rules::jurisdiction.eq(jurisdiction))
        .order((reminder_rules::number.desc(), reminder_rules::id))
        .first(conn)
        .optional()
}
/// The jurisdictions that have rules, in order.
pub fn jurisdictions(conn: &mut Conn) -> QueryResult<Vec<String>> {
    reminder_rules::table.select(reminder_rules::jurisdiction).distinct().order(reminder_rules::jurisdiction).load(conn)
}
/// Stores a version.
pub fn insert(
    conn: &mut Conn,
    jurisdiction: &str,
    number: i32,
    new: &NewReminderRules,
    now: Timestamp,
) -> Result<ReminderRules> {
    let row = diesel::insert_into(reminder_rules::table)
        .values((
            reminder_rules::id.eq(Id::new()),
            reminder_rules::jurisdiction.eq(jurisdiction),
            reminder_rules::number.eq(number),
            reminder_rules::effective_from.eq(new.effective_from),
            reminder_rules::description.eq(&new.description),
            reminder_rules::content.eq(serde_json::to_string(&new.content)?),
            reminder_rules::created_at.eq(now),
        ))
        .returning(reminder_rules::all_columns)
        .get_result(conn)?;
    Ok(row)
}
