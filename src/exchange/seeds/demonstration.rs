//! The demonstration: accounts for every role and bureau, and reports that are marked as such.
use super::{
    load::load,
    read::{PlanFiles, read},
    source::{Faults, Row, Source, reasons},
};
use crate::{
    directory::users::{self, NewAccount},
    foundation::{
        auth::{Role, passwords},
        clock::{Clock, local_date},
        db::{Conn, Db, Id, Timestamp, schema::bureaus},
        error::{Code, Error, Result, Violation},
        events::{Change, Kind, Tx},
    },
    plan::{
        calendar, indicators,
        periods::{self, PeriodRow},
        plans,
    },
    projects::projects,
    reporting::{
        reports::{self, ReportRow, ReportStatus, ReturnReason, ReturnRow, values},
        subjects::{self, Subject},
        windows::rules::return_due,
    },
};
use chrono::TimeDelta;
use diesel::prelude::*;
use serde_json::json;
use std::{collections::HashMap, str::FromStr};

const COLUMNS: &[&str] = &[
    "subject",
    "period",
    "value",
    "unit",
    "numerator",
    "denominator",
    "achieved_on",
    "status",
    "return_reason",
    "return_comment",
    "narrative",
    "problems",
    "next_steps",
];

/// Fills an empty database; one with accounts is left as it is.
pub fn fill(db: &Db, clock: &Clock, password: &str) -> Result<(), Faults> {
    if db.write_blocking(|conn| Ok(users::store::any(conn)?))? {
        return Ok(());
    }
    let files = read(&Source::of(None))?;
    let mut faults = Faults::default();
    let rows = Source::demonstration().rows("reports.csv", COLUMNS, "", &mut faults);
    faults.finish()?;
    load(db, clock, &files)?;
    let hash = passwords::hash(password)?;
    let mut faults = Faults::default();
    let filled = db.write_blocking(|conn| {
        let mut tx = Tx::of_service(conn, clock, "demonstration");
        accounts(&mut tx, &files, &hash)?;
        faults = reports_of(&mut tx, &files, &rows)?;
        if faults.0.is_empty() { Ok(()) } else { Err(Code::ValidationFailed.into()) }
    });
    faults.finish()?;
    Ok(filled?)
}

fn accounts(tx: &mut Tx<'_>, files: &PlanFiles, hash: &str) -> Result<()> {
    let offices = [
        ("supervisor", "督查室（演示）", Role::Supervisor),
        ("leader", "区领导（演示）", Role::Leader),
        ("system-admin", "系统管理员（演示）", Role::SystemAdmin),
        ("security-admin", "安全管理员（演示）", Role::SecurityAdmin),
        ("audit-admin", "审计管理员（演示）", Role::AuditAdmin),
    ];
    let mut all: Vec<(String, String, Option<Id>, Role)> =
        offices.into_iter().map(|(username, name, role)| (username.into(), name.into(), None, role)).collect();
    let known: Vec<(Id, String, String)> = bureaus::table
        .filter(bureaus::jurisdiction.eq(&files.jurisdiction))
        .order(bureaus::code)
        .select((bureaus::id, bureaus::code, bureaus::name))
        .load(tx.conn)?;
    for (id, code, name) in known {
        all.push((format!("{code}-lead"), format!("{name}负责人（演示）"), Some(id), Role::BureauLead));
        all.push((format!("{code}-reporter"), format!("{name}填报人（演示）"), Some(id), Role::BureauReporter));
    }
    let count = all.len();
    for (username, display_name, bureau_id, role) in all {
        let account = NewAccount {
            jurisdiction: files.jurisdiction.clone(),
            username,
            display_name,
            bureau_id,
            password_hash: hash.to_owned(),
            must_change_password: false,
            demonstration: true,
            roles: vec![role],
        };
        users::store::insert(tx.conn, &account, tx.now)?;
    }
    tx.record(&files.jurisdiction, Change::new(Kind::UserSeeded, "demonstration", 1).data(json!({"accounts": count})))
}

/// The demonstration's reports; a wrong row becomes a fault with its line.
fn reports_of(tx: &mut Tx<'_>, files: &PlanFiles, rows: &[Row]) -> Result<Faults> {
    let plan = plans::store::find(tx.conn, &files.jurisdiction, files.plan.body.year)?.ok_or(Code::NotFound)?;
    let calendar: HashMap<String, PeriodRow> =
        periods::store::of_plan(tx.conn, plan.id)?.into_iter().map(|period| (period.code.clone(), period)).collect();
    let mut faults = Faults::default();
    for row in rows {
        match report(tx, plan.id, &calendar, row) {
            Ok(()) => {}
            Err(error) if error.code().status().is_client_error() => faults.0.push(row.fault(reasons(&error))),
            Err(error) => return Err(error),
        }
    }
    Ok(faults)
}

