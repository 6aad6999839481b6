//! 佐证附件 of a report: which files it rests on. They are named as a whole list, frozen by the submission like
//! everything that the report states, and a correction begins with those of what it corrects.
use super::{model::ReportRow, requests::Correction, store};
use crate::{
    evidence::attachments::{self, AttachmentSummary},
    foundation::{
        auth::Scope,
        db::{Conn, Id},
        error::{Result, Violations},
        web::{Reference, Tx, View},
    },
};
use diesel::QueryResult;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Under which attachments are linked to reports.
const OWNER_TYPE: &str = "report";

/// The attachments of these reports, which the caller may know of: one statement.
pub fn of_reports(conn: &mut Conn, reports: &[Id]) -> QueryResult<HashMap<Id, Vec<AttachmentSummary>>> {
    attachments::store::of_owners(conn, OWNER_TYPE, reports)
}
/// The identities of the attachments of one report.
fn ids_of(conn: &mut Conn, report: Id) -> QueryResult<Vec<Id>> {
    let attachments = of_reports(conn, &[report])?.remove(&report).unwrap_or_default();
    Ok(attachments.into_iter().map(|attachment| attachment.id).collect())
}

/// Links what a body names at `/attachments` to a new report.
pub fn begin(
    tx: &mut Tx<'_>,
    view: &View,
    report: Id,
    references: &[Reference],
    faults: &mut Violations,
) -> QueryResult<()> {
    link(tx.conn, view, report, references, "/attachments", faults)
}
/// Puts what a body names at `/attachments` in the place of a report's attachments, and tells what they were and are;
/// nothing when it names none, or the same.
pub fn replace(
    tx: &mut Tx<'_>,
    view: &View,
    report: Id,
    references: Option<&[Reference]>,
    faults: &mut Violations,
) -> QueryResult<Value> {
    let Some(references) = references else { return Ok(Value::Null) };
    let before = ids_of(tx.conn, report)?;
    attachments::store::detach_all(tx.conn, OWNER_TYPE, report)?;
    begin(tx, view, report, references, faults)?;
    let after = ids_of(tx.conn, report)?;
    Ok(if before == after { Value::Null } else { json!({"attachments": {"from": before, "to": after}}) })
}
/// The attachments that a correction begins with: those of the corrected report unless its changes name others, and
/// those that show why it is corrected.
pub fn correct(
    tx: &mut Tx<'_>,
    view: &View,
    (corrected, report): (Id, Id),
    correction: &Correction,
    faults: &mut Violations,
) -> QueryResult<()> {
    let (stated, pointer) = match &correction.changes.attachments {
        Some(others) => (others.clone(), "/changes/attachments"),
        None => (ids_of(tx.conn, corrected)?.into_iter().map(Reference::Id).collect(), ""),
    };
    link(tx.conn, view, report, &stated, pointer, faults)?;
    link(tx.conn, view, report, &correction.attachments, "/attachments", faults)
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
