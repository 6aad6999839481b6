//! Queries on list items. Every one that a caller's answer is made from is limited to what the scope may know of.
use super::{
    model::{ListItemFilter, ListItemRow, ListItemStatus},
    rules::Own,
};
use crate::{
    foundation::{
        auth::Scope,
        db::{Backend, Conn, Id, Timestamp, schema::list_items},
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference},
    },
    plan::indicators,
    projects::projects::{self, Project},
};
use chrono::NaiveDate;
use diesel::{dsl::count_star, prelude::*};
use std::collections::HashMap;

/// Under which attachments are linked to list items.
pub const OWNER_TYPE: &str = "list_item";

/// The items that may be known of: those that were ever approved, and of the own bureau, or of the jurisdiction, the
/// others.
fn visible(scope: &Scope) -> list_items::BoxedQuery<'_, Backend> {
    let covered = list_items::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let query = list_items::table.filter(covered).into_boxed();
    let withdrawn = list_items::status.eq(ListItemStatus::Withdrawn).and(list_items::decided_at.is_not_null());
    let public = list_items::status.eq(ListItemStatus::Approved).or(withdrawn);
    match scope.bureau {
        _ if !scope.reports => query.filter(public),
        Some(bureau) => query.filter(public.or(list_items::bureau_id.eq(bureau))),
        None => query,
    }
}

fn matching<'a>(
    scope: &'a Scope,
    (plan, indicator): (Option<Id>, Option<Id>),
    filter: &'a ListItemFilter,
) -> list_items::BoxedQuery<'a, Backend> {
    let mut query = visible(scope);
    if let Some(plan) = plan {
        query = query.filter(list_items::indicator_id.eq_any(indicators::store::of_plan(plan)));
    }
    if let Some(indicator) = indicator {
        query = query.filter(list_items::indicator_id.eq(indicator));
    }
    if let Some(statuses) = &filter.status {
        query = query.filter(list_items::status.eq_any(&statuses.0));
    }
    if let Some(by) = filter.counted_by {
        query = query.filter(list_items::counted_on.le(by));
    }
    query
}

/// What they may be ordered by.
fn order() -> Order<ListItemRow> {
    Order::new("counted_on", list_items::id, |row: &ListItemRow| row.id)
        .by("counted_on", list_items::counted_on, |row| row.counted_on)
        .by("name", list_items::name, |row| row.name.clone())
        .by("proposed_at", list_items::proposed_at, |row| row.proposed_at)
        .by("created_at", list_items::created_at, |row| row.created_at)
        .changed(list_items::updated_at, |row| row.updated_at)
}
impl Listed for ListItemFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of items, in the order of the days from which they count.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &ListItemFilter, paging: &Paging) -> Result<Page<ListItemRow>> {
    let named = indicators::store::asked(conn, scope, filter.plan.as_ref(), filter.indicator.as_ref())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, named, filter).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One item. List items have no code.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<ListItemRow> {
    match reference {
        Reference::Id(id) => visible(scope).filter(list_items::id.eq(id)).first(conn),
        Reference::Code(_) => Err(diesel::NotFound),
    }
}
/// The project of a plan that is named, by its code or its id.
pub fn project_of(conn: &mut Conn, scope: &Scope, plan: Id, reference: &Reference) -> QueryResult<Project> {
    let project = projects::store::named(conn, scope, Some(plan), reference)?;
    if project.plan_id == plan { Ok(project) } else { Err(diesel::NotFound) }
}
/// Whether a list holds the same thing as far as a bureau that proposes may know of it: approved, or proposed by
/// itself.
pub fn is_in(
    conn: &mut Conn,
    list: Id,
    (project, identity): (Option<Id>, Option<&str>),
    (bureau, own): (Id, &Own),
) -> QueryResult<bool> {
    let projects: Vec<Id> = project.into_iter().chain(own.project).collect();
    let identities: Vec<&str> = identity.into_iter().chain(own.identity.as_deref()).collect();
    let same = list_items::live_project_id.eq_any(projects).or(list_items::live_identity.eq_any(identities));
    let of_list = list_items::table.filter(list_items::indicator_id.eq(list)).filter(same);
    // What was proposed before proposals were told apart by their bureaus stands there as if it were approved.
    let known = list_items::status.eq(ListItemStatus::Approved).or(list_items::bureau_id.eq(bureau));
    diesel::select(diesel::dsl::exists(of_list.filter(known))).get_result(conn)
}
/// Adds an item. One of the same thing that the bureau has proposed, or that is approved, is `list_item_duplicate`, by
/// the database.
pub fn insert(conn: &mut Conn, row: &ListItemRow) -> QueryResult<ListItemRow> {
    diesel::insert_into(list_items::table).values(row).returning(list_items::all_columns).get_result(conn)
}
/// Writes an item that still has the version that was read.
pub fn save(conn: &mut Conn, item: ListItemRow, now: Timestamp) -> QueryResult<ListItemRow> {
    let read = item.version;
    let next = ListItemRow { version: read + 1, updated_at: now, ..item };
    diesel::update(list_items::table.find(next.id).filter(list_items::version.eq(read)))
        .set(&next)
        .returning(list_items::all_columns)
        .get_result(conn)
}

/// What each of these lists counted by the ends of periods, as it was known at `until` (business time): items approved
/// by then and not withdrawn by then, that count from the last day of the period or earlier, each thing once. One
/// statement; counts may be read by everybody. A list without items counts 0.
pub fn counts(
    conn: &mut Conn,
    indicators: &[Id],
    period_ends: &[NaiveDate],
    until: Timestamp,
) -> QueryResult<HashMap<Id, Vec<(NaiveDate, i64)>>> {
    let standing = list_items::withdrawn_at.is_null().or(list_items::withdrawn_at.gt(until));
    let decided = list_items::decided_at.le(until).and(list_items::status.ne(ListItemStatus::Rejected).nullable());
    // One thing is never in a list twice at a time: the database holds it by live_project_id and live_identity.
    let per_day: Vec<(Id, NaiveDate, i64)> = list_items::table
        .filter(list_items::indicator_id.eq_any(indicators))
        .filter(decided)
        .filter(standing)
        .group_by((list_items::indicator_id, list_items::counted_on))
        .select((list_items::indicator_id, list_items::counted_on, count_star()))
        .load(conn)?;
    let counted_by = |indicator: Id, end: NaiveDate| {
        let days = per_day.iter().filter(|(list, on, _)| *list == indicator && *on <= end);
        (end, days.map(|(.., count)| count).sum())
    };
    let counts = |indicator: &Id| (*indicator, period_ends.iter().map(|end| counted_by(*indicator, *end)).collect());
    Ok(indicators.iter().map(counts).collect())
}
