//! Queries on period exceptions. Every one that answers a caller is limited to what the scope may know of, as reports
//! are.
use super::{
    model::{ExceptionFilter, ExceptionRow, ExceptionState, PeriodException},
    rules,
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{Backend, Conn, Id, Timestamp, schema::period_exceptions},
        error::{Code, Error, Result},
        web::{Declared, Listed, Order, Page, Paging, Reference},
    },
    plan::periods::{self, PeriodSummary},
    reporting::subjects,
};
use diesel::{prelude::*, sql_types::Bool};
use std::collections::HashMap;

type Condition = Box<dyn BoxableExpression<period_exceptions::table, Backend, SqlType = Bool>>;

/// The exceptions that may be known of: of the covered jurisdictions, and of the own bureau for those of a bureau.
fn visible(scope: &Scope) -> period_exceptions::BoxedQuery<'_, Backend> {
    let covered = period_exceptions::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let query = period_exceptions::table.filter(covered).into_boxed();
    match scope.bureau {
        _ if !scope.reports => query.filter(period_exceptions::id.eq_any(Vec::<Id>::new())),
        Some(bureau) => query.filter(period_exceptions::bureau_id.eq(bureau)),
        None => query,
    }
}

/// The state as a condition: [`rules::state`] in SQL.
fn in_state(state: ExceptionState, now: Timestamp) -> Condition {
    let open = period_exceptions::ended_at.is_null();
    match state {
        ExceptionState::Ended => Box::new(period_exceptions::ended_at.is_not_null()),
        ExceptionState::RunOut => Box::new(open.and(period_exceptions::ends_at.lt(now))),
        ExceptionState::Running => Box::new(open.and(period_exceptions::ends_at.ge(now))),
    }
}

fn matching<'a>(
    scope: &'a Scope,
    filter: &'a ExceptionFilter,
    named: &subjects::store::Named,
) -> period_exceptions::BoxedQuery<'a, Backend> {
    let mut query = visible(scope);
    if let Some(plan) = named.plan {
        query = query.filter(period_exceptions::plan_id.eq(plan));
    }
    if let Some(period) = named.period {
        query = query.filter(period_exceptions::period_id.eq(period));
    }
    if let Some(bureau) = named.bureau {
        query = query.filter(period_exceptions::bureau_id.eq(bureau));
    }
    let states = filter.state.iter().flat_map(|states| &states.0).map(|state| in_state(*state, scope.now));
    if let Some(any) = states.reduce(|a, b| Box::new(a.or(b))) {
        query = query.filter(any);
    }
    query
}

/// What exceptions may be ordered by.
fn order() -> Order<ExceptionRow> {
    Order::new("id", period_exceptions::id, |row: &ExceptionRow| row.id)
        .by("opens_at", period_exceptions::opens_at, |row| row.opens_at)
        .by("ends_at", period_exceptions::ends_at, |row| row.ends_at)
        .changed(period_exceptions::updated_at, |row| row.updated_at)
}
impl Listed for ExceptionFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of exceptions.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &ExceptionFilter,
    paging: &Paging,
) -> Result<Page<PeriodException>> {
    let named = subjects::store::named(conn, scope, filter.names())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, &named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let page = order.page(rows, total)?;
    Ok(Page { items: details(conn, page.items, scope.now)?, page: page.page })
}
/// One exception. Exceptions have no code.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> Result<PeriodException> {
    let Reference::Id(id) = reference else { return Err(Code::NotFound.into()) };
    let row = visible(scope).filter(period_exceptions::id.eq(id)).first(conn)?;
    detail(conn, row, scope.now)
}
/// The running exception of the same extent, if there is one.
pub fn running(conn: &mut Conn, new: &ExceptionRow, now: Timestamp) -> QueryResult<Option<Id>> {
    let same = ExceptionRow::query()
        .filter(period_exceptions::period_id.eq(new.period_id).and(period_exceptions::bureau_id.eq(new.bureau_id)))
        .filter(in_state(ExceptionState::Running, now))
        .order(period_exceptions::id)
        .load(conn)?;
    Ok(same.iter().find(|row: &&ExceptionRow| row.subject_id() == new.subject_id()).map(|row| row.id))
}
/// Adds an exception.
pub fn insert(conn: &mut Conn, exception: &ExceptionRow) -> QueryResult<ExceptionRow> {
    diesel::insert_into(period_exceptions::table)
        .values(exception)
        .returning(period_exceptions::all_columns)
        .get_result(conn)
}
/// Ends an exception that still has the version that was read.
pub fn end(
    conn: &mut Conn,
    exception: &ExceptionRow,
    by: Id,
    business_now: Timestamp,
    now: Timestamp,
) -> QueryResult<ExceptionRow> {
    let read = period_exceptions::table.find(exception.id).filter(period_exceptions::version.eq(exception.version));
    diesel::update(read)
        .set((
            period_exceptions::ended_at.eq(business_now),
            period_exceptions::ended_by.eq(by),
            period_exceptions::version.eq(exception.version + 1),
            period_exceptions::updated_at.eq(now),
        ))
        .returning(period_exceptions::all_columns)
        .get_result(conn)
}

/// One exception with what belongs to it at a moment.
pub fn detail(conn: &mut Conn, row: ExceptionRow, now: Timestamp) -> Result<PeriodException> {
    details(conn, vec![row], now)?.pop().ok_or_else(|| Error::internal("no detail of an exception"))
}
/// Exceptions with their states, subjects, periods and bureaus: four statements, however many they are.
fn details(conn: &mut Conn, rows: Vec<ExceptionRow>, now: Timestamp) -> Result<Vec<PeriodException>> {
    let ids = |of: fn(&ExceptionRow) -> Option<Id>| rows.iter().filter_map(of).collect::<Vec<_>>();
    let bureaus = bureaus::store::summaries(conn, &ids(|row| Some(row.bureau_id)))?;
    let subjects = subjects::store::of_ids(conn, &ids(ExceptionRow::subject_id))?;
    let periods = periods::store::of_ids(conn, &ids(|row| Some(row.period_id)))?;
    let periods: HashMap<Id, String> = periods.into_iter().map(|period| (period.id, period.code)).collect();
    let detail = |row: ExceptionRow| {
        // Foreign keys hold that each of them is there.
        let missing = || Error::internal(format!("exception {} lacks a part", row.id));
        let subject = row.subject_id().map(|id| subjects.get(&id).ok_or_else(missing)).transpose()?;
        let code = periods.get(&row.period_id).cloned().ok_or_else(missing)?;
        let state = rules::state(&row, now);
        Ok(PeriodException {
            state,
            state_text: state.text(),
            subject: subject.map(|subject| subject.summary.clone()),
            period: PeriodSummary { id: row.period_id, code },
            bureau: bureaus.get(&row.bureau_id).cloned().ok_or_else(missing)?,
            row,
        })
    };
    rows.into_iter().map(detail).collect()
}
