//! Reports that were received, taken back, returned or approved, of those that the caller may know of.
//!
//! A report's row holds its last submission only; each of them is in the feed. What came with the plan's own data was
//! never told there: its row says when it was submitted and approved.
use super::{
    acts::{self, Act},
    model::{ChangeKind, ChangeSubject, ChangeSubjectType},
    records::Found,
    rules::Span,
    words::{Said, period, quoted},
};
use crate::{
    foundation::{
        clock::local_date,
        db::{
            Conn, Id, Timestamp,
            schema::{report_returns, reports},
        },
        error::Result,
        events::Kind,
        web::View,
    },
    plan::{periods, plans::Plan},
    reporting::{
        reports::{ReportRow, ReportStatus, store::visible},
        subjects,
    },
};
use diesel::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// What was done, the change that it is, and how a report stood then.
type Done = (Id, Timestamp, ChangeKind, ReportStatus);

const KINDS: [Kind; 3] = [Kind::ReportSubmitted, Kind::ReportWithdrawn, Kind::ReportApproved];

/// Reads what was done: five statements.
pub(super) fn found(conn: &mut Conn, view: &View, plan: &Plan, span: &Span) -> Result<Vec<Found>> {
    let mut done: BTreeSet<Done> =
        acts::of_kinds(conn, &plan.jurisdiction, &KINDS, Some(span))?.iter().filter_map(of_act).collect();
    let back: Vec<(Id, Timestamp)> = report_returns::table
        .filter(report_returns::returned_at.gt(span.from.until).and(report_returns::returned_at.le(span.to.until)))
        .select((report_returns::report_id, report_returns::returned_at))
        .load(conn)?;
    done.extend(back.into_iter().map(|(id, at)| (id, at, ChangeKind::ReportReturned, ReportStatus::Returned)));
    let told: Vec<Id> = done.iter().map(|(id, ..)| *id).collect();
    let submitted = reports::submitted_at.gt(span.from.until).and(reports::submitted_at.le(span.to.until));
    let first = reports::first_submitted_at.gt(span.from.until).and(reports::first_submitted_at.le(span.to.until));
    let decided = reports::decided_at.gt(span.from.until).and(reports::decided_at.le(span.to.until));
    let rows: Vec<ReportRow> = visible(view)
        .filter(reports::plan_id.eq(plan.id))
        .filter(reports::id.eq_any(told).nullable().or(submitted).or(first).or(decided))
        .order(reports::id)
        .load(conn)?;
    done.extend(rows.iter().flat_map(|row| of_row(row, span)));
    let rows: HashMap<Id, &ReportRow> = rows.iter().map(|row| (row.id, row)).collect();
    told_of(conn, &rows, done)
}

fn of_act(act: &Act) -> Option<Done> {
    let is = |kind: Kind| act.kind == kind.as_str();
    let (change, status) = match () {
        () if is(Kind::ReportSubmitted) => (ChangeKind::ReportReceived, ReportStatus::Submitted),
        () if is(Kind::ReportWithdrawn) => (ChangeKind::ReportWithdrawn, ReportStatus::Withdrawn),
        () if is(Kind::ReportApproved) => (ChangeKind::ReportApproved, ReportStatus::Approved),
        () => return None,
    };
    Some((act.of, act.at, change, status))
}

/// What the row says: of an act that the feed tells too it is the same, to the instant.
fn of_row<'a>(row: &'a ReportRow, span: &'a Span) -> impl Iterator<Item = Done> + 'a {
    let received = [row.first_submitted_at, row.submitted_at].into_iter().flatten();
    let received = received.map(|at| (row.id, at, ChangeKind::ReportReceived, ReportStatus::Submitted));
    let was_approved = matches!(row.status, ReportStatus::Approved | ReportStatus::Superseded);
    let approved = row.decided_at.filter(|_| was_approved);
    let approved = approved.map(|at| (row.id, at, ChangeKind::ReportApproved, ReportStatus::Approved));
    received.chain(approved).filter(|(_, at, ..)| span.holds(Some(*at)))
}

fn told_of(conn: &mut Conn, rows: &HashMap<Id, &ReportRow>, done: BTreeSet<Done>) -> Result<Vec<Found>> {
    let about: Vec<Id> = rows.values().filter_map(|row| row.subject_id()).collect();
    let about = subjects::store::of_ids(conn, &about)?;
    let of: Vec<Id> = rows.values().map(|row| row.period_id).collect();
    let of = periods::store::of_ids(conn, &of)?;
    let code = |id: Id| of.iter().find(|period| period.id == id).map_or("", |period| period.code.as_str());
    let found = |(id, at, kind, status): Done| {
        let row = rows.get(&id)?;
        let subject = &about.get(&row.subject_id()?)?.summary;
        let (report_zh, report_en) =
            if row.is_correction() { ("更正报告", "correction") } else { ("报告", "report") };
        let (zh, en) = match kind {
            ChangeKind::ReportReturned => ("被退回", "returned"),
            ChangeKind::ReportWithdrawn => ("已撤回", "withdrawn"),
            ChangeKind::ReportApproved => ("已审定", "approved"),
            _ => ("已报送", "received"),
        };
        let period = period(code(row.period_id));
        Some(Found {
            kind,
            since: local_date(at),
            subject: ChangeSubject {
                kind: ChangeSubjectType::Report,
                id: row.id,
                code: Some(subject.code.clone()),
                name: subject.name.clone(),
            },
            bureau: Some(row.bureau_id),
            before: (kind != ChangeKind::ReportReceived).then(|| ReportStatus::Submitted.to_string()),
            after: Some(status.to_string()),
            said: Said::new(
                format!("{}（{}）{}{report_zh}{zh}", quoted(&subject.name), subject.code, period.zh),
                format!("The {report_en} on {} for {} was {en}", subject.code, period.en),
            ),
            address: "reports",
        })
    };
    Ok(done.into_iter().filter_map(found).collect())
}
