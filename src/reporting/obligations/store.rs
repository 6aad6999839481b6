//! Queries on obligations. Every one of them is limited to what the scope may know of.
use super::model::{ObligationFilter, ObligationRow, ObligationState, Timeliness};
use crate::{
    foundation::{
        auth::Scope,
        clock::start_of_day,
        db::{Backend, Conn, Id, Timestamp, obligations, schema::extensions},
        error::Result,
        web::{Declared, Listed, Order, Page, Paging},
    },
    reporting::{
        reports::ReportStatus,
        subjects::{self, SubjectSummary, SubjectType},
    },
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
    let (due, late, moves) =
        (obligations::due_at.ge(now), obligations::due_at.lt(now), obligations::suspended_on.is_null());
    match state {
        ObligationState::NotOpen => Box::new(none().and(obligations::opens_at.gt(now))),
        ObligationState::Owed => Box::new(none().and(due).and(obligations::opens_at.le(now)).and(moves)),
        ObligationState::Drafted => Box::new(begun().and(due).and(moves)),
        ObligationState::Overdue => Box::new(none().or(begun()).and(late).and(moves)),
        ObligationState::Suspended => {
            Box::new(none().and(obligations::opens_at.le(now)).or(begun()).and(obligations::suspended_on.is_not_null()))
        }
        ObligationState::Submitted => Box::new(status.eq(ReportStatus::Submitted)),
        ObligationState::Returned => Box::new(status.eq(ReportStatus::Returned)),
        ObligationState::Approved => Box::new(status.eq(ReportStatus::Approved)),
    }
}

/// Whether it is overdue: [`super::rules::is_overdue`] in SQL.
pub fn overdue(now: Timestamp) -> Condition {
    let late = obligations::due_at.lt(now);
    let given = obligations::report_status.eq_any([ReportStatus::Submitted, ReportStatus::Approved]);
    let outstanding = obligations::report_status.is_null().nullable().or(diesel::dsl::not(given));
    Box::new(outstanding.and(late).and(obligations::suspended_on.is_null()))
}

/// The timeliness as a condition: [`ObligationRow::timeliness`] in SQL.
fn in_time(timeliness: Timeliness) -> Condition {
    let submitted = obligations::first_submitted_at;
    match timeliness {
        Timeliness::OnTime => Box::new(submitted.le(obligations::first_due_at.nullable())),
        Timeliness::Late => Box::new(submitted.gt(obligations::first_due_at.nullable())),
        Timeliness::NotSubmitted => Box::new(submitted.is_null().nullable()),
    }
}

/// Whether nothing is submitted or approved, in time or not, of what is not suspended.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn outstanding() -> _ {
    let given: [ReportStatus; 2] = [ReportStatus::Submitted, ReportStatus::Approved];
    let nothing = obligations::report_status.is_null().nullable().or(obligations::report_status.ne_all(given));
    nothing.and(obligations::suspended_on.is_null())
}
/// What a jurisdiction's bureaus still have to report that is due by a moment; nothing can be reported for a closed
/// period.
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
    let timely = filter.timeliness.iter().flat_map(|all| &all.0).map(|timeliness| in_time(*timeliness));
    if let Some(any) = timely.reduce(|a, b| Box::new(a.or(b))) {
        query = query.filter(any);
    }
    if let Some(statuses) = &filter.report_status {
        query = query.filter(obligations::report_status.eq_any(&statuses.0));
    }
    match filter.overdue {
        Some(true) => query = query.filter(overdue(scope.now)),
        Some(false) => query = query.filter(diesel::dsl::not(overdue(scope.now))),
        None => {}
    }
    match filter.excused {
        Some(true) => query = query.filter(obligations::extended_due_at.ge(scope.now)),
        Some(false) => {
            let run_out = obligations::extended_due_at.lt(scope.now);
            query = query.filter(obligations::extended_due_at.is_null().nullable().or(run_out));
        }
        None => {}
    }
    if let Some(day) = filter.due_before {
        query = query.filter(obligations::due_at.le(start_of_day(day)));
    }
    query
}

/// What obligations may be ordered by.
fn order() -> Order<ObligationRow> {
    Order::new("id", obligations::id, |row: &ObligationRow| row.id.clone())
        .by("due_at", obligations::due_at, |row| row.due_at)
        .by("opens_at", obligations::opens_at, |row| row.opens_at)
        .by("first_submitted_at", obligations::first_submitted_at, |row| row.first_submitted_at)
}
impl Listed for ObligationFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of obligations, by period and then by subject, each in the order of its creation.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &ObligationFilter, paging: &Paging) -> Result<Page<ObligationRow>> {
    let named = subjects::store::named(conn, scope, filter.names())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, &named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all()
        .select(ObligationRow::as_select())
        .filter(order.after())
        .order(order.by())
        .limit(paging.fetch())
        .load(conn)?;
    order.page(rows, total)
}

