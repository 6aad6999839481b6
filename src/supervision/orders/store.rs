//! Queries on supervision orders. Every one that reads for a caller is limited to the orders that the scope may know
//! of.
use super::{
    model::{OrderRow, OrderStatus},
    records::{OrderExtension, OrderExtensionStatus, OrderFeedback, OrderInstruction},
    requests::{OrderFeedbackFilter, OrderFilter},
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{Backend, Conn, Id, Timestamp, containing, lower, schema::*},
        error::Result,
        events::Kind,
        web::{Declared, Listed, Order, Page, Paging, Reference, in_query},
    },
    on_each,
    reporting::subjects,
};
use diesel::prelude::*;
use std::collections::HashSet;

/// The series of document numbers that orders are in.
const SERIES: &str = "order";

/// The orders that may be known of: of the covered jurisdictions, and for those of a bureau, the ones that it answers
/// for or supports.
pub fn visible(scope: &Scope) -> supervision_orders::BoxedQuery<'_, Backend> {
    let covered = supervision_orders::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let query = supervision_orders::table.filter(covered).into_boxed();
    match scope.bureau {
        _ if !scope.reports => query.filter(supervision_orders::id.eq_any(Vec::<Id>::new())),
        Some(bureau) => concerning(query, bureau),
        None => query,
    }
}
/// The feedback on orders that are [`visible`].
fn visible_feedback(scope: &Scope) -> supervision_order_feedback::BoxedQuery<'_, Backend> {
    let covered = supervision_orders::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let known = supervision_orders::table.filter(covered).select(supervision_orders::id);
    let query = supervision_order_feedback::table.filter(supervision_order_feedback::order_id.eq_any(known));
    let query = query.into_boxed();
    match scope.bureau {
        _ if !scope.reports => query.filter(supervision_order_feedback::id.eq_any(Vec::<Id>::new())),
        Some(bureau) => {
            let answered = supervision_orders::table.filter(supervision_orders::bureau_id.eq(bureau));
            let supported = supervision_order_bureaus::table.filter(supervision_order_bureaus::bureau_id.eq(bureau));
            let answered = supervision_order_feedback::order_id.eq_any(answered.select(supervision_orders::id));
            let supported =
                supervision_order_feedback::order_id.eq_any(supported.select(supervision_order_bureaus::order_id));
            query.filter(answered.or(supported))
        }
        None => query,
    }
}
/// Those that a bureau answers for or supports.
fn concerning(
    query: supervision_orders::BoxedQuery<'_, Backend>,
    bureau: Id,
) -> supervision_orders::BoxedQuery<'_, Backend> {
    let supported = supervision_order_bureaus::table
        .filter(supervision_order_bureaus::bureau_id.eq(bureau))
        .select(supervision_order_bureaus::order_id);
    query.filter(supervision_orders::bureau_id.eq(bureau).or(supervision_orders::id.eq_any(supported)))
}

/// The identities of the objects that a filter names.
struct Named {
    bureau: Option<Id>,
    subject: subjects::store::Named,
}

fn named(conn: &mut Conn, scope: &Scope, filter: &OrderFilter) -> Result<Named> {
    let bureau = in_query("bureau", filter.bureau.as_ref(), |bureau| bureaus::store::get(conn, scope, bureau))?;
    let names = subjects::store::Names {
        indicator: filter.indicator.as_ref(),
        project: filter.project.as_ref(),
        ..Default::default()
    };
    let subject = subjects::store::named(conn, scope, names)?;
    Ok(Named { bureau: bureau.map(|bureau| bureau.id), subject })
}

