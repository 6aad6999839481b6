//! Queries on plans.
use super::model::{NewPlan, Plan, PlanChanges, PlanFilter};
use crate::foundation::{
    auth::Scope,
    db::{Backend, Conn, Id, Timestamp, schema::plans},
    error::Result,
    web::{Page, Paging, Reference},
};
use diesel::prelude::*;

fn matching<'a>(scope: &'a Scope, filter: &'a PlanFilter) -> plans::BoxedQuery<'a, Backend> {
    let mut query = plans::table.filter(plans::jurisdiction.between(&scope.covered.0, &scope.covered.1)).into_boxed();
    if let Some(year) = filter.year {
        query = query.filter(plans::year.eq(year));
    }
    if let Some(jurisdiction) = &filter.jurisdiction {
        query = query.filter(plans::jurisdiction.eq(jurisdiction));
    }
    query
}

/// A page of plans, oldest first.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &PlanFilter, paging: &Paging) -> Result<Page<Plan>> {
    let total = paging.counted().then(|| matching(scope, filter).count().get_result(conn)).transpose()?;
    let mut query = matching(scope, filter);
    if let Some(after) = paging.after::<Id>(0)? {
        query = query.filter(plans::id.gt(after));
    }
    let rows = query.order(plans::id).limit(paging.fetch()).load(conn)?;
    paging.page(rows, total, |plan: &Plan| vec![plan.id.to_string()])
}
/// One plan.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<Plan> {
    let visible = Plan::query().filter(plans::jurisdiction.between(&scope.covered.0, &scope.covered.1));
    match reference {
        Reference::Id(id) => visible.filter(plans::id.eq(id)).first(conn),
        Reference::Code(code) => {
            visible.filter(plans::jurisdiction.eq(&scope.own).and(plans::code.eq(code))).first(conn)
        }
    }
}
/// The plan in force: the caller's jurisdiction's newest that is not of a later year than the business year.
pub fn in_force(conn: &mut Conn, scope: &Scope) -> QueryResult<Plan> {
    Plan::query()
        .filter(plans::jurisdiction.eq(&scope.own).and(plans::year.le(scope.year())))
        .order(plans::year.desc())
        .first(conn)
}
/// The plan of a jurisdiction for a year.
pub fn find(conn: &mut Conn, jurisdiction: &str, year: i32) -> QueryResult<Option<Plan>> {
    Plan::query().filter(plans::jurisdiction.eq(jurisdiction).and(plans::year.eq(year))).first(conn).optional()
}
/// The plan that is named, else the one in force.
pub fn named_or_in_force(conn: &mut Conn, scope: &Scope, reference: Option<&Reference>) -> QueryResult<Plan> {
    match reference {
        None => in_force(conn, scope),
        Some(reference) => get(conn, scope, reference),
    }
}
/// Creates a plan.
pub fn insert(conn: &mut Conn, jurisdiction: &str, new: &NewPlan, now: Timestamp) -> QueryResult<Plan> {
    diesel::insert_into(plans::table)
        .values((
            plans::id.eq(Id::new()),
            plans::jurisdiction.eq(jurisdiction),
            plans::year.eq(new.year),
            plans::code.eq(new.year.to_string()),
            plans::title.eq(&new.title),
            plans::document.eq(&new.document),
            plans::source_note.eq(&new.source_note),
            plans::version.eq(1),
            plans::created_at.eq(now),
            plans::updated_at.eq(now),
        ))
        .returning(plans::all_columns)
        .get_result(conn)
}
/// Changes a plan that still has the version that was read.
pub fn update(conn: &mut Conn, plan: &Plan, changes: &PlanChanges, now: Timestamp) -> QueryResult<Plan> {
    diesel::update(plans::table.find(plan.id).filter(plans::version.eq(plan.version)))
        .set((changes, plans::version.eq(plan.version + 1), plans::updated_at.eq(now)))
        .returning(plans::all_columns)
        .get_result(conn)
}
