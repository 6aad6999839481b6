//! Queries on periods.
use super::{
    model::{PeriodFilter, PeriodRow, PeriodState},
    rules,
};
use crate::{
    foundation::{
        auth::Scope,
        clock::start_of_day,
        db::{Backend, Conn, Id, Timestamp, schema::periods},
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference, in_query},
    },
    plan::{
        calendar,
        plans::{self, Plan},
    },
};
use diesel::{prelude::*, sql_types::Bool};

type Condition = Box<dyn BoxableExpression<periods::table, Backend, SqlType = Bool>>;

/// The state as a condition: [`rules::state`] in SQL.
fn in_state(state: PeriodState, now: Timestamp) -> Condition {
    let (open, ended) = (periods::closed_at.is_null(), periods::opens_at.le(now));
    match state {
        PeriodState::Closed => Box::new(periods::closed_at.is_not_null()),
        PeriodState::NotOpen => Box::new(open.and(periods::opens_at.gt(now))),
        PeriodState::Open => Box::new(open.and(ended).and(periods::due_at.ge(now))),
        PeriodState::Overdue => Box::new(open.and(ended).and(periods::due_at.lt(now))),
    }
}

fn matching<'a>(
    scope: &'a Scope,
    plan: Option<Id>,
    states: Option<&[PeriodState]>,
) -> periods::BoxedQuery<'a, Backend> {
    let mut query =
        periods::table.filter(periods::jurisdiction.between(&scope.covered.0, &scope.covered.1)).into_boxed();
    if let Some(plan) = plan {
        query = query.filter(periods::plan_id.eq(plan));
    }
    let any = states.into_iter().flatten().map(|state| in_state(*state, scope.now));
    if let Some(any) = any.reduce(|a, b| Box::new(a.or(b))) {
        query = query.filter(any);
    }
    query
}

/// What periods may be ordered by.
fn order() -> Order<PeriodRow> {
    Order::new("starts_on", periods::id, |row: &PeriodRow| row.id)
        .by("starts_on", periods::starts_on, |row| row.starts_on)
        .by("ends_on", periods::ends_on, |row| row.ends_on)
        .by("due_at", periods::due_at, |row| row.due_at)
        .by("closed_at", periods::closed_at, |row| row.closed_at)
        .changed(periods::updated_at, |row| row.updated_at)
}
impl Listed for PeriodFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of periods.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &PeriodFilter, paging: &Paging) -> Result<Page<PeriodRow>> {
    let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?;
    let plan = plan.map(|plan| plan.id);
    let states = filter.state.as_ref().map(|states| states.0.as_slice());
    let order = order().asked(paging)?;
    let all = || matching(scope, plan, states).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One period. A code holds the year, and a jurisdiction has one plan a year: it names one period.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<PeriodRow> {
    let visible = PeriodRow::query().filter(periods::jurisdiction.between(&scope.covered.0, &scope.covered.1));
    match reference {
        Reference::Id(id) => visible.filter(periods::id.eq(id)).first(conn),
        Reference::Code(code) => {
            visible.filter(periods::jurisdiction.eq(&scope.own).and(periods::code.eq(code))).first(conn)
        }
    }
}
/// Reads a period and keeps it as it is until the transaction ends: what depends on its being open and its closing
/// exclude each other. On SQLite there is one writer anyway.
pub fn hold(conn: &mut Conn, id: Id) -> QueryResult<PeriodRow> {
    if let Conn::Pg(c) = conn {
        let held = diesel::sql_query("SELECT 1 FROM periods WHERE id = $1 FOR SHARE");
        held.bind::<diesel::sql_types::Uuid, _>(id.0).execute(c)?;
    }
    PeriodRow::query().filter(periods::id.eq(id)).first(conn)
}
/// [`hold`], to this transaction alone: what may be there only once for a period is made one after the other.
pub fn hold_alone(conn: &mut Conn, id: Id) -> QueryResult<PeriodRow> {
    if let Conn::Pg(c) = conn {
        let held = diesel::sql_query("SELECT 1 FROM periods WHERE id = $1 FOR NO KEY UPDATE");
        held.bind::<diesel::sql_types::Uuid, _>(id.0).execute(c)?;
    }
    PeriodRow::query().filter(periods::id.eq(id)).first(conn)
}
/// Periods by their ids, in no order.
pub fn of_ids(conn: &mut Conn, ids: &[Id]) -> QueryResult<Vec<PeriodRow>> {
    PeriodRow::query().filter(periods::id.eq_any(ids)).load(conn)
}
/// The periods of a plan, in the order of time.
pub fn of_plan(conn: &mut Conn, plan: Id) -> QueryResult<Vec<PeriodRow>> {
    PeriodRow::query().filter(periods::plan_id.eq(plan)).order((periods::ends_on, periods::id)).load(conn)
}
/// Makes the periods of a plan's year, due by the calendar of working days. A plan that has them is refused by the
/// database.
pub fn make_calendar(conn: &mut Conn, plan: &Plan, now: Timestamp) -> QueryResult<Vec<PeriodRow>> {
    let spans = rules::spans(plan.year);
    let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return Ok(Vec::new()) };
    let days = calendar::store::working_days(conn, first.ends_on, last.ends_on)?;
    let made = spans.into_iter().map(|span| PeriodRow {
        id: Id::new(),
        jurisdiction: plan.jurisdiction.clone(),
        plan_id: plan.id,
        opens_at: span.ends_on.succ_opt().map_or_else(|| start_of_day(span.ends_on), start_of_day),
        due_at: days.period_due(span.ends_on),
        code: span.code,
        starts_on: span.starts_on,
        ends_on: span.ends_on,
        months: span.months,
        closed_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    });
    made.map(|period| insert(conn, &period)).collect()
}
/// Adds a period.
pub fn insert(conn: &mut Conn, period: &PeriodRow) -> QueryResult<PeriodRow> {
    diesel::insert_into(periods::table).values(period).returning(periods::all_columns).get_result(conn)
}
/// When a period is due by the table of holidays as it is now.
pub fn due_by_calendar(conn: &mut Conn, period: &PeriodRow) -> QueryResult<Timestamp> {
    Ok(calendar::store::working_days(conn, period.ends_on, period.ends_on)?.period_due(period.ends_on))
}
/// Moves the due time of a period that still has the version that was read.
pub fn set_due(conn: &mut Conn, period: &PeriodRow, due_at: Timestamp, now: Timestamp) -> QueryResult<PeriodRow> {
    diesel::update(periods::table.find(period.id).filter(periods::version.eq(period.version)))
        .set((periods::due_at.eq(due_at), periods::version.eq(period.version + 1), periods::updated_at.eq(now)))
        .returning(periods::all_columns)
        .get_result(conn)
}
/// Closes (`Some`) or reopens (`None`) a period that still has the version that was read.
pub fn set_closed(
    conn: &mut Conn,
    period: &PeriodRow,
    closed_at: Option<Timestamp>,
    now: Timestamp,
) -> QueryResult<PeriodRow> {
    diesel::update(periods::table.find(period.id).filter(periods::version.eq(period.version)))
        .set((periods::closed_at.eq(closed_at), periods::version.eq(period.version + 1), periods::updated_at.eq(now)))
        .returning(periods::all_columns)
        .get_result(conn)
}
