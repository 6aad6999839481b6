//! 佐证附件 of a report: which files it rests on. They are named as a whole list, frozen by the submission like
//! everything that the report states, and a correction begins with those of what it corrects.
use super::{model::ReportRow, requests::Correction, store};
use crate::{
    evidence::attachments::{self, AttachmentSummary},
    foundation::{
        auth::{Caller, Scope},
        db::{Conn, Id},
        error::{Result, Violations},
        web::{Reference, Tx},
    },
};
use diesel::QueryResult;
use serde::Serialize;
use std::collections::HashMap;

/// Under which attachments are linked to reports.
const OWNER_TYPE: &str = "report";

/// A report with its attachments, to tell what changed.
#[derive(Debug, Serialize)]
pub struct Whole<'a> {
    #[serde(flatten)]
    row: &'a ReportRow,
    attachments: Vec<Id>,
}

impl<'a> Whole<'a> {
    /// Of a report and its attachments.
    pub fn of(row: &'a ReportRow, attachments: &[AttachmentSummary]) -> Self {
        Self { row, attachments: attachments.iter().map(|one| one.id).collect() }
    }
}

/// The attachments of these reports, which the caller may know of: one statement.
pub fn of_reports(conn: &mut Conn, reports: &[Id]) -> QueryResult<HashMap<Id, Vec<AttachmentSummary>>> {
    attachments::store::of_owners(conn, OWNER_TYPE, reports)
}
/// The attachments of one report.
pub fn of_one(conn: &mut Conn, report: Id) -> QueryResult<Vec<AttachmentSummary>> {
    Ok(of_reports(conn, &[report])?.remove(&report).unwrap_or_default())
}

/// Links what a body names at `/attachments` to a new report.
pub fn begin(
    tx: &mut Tx<'_>,
    caller: &Caller,
    report: Id,
    references: &[Reference],
    faults: &mut Violations,
) -> QueryResult<()> {
    link(tx.conn, &tx.scope(caller), report, references, "/attachments", faults)
}
/// Puts what a body names at `/attachments` in the place of a report's attachments; nothing when it names none.
pub fn replace(
    tx: &mut Tx<'_>,
    caller: &Caller,
    report: Id,
    references: Option<&[Reference]>,
    faults: &mut Violations,
) -> QueryResult<()> {
    let Some(references) = references else { return Ok(()) };
    attachments::store::detach_all(tx.conn, OWNER_TYPE, report)?;
    begin(tx, caller, report, references, faults)
}
/// The attachments that a correction begins with: those of the corrected report unless its changes name others, and
/// those that show why it is corrected.
pub fn correct(
    tx: &mut Tx<'_>,
    caller: &Caller,
    (corrected, report): (Id, Id),
    correction: &Correction,
    faults: &mut Violations,
) -> QueryResult<()> {
    let scope = tx.scope(caller);
    let (stated, pointer) = match &correction.changes.attachments {
        Some(others) => (others.clone(), "/changes/attachments"),
        None => (of_one(tx.conn, corrected)?.into_iter().map(|one| Reference::Id(one.id)).collect(), ""),
    };
    link(tx.conn, &scope, report, &stated, pointer, faults)?;
    link(tx.conn, &scope, report, &correction.attachments, "/attachments", faults)
}
fn link(
    conn: &mut Conn,
    scope: &Scope,
    report: Id,
    references: &[Reference],
    pointer: &str,
    faults: &mut Violations,
) -> QueryResult<()> {
    attachments::store::attach(conn, scope, OWNER_TYPE, report, references, pointer, faults).map(drop)
}

/// Hashes of a report's evidence that was evidence before.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Reused {
    /// By the report's own bureau: for everybody who may read the report.
    pub by_bureau: Vec<String>,
    /// By others: not for the bureau to know.
    pub elsewhere: Vec<String>,
}

/// What of a report's evidence was evidence before, of something other than its own revisions. Three statements.
pub fn reused(conn: &mut Conn, report: &ReportRow) -> Result<Reused> {
    let revisions = store::revision_ids(conn, report)?;
    let mut reused = Reused::default();
    for before in attachments::store::used_before(conn, OWNER_TYPE, report.id, &revisions)? {
        match before.bureau_id == Some(report.bureau_id) {
            true => &mut reused.by_bureau,
            false => &mut reused.elsewhere,
        }
        .push(before.sha256);
    }
    reused.elsewhere.dedup();
    Ok(reused)
}
