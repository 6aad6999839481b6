//! Queries on reports. Every one of them is limited to the reports that the scope may know of.
use super::{
    model::{Around, ReportRevision, ReportRow, ReportStatus},
    requests::ReportFilter,
    rules,
};
use crate::{
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id, Timestamp, obligations,
            schema::{changes, confirmations, indicators, project_areas, report_flags, reports},
        },
        error::{Error, Result},
        events::Kind,
        web::{self, Declared, HistoryEntry, Listed, Order, Page, Paging, Reference},
    },
    plan::{indicators::store::mark_reported, periods::PeriodRow},
    reporting::{
        quality::QualityFlag,
        subjects::{self, Subject, SubjectType},
    },
};
use diesel::{
    prelude::*,
    result::{DatabaseErrorKind, Error as DieselError},
};
use std::collections::{HashMap, HashSet};

/// The reports that may be known of: of the covered jurisdictions, and of the own bureau for those of a bureau.
pub fn visible(scope: &Scope) -> reports::BoxedQuery<'_, Backend> {
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
    if let Some(flags) = &filter.flag {
        let asked: Vec<QualityFlag> = flags.0.iter().copied().filter(|flag| flag.is_known_to(scope)).collect();
        let raised = report_flags::table.filter(report_flags::flag.eq_any(asked)).select(report_flags::report_id);
        query = query.filter(reports::id.eq_any(raised));
    }
    if let Some(after) = filter.submitted_after {
        query = query.filter(reports::submitted_at.gt(after));
    }
    if let Some(before) = filter.submitted_before {
        query = query.filter(reports::submitted_at.lt(before));
    }
    query
}

