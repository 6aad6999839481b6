//! Operations on reports that read or edit; what moves a report on is in `actions.rs`.
use super::{
    attached,
    case::ReportCase,
    model::{Report, ReportRow},
    requests::{NewReport, ReportChanges, ReportFilter},
    rules::Action,
    store, values,
};
use crate::{
    directory::bureaus,
    foundation::{
        State,
        auth::{
            Allowed, Permission,
            permission::{DraftReport, ReadReports},
        },
        clock::local_date,
        db::Id,
        error::{Code, Error, Result, Violations, stale},
        events::Kind,
        web::*,
    },
    plan::{
        periods::{self, PeriodRow},
        plans,
    },
    projects::projects,
    reporting::{
        subjects::{self, Subject},
        windows,
    },
};
use actix_web::{get, patch, post, web::Data};
use serde_json::json;

/// List reports (进展报告)
///
/// In the order of their creation.
///
/// - A bureau's accounts see their own bureau's only, whatever the filter asks for.
/// - The supervision office and the leaders see their jurisdiction's and those that it covers.
/// - An object that a filter names and that is not there, or not yours to know of, is 400 `unknown_reference`.
#[utoipa::path(
    tag = "reports",
    params(Listing<ReportFilter>),
    responses((status = 200, body = Page<Resource<Report>>, description = "A page of reports")),
)]
#[get("/reports")]
pub async fn list_reports(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    list: Listing<ReportFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let page = store::list(conn, view, &list.filter, &list.page)?;
        let page = page.including(conn, view, "bureau", |row: &ReportRow| [row.bureau_id], bureaus::store::included)?;
        let page =
            page.including(conn, view, "project", |row: &ReportRow| row.project_id, projects::store::included)?;
        Answer::ok(&page.present(conn, view)?)
    };
    state.read(caller, read).await
}

/// Get a report (进展报告)
///
/// Another bureau's report is not found by a bureau.
#[utoipa::path(tag = "reports", responses((status = 200, body = Resource<Report>, description = "The report")))]
#[get("/reports/{id}")]
pub async fn get_report(state: Data<State>, caller: Allowed<ReadReports>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| store::get(conn, view, &id)?.answer(conn, view);
    state.read(caller, read).await
}

/// Get the history of a report (流转记录)
///
/// Who did what with it and when, oldest first: every edit with the fields from and to, every submission, withdrawal,
/// return and approval.
#[utoipa::path(
    tag = "reports",
    responses((status = 200, body = Page<HistoryEntry>, description = "A page of what was done with the report")),
)]
#[get("/reports/{id}/history")]
pub async fn get_report_history(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    id: Reference,
    list: List<NoParameters>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let report = store::get(conn, view, &id)?;
        Answer::ok(&store::history(conn, &report, &list.page)?)
    };
    state.read(caller, read).await
}

/// Draft a report (起草报告)
///
/// There is one report for a subject and a period (`report_exists`, with its id as `existing`).
///
/// - By the bureau that leads the indicator or project when the period ends (`report_not_owed` for every other).
/// - Once the period has opened (`period_not_open`) and until it is closed (`period_closed`), longer where an extension
///   or an exception keeps it open; `lock_reason` says why nothing is taken.
/// - A draft may be incomplete, but what it states must be right: the unit known and of the subject's dimension, no
///   time stamped by the client, no figure beside 零报告, 无变化 or 不适用 (`contradicts_kind`).
/// - `attachments` are uploads of the bureau.
/// - A `code:` is of the period's plan.
#[utoipa::path(
    tag = "reports",
    request_body = NewReport,
    responses((status = 201, body = Resource<Report>, description = "The new draft")),
)]
#[post("/reports")]
pub async fn create_report(
    state: Data<State>,
    caller: Allowed<DraftReport>,
    command: Create<NewReport>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewReport, _: &Expected| {
        let period = new.period.0.found("/period", periods::store::get(tx.conn, view, &new.period.0))?;
        let period = periods::store::hold(tx.conn, period.id)?;
        let named = (new.indicator.as_ref(), new.project.as_ref());
        let subject = subjects::store::named_one(tx.conn, view, period.plan_id, named)?;
        let bureau = owes(tx, view, &period, &subject)?;
        let mut report = ReportRow::draft(&period, &subject, bureau, Some(view.caller.id), tx.now);
        new.fill(&mut report);
        let mut faults = Violations::new();
        faults.absorb(values::normalise(&mut report, &subject.measure, local_date(tx.business_now)))?;
        attached::begin(tx, view, report.id, &new.attachments, &mut faults)?;
        faults.finish()?;
        report.revision = store::next_revision(tx.conn, &report)?;
        let report = store::begin(tx.conn, &report)?;
        let data = json!({"period": period.code, "subject": subject.summary.code});
        report.created(tx, view, Kind::ReportDrafted, data)
    };
    command.run(&state, caller, create).await
}

