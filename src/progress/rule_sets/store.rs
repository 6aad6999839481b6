//! Queries on rule sets.
use super::model::{NewRuleSet, RuleSet, RuleSetFilter};
use crate::{
    directory::jurisdictions,
    foundation::{
        auth::Scope,
        db::{Backend, Conn, Id, Timestamp, schema::rule_sets},
        error::{Error, Result},
        web::{Declared, Listed, Order, Page, Paging, Reference},
    },
};
use chrono::NaiveDate;
use diesel::prelude::*;

/// The code of the rules that decide the lights.
pub const LIGHTS: &str = "lights";

fn matching<'a>(scope: &'a Scope, filter: &'a RuleSetFilter) -> rule_sets::BoxedQuery<'a, Backend> {
    let covered = rule_sets::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = rule_sets::table.filter(covered).into_boxed();
    if let Some(code) = &filter.code {
        query = query.filter(rule_sets::code.eq(code));
    }
    if let Some(jurisdiction) = &filter.jurisdiction {
        query = query.filter(rule_sets::jurisdiction.eq(jurisdiction));
    }
    query
}

/// What rule sets may be ordered by.
fn order() -> Order<RuleSet> {
    Order::new("id", rule_sets::id, |row: &RuleSet| row.id)
        .by("effective_from", rule_sets::effective_from, |row| row.effective_from)
        .by("number", rule_sets::number, |row| row.number)
}
impl Listed for RuleSetFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of rule sets.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &RuleSetFilter, paging: &Paging) -> Result<Page<RuleSet>> {
    jurisdictions::store::asked(conn, scope, "jurisdiction", filter.jurisdiction.as_ref())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One rule set; `code:` names the version in force today in the caller's own jurisdiction.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<RuleSet> {
    match reference {
        Reference::Id(id) => RuleSet::query()
            .filter(rule_sets::jurisdiction.between(&scope.covered.0, &scope.covered.1))
            .filter(rule_sets::id.eq(id))
            .first(conn),
        Reference::Code(code) => RuleSet::query()
            .filter(rule_sets::jurisdiction.eq(&scope.own).and(rule_sets::code.eq(code)))
            .filter(rule_sets::effective_from.le(scope.today()))
            .order((rule_sets::effective_from.desc(), rule_sets::number.desc(), rule_sets::id))
            .first(conn),
    }
}
/// The rule set in force in a jurisdiction on a day; without one, figures carry no light.
pub fn in_force(conn: &mut Conn, jurisdiction: &str, on: NaiveDate) -> QueryResult<Option<RuleSet>> {
    RuleSet::query()
        .filter(rule_sets::jurisdiction.eq(jurisdiction).and(rule_sets::code.eq(LIGHTS)))
        .filter(rule_sets::effective_from.le(on))
        .order((rule_sets::effective_from.desc(), rule_sets::number.desc(), rule_sets::id))
        .first(conn)
        .optional()
}
/// The latest version of the lights of a jurisdiction, in force or still to come.
pub fn latest(conn: &mut Conn, jurisdiction: &str) -> QueryResult<Option<RuleSet>> {
    RuleSet::query()
        .filter(rule_sets::jurisdiction.eq(jurisdiction).and(rule_sets::code.eq(LIGHTS)))
        .order(rule_sets::number.desc())
        .first(conn)
        .optional()
}
/// Stores a new version. There is no update: a version never changes.
pub fn insert(conn: &mut Conn, jurisdiction: &str, new: &NewRuleSet, now: Timestamp) -> Result<RuleSet> {
    new.content.check().map_err(Error::internal)?;
    let row = diesel::insert_into(rule_sets::table)
        .values((
            rule_sets::id.eq(Id::new()),
            rule_sets::jurisdiction.eq(jurisdiction),
            rule_sets::code.eq(&new.code),
            rule_sets::number.eq(new.number),
            rule_sets::effective_from.eq(new.effective_from),
            rule_sets::description.eq(&new.description),
            rule_sets::content.eq(serde_json::to_string(&new.content)?),
            rule_sets::created_at.eq(now),
        ))
        .returning(rule_sets::all_columns)
        .get_result(conn)?;
    Ok(row)
}
