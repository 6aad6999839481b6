//! Raising what is due: by the service alone, in one transaction of a jurisdiction, with a bounded number of
//! statements.
use super::{
    model::ReminderRow,
    rules::{self, Owed},
    store,
};
use crate::{
    foundation::{
        clock::local_date,
        db::{Id, Timestamp},
        error::Result,
        events::{Change, Kind, Tx},
    },
    plan::calendar,
    reporting::obligations,
    supervision::{
        orders,
        reminder_rules::{self, ReminderLevel, rules::REACH},
    },
};
use serde_json::json;

/// Raises every reminder of a jurisdiction that is due in business time and was not raised yet; gives how many.
/// Harmless to repeat, and to run on several replicas at once: the database keeps one of a kind, and only what was
/// really added is told.
pub fn raise_due(tx: &mut Tx<'_>, jurisdiction: &str) -> Result<usize> {
    let (now, today) = (tx.business_now, local_date(tx.business_now));
    let Some(rules) = reminder_rules::store::in_force(tx.conn, jurisdiction, today)? else { return Ok(0) };
    let limits = rules.content;
    let days = calendar::store::working_days(tx.conn, today - REACH, today + REACH)?;
    let orders = orders::store::running_by(tx.conn, jurisdiction, limits.orders.blue_until(today, &days))?;
    let reports = obligations::store::outstanding_by(tx.conn, jurisdiction, limits.reports.blue_until(today, &days))?;
    let reports = reports.into_iter().filter(|obligation| obligation.opens_at <= now);
    let (orders, reports): (Vec<Owed>, Vec<Owed>) =
        (orders.into_iter().map(Owed::from).collect(), reports.map(Owed::from).collect());
    let Some(first) = orders.iter().chain(&reports).map(|owed| owed.due_at).min() else { return Ok(0) };
    let raised = store::raised(tx.conn, jurisdiction, first)?;
    let mut due = rules::due(orders, &limits.orders, &raised, now, &days);
    due.extend(rules::due(reports, &limits.reports, &raised, now, &days));
    let rows: Vec<(ReminderRow, String)> =
        due.into_iter().map(|(owed, level)| reminder(jurisdiction, owed, level, rules.number, now, tx.now)).collect();
    let added = store::insert(tx.conn, rows.iter().map(|(row, _)| row))?;
    let changes = rows.iter().filter(|(row, _)| added.contains(&row.id)).map(|(row, code)| {
        let data = json!({"level": row.level, "kind": row.kind(), "subject": code, "due_at": row.due_at});
        Change::new(Kind::ReminderRaised, row.id, row.version).concerning(row.bureau_id).data(data)
    });
    tx.record_all(jurisdiction, changes.collect())?;
    Ok(added.len())
}

/// A new reminder, with the code of its subject.
fn reminder(
    jurisdiction: &str,
    owed: Owed,
    level: ReminderLevel,
    rules_number: i32,
    business_now: Timestamp,
    now: Timestamp,
) -> (ReminderRow, String) {
    let row = ReminderRow {
        id: Id::new(),
        jurisdiction: jurisdiction.to_owned(),
        subject_id: owed.subject_id,
        order_id: owed.order_id,
        period_id: owed.period_id,
        indicator_id: owed.indicator_id,
        project_id: owed.project_id,
        bureau_id: owed.bureau_id,
        level,
        due_at: owed.due_at,
        rules_number,
        raised_at: business_now,
        acknowledged_at: None,
        acknowledged_by: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    (row, owed.code)
}

impl From<orders::OrderRow> for Owed {
    fn from(order: orders::OrderRow) -> Self {
        Self {
            subject_id: order.id.to_string(),
            code: order.code,
            order_id: Some(order.id),
            period_id: None,
            indicator_id: None,
            project_id: None,
            bureau_id: order.bureau_id,
            due_at: order.due_at,
        }
    }
}
impl From<obligations::ObligationRow> for Owed {
    fn from(obligation: obligations::ObligationRow) -> Self {
        Self {
            subject_id: obligation.id,
            code: obligation.subject_code,
            order_id: None,
            period_id: Some(obligation.period_id),
            indicator_id: obligation.indicator_id,
            project_id: obligation.project_id,
            bureau_id: obligation.bureau_id,
            due_at: obligation.due_at,
        }
    }
}