/// What reports may be ordered by.
fn order() -> Order<ReportRow> {
    Order::new("id", reports::id, |row: &ReportRow| row.id)
        .by("submitted_at", reports::submitted_at, |row| row.submitted_at)
        .by("first_submitted_at", reports::first_submitted_at, |row| row.first_submitted_at)
        .by("decided_at", reports::decided_at, |row| row.decided_at)
        .by("revision", reports::revision, |row| row.revision)
        .changed(reports::updated_at, |row| row.updated_at)
        .include("bureau")
        .include("project")
}
impl Listed for ReportFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of reports.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &ReportFilter, paging: &Paging) -> Result<Page<ReportRow>> {
    let named = subjects::store::named(conn, scope, filter.names())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, &named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
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
/// Those of the drafts that their bureau does not owe any more: once the lead has passed to another bureau, only that
/// one may sign off. Two statements at most.
pub fn passed_on(conn: &mut Conn, drafts: &[&ReportRow]) -> QueryResult<Vec<Id>> {
    type Owed = (Id, Option<Id>, Id);
    let periods: Vec<Id> = drafts.iter().map(|draft| draft.period_id).collect();
    let of_periods = || obligations::table.filter(obligations::period_id.eq_any(&periods));
    let (indicators, projects): (Vec<&ReportRow>, Vec<&ReportRow>) =
        drafts.iter().copied().partition(|draft| draft.indicator_id.is_some());
    let mut owed: HashSet<Owed> = HashSet::new();
    // Each kind of subject by itself and never `OR`: SQLite would then make every obligation of the periods.
    if !indicators.is_empty() {
        let ids: Vec<Option<Id>> = indicators.iter().map(|draft| draft.indicator_id).collect();
        let rows = of_periods().filter(obligations::indicator_id.eq_any(ids));
        owed.extend(
            rows.select((obligations::period_id, obligations::indicator_id, obligations::bureau_id))
                .load::<Owed>(conn)?,
        );
    }
    if !projects.is_empty() {
        let ids: Vec<Option<Id>> = projects.iter().map(|draft| draft.project_id).collect();
        let rows = of_periods().filter(obligations::project_id.eq_any(ids));
        owed.extend(
            rows.select((obligations::period_id, obligations::project_id, obligations::bureau_id))
                .load::<Owed>(conn)?,
        );
    }
    let passed = |draft: &&&ReportRow| !owed.contains(&(draft.period_id, draft.subject_id(), draft.bureau_id));
    Ok(drafts.iter().filter(passed).map(|draft| draft.id).collect())
}
/// The revision that a bureau's draft gets: the first, or the next when the bureau that led before left one
/// unsubmitted.
pub fn next_revision(conn: &mut Conn, report: &ReportRow) -> QueryResult<i32> {
    let id = report.subject_id();
    let latest = reports::table
        .filter(reports::period_id.eq(report.period_id).and(reports::bureau_id.ne(report.bureau_id)))
        .filter(reports::indicator_id.eq(id).or(reports::project_id.eq(id)))
        .select(diesel::dsl::max(reports::revision))
        .first::<Option<i32>>(conn)?;
    Ok(latest.unwrap_or(0) + 1)
}
/// Those of the reports that a user drafted, changed or submitted. One statement.
pub fn acted_on(conn: &mut Conn, reports: &[Id], user: Id) -> QueryResult<Vec<Id>> {
    let acts = [Kind::ReportDrafted, Kind::ReportCorrectionDrafted, Kind::ReportUpdated, Kind::ReportSubmitted];
    let ids: Vec<String> = reports.iter().map(Id::to_string).collect();
    let acted: Vec<String> = changes::table
        .filter(changes::resource_id.eq_any(ids).and(changes::actor_id.eq(user)))
        .filter(changes::kind.eq_any(acts.map(Kind::as_str)))
        .select(changes::resource_id)
        .distinct()
        .load(conn)?;
    Ok(reports.iter().copied().filter(|id| acted.contains(&id.to_string())).collect())
}
/// The revision that a correction gets: after every other of its subject and period, discarded ones included.
pub fn correction_revision(conn: &mut Conn, report: &ReportRow) -> QueryResult<i32> {
    Ok(chain(report).select(diesel::dsl::max(reports::revision)).first::<Option<i32>>(conn)?.unwrap_or(0) + 1)
}
/// Every revision of a report's subject and period.
fn chain(report: &ReportRow) -> reports::BoxedQuery<'_, Backend> {
    let id = report.subject_id();
    let about = reports::indicator_id.eq(id).or(reports::project_id.eq(id));
    reports::table.filter(reports::period_id.eq(report.period_id)).filter(about).into_boxed()
}
/// The ids of those revisions.
pub fn revision_ids(conn: &mut Conn, report: &ReportRow) -> QueryResult<Vec<Id>> {
    chain(report).select(reports::id).load(conn)
}
/// What stands around reports: two statements, however many they are.
pub fn around(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Around>> {
    let mut around: HashMap<Id, Around> = HashMap::new();
    let corrections: Vec<(Option<Id>, Id)> = reports::table
        .filter(reports::corrects_id.eq_any(ids).and(reports::status.ne(ReportStatus::Discarded)))
        .select((reports::corrects_id, reports::id))
        .load(conn)?;
    for (corrected, correction) in corrections {
        let Some(corrected) = corrected else { continue };
        around.entry(corrected).or_default().correction = Some(correction);
    }
    let confirmed: Vec<Id> = confirmations::table
        .filter(confirmations::report_id.eq_any(ids))
        .select(confirmations::report_id)
        .load(conn)?;
    for id in confirmed {
        around.entry(id).or_default().confirmed = true;
    }
    Ok(around)
}
/// Adds a draft or a correction. When another transaction was faster with the same one, this one is run again and finds
/// it.
pub fn begin(conn: &mut Conn, report: &ReportRow) -> Result<ReportRow> {
    insert(conn, report).map_err(|error| match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Error::from(error).retryable(),
        other => other.into(),
    })
}
/// Adds a report, as it is: from the first on, an indicator keeps its definition. One that exists for the subject and
/// period is `report_exists`, by the database.
pub fn insert(conn: &mut Conn, report: &ReportRow) -> QueryResult<ReportRow> {
    if let Some(indicator) = report.indicator_id {
        mark_reported(conn, indicator)?;
    }
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

/// When an approved report was approved; `None` of one that is not.
pub fn approved_at(conn: &mut Conn, report: Id) -> QueryResult<Option<Timestamp>> {
    Ok(ReportRow::query().filter(reports::id.eq(report)).first::<ReportRow>(conn)?.approved_at())
}
/// How many reports of the own jurisdiction wait for a review, within what the scope may know of.
pub fn to_review(conn: &mut Conn, scope: &Scope, plan: Option<Id>) -> QueryResult<i64> {
    let waiting = reports::jurisdiction.eq(&scope.own).and(reports::status.eq(ReportStatus::Submitted));
    let query = visible(scope).filter(waiting);
    match plan {
        None => query.count().get_result(conn),
        Some(plan) => query.filter(reports::plan_id.eq(plan)).count().get_result(conn),
    }
}

/// A page of the revisions of a report's subject and period that may be known of, the first one first.
pub fn revisions(conn: &mut Conn, scope: &Scope, report: &ReportRow, paging: &Paging) -> Result<Page<ReportRevision>> {
    let id = report.subject_id();
    let all = || {
        let about = reports::indicator_id.eq(id).or(reports::project_id.eq(id));
        visible(scope).filter(reports::period_id.eq(report.period_id)).filter(about)
    };
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let mut query = all();
    if let Some(after) = paging.after::<i32>(0)? {
        query = query.filter(reports::revision.gt(after));
    }
    let rows: Vec<ReportRow> = query.order(reports::revision).limit(paging.fetch()).load(conn)?;
    let page = paging.page(rows, total, |report| vec![report.revision.to_string()])?;
    let around = around(conn, &page.items.iter().map(|report| report.id).collect::<Vec<_>>())?;
    let subjects = subjects::store::of_ids(conn, id.as_slice())?;
    let measure = subjects.into_values().next().map(|subject| subject.measure);
    Ok(page.map(|row| {
        let confirmed = around.get(&row.id).is_some_and(|around| around.confirmed);
        rules::revision(row, measure.as_ref(), confirmed)
    }))
}

/// What was done with a report, oldest first. The caller has read the report, and so may know.
pub fn history(conn: &mut Conn, report: &ReportRow, paging: &Paging) -> Result<Page<HistoryEntry>> {
    web::history(conn, &report.jurisdiction, "report", report.id, paging)
}
