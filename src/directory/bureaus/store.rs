//! Queries on bureaus.
use super::model::{Bureau, BureauChanges, BureauFilter, BureauSummary, NewBureau};
use crate::{
    directory::jurisdictions,
    foundation::{
        auth::{Scope, View},
        db::{Backend, Conn, Id, Timestamp, containing, lower, schema::bureaus},
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference, sort_key},
    },
};
use diesel::prelude::*;
use std::collections::HashMap;

fn matching<'a>(scope: &'a Scope, filter: &'a BureauFilter) -> bureaus::BoxedQuery<'a, Backend> {
    let mut query =
        bureaus::table.filter(bureaus::jurisdiction.between(&scope.covered.0, &scope.covered.1)).into_boxed();
    if let Some(jurisdiction) = &filter.jurisdiction {
        query = query.filter(bureaus::jurisdiction.eq(jurisdiction));
    }
    if let Some(kinds) = &filter.kind {
        query = query.filter(bureaus::kind.eq_any(&kinds.0));
    }
    if let Some(active) = filter.active {
        query = query.filter(bureaus::active.eq(active));
    }
    if let Some(source) = filter.source {
        query = query.filter(bureaus::source.eq(source));
    }
    if let Some(q) = &filter.q {
        let name = lower(bureaus::name).like(lower(containing(q))).escape('\\');
        let code = lower(bureaus::code).like(lower(containing(q))).escape('\\');
        query = query.filter(name.or(code));
    }
    query
}

/// What bureaus may be ordered by.
fn order() -> Order<Bureau> {
    Order::new("id", bureaus::id, |row: &Bureau| row.id)
        .by("code", bureaus::sort_key, |row| row.sort_key.clone())
        .by("name", bureaus::name, |row| row.name.clone())
        .changed(bureaus::updated_at, |row| row.updated_at)
}
impl Listed for BureauFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of bureaus.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &BureauFilter, paging: &Paging) -> Result<Page<Bureau>> {
    jurisdictions::store::asked(conn, scope, "jurisdiction", filter.jurisdiction.as_ref())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One bureau; `code:` names one of the caller's own jurisdiction.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<Bureau> {
    let visible = Bureau::query().filter(bureaus::jurisdiction.between(&scope.covered.0, &scope.covered.1));
    match reference {
        Reference::Id(id) => visible.filter(bureaus::id.eq(id)).first(conn),
        Reference::Code(code) => {
            visible.filter(bureaus::jurisdiction.eq(&scope.own).and(bureaus::code.eq(code))).first(conn)
        }
    }
}
/// The bureau of the caller, who may be of none.
pub fn own(conn: &mut Conn, view: &View) -> QueryResult<Option<Bureau>> {
    let Some(id) = view.caller.bureau_id else { return Ok(None) };
    get(conn, view, &Reference::Id(id)).map(Some)
}
/// One bureau of a jurisdiction, wherever the caller stands.
pub fn get_in(conn: &mut Conn, jurisdiction: &str, reference: &Reference) -> QueryResult<Bureau> {
    let there = Bureau::query().filter(bureaus::jurisdiction.eq(jurisdiction));
    match reference {
        Reference::Id(id) => there.filter(bureaus::id.eq(id)).first(conn),
        Reference::Code(code) => there.filter(bureaus::code.eq(code)).first(conn),
    }
}
/// The bureau of a jurisdiction that has a code.
pub fn find_by_code(conn: &mut Conn, jurisdiction: &str, code: &str) -> QueryResult<Option<Bureau>> {
    get_in(conn, jurisdiction, &Reference::Code(code.to_owned())).optional()
}
/// The bureaus of these ids as other objects show them: one statement for a page.
pub fn summaries(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, BureauSummary>> {
    let rows: Vec<BureauSummary> = BureauSummary::query().filter(bureaus::id.eq_any(ids)).load(conn)?;
    Ok(rows.into_iter().map(|bureau| (bureau.id, bureau)).collect())
}
/// The bureaus of these ids that may be known of.
pub fn included(conn: &mut Conn, scope: &Scope, ids: &[Id]) -> Result<Vec<Bureau>> {
    let visible = Bureau::query().filter(bureaus::jurisdiction.between(&scope.covered.0, &scope.covered.1));
    Ok(visible.filter(bureaus::id.eq_any(ids)).order(bureaus::id).load(conn)?)
}
/// Creates a bureau, active.
pub fn insert(conn: &mut Conn, jurisdiction: &str, new: &NewBureau, now: Timestamp) -> QueryResult<Bureau> {
    diesel::insert_into(bureaus::table)
        .values((
            new,
            bureaus::id.eq(Id::new()),
            bureaus::jurisdiction.eq(jurisdiction),
            bureaus::active.eq(true),
            bureaus::sort_key.eq(sort_key(&new.code)),
            bureaus::version.eq(1),
            bureaus::created_at.eq(now),
            bureaus::updated_at.eq(now),
        ))
        .returning(bureaus::all_columns)
        .get_result(conn)
}
/// Changes a bureau that still has the version that was read.
pub fn update(conn: &mut Conn, bureau: &Bureau, changes: &BureauChanges, now: Timestamp) -> QueryResult<Bureau> {
    diesel::update(bureaus::table.find(bureau.id).filter(bureaus::version.eq(bureau.version)))
        .set((changes, bureaus::version.eq(bureau.version + 1), bureaus::updated_at.eq(now)))
        .returning(bureaus::all_columns)
        .get_result(conn)
}
