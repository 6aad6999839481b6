//! Queries on bulletins. A draft is known to the supervision office and the leaders only, a circulated one to the
//! bureaus too, an objection to its bureau and to the office and the leaders.
use super::{
    model::{BulletinRow, BulletinStatus, Erratum, ObjectionRow, ObjectionStatus},
    requests::{BulletinFilter, ObjectionFilter},
};
use crate::{
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id, Timestamp,
            schema::{bulletin_errata, bulletin_objections, bulletins},
        },
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference, in_query},
    },
    plan::plans,
};
use diesel::{dsl::count_star, prelude::*};
use std::collections::HashMap;

/// Whether the scope is that of the supervision office or of a leader.
pub(super) fn oversees(scope: &Scope) -> bool {
    scope.reports && scope.bureau.is_none()
}

fn visible(scope: &Scope) -> bulletins::BoxedQuery<'_, Backend> {
    let covered = bulletins::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let query = bulletins::table.filter(covered).into_boxed();
    if oversees(scope) {
        return query;
    }
    query.filter(bulletins::status.eq_any(open_to(scope)))
}

/// The states in which a bulletin is known to those who do not oversee. What is circulated is for the bureaus to object
/// to; the three administrators have no part in it.
fn open_to(scope: &Scope) -> &'static [BulletinStatus] {
    if scope.reports { &[BulletinStatus::Circulated, BulletinStatus::Final] } else { &[BulletinStatus::Final] }
}

fn matching<'a>(scope: &'a Scope, filter: &'a BulletinFilter, plan: Option<Id>) -> bulletins::BoxedQuery<'a, Backend> {
    let mut query = visible(scope);
    if let Some(plan) = plan {
        query = query.filter(bulletins::plan_id.eq(plan));
    }
    if let Some(statuses) = &filter.status {
        query = query.filter(bulletins::status.eq_any(&statuses.0));
    }
    query
}