/// The caller's bureau, when it owes the report, may give it now and has not begun it.
fn owes(tx: &mut Tx<'_>, view: &View, period: &PeriodRow, subject: &Subject) -> Result<Id> {
    let owed = store::owed(tx.conn, period, subject)?.filter(|(bureau, _)| view.caller.bureau_id == Some(*bureau));
    let not_owed = || Permission::DraftReport.forbidden(Code::ReportNotOwed);
    let (bureau, existing) = owed.ok_or_else(not_owed)?;
    plans::store::hold(tx.conn, period.plan_id)?;
    let window = windows::store::of_one(tx.conn, period, subject.summary.id, bureau)?;
    let approved_at = existing.map(|existing| store::approved_at(tx.conn, existing)).transpose()?.flatten();
    let locked = window.lock(approved_at, tx.business_now);
    let because = |refused: Error| match locked {
        Some(locked) => refused.extend("lock_reason", locked.reason.as_str()),
        None => refused,
    };
    if let Some(existing) = existing {
        return Err(because(Error::new(Code::ReportExists).extend("existing", existing.to_string())));
    }
    let Some(code) = locked.map(|locked| locked.reason.code()) else { return Ok(bureau) };
    let opens_at = period.opens_at.to_string();
    let state = periods::rules::state(period, tx.business_now).as_str();
    let refused = because(Error::new(code).with("opens_at", opens_at.as_str()).extend("current_state", state));
    Err(if code == Code::PeriodNotOpen { refused.extend("opens_at", opens_at) } else { refused })
}

/// Change a report (修改报告)
///
/// A merge: absent fields keep their value, `null` clears; `attachments` are replaced as a whole.
///
/// - Only what is a draft, withdrawn or returned can be changed (`report_not_editable`).
/// - By the bureau that owes it, while the period is not closed to it (`lock_reason`).
#[utoipa::path(
    tag = "reports",
    request_body = ReportChanges,
    responses((status = 200, body = Resource<Report>, description = "The report as changed")),
)]
#[patch("/reports/{id}")]
pub async fn update_report(
    state: Data<State>,
    caller: Allowed<DraftReport>,
    id: Reference,
    command: Edit<ReportChanges>,
) -> Result<Answer> {
    let update = move |tx: &mut Tx<'_>, view: &View, changes: &ReportChanges, expected: &Expected| {
        let case = ReportCase::open(tx, view, &id, expected, Action::Update)?;
        let mut report = case.before().clone();
        changes.apply(&mut report);
        let mut faults = Violations::new();
        faults.absorb(values::normalise(&mut report, &case.subject.measure, local_date(tx.business_now)))?;
        let attachments = attached::replace(tx, view, report.id, changes.attachments.as_deref(), &mut faults)?;
        faults.finish()?;
        let report = store::save(tx.conn, report, tx.now).map_err(stale)?;
        case.close(tx, report, Kind::ReportUpdated, attachments)
    };
    command.run(&state, caller, update).await
}
