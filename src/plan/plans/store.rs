//! Queries on plans.
use super::{
    model::{NewPlan, Plan, PlanChanges, PlanFilter},
    rules,
};
use crate::{
    directory::jurisdictions,
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id, Timestamp,
            schema::{periods, plans},
        },
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference, in_query},
    },
};
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

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

/// What plans may be ordered by.
fn order() -> Order<Plan> {
    Order::new("id", plans::id, |row: &Plan| row.id)
        .by("year", plans::year, |row| row.year)
        .by("title", plans::title, |row| row.title.clone())
        .changed(plans::updated_at, |row| row.updated_at)
}
impl Listed for PlanFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of plans.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &PlanFilter, paging: &Paging) -> Result<Page<Plan>> {
    jurisdictions::store::asked(conn, scope, "jurisdiction", filter.jurisdiction.as_ref())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
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
/// Holds a plan's year as it is until the transaction ends, and refuses when it is closed (`plan_year_closed`): what is
/// written into a year and its closing exclude each other. On SQLite there is one writer anyway.
pub fn open_year(conn: &mut Conn, plan: Id) -> Result<()> {
    hold(conn, plan)?;
    rules::open_year(&Plan::query().filter(plans::id.eq(plan)).first(conn)?)
}
/// Keeps a plan as it is until the transaction ends.
pub fn hold(conn: &mut Conn, plan: Id) -> QueryResult<()> {
    let Conn::Pg(c) = conn else { return Ok(()) };
    let held = diesel::sql_query("SELECT 1 FROM plans WHERE id = $1 FOR SHARE");
    held.bind::<diesel::sql_types::Uuid, _>(plan.0).execute(c).map(drop)
}
/// Those of the plans whose year is closed, and since when.
pub fn closed_years(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Timestamp>> {
    let rows = plans::table.filter(plans::id.eq_any(ids)).select((plans::id, plans::closed_at));
    let rows = rows.load::<(Id, Option<Timestamp>)>(conn)?;
    Ok(rows.into_iter().filter_map(|(id, closed_at)| Some((id, closed_at?))).collect())
}
/// Those of the plans whose calendar is made. One statement.
pub fn with_periods(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashSet<Id>> {
    let made = periods::table.filter(periods::plan_id.eq_any(ids)).select(periods::plan_id).distinct();
    Ok(made.load(conn)?.into_iter().collect())
}
/// Those of the plans whose calendar is made and has no open period. One statement.
pub fn with_closed_periods(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashSet<Id>> {
    let rows = periods::table.filter(periods::plan_id.eq_any(ids)).select((periods::plan_id, periods::closed_at));
    let rows: Vec<(Id, Option<Timestamp>)> = rows.load(conn)?;
    let open: HashSet<Id> = rows.iter().filter(|(_, closed_at)| closed_at.is_none()).map(|(plan, _)| *plan).collect();
    Ok(rows.into_iter().map(|(plan, _)| plan).filter(|plan| !open.contains(plan)).collect())
}
/// The plan that is named, else the one in force.
pub fn named_or_in_force(conn: &mut Conn, scope: &Scope, reference: Option<&Reference>) -> QueryResult<Plan> {
    match reference {
        None => in_force(conn, scope),
        Some(reference) => get(conn, scope, reference),
    }
}
/// The plan that the parameter `plan` of a query names, else the one in force.
pub fn asked_or_in_force(conn: &mut Conn, scope: &Scope, plan: Option<&Reference>) -> Result<Plan> {
    match in_query("plan", plan, |plan| get(conn, scope, plan))? {
        Some(plan) => Ok(plan),
        None => Ok(in_force(conn, scope)?),
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
/// Closes (`Some`) or reopens (`None`) the year of a plan that still has the version that was read.
pub fn set_closed(conn: &mut Conn, plan: &Plan, closed_at: Option<Timestamp>, now: Timestamp) -> QueryResult<Plan> {
    diesel::update(plans::table.find(plan.id).filter(plans::version.eq(plan.version)))
        .set((plans::closed_at.eq(closed_at), plans::version.eq(plan.version + 1), plans::updated_at.eq(now)))
        .returning(plans::all_columns)
        .get_result(conn)
}
