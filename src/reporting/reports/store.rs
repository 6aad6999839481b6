//! Queries on reports. Every one of them is limited to the reports that the scope may know of.
use super::{
    model::{DecreaseReason, Report, ReportRow, ReportStatus},
    requests::ReportFilter,
    rules::{self, Action},
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::{Caller, Scope},
        db::{
            Backend, Conn, Decimal, Id, Timestamp, obligations,
            schema::{changes, indicators, periods as periods_table, project_areas, reports},
        },
        error::{Error, Result},
        events::{self, HistoryEntry},
        web::{AllowedAction, Page, Paging, Reference, Resource},
    },
    reporting::{
        periods::{self, PeriodRow, PeriodSummary},
        subjects::{self, Subject, SubjectType},
    },
};
use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as DieselError},
};
use std::collections::HashMap;

/// The reports that may be known of: of the covered jurisdictions, and of the own bureau for those of a bureau.
fn visible(scope: &Scope) -> reports::BoxedQuery<'_, Backend> {
    let query = reports::table.filter(reports::jurisdiction.between(&scope.covered.0, &scope.covered.1)).into_boxed();
    match scope.bureau {
        _ if !scope.reports => query.filter(reports::id.eq_any(Vec::<Id>::new())),
        Some(bureau) => query.filter(reports::bureau_id.eq(bureau)),
        None => query,
    }
}

fn matching<'a>(
    scope: &'a Scope,
    filter: &'a ReportFilter,
    named: &subjects::store::Named,
) -> reports::BoxedQuery<'a, Backend> {
    let mut query = visible(scope);
    if let Some(plan) = named.plan {
        query = query.filter(reports::plan_id.eq(plan));
    }
    if let Some(period) = named.period {
        query = query.filter(reports::period_id.eq(period));
    }
    if let Some(bureau) = named.bureau {
        query = query.filter(reports::bureau_id.eq(bureau));
    }
    if let Some(area) = named.area {
        let counted = indicators::table.filter(indicators::area_id.eq(area)).select(indicators::id.nullable());
        let built =
            project_areas::table.filter(project_areas::area_id.eq(area)).select(project_areas::project_id.nullable());
        query = query.filter(reports::indicator_id.eq_any(counted).or(reports::project_id.eq_any(built)));
    }
    if let Some(indicator) = named.indicator {
        query = query.filter(reports::indicator_id.eq(indicator));
    }
    if let Some(project) = named.project {
        query = query.filter(reports::project_id.eq(project));
    }
    if let Some(statuses) = &filter.status {
        query = query.filter(reports::status.eq_any(&statuses.0));
    }
    if let Some(after) = filter.submitted_after {
        query = query.filter(reports::submitted_at.gt(after));
    }
    if let Some(before) = filter.submitted_before {
        query = query.filter(reports::submitted_at.lt(before));
    }
    query
}

/// A page of reports, in the order of their creation.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &ReportFilter, paging: &Paging) -> Result<Page<ReportRow>> {
    let Some(named) = subjects::store::named(conn, scope, filter.names())? else {
        return paging.page(Vec::new(), paging.counted().then_some(0), |_| Vec::new());
    };
    let total = paging.counted().then(|| matching(scope, filter, &named).count().get_result(conn)).transpose()?;
    let mut query = matching(scope, filter, &named);
    if let Some(after) = paging.after::<Id>(0)? {
        query = query.filter(reports::id.gt(after));
    }
    let rows = query.order(reports::id).limit(paging.fetch()).load(conn)?;
    paging.page(rows, total, |report: &ReportRow| vec![report.id.to_string()])
}
/// One report. Reports have no code.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<ReportRow> {
    match reference {
        Reference::Id(id) => visible(scope).filter(reports::id.eq(id)).first(conn),
        Reference::Code(_) => Err(diesel::NotFound),
    }
}
/// Who owes the report on a subject for a period, and the report if there is one; `None` when nobody owes it.
pub fn owed(conn: &mut Conn, period: &PeriodRow, subject: &Subject) -> QueryResult<Option<(Id, Option<Id>)>> {
    let (id, of_period) = (Some(subject.summary.id), obligations::table.filter(obligations::period_id.eq(period.id)));
    // Never `OR`: SQLite would then make every obligation of the period to find this one.
    let owed = match subject.summary.kind {
        SubjectType::Indicator => of_period.filter(obligations::indicator_id.eq(id)).into_boxed::<Backend>(),
        SubjectType::Project => of_period.filter(obligations::project_id.eq(id)).into_boxed(),
    };
    owed.order(obligations::id).select((obligations::bureau_id, obligations::report_id)).first(conn).optional()
}
/// The revision that a bureau's draft gets: the first, or the next when the bureau that led before left one unsubmitted.
pub fn next_revision(conn: &mut Conn, report: &ReportRow) -> QueryResult<i32> {
    let id = report.subject_id();
    let latest = reports::table
        .filter(reports::period_id.eq(report.period_id).and(reports::bureau_id.ne(report.bureau_id)))
        .filter(reports::indicator_id.eq(id).or(reports::project_id.eq(id)))
        .select(diesel::dsl::max(reports::revision))
        .first::<Option<i32>>(conn)?;
    Ok(latest.unwrap_or(0) + 1)
}
/// Whether a user drafted, changed or submitted the report.
pub fn has_acted(conn: &mut Conn, report: &ReportRow, user: Id) -> QueryResult<bool> {
    let acts = ["report.drafted", "report.updated", "report.submitted"];
    let by = changes::table.filter(changes::resource_id.eq(report.id.to_string()).and(changes::actor_id.eq(user)));
    diesel::select(diesel::dsl::exists(by.filter(changes::kind.eq_any(acts)))).get_result(conn)
}
type Approved<'a> =
    diesel::helper_types::IntoBoxed<'a, diesel::helper_types::InnerJoin<reports::table, periods_table::table>, Backend>;

