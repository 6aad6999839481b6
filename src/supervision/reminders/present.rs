//! Reminders with what is shown beside them and what the caller may do: six statements, however many they are.
use super::{
    model::{Reminder, ReminderRow, ReminderSubject},
    rules, store,
};
use crate::{
    directory::bureaus::{self, BureauSummary},
    foundation::{
        db::{Conn, Id},
        error::{Error, Result},
        web::{Actionable, AllowedAction, Resource, View},
    },
    plan::periods,
    reporting::subjects::{self, Subject},
    supervision::orders::{self, OrderRow},
};
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// Everything that reminders are shown with.
struct Beside {
    bureaus: HashMap<Id, BureauSummary>,
    orders: HashMap<Id, OrderRow>,
    subjects: HashMap<Id, Subject>,
    periods: HashMap<Id, String>,
    open: HashSet<Id>,
}

impl Actionable for ReminderRow {
    type Shown = Reminder;
    const COLLECTION: &'static str = "reminders";

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
        Some(if self.acknowledged_at.is_some() { "acknowledged" } else { "raised" })
    }
    fn event_data(&self) -> Value {
        json!({"level": self.level, "kind": self.kind(), "due_at": self.due_at})
    }
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Reminder>>> {
        let beside = gather(conn, &rows)?;
        rows.into_iter().map(|row| presented(row, view, &beside)).collect()
    }
}

fn gather(conn: &mut Conn, rows: &[ReminderRow]) -> Result<Beside> {
    let ids = |of: fn(&ReminderRow) -> Option<Id>| rows.iter().filter_map(of).collect::<Vec<_>>();
    let orders = orders::store::of_ids(conn, &ids(|row| row.order_id))?;
    let periods = periods::store::of_ids(conn, &ids(|row| row.period_id))?;
    Ok(Beside {
        bureaus: bureaus::store::summaries(conn, &ids(|row| Some(row.bureau_id)))?,
        orders: orders.into_iter().map(|order| (order.id, order)).collect(),
        subjects: subjects::store::of_ids(conn, &ids(|row| row.indicator_id.or(row.project_id)))?,
        periods: periods.into_iter().map(|period| (period.id, period.code)).collect(),
        open: store::open_of(conn, &ids(|row| Some(row.id)))?,
    })
}

fn presented(row: ReminderRow, view: &View, beside: &Beside) -> Result<Resource<Reminder>> {
    // Foreign keys hold that each of them is there.
    let missing = || Error::internal(format!("reminder {} lacks a part", row.id));
    let (code, name) = match row.order_id {
        Some(order) => beside.orders.get(&order).map(|order| (order.code.clone(), order.title.clone())),
        None => {
            let subject = row.indicator_id.or(row.project_id).and_then(|id| beside.subjects.get(&id));
            subject.map(|subject| (subject.summary.code.clone(), subject.summary.name.clone()))
        }
    }
    .ok_or_else(missing)?;
    let period = row.period_id.and_then(|id| beside.periods.get(&id).cloned());
    let subject = ReminderSubject { kind: row.kind(), id: row.subject_id.clone(), code, name, period };
    let bureau = beside.bureaus.get(&row.bureau_id).cloned().ok_or_else(missing)?;
    let (open, may) = (beside.open.contains(&row.id), rules::may_acknowledge(&view.caller, &row));
    let object = Reminder { bureau, subject, open, settled: !open, level_text: row.level.text(), row };
    Ok(Resource { object, allowed_actions: vec![AllowedAction::new("acknowledge_reminder", may)] })
}
