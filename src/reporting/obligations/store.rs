//! Queries on obligations. Every one of them is limited to what the scope may know of.
use super::model::{Obligation, ObligationFilter, ObligationRow, ObligationState};
use crate::{
    directory::bureaus,
    foundation::{
        auth::{Caller, Scope},
        clock::start_of_day,
        db::{Backend, Conn, Id, Timestamp, obligations},
        error::{Error, Result},
        web::{Page, Paging, Resource},
    },
    reporting::{periods, reports::ReportStatus, subjects},
};
use diesel::{
    prelude::*,
    sql_types::{Bool, Nullable},
};
use std::collections::HashMap;

/// A condition on obligations.
pub type Condition = Box<dyn BoxableExpression<obligations::table, Backend, SqlType = Nullable<Bool>>>;

/// The state as a condition: [`super::rules::state`] in SQL.
fn in_state(state: ObligationState, now: Timestamp) -> Condition {
    let status = obligations::report_status;
    let none = || status.is_null().nullable();
    let begun = || status.eq_any([ReportStatus::Draft, ReportStatus::Withdrawn]);
    let (due, late) = (obligations::due_at.ge(now), obligations::due_at.lt(now));
    match state {
        ObligationState::NotOpen => Box::new(none().and(due).and(obligations::opens_at.gt(now))),
        ObligationState::Owed => Box::new(none().and(due).and(obligations::opens_at.le(now))),
        ObligationState::Drafted => Box::new(begun().and(due)),
        ObligationState::Overdue => Box::new(none().or(begun()).and(late)),
        ObligationState::Submitted => Box::new(status.eq(ReportStatus::Submitted)),
        ObligationState::Returned => Box::new(status.eq(ReportStatus::Returned)),
        ObligationState::Approved => Box::new(status.eq(ReportStatus::Approved)),
    }
}

/// Whether it is overdue: [`super::rules::is_overdue`] in SQL.
pub fn overdue(now: Timestamp) -> Condition {
    let late = obligations::due_at.lt(now);
    let given = obligations::report_status.eq_any([ReportStatus::Submitted, ReportStatus::Approved]);
    Box::new(obligations::report_status.is_null().nullable().or(diesel::dsl::not(given)).and(late))
}

/// Whether nothing is submitted or approved, in time or not.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn outstanding() -> _ {
    let given: [ReportStatus; 2] = [ReportStatus::Submitted, ReportStatus::Approved];
    obligations::report_status.is_null().nullable().or(obligations::report_status.ne_all(given))
}
/// What a jurisdiction's bureaus still have to report that is due by a moment; nothing can be reported for a closed period.
pub fn outstanding_by(conn: &mut Conn, jurisdiction: &str, due_by: Timestamp) -> QueryResult<Vec<ObligationRow>> {
    ObligationRow::query()
        .filter(obligations::jurisdiction.eq(jurisdiction).and(obligations::due_at.le(due_by)))
        .filter(obligations::closed_at.is_null())
        .filter(outstanding())
        .order(obligations::id)
        .load(conn)
}

/// The obligations that may be known of: of the covered jurisdictions, and of the own bureau for those of a bureau.
pub fn visible(scope: &Scope) -> obligations::BoxedQuery<'_, Backend> {
    let covered = obligations::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let query = obligations::table.filter(covered).into_boxed();
    match scope.bureau {
        _ if !scope.reports => query.filter(obligations::period_id.eq_any(Vec::<Id>::new())),
        Some(bureau) => query.filter(obligations::bureau_id.eq(bureau)),
        None => query,
    }
}