/// What bulletins may be ordered by.
fn order() -> Order<BulletinRow> {
    Order::new("id", bulletins::id, |row: &BulletinRow| row.id)
        .by("number", bulletins::number, |row| row.number)
        .by("title", bulletins::title, |row| row.title.clone())
        .by("circulated_at", bulletins::circulated_at, |row| row.circulated_at)
        .by("published_at", bulletins::published_at, |row| row.published_at)
        .changed(bulletins::updated_at, |row| row.updated_at)
}
impl Listed for BulletinFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of bulletins.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &BulletinFilter, paging: &Paging) -> Result<Page<BulletinRow>> {
    let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, plan).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One bulletin. Bulletins are named by their id; the code is for people.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<BulletinRow> {
    match reference {
        Reference::Id(id) => visible(scope).filter(bulletins::id.eq(id)).first(conn),
        Reference::Code(_) => Err(diesel::NotFound),
    }
}
/// How many objections to each of these bulletins are not decided: one statement. None is without an entry.
pub fn undecided(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, i64>> {
    let counts: Vec<(Id, i64)> = bulletin_objections::table
        .filter(bulletin_objections::bulletin_id.eq_any(ids))
        .filter(bulletin_objections::status.eq(ObjectionStatus::Open))
        .group_by(bulletin_objections::bulletin_id)
        .select((bulletin_objections::bulletin_id, count_star()))
        .load(conn)?;
    Ok(counts.into_iter().collect())
}
/// The errata of these bulletins, in the order of their numbers: one statement.
pub fn errata(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Vec<Erratum>>> {
    let all: Vec<Erratum> = Erratum::query()
        .filter(bulletin_errata::bulletin_id.eq_any(ids))
        .order((bulletin_errata::bulletin_id, bulletin_errata::number))
        .load(conn)?;
    let mut errata: HashMap<Id, Vec<Erratum>> = HashMap::new();
    for erratum in all {
        errata.entry(erratum.bulletin_id).or_default().push(erratum);
    }
    Ok(errata)
}
/// The next number of a year, without a gap. Two that are published at once get the same; the database refuses the
/// second, which is then run again.
pub fn next_number(conn: &mut Conn, jurisdiction: &str, year: i32) -> QueryResult<i32> {
    let latest = bulletins::table
        .filter(bulletins::jurisdiction.eq(jurisdiction).and(bulletins::year.eq(year)))
        .select(diesel::dsl::max(bulletins::number))
        .first::<Option<i32>>(conn)?;
    Ok(latest.unwrap_or(0) + 1)
}
/// Adds a draft.
pub fn insert(conn: &mut Conn, bulletin: &BulletinRow) -> QueryResult<BulletinRow> {
    diesel::insert_into(bulletins::table).values(bulletin).returning(bulletins::all_columns).get_result(conn)
}
/// Writes a bulletin that still has the version that was read.
pub fn save(conn: &mut Conn, bulletin: BulletinRow, now: Timestamp) -> QueryResult<BulletinRow> {
    let read = bulletin.version;
    let next = BulletinRow { version: read + 1, updated_at: now, ..bulletin };
    diesel::update(bulletins::table.find(next.id).filter(bulletins::version.eq(read)))
        .set(&next)
        .returning(bulletins::all_columns)
        .get_result(conn)
}
/// Adds an erratum with the next number.
pub fn add_erratum(
    conn: &mut Conn,
    bulletin: &BulletinRow,
    text: &str,
    by: Id,
    (at, now): (Timestamp, Timestamp),
) -> QueryResult<Erratum> {
    let known = bulletin_errata::table.filter(bulletin_errata::bulletin_id.eq(bulletin.id));
    let latest: Option<i32> = known.select(diesel::dsl::max(bulletin_errata::number)).first(conn)?;
    let erratum = Erratum {
        id: Id::new(),
        jurisdiction: bulletin.jurisdiction.clone(),
        bulletin_id: bulletin.id,
        number: latest.unwrap_or(0) + 1,
        text: text.to_owned(),
        issued_by: by,
        issued_at: at,
        created_at: now,
    };
    diesel::insert_into(bulletin_errata::table).values(&erratum).execute(conn)?;
    Ok(erratum)
}

fn known(scope: &Scope) -> bulletin_objections::BoxedQuery<'_, Backend> {
    let covered = bulletin_objections::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let query = bulletin_objections::table.filter(covered).into_boxed();
    match scope.bureau {
        _ if !scope.reports => query.filter(bulletin_objections::id.eq_any(Vec::<Id>::new())),
        Some(bureau) => query.filter(bulletin_objections::bureau_id.eq(bureau)),
        None => query,
    }
}
/// What they may be ordered by.
fn objections_order() -> Order<ObjectionRow> {
    Order::new("id", bulletin_objections::id, |row: &ObjectionRow| row.id)
        .by("filed_at", bulletin_objections::filed_at, |row| row.filed_at)
        .changed(bulletin_objections::updated_at, |row| row.updated_at)
}
impl Listed for ObjectionFilter {
    fn declared() -> Declared {
        objections_order().declared()
    }
}

/// A page of the objections that the scope may know of to bulletins that it may know of, in the order of their filing.
pub fn list_objections(
    conn: &mut Conn,
    scope: &Scope,
    filter: &ObjectionFilter,
    paging: &Paging,
) -> Result<Page<ObjectionRow>> {
    let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let bulletin = in_query("bulletin", filter.bulletin.as_ref(), |bulletin| get(conn, scope, bulletin))?;
    let each = || {
        let mut query = known(scope);
        if !oversees(scope) {
            let shown = bulletins::table.filter(bulletins::status.eq_any(open_to(scope))).select(bulletins::id);
            query = query.filter(bulletin_objections::bulletin_id.eq_any(shown));
        }
        if let Some(plan) = plan {
            let of_plan = bulletins::table.filter(bulletins::plan_id.eq(plan)).select(bulletins::id);
            query = query.filter(bulletin_objections::bulletin_id.eq_any(of_plan));
        }
        if let Some(statuses) = &filter.status {
            query = query.filter(bulletin_objections::status.eq_any(&statuses.0));
        }
        match &bulletin {
            Some(bulletin) => query.filter(bulletin_objections::bulletin_id.eq(bulletin.id)),
            None => query,
        }
    };
    let order = objections_order().asked(paging)?;
    let all = || each().filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One objection.
pub fn get_objection(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<ObjectionRow> {
    match reference {
        Reference::Id(id) => known(scope).filter(bulletin_objections::id.eq(id)).first(conn),
        Reference::Code(_) => Err(diesel::NotFound),
    }
}
/// Whether a bureau has objected to a bulletin with the same words since it was last circulated. Another objection to
/// it waits until this transaction has ended, so that of two at once one is the second.
pub fn has_objected(conn: &mut Conn, bulletin: &BulletinRow, bureau: Id, text: &str) -> QueryResult<bool> {
    let row = bulletins::table.find(bulletin.id);
    diesel::update(row).set(bulletins::version.eq(bulletins::version)).execute(conn)?;
    let own = bulletin_objections::bulletin_id.eq(bulletin.id).and(bulletin_objections::bureau_id.eq(bureau));
    let mut said = bulletin_objections::table.filter(own).select(bulletin_objections::text).into_boxed::<Backend>();
    if let Some(since) = bulletin.circulated_at {
        said = said.filter(bulletin_objections::filed_at.ge(since));
    }
    let said: Vec<String> = said.load(conn)?;
    Ok(said.iter().any(|said| said.split_whitespace().eq(text.split_whitespace())))
}
/// Adds an objection.
pub fn insert_objection(conn: &mut Conn, objection: &ObjectionRow) -> QueryResult<ObjectionRow> {
    diesel::insert_into(bulletin_objections::table)
        .values(objection)
        .returning(bulletin_objections::all_columns)
        .get_result(conn)
}
/// Writes an objection that still has the version that was read.
pub fn save_objection(conn: &mut Conn, objection: ObjectionRow, now: Timestamp) -> QueryResult<ObjectionRow> {
    let read = objection.version;
    let next = ObjectionRow { version: read + 1, updated_at: now, ..objection };
    diesel::update(bulletin_objections::table.find(next.id).filter(bulletin_objections::version.eq(read)))
        .set(&next)
        .returning(bulletin_objections::all_columns)
        .get_result(conn)
}
