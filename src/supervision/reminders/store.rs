//! Queries on reminders. Every one that reads for a caller is limited to what the scope may know of.
use super::{
    model::{ReminderFilter, ReminderKind, ReminderRow},
    rules::Clocked,
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id, Timestamp, obligations as obligations_view,
            schema::{reminders, supervision_orders},
        },
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference, in_query},
    },
    on_each,
    reporting::obligations,
    supervision::{orders::OrderStatus, reminder_rules::ReminderLevel},
};
use diesel::{
    dsl::{exists, not},
    prelude::*,
    sql_types::{Bool, Nullable},
};
use std::collections::{HashMap, HashSet};

/// How many rows one statement inserts: far below what either database takes as parameters.
const ROWS: usize = 500;

type Condition = Box<dyn BoxableExpression<reminders::table, Backend, SqlType = Nullable<Bool>>>;

/// Those of the reminders whose subjects are not done, and still due at the same time from the same bureau. One
/// statement.
pub fn open_of(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashSet<Id>> {
    let still = reminders::table.filter(reminders::id.eq_any(ids)).filter(open()).select(reminders::id);
    Ok(still.load(conn)?.into_iter().collect())
}
/// Whether the subject is not done, and still due at the same time from the same bureau.
fn open() -> Condition {
    let order = supervision_orders::table
        .filter(supervision_orders::id.nullable().eq(reminders::order_id))
        .filter(supervision_orders::status.eq_any(OrderStatus::RUNNING))
        .filter(supervision_orders::due_at.eq(reminders::due_at));
    // Not correlated, so that the view is made once and not for every reminder.
    let others = diesel::alias!(reminders as others);
    let same_clock = obligations_view::id
        .eq(others.field(reminders::subject_id))
        .and(obligations_view::bureau_id.eq(others.field(reminders::bureau_id)))
        .and(obligations_view::due_at.eq(others.field(reminders::due_at)));
    let owed = obligations_view::table
        .inner_join(others.on(same_clock))
        .filter(obligations_view::closed_at.is_null())
        .filter(obligations::store::outstanding())
        .select(others.field(reminders::id));
    Box::new(exists(order).or(reminders::id.eq_any(owed)).nullable())
}

/// The reminders that may be known of: of the covered jurisdictions, and of the own bureau for those of a bureau.
fn visible(scope: &Scope) -> reminders::BoxedQuery<'_, Backend> {
    let covered = reminders::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let query = reminders::table.filter(covered).into_boxed();
    match scope.bureau {
        _ if !scope.reports => query.filter(reminders::id.eq_any(Vec::<Id>::new())),
        Some(bureau) => query.filter(reminders::bureau_id.eq(bureau)),
        None => query,
    }
}

fn matching<'a>(
    scope: &'a Scope,
    filter: &'a ReminderFilter,
    bureau: Option<Id>,
) -> reminders::BoxedQuery<'a, Backend> {
    let mut query = visible(scope);
    if let Some(levels) = &filter.level {
        query = query.filter(reminders::level.eq_any(&levels.0));
    }
    if let Some(bureau) = bureau {
        query = query.filter(reminders::bureau_id.eq(bureau));
    }
    match filter.kind {
        Some(ReminderKind::Order) => query = query.filter(reminders::order_id.is_not_null()),
        Some(ReminderKind::Report) => query = query.filter(reminders::order_id.is_null()),
        None => {}
    }
    match filter.open {
        Some(true) => query = query.filter(open()),
        Some(false) => query = query.filter(not(open())),
        None => {}
    }
    match filter.acknowledged {
        Some(true) => query = query.filter(reminders::acknowledged_at.is_not_null()),
        Some(false) => query = query.filter(reminders::acknowledged_at.is_null()),
        None => {}
    }
    query
}

/// What reminders may be ordered by.
fn order() -> Order<ReminderRow> {
    Order::new("id", reminders::id, |row: &ReminderRow| row.id)
        .by("raised_at", reminders::raised_at, |row| row.raised_at)
        .by("due_at", reminders::due_at, |row| row.due_at)
        .by("acknowledged_at", reminders::acknowledged_at, |row| row.acknowledged_at)
        .changed(reminders::updated_at, |row| row.updated_at)
}
impl Listed for ReminderFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of reminders.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &ReminderFilter, paging: &Paging) -> Result<Page<ReminderRow>> {
    let bureau = in_query("bureau", filter.bureau.as_ref(), |bureau| bureaus::store::get(conn, scope, bureau))?;
    let bureau = bureau.map(|bureau| bureau.id);
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, bureau).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One reminder. Reminders have no code.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<ReminderRow> {
    match reference {
        Reference::Id(id) => visible(scope).filter(reminders::id.eq(id)).first(conn),
        Reference::Code(_) => Err(diesel::NotFound),
    }
}
/// The highest level raised so far, by clock, of those due from a moment on.
pub fn raised(
    conn: &mut Conn,
    jurisdiction: &str,
    due_from: Timestamp,
) -> QueryResult<HashMap<Clocked, ReminderLevel>> {
    let rows: Vec<(String, Id, Timestamp, ReminderLevel)> = reminders::table
        .filter(reminders::jurisdiction.eq(jurisdiction).and(reminders::due_at.ge(due_from)))
        .order(reminders::id)
        .select((reminders::subject_id, reminders::bureau_id, reminders::due_at, reminders::level))
        .load(conn)?;
    let mut highest = HashMap::new();
    for (subject_id, bureau_id, due_at, level) in rows {
        let known = highest.entry((subject_id, bureau_id, due_at)).or_insert(level);
        *known = level.max(*known);
    }
    Ok(highest)
}
/// Adds reminders, but for those that another replica added meanwhile; gives the identities of those added.
pub fn insert<'a>(conn: &mut Conn, rows: impl Iterator<Item = &'a ReminderRow>) -> QueryResult<HashSet<Id>> {
    let (rows, mut added) = (rows.collect::<Vec<_>>(), HashSet::new());
    for rows in rows.chunks(ROWS) {
        let ids: Vec<Id> = on_each!(&mut *conn, c => diesel::insert_into(reminders::table)
            .values(rows.to_vec())
            .on_conflict_do_nothing()
            .returning(reminders::id)
            .get_results(c))?;
        added.extend(ids);
    }
    Ok(added)
}
/// Writes that a user acknowledged a reminder that still has the version that was read.
pub fn acknowledge(
    conn: &mut Conn,
    reminder: &ReminderRow,
    by: Id,
    at: Timestamp,
    now: Timestamp,
) -> QueryResult<ReminderRow> {
    diesel::update(reminders::table.find(reminder.id).filter(reminders::version.eq(reminder.version)))
        .set((
            reminders::acknowledged_at.eq(at),
            reminders::acknowledged_by.eq(by),
            reminders::version.eq(reminder.version + 1),
            reminders::updated_at.eq(now),
        ))
        .returning(reminders::all_columns)
        .get_result(conn)
}