fn matching<'a>(
    scope: &'a Scope,
    filter: &'a ObligationFilter,
    named: &subjects::store::Named,
) -> obligations::BoxedQuery<'a, Backend> {
    let mut query = visible(scope);
    if let Some(plan) = named.plan {
        query = query.filter(obligations::plan_id.eq(plan));
    }
    if let Some(period) = named.period {
        query = query.filter(obligations::period_id.eq(period));
    }
    if let Some(bureau) = named.bureau {
        query = query.filter(obligations::bureau_id.eq(bureau));
    }
    if let Some(indicator) = named.indicator {
        query = query.filter(obligations::indicator_id.eq(indicator));
    }
    if let Some(project) = named.project {
        query = query.filter(obligations::project_id.eq(project));
    }
    let states = filter.state.iter().flat_map(|states| &states.0).map(|state| in_state(*state, scope.now));
    if let Some(any) = states.reduce(|a, b| Box::new(a.or(b))) {
        query = query.filter(any);
    }
    match filter.overdue {
        Some(true) => query = query.filter(overdue(scope.now)),
        Some(false) => query = query.filter(diesel::dsl::not(overdue(scope.now))),
        None => {}
    }
    if let Some(day) = filter.due_before {
        query = query.filter(obligations::due_at.le(start_of_day(day)));
    }
    query
}

/// A page of obligations, by period and then by subject, each in the order of its creation.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &ObligationFilter, paging: &Paging) -> Result<Page<ObligationRow>> {
    let Some(named) = subjects::store::named(conn, scope, filter.names())? else {
        return paging.page(Vec::new(), paging.counted().then_some(0), |_| Vec::new());
    };
    let total = paging.counted().then(|| matching(scope, filter, &named).count().get_result(conn)).transpose()?;
    let mut query = matching(scope, filter, &named);
    if let Some(after) = paging.after::<String>(0)? {
        query = query.filter(obligations::id.gt(after));
    }
    let rows = query.select(ObligationRow::as_select()).order(obligations::id).limit(paging.fetch()).load(conn)?;
    paging.page(rows, total, |obligation: &ObligationRow| vec![obligation.id.clone()])
}

/// Obligations with what is shown beside them: two statements, however many they are.
pub fn present(
    conn: &mut Conn,
    caller: &Caller,
    now: Timestamp,
    rows: Vec<ObligationRow>,
) -> Result<Vec<Resource<Obligation>>> {
    let ids = |of: fn(&ObligationRow) -> Id| rows.iter().map(of).collect::<Vec<_>>();
    let bureaus = bureaus::store::summaries(conn, &ids(|row| row.bureau_id))?;
    let periods = periods::store::of_ids(conn, &ids(|row| row.period_id))?;
    let due: HashMap<Id, Timestamp> = periods.iter().map(|period| (period.id, period.due_at)).collect();
    let shown = |row: ObligationRow| {
        // Foreign keys hold that each of them is there.
        let missing = || Error::internal(format!("obligation {} lacks a part", row.id));
        let bureau = bureaus.get(&row.bureau_id).cloned().ok_or_else(missing)?;
        let period_due_at = *due.get(&row.period_id).ok_or_else(missing)?;
        Ok(row.shown_to(caller, now, bureau, period_due_at))
    };
    rows.into_iter().map(shown).collect()
}

/// What a bureau still has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Open and not yet submitted, in time: owed, drafted or returned.
    pub owed: i64,
    /// Past due and not submitted.
    pub overdue: i64,
}

/// How much a bureau has to do now, within what the scope may know of. Two statements.
pub fn due_for(conn: &mut Conn, scope: &Scope, bureau: Id) -> QueryResult<Due> {
    let of_bureau = || visible(scope).filter(obligations::bureau_id.eq(bureau));
    let open = [ObligationState::Owed, ObligationState::Drafted, ObligationState::Returned];
    let open = open.into_iter().map(|state| in_state(state, scope.now)).reduce(|a, b| Box::new(a.or(b)));
    let in_time = of_bureau().filter(diesel::dsl::not(overdue(scope.now)));
    let owed = match open {
        Some(open) => in_time.filter(open).count().get_result(conn)?,
        None => 0,
    };
    Ok(Due { owed, overdue: of_bureau().filter(overdue(scope.now)).count().get_result(conn)? })
}