fn matching<'a>(
    scope: &'a Scope,
    filter: &'a OrderFilter,
    named: &Named,
) -> supervision_orders::BoxedQuery<'a, Backend> {
    let mut query = visible(scope);
    if let Some(statuses) = &filter.status {
        query = query.filter(supervision_orders::status.eq_any(&statuses.0));
    }
    if let Some(bureau) = named.bureau {
        query = concerning(query, bureau);
    }
    if let Some(levels) = &filter.level {
        query = query.filter(supervision_orders::level.eq_any(&levels.0));
    }
    // `rules::is_overdue` in SQL.
    let overdue = supervision_orders::status.eq_any(OrderStatus::RUNNING).and(supervision_orders::due_at.lt(scope.now));
    match filter.overdue {
        Some(true) => query = query.filter(overdue),
        Some(false) => query = query.filter(diesel::dsl::not(overdue)),
        None => {}
    }
    if let Some(indicator) = named.subject.indicator {
        query = query.filter(supervision_orders::indicator_id.eq(indicator));
    }
    if let Some(project) = named.subject.project {
        query = query.filter(supervision_orders::project_id.eq(project));
    }
    if let Some(q) = &filter.q {
        let holds = || lower(containing(q));
        let code = lower(supervision_orders::code).like(holds()).escape('\\');
        let title = lower(supervision_orders::title).like(holds()).escape('\\');
        let demand = lower(supervision_orders::demand).like(holds()).escape('\\');
        query = query.filter(code.or(title).or(demand));
    }
    query
}