/// Every obligation that a filter lets through, in the order of the list.
pub fn all(conn: &mut Conn, scope: &Scope, filter: &ObligationFilter) -> Result<Vec<ObligationRow>> {
    let named = subjects::store::named(conn, scope, filter.names())?;
    let query = matching(scope, filter, &named);
    Ok(query.select(ObligationRow::as_select()).order(obligations::id).load(conn)?)
}

/// The obligation of an id, if the scope may know of it.
pub fn known(conn: &mut Conn, scope: &Scope, id: &str) -> QueryResult<Option<ObligationRow>> {
    visible(scope).filter(obligations::id.eq(id)).select(ObligationRow::as_select()).first(conn).optional()
}

/// The obligation on a subject for a period, if somebody owes it. Not limited to a scope: what is answered of it is the
/// caller's to decide.
pub fn find(conn: &mut Conn, period: Id, subject: &SubjectSummary) -> QueryResult<Option<ObligationRow>> {
    let (id, of_period) = (Some(subject.id), obligations::table.filter(obligations::period_id.eq(period)));
    // Never `OR`: SQLite would then make every obligation of the period to find this one.
    let found = match subject.kind {
        SubjectType::Indicator => of_period.filter(obligations::indicator_id.eq(id)).into_boxed::<Backend>(),
        SubjectType::Project => of_period.filter(obligations::project_id.eq(id)).into_boxed(),
    };
    found.order(obligations::id).select(ObligationRow::as_select()).first(conn).optional()
}
/// Whether a bureau owes anything for a period.
pub fn owes_any(conn: &mut Conn, period: Id, bureau: Id) -> QueryResult<bool> {
    let owed = obligations::table.filter(obligations::period_id.eq(period).and(obligations::bureau_id.eq(bureau)));
    diesel::select(diesel::dsl::exists(owed)).get_result(conn)
}
/// The requests for extensions that wait for their decision, by period, subject and bureau: what a bureau asked for
/// before the lead passed to another is not that one's.
pub fn requested(conn: &mut Conn, periods: &[Id], subjects: &[Id]) -> QueryResult<HashMap<(Id, Id, Id), Id>> {
    type Row = (Id, Option<Id>, Option<Id>, Id, Id);
    let about = extensions::indicator_id.eq_any(subjects).or(extensions::project_id.eq_any(subjects));
    let rows: Vec<Row> = extensions::table
        .filter(extensions::period_id.eq_any(periods).and(extensions::status.eq("requested")))
        .filter(about)
        .order(extensions::id)
        .select((
            extensions::period_id,
            extensions::indicator_id,
            extensions::project_id,
            extensions::bureau_id,
            extensions::id,
        ))
        .load(conn)?;
    let waits = |(period, indicator, project, bureau, id): Row| Some(((period, indicator.or(project)?, bureau), id));
    Ok(rows.into_iter().filter_map(waits).collect())
}

/// What a bureau still has to do and can do: what a lock keeps from being done is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Open and not yet submitted, in time: owed, drafted or returned.
    pub owed: i64,
    /// Past due and not submitted, while it is still taken.
    pub overdue: i64,
    /// Of both, those that were returned.
    pub returned: i64,
    /// When the first of what is owed is due.
    pub first_due_at: Option<Timestamp>,
}

/// How much a bureau has to do now, within what the scope may know of. Three statements.
pub fn due_for(conn: &mut Conn, scope: &Scope, bureau: Id) -> QueryResult<Due> {
    let now = scope.now;
    let possible = || visible(scope).filter(obligations::bureau_id.eq(bureau)).filter(is_taken(now));
    let open = [ObligationState::Owed, ObligationState::Drafted, ObligationState::Returned];
    let open = open.into_iter().map(|state| in_state(state, now)).reduce(|a, b| Box::new(a.or(b)));
    let in_time = possible().filter(diesel::dsl::not(overdue(now)));
    let (owed, first_due_at) = match open {
        Some(open) => in_time
            .filter(open)
            .select((diesel::dsl::count_star(), diesel::dsl::min(obligations::due_at)))
            .first(conn)?,
        None => (0, None),
    };
    Ok(Due {
        owed,
        overdue: possible().filter(overdue(now)).count().get_result(conn)?,
        returned: possible().filter(in_state(ObligationState::Returned, now)).count().get_result(conn)?,
        first_due_at,
    })
}

/// Whether reports are taken once the period is open: [`crate::reporting::windows::Window::lock`] in SQL.
fn is_taken(now: Timestamp) -> Condition {
    let kept = obligations::exception_ends_at.ge(now).or(obligations::extended_due_at.ge(now));
    let open = obligations::closed_at.is_null().nullable().or(kept);
    Box::new(open.and(obligations::year_closed_at.is_null()).and(obligations::suspended_on.is_null()))
}
