//! Queries on registry entries.
use super::{
    model::{
        NewRegistryEntry, RegistryEntry, RegistryEntryChanges, RegistryEntryDetail, RegistryEntryFilter, RegistryExit,
    },
    rules::Stay,
};
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Id, Timestamp,
        schema::{projects as project_rows, registry_entries},
    },
    error::Result,
    web::{Declared, Listed, Order, Page, Paging, Reference, in_query},
};
use crate::plan::plans;
use crate::projects::projects::{self, Project};
use diesel::prelude::*;
use std::collections::HashMap;

type Named = (Option<Id>, Option<Id>);

fn matching<'a>(
    scope: &'a Scope,
    filter: &'a RegistryEntryFilter,
    (plan, project): Named,
) -> registry_entries::BoxedQuery<'a, Backend> {
    let covered = registry_entries::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = registry_entries::table.filter(covered).into_boxed();
    if let Some(plan) = plan {
        query = query.filter(registry_entries::plan_id.eq(plan));
    }
    if let Some(project) = project {
        query = query.filter(registry_entries::project_id.eq(project));
    }
    if let Some(registries) = &filter.registry {
        query = query.filter(registry_entries::registry.eq_any(&registries.0));
    }
    if let Some(number) = &filter.number {
        query = query.filter(registry_entries::number.eq(number));
    }
    match filter.open {
        None => query,
        Some(true) => query.filter(registry_entries::left_on.is_null()),
        Some(false) => query.filter(registry_entries::left_on.is_not_null()),
    }
}

/// What entries may be ordered by.
fn order() -> Order<RegistryEntry> {
    Order::new("id", registry_entries::id, |row: &RegistryEntry| row.id)
        .by("entered_on", registry_entries::entered_on, |row| row.entered_on)
        .by("left_on", registry_entries::left_on, |row| row.left_on)
        .by("number", registry_entries::number, |row| row.number.clone())
        .changed(registry_entries::updated_at, |row| row.updated_at)
}
impl Listed for RegistryEntryFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of entries.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &RegistryEntryFilter,
    paging: &Paging,
) -> Result<Page<RegistryEntryDetail>> {
    let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let project =
        in_query("project", filter.project.as_ref(), |project| projects::store::named(conn, scope, plan, project))?;
    let named = (plan, project.map(|project| project.id));
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all()
        .select(RegistryEntry::as_select())
        .filter(order.after())
        .order(order.by())
        .limit(paging.fetch())
        .load(conn)?;
    let page = order.page(rows, total)?;
    Ok(Page { items: details(conn, page.items)?, page: page.page })
}
/// Entries with their projects: one statement for a page.
fn details(conn: &mut Conn, rows: Vec<RegistryEntry>) -> QueryResult<Vec<RegistryEntryDetail>> {
    let ids: Vec<Id> = rows.iter().map(|entry| entry.project_id).collect();
    let projects = projects::store::of_ids(conn, &ids)?;
    let detail =
        |entry: RegistryEntry| projects.get(&entry.project_id).map(|project| RegistryEntryDetail::new(entry, project));
    rows.into_iter().map(|entry| detail(entry).ok_or(diesel::NotFound)).collect()
}
/// One entry with its project. Entries have no code.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<RegistryEntryDetail> {
    let Reference::Id(id) = reference else { return Err(diesel::NotFound) };
    let (entry, project): (RegistryEntry, Project) = registry_entries::table
        .inner_join(project_rows::table)
        .filter(registry_entries::jurisdiction.between(&scope.covered.0, &scope.covered.1))
        .filter(registry_entries::id.eq(id))
        .select((RegistryEntry::as_select(), Project::as_select()))
        .first(conn)?;
    Ok(RegistryEntryDetail::new(entry, &project))
}
/// The entries of these projects that are open, in the order of the registries: one statement.
pub fn open_of(conn: &mut Conn, projects: &[Id]) -> QueryResult<HashMap<Id, Vec<RegistryEntry>>> {
    let rows: Vec<RegistryEntry> = RegistryEntry::query()
        .filter(registry_entries::project_id.eq_any(projects).and(registry_entries::left_on.is_null()))
        .order((registry_entries::registry, registry_entries::id))
        .load(conn)?;
    let mut open: HashMap<Id, Vec<RegistryEntry>> = HashMap::new();
    for row in rows {
        open.entry(row.project_id).or_default().push(row);
    }
    Ok(open)
}
/// Every stay of a plan's projects in a registry.
pub fn stays(conn: &mut Conn, plan: Id) -> QueryResult<Vec<Stay>> {
    registry_entries::table
        .filter(registry_entries::plan_id.eq(plan))
        .order(registry_entries::id)
        .select((
            registry_entries::project_id,
            registry_entries::registry,
            registry_entries::entered_on,
            registry_entries::left_on,
        ))
        .load(conn)
}
/// Records an entry of a project; its rules have been checked.
pub fn insert(
    conn: &mut Conn,
    project: &Project,
    new: &NewRegistryEntry,
    by: Id,
    now: Timestamp,
) -> QueryResult<RegistryEntry> {
    diesel::insert_into(registry_entries::table)
        .values((
            new,
            registry_entries::id.eq(Id::new()),
            registry_entries::jurisdiction.eq(&project.jurisdiction),
            registry_entries::plan_id.eq(project.plan_id),
            registry_entries::project_id.eq(project.id),
            registry_entries::open.eq(true),
            registry_entries::recorded_by.eq(by),
            registry_entries::version.eq(1),
            registry_entries::created_at.eq(now),
            registry_entries::updated_at.eq(now),
        ))
        .returning(<RegistryEntry as Selectable<Backend>>::construct_selection())
        .get_result(conn)
}
/// Changes an entry that still has the version that was read.
pub fn update(
    conn: &mut Conn,
    entry: &RegistryEntry,
    changes: &RegistryEntryChanges,
    now: Timestamp,
) -> QueryResult<RegistryEntry> {
    diesel::update(registry_entries::table.find(entry.id).filter(registry_entries::version.eq(entry.version)))
        .set((changes, registry_entries::version.eq(entry.version + 1), registry_entries::updated_at.eq(now)))
        .returning(<RegistryEntry as Selectable<Backend>>::construct_selection())
        .get_result(conn)
}
/// Ends the stay of an entry that still has the version that was read.
pub fn leave(
    conn: &mut Conn,
    entry: &RegistryEntry,
    exit: &RegistryExit,
    now: Timestamp,
) -> QueryResult<RegistryEntry> {
    diesel::update(registry_entries::table.find(entry.id).filter(registry_entries::version.eq(entry.version)))
        .set((
            registry_entries::left_on.eq(exit.left_on),
            registry_entries::left_reason.eq(&exit.reason),
            registry_entries::open.eq(None::<bool>),
            registry_entries::version.eq(entry.version + 1),
            registry_entries::updated_at.eq(now),
        ))
        .returning(<RegistryEntry as Selectable<Backend>>::construct_selection())
        .get_result(conn)
}