/// The approved figures of the report's subject in other periods of the plan.
fn approved_elsewhere(report: &ReportRow) -> Approved<'_> {
    let id = report.subject_id();
    reports::table
        .inner_join(periods_table::table)
        .filter(reports::plan_id.eq(report.plan_id).and(reports::status.eq(ReportStatus::Approved)))
        .filter(reports::indicator_id.eq(id).or(reports::project_id.eq(id)))
        .filter(reports::value.is_not_null())
        .into_boxed()
}
/// The value of the last approved report of an earlier period of the same plan.
pub fn approved_before(conn: &mut Conn, report: &ReportRow, period: &PeriodRow) -> QueryResult<Option<Decimal>> {
    let value = approved_elsewhere(report)
        .filter(periods_table::ends_on.lt(period.ends_on))
        .order((periods_table::ends_on.desc(), reports::revision.desc(), reports::id))
        .select(reports::value)
        .first::<Option<Decimal>>(conn)
        .optional()?;
    Ok(value.flatten())
}
/// The value of the next approved report of a later period of the same plan, unless that one says why it has fallen.
pub fn approved_after(conn: &mut Conn, report: &ReportRow, period: &PeriodRow) -> QueryResult<Option<Decimal>> {
    let next = approved_elsewhere(report)
        .filter(periods_table::ends_on.gt(period.ends_on))
        .order((periods_table::ends_on, reports::revision.desc(), reports::id))
        .select((reports::value, reports::decrease_reason))
        .first::<(Option<Decimal>, Option<DecreaseReason>)>(conn)
        .optional()?;
    Ok(next.filter(|(_, reason)| reason.is_none()).and_then(|(value, _)| value))
}
/// Adds a draft. When another transaction was faster with the same one, this one is run again and finds it.
pub fn begin(conn: &mut Conn, report: &ReportRow) -> Result<ReportRow> {
    insert(conn, report).map_err(|error| match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Error::from(error).retryable(),
        other => other.into(),
    })
}
/// Adds a report, as it is. One that exists for the subject and period is `report_exists`, by the database.
pub fn insert(conn: &mut Conn, report: &ReportRow) -> QueryResult<ReportRow> {
    diesel::insert_into(reports::table).values(report).returning(reports::all_columns).get_result(conn)
}
/// Writes a report that still has the version that was read.
pub fn save(conn: &mut Conn, report: ReportRow, now: Timestamp) -> QueryResult<ReportRow> {
    let read = report.version;
    let next = ReportRow { version: read + 1, updated_at: now, ..report };
    diesel::update(reports::table.find(next.id).filter(reports::version.eq(read)))
        .set(&next)
        .returning(reports::all_columns)
        .get_result(conn)
}

/// Reports with what is shown beside them and what the caller may do: four statements, however many they are.
pub fn present(
    conn: &mut Conn,
    caller: &Caller,
    now: Timestamp,
    rows: Vec<ReportRow>,
) -> Result<Vec<Resource<Report>>> {
    let ids = |of: fn(&ReportRow) -> Option<Id>| rows.iter().filter_map(of).collect::<Vec<_>>();
    let bureaus = bureaus::store::summaries(conn, &ids(|report| Some(report.bureau_id)))?;
    let subjects = subjects::store::of_ids(conn, &ids(ReportRow::subject_id))?;
    let periods = periods::store::of_ids(conn, &ids(|report| Some(report.period_id)))?;
    let periods: HashMap<Id, PeriodRow> = periods.into_iter().map(|period| (period.id, period)).collect();
    let shown = |row: ReportRow| {
        // Foreign keys hold that each of them is there.
        let missing = || Error::internal(format!("report {} lacks a part", row.id));
        let bureau = bureaus.get(&row.bureau_id).cloned().ok_or_else(missing)?;
        let subject = row.subject_id().and_then(|id| subjects.get(&id)).ok_or_else(missing)?;
        let period = periods.get(&row.period_id).ok_or_else(missing)?;
        let may = |action: &Action| AllowedAction::new(action.as_str(), rules::may(*action, caller, &row, period, now));
        let allowed_actions = Action::ALL.iter().map(may).collect();
        let object = Report {
            subject: subject.summary.clone(),
            period: PeriodSummary { id: period.id, code: period.code.clone() },
            bureau,
            unit: subject.measure.unit.clone(),
            value_text: row.value.map(|value| subject.measure.text(value)),
            status_text: row.status.text(),
            row,
        };
        Ok(Resource { object, allowed_actions })
    };
    rows.into_iter().map(shown).collect()
}
/// [`present`] of one report.
pub fn present_one(conn: &mut Conn, caller: &Caller, now: Timestamp, row: ReportRow) -> Result<Resource<Report>> {
    present(conn, caller, now, vec![row])?.pop().ok_or_else(|| Error::internal("nothing presented"))
}

/// What was done with a report, oldest first. The caller has read the report, and so may know.
pub fn history(conn: &mut Conn, report: &ReportRow, paging: &Paging) -> Result<Page<HistoryEntry>> {
    events::history(conn, &report.jurisdiction, "report", report.id, paging)
}
