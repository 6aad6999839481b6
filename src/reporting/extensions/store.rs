//! Queries on extensions. Those that answer a caller are limited to what the scope may know of, as reports are.
use super::model::{Extension, ExtensionFilter, ExtensionRow, ExtensionStatus};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{Backend, Conn, Id, Timestamp, schema::extensions},
        error::{Code, Error, Result},
        web::{Declared, Listed, Order, Page, Paging, Reference},
    },
    plan::periods::{self, PeriodSummary},
    reporting::{obligations::ObligationRow, subjects},
};
use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as DieselError},
};
use std::collections::HashMap;

/// The requests that may be known of: of the covered jurisdictions, and of the own bureau for those of a bureau.
fn visible(scope: &Scope) -> extensions::BoxedQuery<'_, Backend> {
    let covered = extensions::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let query = extensions::table.filter(covered).into_boxed();
    match scope.bureau {
        _ if !scope.reports => query.filter(extensions::id.eq_any(Vec::<Id>::new())),
        Some(bureau) => query.filter(extensions::bureau_id.eq(bureau)),
        None => query,
    }
}

fn matching<'a>(
    scope: &'a Scope,
    filter: &'a ExtensionFilter,
    named: &subjects::store::Named,
) -> extensions::BoxedQuery<'a, Backend> {
    let mut query = visible(scope);
    if let Some(plan) = named.plan {
        query = query.filter(extensions::plan_id.eq(plan));
    }
    if let Some(period) = named.period {
        query = query.filter(extensions::period_id.eq(period));
    }
    if let Some(bureau) = named.bureau {
        query = query.filter(extensions::bureau_id.eq(bureau));
    }
    if let Some(indicator) = named.indicator {
        query = query.filter(extensions::indicator_id.eq(indicator));
    }
    if let Some(project) = named.project {
        query = query.filter(extensions::project_id.eq(project));
    }
    if let Some(statuses) = &filter.status {
        query = query.filter(extensions::status.eq_any(&statuses.0));
    }
    query
}

/// What requests may be ordered by.
fn order() -> Order<ExtensionRow> {
    Order::new("id", extensions::id, |row: &ExtensionRow| row.id)
        .by("requested_at", extensions::requested_at, |row| row.requested_at)
        .by("due_on", extensions::due_on, |row| row.due_on)
        .by("decided_at", extensions::decided_at, |row| row.decided_at)
        .changed(extensions::updated_at, |row| row.updated_at)
}
impl Listed for ExtensionFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of requests.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &ExtensionFilter, paging: &Paging) -> Result<Page<Extension>> {
    let named = subjects::store::named(conn, scope, filter.names())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, &named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let page = order.page(rows, total)?;
    Ok(Page { items: details(conn, page.items)?, page: page.page })
}
/// One request. Requests have no code.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> Result<Extension> {
    let Reference::Id(id) = reference else { return Err(Code::NotFound.into()) };
    let row = visible(scope).filter(extensions::id.eq(id)).first(conn)?;
    detail(conn, row)
}
/// The number of the next request on an obligation.
pub fn next_number(conn: &mut Conn, owed: &ObligationRow) -> QueryResult<i32> {
    let about = extensions::indicator_id.eq(owed.indicator_id).or(extensions::project_id.eq(owed.project_id));
    let last: Option<i32> = extensions::table
        .filter(extensions::period_id.eq(owed.period_id))
        .filter(about)
        .select(diesel::dsl::max(extensions::number))
        .first(conn)?;
    Ok(last.unwrap_or(0) + 1)
}
/// Adds a request. When another transaction was faster with one on the same obligation, this one is run again and finds
/// it.
pub fn insert(conn: &mut Conn, extension: &ExtensionRow) -> Result<ExtensionRow> {
    let inserted = diesel::insert_into(extensions::table).values(extension).returning(extensions::all_columns);
    inserted.get_result(conn).map_err(|error| match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Error::from(error).retryable(),
        other => other.into(),
    })
}
/// Writes a request that still has the version that was read.
pub fn save(conn: &mut Conn, extension: ExtensionRow, now: Timestamp) -> QueryResult<ExtensionRow> {
    let read = extension.version;
    let next = ExtensionRow { version: read + 1, updated_at: now, ..extension };
    diesel::update(extensions::table.find(next.id).filter(extensions::version.eq(read)))
        .set(&next)
        .returning(extensions::all_columns)
        .get_result(conn)
}
/// How many requests of the own jurisdiction wait for a decision, within what the scope may know of.
pub fn to_decide(conn: &mut Conn, scope: &Scope) -> QueryResult<i64> {
    let waiting = extensions::jurisdiction.eq(&scope.own).and(extensions::status.eq(ExtensionStatus::Requested));
    visible(scope).filter(waiting).count().get_result(conn)
}

/// 延期 as it was known at a moment of business time: for each subject (indicator or project) and period the time to
/// which an extension that was granted by then moves its due time. It excuses up to that time that nothing was
/// reported, and on time is judged on it when it has run out too. One statement.
///
/// For the wings that compute: it tells nobody's report, and goes no further than a figure's own excuse.
pub fn moved(conn: &mut Conn, subjects: &[Id], at: Timestamp) -> QueryResult<HashMap<(Id, Id), Timestamp>> {
    let about = extensions::indicator_id.eq_any(subjects).or(extensions::project_id.eq_any(subjects));
    let rows: Vec<ExtensionRow> = ExtensionRow::query()
        .filter(extensions::status.eq(ExtensionStatus::Approved).and(extensions::decided_at.le(at)))
        .filter(about)
        .order(extensions::number)
        .load(conn)?;
    // In their order: the later one takes the place of the one before.
    Ok(rows.iter().filter_map(|row| Some(((row.subject_id()?, row.period_id), row.due_at?))).collect())
}

/// One request with what belongs to it.
pub fn detail(conn: &mut Conn, row: ExtensionRow) -> Result<Extension> {
    details(conn, vec![row])?.pop().ok_or_else(|| Error::internal("no detail of an extension"))
}
/// Requests with their subjects, periods and bureaus: four statements, however many they are.
fn details(conn: &mut Conn, rows: Vec<ExtensionRow>) -> Result<Vec<Extension>> {
    let ids = |of: fn(&ExtensionRow) -> Option<Id>| rows.iter().filter_map(of).collect::<Vec<_>>();
    let bureaus = bureaus::store::summaries(conn, &ids(|row| Some(row.bureau_id)))?;
    let subjects = subjects::store::of_ids(conn, &ids(ExtensionRow::subject_id))?;
    let periods = periods::store::of_ids(conn, &ids(|row| Some(row.period_id)))?;
    let periods: HashMap<Id, String> = periods.into_iter().map(|period| (period.id, period.code)).collect();
    let detail = |row: ExtensionRow| {
        // Foreign keys hold that each of them is there.
        let missing = || Error::internal(format!("extension {} lacks a part", row.id));
        let subject = row.subject_id().and_then(|id| subjects.get(&id)).ok_or_else(missing)?;
        let code = periods.get(&row.period_id).cloned().ok_or_else(missing)?;
        Ok(Extension {
            subject: subject.summary.clone(),
            period: PeriodSummary { id: row.period_id, code },
            bureau: bureaus.get(&row.bureau_id).cloned().ok_or_else(missing)?,
            status_text: row.status.text(),
            row,
        })
    };
    rows.into_iter().map(detail).collect()
}
