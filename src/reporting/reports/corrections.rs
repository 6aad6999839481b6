//! Operations on the revisions of a report: correct, discard, list.
use super::{
    attached,
    case::ReportCase,
    model::{Report, ReportRevision, ReportRow},
    requests::Correction,
    rules::{self, Action},
    store, values,
};
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{DraftReport, ReadReports},
    },
    clock::local_date,
    error::{Result, Violations},
    events::Kind,
    web::*,
};
use actix_web::{get, post, web::Data};
use serde_json::json;
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(list_report_revisions).service(create_report_correction).service(discard_report);
}

/// List the revisions of a report (修订记录)
///
/// What was reported on the report's subject for its period, revision by revision: which serves, which was superseded,
/// which correction is under way or was given up, and why each was made.
#[utoipa::path(
    tag = "reports",
    responses((status = 200, body = Page<ReportRevision>, description = "A page of revisions, the first one first")),
)]
#[get("/reports/{id}/revisions")]
pub async fn list_report_revisions(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    id: Reference,
    list: List<NoParameters>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let report = store::get(conn, view, &id)?;
        Answer::ok(&store::revisions(conn, view, &report, &list.page)?)
    };
    state.read(caller, read).await
}

/// Correct a report (更正报告)
///
/// With a reason and evidence: drafts the next revision, which states the same until it is changed, and then lives like
/// every report: edited, submitted, reviewed.
///
/// - The approved report serves until the correction is approved.
/// - Only the report that serves can be corrected (`report_not_correctable`).
/// - Only one correction is under way at a time (`correction_pending`, with its id as `existing`).
/// - The period may be closed: that is what corrections are for.
/// - `If-Match` names the approved report that was read.
/// - The draft rests on the attachments of the approved report, unless `changes` name others, and on those of the
///   correction.
/// - By its bureau.
#[utoipa::path(
    tag = "reports",
    params(IfMatch),
    request_body = Correction,
    responses((status = 201, body = Resource<Report>, description = "The draft of the next revision")),
)]
#[post("/reports/{id}/corrections")]
pub async fn create_report_correction(
    state: Data<State>,
    caller: Allowed<DraftReport>,
    id: Reference,
    command: Act<Correction>,
) -> Result<Answer> {
    let correct = move |tx: &mut Tx<'_>, view: &View, correction: &Correction, expected: &Expected| {
        let case = ReportCase::open(tx, view, &id, expected, Action::Correct)?;
        let report = corrected(tx, view, &case, correction)?;
        let report = store::begin(tx.conn, &report)?;
        let data = case.event_data_with(json!({"corrects": case.id, "reason": correction.reason}));
        report.created(tx, view, Kind::ReportCorrectionDrafted, data)
    };
    command.run(&state, caller, correct).await
}

/// The draft that a correction begins with, and its attachments.
fn corrected(tx: &mut Tx<'_>, view: &View, case: &ReportCase, correction: &Correction) -> Result<ReportRow> {
    let revision = store::correction_revision(tx.conn, case)?;
    let why = (correction.reason, correction.evidence.clone());
    let mut report = rules::corrected(case, revision, why, view.caller.id, tx.now);
    correction.changes.apply(&mut report);
    let mut faults = Violations::new();
    let checked = values::normalise(&mut report, &case.subject.measure, local_date(tx.business_now));
    faults.absorb(checked.map_err(|error| error.beneath("/changes")))?;
    attached::correct(tx, view, (case.id, report.id), correction, &mut faults)?;
    faults.finish().map(|()| report)
}

/// Discard a correction (作废更正)
///
/// By its bureau: gives up a correction that is not submitted. It is kept, as `discarded`, and another one can be
/// drafted.
#[utoipa::path(
    tag = "reports",
    request_body = Empty,
    responses((status = 200, body = Resource<Report>, description = "The discarded correction")),
)]
#[post("/reports/{id}/discard")]
pub async fn discard_report(
    state: Data<State>,
    caller: Allowed<DraftReport>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let discard = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let case = ReportCase::open(tx, view, &id, expected, Action::Discard)?;
        case.save(tx, rules::discarded(&case), Kind::ReportDiscarded, json!({}))
    };
    command.run(&state, caller, discard).await
}
