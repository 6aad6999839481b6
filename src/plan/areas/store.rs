//! Queries on areas.
use super::model::{Area, AreaChanges, AreaFilter, AreaSummary, NewArea};
use crate::{
    foundation::{
        auth::Scope,
        db::{Backend, Conn, Id, Timestamp, schema::areas},
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference, in_query, sort_key},
    },
    plan::plans::{self, Plan},
};
use diesel::prelude::*;
use std::collections::HashMap;

fn matching<'a>(scope: &'a Scope, filter: &'a AreaFilter, plan: Option<Id>) -> areas::BoxedQuery<'a, Backend> {
    let mut query = areas::table.filter(areas::jurisdiction.between(&scope.covered.0, &scope.covered.1)).into_boxed();
    if let Some(plan) = plan {
        query = query.filter(areas::plan_id.eq(plan));
    }
    if let Some(codes) = &filter.code {
        query = query.filter(areas::code.eq_any(&codes.0));
    }
    query
}

/// What areas may be ordered by.
fn order() -> Order<Area> {
    Order::new("code", areas::id, |row: &Area| row.id)
        .by("code", areas::sort_key, |row| row.sort_key.clone())
        .by("name", areas::name, |row| row.name.clone())
        .changed(areas::updated_at, |row| row.updated_at)
}
impl Listed for AreaFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of areas.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &AreaFilter, paging: &Paging) -> Result<Page<Area>> {
    let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, plan).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One area; `code:` names one of the plan in force.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<Area> {
    match reference {
        Reference::Id(id) => Area::query()
            .filter(areas::jurisdiction.between(&scope.covered.0, &scope.covered.1).and(areas::id.eq(id)))
            .first(conn),
        Reference::Code(_) => {
            let plan = plans::store::in_force(conn, scope)?;
            get_in(conn, plan.id, reference)
        }
    }
}
/// One area of a plan that was read already.
pub fn get_in(conn: &mut Conn, plan: Id, reference: &Reference) -> QueryResult<Area> {
    let there = Area::query().filter(areas::plan_id.eq(plan));
    match reference {
        Reference::Id(id) => there.filter(areas::id.eq(id)).first(conn),
        Reference::Code(code) => there.filter(areas::code.eq(code)).first(conn),
    }
}
/// The area of a plan that is named; of the plan in force when no plan is.
pub fn named(conn: &mut Conn, scope: &Scope, plan: Option<Id>, reference: &Reference) -> QueryResult<Area> {
    match plan {
        Some(plan) => get_in(conn, plan, reference),
        None => get(conn, scope, reference),
    }
}
/// The area of a plan that has a code.
pub fn find(conn: &mut Conn, plan: Id, code: &str) -> QueryResult<Option<Area>> {
    Area::query().filter(areas::plan_id.eq(plan).and(areas::code.eq(code))).first(conn).optional()
}
/// The areas of these ids as other objects show them: one statement for a page.
pub fn summaries(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, AreaSummary>> {
    let rows: Vec<AreaSummary> = AreaSummary::query().filter(areas::id.eq_any(ids)).load(conn)?;
    Ok(rows.into_iter().map(|area| (area.id, area)).collect())
}
/// The areas of these ids that may be known of.
pub fn included(conn: &mut Conn, scope: &Scope, ids: &[Id]) -> Result<Vec<Area>> {
    let visible = Area::query().filter(areas::jurisdiction.between(&scope.covered.0, &scope.covered.1));
    Ok(visible.filter(areas::id.eq_any(ids)).order(areas::id).load(conn)?)
}
/// Creates an area in a plan.
pub fn insert(conn: &mut Conn, plan: &Plan, new: &NewArea, now: Timestamp) -> QueryResult<Area> {
    diesel::insert_into(areas::table)
        .values((
            new,
            areas::id.eq(Id::new()),
            areas::jurisdiction.eq(&plan.jurisdiction),
            areas::plan_id.eq(plan.id),
            areas::sort_key.eq(sort_key(&new.code)),
            areas::version.eq(1),
            areas::created_at.eq(now),
            areas::updated_at.eq(now),
        ))
        .returning(areas::all_columns)
        .get_result(conn)
}
/// Changes an area that still has the version that was read.
pub fn update(conn: &mut Conn, area: &Area, changes: &AreaChanges, now: Timestamp) -> QueryResult<Area> {
    diesel::update(areas::table.find(area.id).filter(areas::version.eq(area.version)))
        .set((changes, areas::version.eq(area.version + 1), areas::updated_at.eq(now)))
        .returning(areas::all_columns)
        .get_result(conn)
}
