//! A report that is about to be changed, with what decides whether it may be.
use super::{
    model::{Around, ReportRow},
    present,
    rules::{self, Action},
    store,
};
use crate::{
    foundation::{
        clock::{end_of_day, last_day, local_date},
        db::Timestamp,
        error::{Code, Error, Result, Violation, stale},
        events::Kind,
        web::*,
    },
    plan::{
        calendar,
        periods::{self, Locked, PeriodRow},
        plans,
    },
    reporting::{
        subjects::{self, Subject},
        windows::{self, Window, rules::return_due},
    },
};
use chrono::NaiveDate;
use serde_json::{Value, json};
use std::ops::Deref;

/// The case of a report, with its period, its subject and its window.
pub struct ReportCase {
    case: Case<ReportRow>,
    /// Its period.
    pub period: PeriodRow,
    /// Its subject.
    pub subject: Subject,
    /// When something is taken on it.
    pub window: Window,
}

impl Deref for ReportCase {
    type Target = Case<ReportRow>;
    fn deref(&self) -> &Case<ReportRow> {
        &self.case
    }
}

impl ReportCase {
    /// Opens the case of a report for an action.
    pub fn open(tx: &mut Tx<'_>, view: &View, id: &Reference, expected: &Expected, action: Action) -> Result<Self> {
        let report = store::get(tx.conn, view, id)?;
        let period = periods::store::hold(tx.conn, report.period_id)?;
        let subject_id = report.subject_id().ok_or_else(|| Error::internal("a report without a subject"))?;
        let subject = subjects::store::of_ids(tx.conn, &[subject_id])?.remove(&subject_id).ok_or(Code::NotFound)?;
        plans::store::hold(tx.conn, report.plan_id)?;
        let window = windows::store::of_one(tx.conn, &period, subject_id, report.bureau_id)?;
        let locked = window.lock(report.approved_at(), tx.business_now);
        let around = present::around(tx.conn, view, std::slice::from_ref(&report))?;
        let around = around.get(&report.id).copied().unwrap_or_default();
        let may = rules::may(action, &view.caller, &report, &around, locked);
        let may = may.map_err(|code| refusal(code, &period, &around, locked));
        let case = Case::open(tx, view, report, expected, action.permission(), may)?;
        Ok(Self { case, period, subject, window })
    }
    /// Writes and tells what became of the report, and answers with it.
    pub fn save(&self, tx: &mut Tx<'_>, after: ReportRow, kind: Kind, data: Value) -> Result<Answer> {
        let report = store::save(tx.conn, after, tx.now).map_err(stale)?;
        self.close(tx, report, kind, self.event_data_with(data))
    }
    /// What events say of the period and the subject, with what else they say.
    pub fn event_data_with(&self, more: Value) -> Value {
        let mut data = json!({"period": self.period.code, "subject": self.subject.summary.code});
        if let (Value::Object(data), Value::Object(more)) = (&mut data, more) {
            data.extend(more);
        }
        data
    }
    /// When a report that is returned now is due again: on the third working day, or when the reviewer says. In a
    /// closed period not after the time for which it is kept open, as it could not come back; a correction can come
    /// back at any time.
    pub fn return_due(&self, tx: &mut Tx<'_>, due_on: Option<NaiveDate>) -> Result<Timestamp> {
        let today = local_date(tx.business_now);
        let kept = self.window.closed_at.and(self.window.kept_open_until()).filter(|_| !self.is_correction());
        let Some(day) = due_on else {
            let due_at = return_due(&calendar::store::working_days(tx.conn, today, today)?, today);
            return Ok(kept.map_or(due_at, |kept| kept.min(due_at)));
        };
        let fault = |code, name, limit: NaiveDate| Violation::at("/due_on", code).with(name, limit.to_string());
        match kept.filter(|kept| end_of_day(day) > *kept) {
            _ if day < today => Err(fault(Code::TooSmall, "min", today).into()),
            // The last day of which the end is not after the limit.
            Some(kept) => Err(fault(Code::TooLarge, "max", last_day(kept)).into()),
            None => Ok(end_of_day(day)),
        }
    }
}

/// The refusal of an action: it names the correction that is under way, and why nothing is taken.
fn refusal(code: Code, period: &PeriodRow, around: &Around, locked: Option<Locked>) -> Error {
    let pending = around.correction.filter(|_| code == Code::CorrectionPending);
    let refused = Error::new(code);
    let refused = pending.into_iter().fold(refused, |refused, id| refused.extend("existing", id.to_string()));
    locked.into_iter().fold(refused, |refused, locked| {
        refused.with("opens_at", period.opens_at.to_string()).extend("lock_reason", locked.reason.as_str())
    })
}