/// What orders may be ordered by.
fn order() -> Order<OrderRow> {
    Order::new("id", supervision_orders::id, |row: &OrderRow| row.id)
        .by("issued_at", supervision_orders::issued_at, |row| row.issued_at)
        .by("due_at", supervision_orders::due_at, |row| row.due_at)
        .by("sign_due_at", supervision_orders::sign_due_at, |row| row.sign_due_at)
        .by("feedback_due_at", supervision_orders::feedback_due_at, |row| row.feedback_due_at)
        .by("decided_at", supervision_orders::decided_at, |row| row.decided_at)
        .by("title", supervision_orders::title, |row| row.title.clone())
        .changed(supervision_orders::updated_at, |row| row.updated_at)
        .include("bureau")
}
impl Listed for OrderFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of orders.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &OrderFilter, paging: &Paging) -> Result<Page<OrderRow>> {
    let named = named(conn, scope, filter)?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, &named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One order; `code:` is its number in the caller's own jurisdiction.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<OrderRow> {
    match reference {
        Reference::Id(id) => visible(scope).filter(supervision_orders::id.eq(id)).first(conn),
        Reference::Code(code) => {
            let own = supervision_orders::jurisdiction.eq(&scope.own);
            visible(scope).filter(own.and(supervision_orders::code.eq(code))).first(conn)
        }
    }
}
/// Orders by their ids, in no order, for reminders of them.
pub fn of_ids(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<OrderRow>> {
    OrderRow::query().filter(supervision_orders::id.eq_any(ids)).load(conn)
}
/// The orders of a jurisdiction whose clock runs and that are due by a moment.
pub fn running_by(conn: &mut Conn, jurisdiction: &str, due_by: Timestamp) -> QueryResult<Vec<OrderRow>> {
    OrderRow::query()
        .filter(supervision_orders::jurisdiction.eq(jurisdiction).and(supervision_orders::due_at.le(due_by)))
        .filter(supervision_orders::status.eq_any(OrderStatus::RUNNING))
        .order(supervision_orders::id)
        .load(conn)
}

/// Takes the next number of the year. Its row stays locked until the commit, so numbers have no gap.
pub fn next_number(conn: &mut Conn, jurisdiction: &str, year: i32) -> Result<i32> {
    let take = |conn: &mut Conn| {
        diesel::update(document_numbers::table.find((jurisdiction, SERIES, year)))
            .set(document_numbers::last_number.eq(document_numbers::last_number + 1))
            .returning(document_numbers::last_number)
            .get_result::<i32>(conn)
            .optional()
    };
    if let Some(taken) = take(conn)? {
        return Ok(taken);
    }
    let first = (
        document_numbers::jurisdiction.eq(jurisdiction),
        document_numbers::series.eq(SERIES),
        document_numbers::year.eq(year),
        document_numbers::last_number.eq(0),
    );
    let insert = diesel::insert_into(document_numbers::table).values(first).on_conflict_do_nothing();
    on_each!(&mut *conn, c => insert.execute(c))?;
    Ok(take(conn)?.ok_or(diesel::NotFound)?)
}
/// Adds an order with the bureaus that support it.
pub fn insert(conn: &mut Conn, order: &OrderRow, supporting: &[Id]) -> QueryResult<OrderRow> {
    let stored: OrderRow = diesel::insert_into(supervision_orders::table)
        .values(order)
        .returning(supervision_orders::all_columns)
        .get_result(conn)?;
    let rows: Vec<_> = supporting
        .iter()
        .map(|bureau| {
            (supervision_order_bureaus::order_id.eq(order.id), supervision_order_bureaus::bureau_id.eq(*bureau))
        })
        .collect();
    if !rows.is_empty() {
        on_each!(conn, c => diesel::insert_into(supervision_order_bureaus::table).values(rows).execute(c))?;
    }
    Ok(stored)
}
/// Writes an order that still has the version that was read.
pub fn save(conn: &mut Conn, order: OrderRow, now: Timestamp) -> QueryResult<OrderRow> {
    let read = order.version;
    let next = OrderRow { version: read + 1, updated_at: now, ..order };
    diesel::update(supervision_orders::table.find(next.id).filter(supervision_orders::version.eq(read)))
        .set(&next)
        .returning(supervision_orders::all_columns)
        .get_result(conn)
}

/// Adds feedback.
pub fn add_feedback(conn: &mut Conn, feedback: &OrderFeedback) -> QueryResult<()> {
    diesel::insert_into(supervision_order_feedback::table).values(feedback).execute(conn).map(drop)
}
/// What they may be ordered by.
fn feedback_order() -> Order<OrderFeedback> {
    Order::new("id", supervision_order_feedback::id, |row: &OrderFeedback| row.id).by(
        "given_at",
        supervision_order_feedback::given_at,
        |row| row.given_at,
    )
}
impl Listed for OrderFeedbackFilter {
    fn declared() -> Declared {
        feedback_order().declared()
    }
}

/// A page of the feedback on the orders that may be known of, oldest first.
pub fn feedback(
    conn: &mut Conn,
    scope: &Scope,
    filter: &OrderFeedbackFilter,
    paging: &Paging,
) -> Result<Page<OrderFeedback>> {
    let on = in_query("order", filter.order.as_ref(), |on| get(conn, scope, on))?.map(|on| on.id);
    let each = || {
        let query = visible_feedback(scope);
        match on {
            Some(on) => query.filter(supervision_order_feedback::order_id.eq(on)),
            None => query,
        }
    };
    let order = feedback_order().asked(paging)?;
    let all = || each().filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// Adds an instruction.
pub fn add_instruction(conn: &mut Conn, instruction: &OrderInstruction) -> QueryResult<()> {
    diesel::insert_into(supervision_order_instructions::table).values(instruction).execute(conn).map(drop)
}
/// Adds a request for extension.
pub fn add_extension(conn: &mut Conn, extension: &OrderExtension) -> QueryResult<()> {
    diesel::insert_into(supervision_order_extensions::table).values(extension).execute(conn).map(drop)
}
/// Writes what became of a request for extension.
pub fn save_extension(conn: &mut Conn, extension: &OrderExtension) -> QueryResult<()> {
    diesel::update(supervision_order_extensions::table.find(extension.id)).set(extension).execute(conn).map(drop)
}
/// The request for extension that waits for a decision; there is at most one.
pub fn pending_extension(conn: &mut Conn, order: Id) -> QueryResult<Option<OrderExtension>> {
    OrderExtension::query()
        .filter(supervision_order_extensions::order_id.eq(order))
        .filter(supervision_order_extensions::status.eq(OrderExtensionStatus::Requested))
        .order(supervision_order_extensions::id)
        .first(conn)
        .optional()
}
/// Those of the orders that a user answered for: signed for, fed back on, asked for closure or for time. One statement.
pub fn answered(conn: &mut Conn, orders: &[Id], user: Id) -> QueryResult<HashSet<Id>> {
    let answers = [
        Kind::SupervisionOrderSigned,
        Kind::SupervisionOrderFeedbackGiven,
        Kind::SupervisionOrderClosureApplied,
        Kind::SupervisionOrderExtensionRequested,
    ];
    let ids: Vec<String> = orders.iter().map(Id::to_string).collect();
    let found: Vec<String> = changes::table
        .filter(changes::resource_id.eq_any(ids).and(changes::actor_id.eq(user)))
        .filter(changes::kind.eq_any(answers.map(Kind::as_str)))
        .select(changes::resource_id)
        .distinct()
        .load(conn)?;
    Ok(found.iter().filter_map(|id| id.parse().ok()).collect())
}
