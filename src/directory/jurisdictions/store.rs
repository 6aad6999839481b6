//! Queries on jurisdictions.
use super::{
    model::{Jurisdiction, JurisdictionChanges, JurisdictionFilter, NewJurisdiction},
    rules,
};
use crate::foundation::{
    auth::{Scope, covered},
    db::{Backend, Conn, Id, Timestamp, schema::jurisdictions},
    error::{Code, Error, Result, Violation},
    web::{Declared, Listed, Order, Page, Paging, Reference, in_query},
};
use diesel::prelude::*;

/// The covered ones and, because their names are public, those above.
fn visible(scope: &Scope) -> jurisdictions::BoxedQuery<'_, Backend> {
    let above = jurisdictions::code.eq_any(rules::ancestors(&scope.own));
    jurisdictions::table.filter(jurisdictions::code.between(&scope.covered.0, &scope.covered.1).or(above)).into_boxed()
}

fn matching<'a>(scope: &'a Scope, filter: &JurisdictionFilter) -> jurisdictions::BoxedQuery<'a, Backend> {
    match &filter.within {
        None => visible(scope),
        Some(within) => {
            let (first, last) = covered(within);
            visible(scope).filter(jurisdictions::code.between(first, last))
        }
    }
}

/// What jurisdictions may be ordered by.
fn order() -> Order<Jurisdiction> {
    Order::new("code", jurisdictions::id, |row: &Jurisdiction| row.id)
        .by("code", jurisdictions::code, |row| row.code.clone())
        .by("name", jurisdictions::name, |row| row.name.clone())
        .changed(jurisdictions::updated_at, |row| row.updated_at)
}
impl Listed for JurisdictionFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of jurisdictions.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &JurisdictionFilter,
    paging: &Paging,
) -> Result<Page<Jurisdiction>> {
    asked(conn, scope, "within", filter.within.as_ref())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One jurisdiction.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<Jurisdiction> {
    match reference {
        Reference::Id(id) => visible(scope).filter(jurisdictions::id.eq(id)).first(conn),
        Reference::Code(code) => visible(scope).filter(jurisdictions::code.eq(code)).first(conn),
    }
}
/// Refuses a parameter of a query that names a jurisdiction which the caller cannot know of.
pub fn asked(conn: &mut Conn, scope: &Scope, parameter: &str, code: Option<&String>) -> Result<()> {
    in_query(parameter, code, |code| get(conn, scope, &Reference::Code(code.clone()))).map(drop)
}
/// The jurisdiction of a code.
pub fn find_by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<Jurisdiction>> {
    Jurisdiction::query().filter(jurisdictions::code.eq(code)).first(conn).optional()
}
/// Creates a jurisdiction; `jurisdiction_parent_missing` at `/code` when there is none above it.
pub fn insert(conn: &mut Conn, new: &NewJurisdiction, now: Timestamp) -> Result<Jurisdiction> {
    let parent = rules::parent(&new.code);
    if let Some(parent) = &parent {
        let missing = || Violation::at("/code", Code::JurisdictionParentMissing).with("parent", parent.as_str());
        find_by_code(conn, parent)?.ok_or_else(missing)?;
    }
    diesel::insert_into(jurisdictions::table)
        .values((
            jurisdictions::id.eq(Id::new()),
            jurisdictions::code.eq(&new.code),
            jurisdictions::name.eq(&new.name),
            jurisdictions::name_en.eq(&new.name_en),
            jurisdictions::parent_code.eq(parent),
            jurisdictions::version.eq(1),
            jurisdictions::created_at.eq(now),
            jurisdictions::updated_at.eq(now),
        ))
        .returning(jurisdictions::all_columns)
        .get_result(conn)
        .map_err(Error::from)
}
/// Changes a jurisdiction that still has the version that was read.
pub fn update(
    conn: &mut Conn,
    jurisdiction: &Jurisdiction,
    changes: &JurisdictionChanges,
    now: Timestamp,
) -> QueryResult<Jurisdiction> {
    diesel::update(jurisdictions::table.find(jurisdiction.id).filter(jurisdictions::version.eq(jurisdiction.version)))
        .set((changes, jurisdictions::version.eq(jurisdiction.version + 1), jurisdictions::updated_at.eq(now)))
        .returning(jurisdictions::all_columns)
        .get_result(conn)
}
