//! Reports with what is shown beside them and what the caller may do: fourteen statements at most, however many they
//! are.
use super::{
    attached,
    model::{Around, Report, ReportRow, ReportStatus, ValueStatus},
    returns::{self, ReportReturn},
    rules::{self, Action},
    store,
};
use crate::{
    directory::bureaus::{self, BureauSummary},
    evidence::attachments::AttachmentSummary,
    foundation::{
        auth::Permission,
        db::{Conn, Id},
        error::{Error, Result},
        events::Seal,
        web::{Actionable, AllowedAction, Resource, View},
    },
    plan::periods::{self, PeriodRow, PeriodSummary},
    reporting::{
        quality::{self, RaisedFlag},
        subjects::{self, Subject},
        windows::{self, store::Windows},
    },
};
use diesel::QueryResult;
use serde_json::{Value, json};
use std::collections::HashMap;

/// Everything that reports are shown with.
struct Beside {
    bureaus: HashMap<Id, BureauSummary>,
    subjects: HashMap<Id, Subject>,
    periods: HashMap<Id, PeriodRow>,
    windows: Windows,
    around: HashMap<Id, Around>,
    returns: HashMap<Id, Vec<ReportReturn>>,
    flags: HashMap<Id, Vec<RaisedFlag>>,
    attachments: HashMap<Id, Vec<AttachmentSummary>>,
}

impl Actionable for ReportRow {
    type Shown = Report;
    const COLLECTION: &'static str = "reports";

    fn id(&self) -> Id {
        self.id
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn jurisdiction(&self) -> &str {
        &self.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        Some(self.bureau_id)
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(self.status.as_str())
    }
    fn seal(&self) -> Option<Seal> {
        Seal::of(self)
    }
    fn event_data(&self) -> Value {
        json!({"status": self.status, "value": self.value, "demonstration": self.demonstration})
    }
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Report>>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut beside = gather(conn, view, &rows)?;
        rows.into_iter().map(|row| presented(row, view, &mut beside)).collect()
    }
}

/// What stands around reports, for the caller.
pub fn around(conn: &mut Conn, view: &View, rows: &[ReportRow]) -> QueryResult<HashMap<Id, Around>> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut around = store::around(conn, &ids)?;
    // Only of what waits for a review does it matter, and only to those who review.
    let waiting: Vec<Id> = rows.iter().filter(|row| row.status == ReportStatus::Submitted).map(|row| row.id).collect();
    if !waiting.is_empty() && view.caller.may(Permission::ReviewReport) {
        for id in store::acted_on(conn, &waiting, view.caller.id)? {
            around.entry(id).or_default().acted_on = true;
        }
    }
    // A correction is its own bureau's, whoever leads now: it is its figure that was approved.
    let drafts: Vec<&ReportRow> = rows
        .iter()
        .filter(|row| row.status.is_editable() && !row.is_correction() && view.caller.bureau_id == Some(row.bureau_id))
        .collect();
    for id in store::passed_on(conn, &drafts)? {
        around.entry(id).or_default().passed_on = true;
    }
    Ok(around)
}

fn gather(conn: &mut Conn, view: &View, rows: &[ReportRow]) -> Result<Beside> {
    let ids = |of: fn(&ReportRow) -> Option<Id>| rows.iter().filter_map(of).collect::<Vec<_>>();
    let (own, subjects) = (ids(|report| Some(report.id)), ids(ReportRow::subject_id));
    let periods = periods::store::of_ids(conn, &ids(|report| Some(report.period_id)))?;
    Ok(Beside {
        bureaus: bureaus::store::summaries(conn, &ids(|report| Some(report.bureau_id)))?,
        windows: windows::store::of_periods(conn, &periods, &subjects)?,
        subjects: subjects::store::of_ids(conn, &subjects)?,
        periods: periods.into_iter().map(|period| (period.id, period)).collect(),
        around: around(conn, view, rows)?,
        returns: returns::of_reports(conn, &own)?,
        flags: quality::store::of_reports(conn, view, &own)?,
        attachments: attached::of_reports(conn, &own)?,
    })
}

fn presented(row: ReportRow, view: &View, beside: &mut Beside) -> Result<Resource<Report>> {
    // Foreign keys hold that each of them is there.
    let missing = || Error::internal(format!("report {} lacks a part", row.id));
    let bureau = beside.bureaus.get(&row.bureau_id).cloned().ok_or_else(missing)?;
    let subject = row.subject_id().and_then(|id| beside.subjects.get(&id)).ok_or_else(missing)?;
    let period = beside.periods.get(&row.period_id).ok_or_else(missing)?;
    let window = beside.windows.of(period, subject.summary.id, row.bureau_id);
    let locked = window.lock(row.approved_at(), view.now);
    let around = beside.around.get(&row.id).copied().unwrap_or_default();
    let may = |action: &Action| rules::may(*action, &view.caller, &row, &around, locked);
    let allowed_actions = Action::ALL.iter().map(|action| AllowedAction::new(action.as_str(), may(action))).collect();
    let value_status = rules::value_status(&row, around.confirmed);
    let returns = beside.returns.remove(&row.id).unwrap_or_default();
    let object = Report {
        subject: subject.summary.clone(),
        period: PeriodSummary { id: period.id, code: period.code.clone() },
        bureau,
        unit: subject.measure.unit.clone(),
        value_text: row.value.map(|value| subject.measure.text(value)),
        status_text: row.status.text(),
        due_at: returns.last().map_or(window.first_due_at, |last| last.due_at),
        locked,
        return_count: returns.len(),
        returns,
        serving: row.status == ReportStatus::Approved,
        superseded_by: around.correction.filter(|_| row.status == ReportStatus::Superseded),
        value_status,
        value_status_text: value_status.map(ValueStatus::text),
        attachments: beside.attachments.remove(&row.id).unwrap_or_default(),
        quality_flags: beside.flags.remove(&row.id).unwrap_or_default(),
        row,
    };
    Ok(Resource { object, allowed_actions })
}
