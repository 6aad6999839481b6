//! Queries on facts.
use super::model::{Fact, FactChanges, FactFilter, NewFact};
use crate::{
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id, Timestamp,
            schema::{facts, indicators},
        },
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference, in_query, sort_key},
    },
    plan::{
        areas::{self, Area},
        plans,
    },
};
use diesel::{dsl::exists, prelude::*};

type Named = (Option<Id>, Option<Id>);

fn matching<'a>(scope: &'a Scope, filter: &'a FactFilter, (plan, area): Named) -> facts::BoxedQuery<'a, Backend> {
    let mut query = facts::table.filter(facts::jurisdiction.between(&scope.covered.0, &scope.covered.1)).into_boxed();
    if let Some(plan) = plan {
        query = query.filter(facts::plan_id.eq(plan));
    }
    if let Some(area) = area {
        query = query.filter(facts::area_id.eq(area));
    }
    if let Some(roles) = &filter.role {
        query = query.filter(facts::role.eq_any(&roles.0));
    }
    if let Some(codes) = &filter.code {
        query = query.filter(facts::code.eq_any(&codes.0));
    }
    query
}

/// What facts may be ordered by.
fn order() -> Order<Fact> {
    Order::new("code", facts::id, |row: &Fact| row.id)
        .by("code", facts::sort_key, |row| row.sort_key.clone())
        .by("name", facts::name, |row| row.name.clone())
        .by("value", facts::value, |row| row.value)
        .changed(facts::updated_at, |row| row.updated_at)
}
impl Listed for FactFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of facts.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &FactFilter, paging: &Paging) -> Result<Page<Fact>> {
    let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let area = in_query("area", filter.area.as_ref(), |area| areas::store::named(conn, scope, plan, area))?;
    let named = (plan, area.map(|area| area.id));
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One fact; `code:` names one of the plan in force.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<Fact> {
    match reference {
        Reference::Id(id) => Fact::query()
            .filter(facts::jurisdiction.between(&scope.covered.0, &scope.covered.1).and(facts::id.eq(id)))
            .first(conn),
        Reference::Code(code) => {
            let plan = plans::store::in_force(conn, scope)?;
            find(conn, plan.id, code)?.ok_or(diesel::NotFound)
        }
    }
}
/// The fact of a plan that has a code.
pub fn find(conn: &mut Conn, plan: Id, code: &str) -> QueryResult<Option<Fact>> {
    Fact::query().filter(facts::plan_id.eq(plan).and(facts::code.eq(code))).first(conn).optional()
}
/// Whether a plan has an indicator of a code.
pub fn knows_indicator(conn: &mut Conn, plan: Id, code: &str) -> QueryResult<bool> {
    let of_code = indicators::table.filter(indicators::plan_id.eq(plan).and(indicators::code.eq(code)));
    diesel::select(exists(of_code)).get_result(conn)
}
/// Whether other facts of a plan are parts of the one of a code.
pub fn has_parts(conn: &mut Conn, plan: Id, code: &str) -> QueryResult<bool> {
    let parts = facts::table.filter(facts::plan_id.eq(plan).and(facts::part_of_code.eq(code)));
    diesel::select(exists(parts)).get_result(conn)
}
/// The facts of a plan, in the natural order of their codes.
pub fn of_plan(conn: &mut Conn, plan: Id) -> QueryResult<Vec<Fact>> {
    Fact::query().filter(facts::plan_id.eq(plan)).order((facts::sort_key, facts::id)).load(conn)
}
/// Creates a fact in an area.
pub fn insert(conn: &mut Conn, area: &Area, new: &NewFact, now: Timestamp) -> QueryResult<Fact> {
    diesel::insert_into(facts::table)
        .values((
            new,
            facts::id.eq(Id::new()),
            facts::jurisdiction.eq(&area.jurisdiction),
            facts::plan_id.eq(area.plan_id),
            facts::area_id.eq(area.id),
            facts::sort_key.eq(sort_key(&new.code)),
            facts::version.eq(1),
            facts::created_at.eq(now),
            facts::updated_at.eq(now),
        ))
        .returning(facts::all_columns)
        .get_result(conn)
}
/// Changes a fact that still has the version that was read.
pub fn update(conn: &mut Conn, fact: &Fact, changes: &FactChanges, now: Timestamp) -> QueryResult<Fact> {
    diesel::update(facts::table.find(fact.id).filter(facts::version.eq(fact.version)))
        .set((changes, facts::version.eq(fact.version + 1), facts::updated_at.eq(now)))
        .returning(facts::all_columns)
        .get_result(conn)
}