fn subject(conn: &mut Conn, plan: Id, code: &str) -> Result<Subject> {
    let unknown = || Violation::at("/subject", Code::ReferenceNotFound).with("value", code);
    let indicator = indicators::store::find(conn, plan, code)?.map(|indicator| indicator.id);
    let id = match indicator {
        Some(id) => id,
        None => projects::store::find(conn, plan, code)?.ok_or_else(unknown)?.id,
    };
    Ok(subjects::store::of_ids(conn, &[id])?.remove(&id).ok_or_else(unknown)?)
}

/// A cell of a column whose text has a value of its own, such as a decimal or a date.
fn cell<T: FromStr>(row: &Row, column: &str) -> Result<Option<T>> {
    let invalid = || Violation::at(format!("/{column}"), Code::InvalidValue).with("reason", row.get(column));
    row.cells.get(column).map(|text| text.parse().map_err(|_| invalid().into())).transpose()
}

/// The return of a report that waits to be submitted again, due as a return of that day is.
fn returned(conn: &mut Conn, report_id: Id, reason: ReturnReason, comment: &str, at: Timestamp) -> Result<()> {
    let day = local_date(at);
    let due_at = return_due(&calendar::store::working_days(conn, day, day)?, day);
    let (comment, fields) = (comment.to_owned(), "[]".to_owned());
    let row = ReturnRow { report_id, number: 0, reason, comment, fields, due_at, returned_by: None, returned_at: at };
    reports::insert_return(conn, row).map(drop)
}

/// One report as a bureau and the supervision office would have made it: submitted three days after the period ended,
/// decided two days later; September's on the demonstration's first day.
fn report(tx: &mut Tx<'_>, plan: Id, calendar: &HashMap<String, PeriodRow>, row: &Row) -> Result<()> {
    let unknown = || Violation::at("/period", Code::ReferenceNotFound).with("value", row.get("period"));
    let period = calendar.get(row.get("period")).ok_or_else(unknown)?;
    let subject = subject(tx.conn, plan, row.get("subject"))?;
    let bureau = reports::store::owed(tx.conn, period, &subject)?.ok_or(Code::ReportNotOwed)?.0;
    let status: ReportStatus =
        cell(row, "status")?.ok_or(Violation::at("/status", Code::Required).with("field", "status"))?;
    let at = |days: i64| Timestamp::from(*period.opens_at + TimeDelta::days(days) + TimeDelta::hours(2));
    let (submitted, decided) = match status {
        ReportStatus::Draft | ReportStatus::Withdrawn => (None, None),
        ReportStatus::Submitted => (Some(at(3)), None),
        ReportStatus::Returned | ReportStatus::Approved => (Some(at(3)), Some(at(5))),
        // What corrections leave behind is no first report.
        ReportStatus::Superseded | ReportStatus::Discarded => {
            return Err(Violation::at("/status", Code::InvalidValue).with("reason", status.text()).into());
        }
    };
    let text = |column: &str| row.cells.get(column).cloned();
    let mut new = ReportRow {
        status,
        value_reported: cell(row, "value")?,
        unit_reported: text("unit"),
        numerator: cell(row, "numerator")?,
        denominator: cell(row, "denominator")?,
        achieved_on: cell(row, "achieved_on")?,
        narrative: text("narrative"),
        problems: text("problems"),
        next_steps: text("next_steps"),
        first_submitted_at: submitted,
        submitted_at: submitted,
        decided_at: decided,
        return_reason: cell(row, "return_reason")?,
        return_comment: text("return_comment"),
        demonstration: true,
        ..ReportRow::draft(period, &subject, bureau, None, tx.now)
    };
    values::normalise(&mut new, &subject.measure, period.ends_on)?;
    let stored = reports::store::insert(tx.conn, &new).map_err(Error::from)?;
    if let (Some(reason), Some(comment), Some(at)) = (stored.return_reason, &stored.return_comment, stored.decided_at) {
        returned(tx.conn, stored.id, reason, comment, at)?;
    }
    tx.seal(&stored);
    let told = json!({"status": stored.status, "demonstration": true});
    tx.record(
        &stored.jurisdiction,
        Change::new(Kind::ReportSeeded, stored.id, stored.version).concerning(bureau).data(told),
    )
}
