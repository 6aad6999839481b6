//! Supervision orders with what is shown beside them and what the caller may do: a fixed number of statements, however
//! many orders there are.
use super::{
    attached::{self, Part},
    model::{OrderRow, OrderSubject, OrderSubjectType, SupervisionOrder},
    records::{OrderExtension, OrderExtensionStatus, OrderInstruction},
    rules::{self, Action},
    store,
};
use crate::{
    directory::bureaus::{self, BureauSummary},
    evidence::attachments::AttachmentSummary,
    foundation::{
        auth::Permission,
        db::{
            Conn, Id,
            schema::{
                milestones, supervision_order_bureaus, supervision_order_extensions, supervision_order_instructions,
            },
        },
        error::{Error, Result},
        web::{Actionable, AllowedAction, Resource, View},
    },
    plan::{
        calendar::{self, WorkingDays},
        periods,
    },
    reporting::subjects,
    supervision::reminder_rules::{self, ReminderRules, rules::due_day},
};
use diesel::prelude::*;
use serde_json::{Value, json};
use std::collections::{HashMap, HashSet};

/// Everything that orders are shown with.
struct Beside {
    bureaus: HashMap<Id, BureauSummary>,
    supporting: HashMap<Id, Vec<Id>>,
    subjects: HashMap<Id, OrderSubject>,
    instructions: HashMap<Id, Vec<OrderInstruction>>,
    extensions: HashMap<Id, Vec<OrderExtension>>,
    given: HashMap<Id, Vec<AttachmentSummary>>,
    evidence: HashMap<Id, Vec<AttachmentSummary>>,
    rules: HashMap<String, ReminderRules>,
    days: WorkingDays,
    /// Those that the caller answered for, where the caller judges.
    answered: HashSet<Id>,
}

impl Actionable for OrderRow {
    type Shown = SupervisionOrder;
    const COLLECTION: &'static str = "supervision-orders";

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
    fn event_data(&self) -> Value {
        json!({"code": self.code, "status": self.status, "level": self.level, "due_at": self.due_at})
    }
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<SupervisionOrder>>> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let mut beside = gather(conn, view, &rows)?;
        rows.into_iter().map(|row| presented(row, view, &mut beside)).collect()
    }
}

/// What a list is grouped by.
fn grouped<T>(rows: Vec<T>, key: impl Fn(&T) -> Id) -> HashMap<Id, Vec<T>> {
    let mut groups: HashMap<Id, Vec<T>> = HashMap::new();
    rows.into_iter().for_each(|row| groups.entry(key(&row)).or_default().push(row));
    groups
}

fn gather(conn: &mut Conn, view: &View, rows: &[OrderRow]) -> Result<Beside> {
    let (ids, today): (Vec<Id>, _) = (rows.iter().map(|row| row.id).collect(), view.today());
    let judges = view.caller.may(Permission::IssueOrders);
    let pairs: Vec<(Id, Id)> = supervision_order_bureaus::table
        .filter(supervision_order_bureaus::order_id.eq_any(&ids))
        .order((supervision_order_bureaus::order_id, supervision_order_bureaus::bureau_id))
        .select((supervision_order_bureaus::order_id, supervision_order_bureaus::bureau_id))
        .load(conn)?;
    let concerned: Vec<Id> = rows.iter().map(|row| row.bureau_id).chain(pairs.iter().map(|pair| pair.1)).collect();
    let instructions = OrderInstruction::query()
        .filter(supervision_order_instructions::order_id.eq_any(&ids))
        .order(supervision_order_instructions::id)
        .load(conn)?;
    let extensions = OrderExtension::query()
        .filter(supervision_order_extensions::order_id.eq_any(&ids))
        .order(supervision_order_extensions::id)
        .load(conn)?;
    let mut jurisdictions: Vec<String> = rows.iter().map(|row| row.jurisdiction.clone()).collect();
    jurisdictions.dedup();
    let due = || rows.iter().map(|row| due_day(row.due_at)).chain([today]);
    let first = due().min().unwrap_or(today);
    let last = due().max().unwrap_or(today) + reminder_rules::rules::REACH;
    Ok(Beside {
        bureaus: bureaus::store::summaries(conn, &concerned)?,
        supporting: grouped(pairs, |pair| pair.0)
            .into_iter()
            .map(|(order, pairs)| (order, pairs.into_iter().map(|pair| pair.1).collect()))
            .collect(),
        subjects: subjects_of(conn, rows)?,
        instructions: grouped(instructions, |instruction: &OrderInstruction| instruction.order_id),
        extensions: grouped(extensions, |extension: &OrderExtension| extension.order_id),
        given: attached::of(conn, Part::Order, &ids)?,
        evidence: attached::of(conn, Part::Closure, &ids)?,
        rules: reminder_rules::store::in_force_of(conn, &jurisdictions, today)?,
        days: calendar::store::working_days(conn, first, last)?,
        answered: if judges { store::answered(conn, &ids, view.caller.id)? } else { HashSet::new() },
    })
}

/// What the orders are about, by identity.
fn subjects_of(conn: &mut Conn, rows: &[OrderRow]) -> Result<HashMap<Id, OrderSubject>> {
    let ids = |of: &[OrderSubjectType]| -> Vec<Id> {
        rows.iter().filter_map(OrderRow::subject).filter(|(kind, _)| of.contains(kind)).map(|(_, id)| id).collect()
    };
    let measured = subjects::store::of_ids(conn, &ids(&[OrderSubjectType::Indicator, OrderSubjectType::Project]))?;
    let dated: Vec<(Id, String, String)> = milestones::table
        .filter(milestones::id.eq_any(ids(&[OrderSubjectType::Milestone])))
        .select((milestones::id, milestones::code, milestones::name))
        .load(conn)?;
    let covered = periods::store::of_ids(conn, &ids(&[OrderSubjectType::Period]))?;
    let measured = measured.into_values().map(|subject| {
        let subjects::SubjectSummary { kind, id, code, name } = subject.summary;
        let kind = match kind {
            subjects::SubjectType::Indicator => OrderSubjectType::Indicator,
            subjects::SubjectType::Project => OrderSubjectType::Project,
        };
        OrderSubject { kind, id, code, name }
    });
    let dated =
        dated.into_iter().map(|(id, code, name)| OrderSubject { kind: OrderSubjectType::Milestone, id, code, name });
    let covered = covered.into_iter().map(|period| OrderSubject {
        kind: OrderSubjectType::Period,
        id: period.id,
        name: format!("{}期填报", period.code),
        code: period.code,
    });
    Ok(measured.chain(dated).chain(covered).map(|subject| (subject.id, subject)).collect())
}

fn presented(row: OrderRow, view: &View, beside: &mut Beside) -> Result<Resource<SupervisionOrder>> {
    // Foreign keys hold that each of them is there.
    let missing = || Error::internal(format!("order {} lacks a part", row.id));
    let bureau = beside.bureaus.get(&row.bureau_id).cloned().ok_or_else(missing)?;
    let supporting = beside.supporting.remove(&row.id).unwrap_or_default();
    let supporting_bureaus = supporting.iter().filter_map(|id| beside.bureaus.get(id).cloned()).collect();
    let extensions = beside.extensions.remove(&row.id).unwrap_or_default();
    let pending = extensions.iter().any(|extension| extension.status == OrderExtensionStatus::Requested);
    let answered = beside.answered.contains(&row.id);
    let may = |action: &Action| {
        AllowedAction::new(action.as_str(), rules::may(*action, &view.caller, &row, (pending, answered), view.now))
    };
    let allowed_actions = Action::ALL.iter().map(may).collect();
    let running = row.status.is_running();
    let left = || row.clock_counted.between(view.today(), due_day(row.due_at), &beside.days);
    let ladder = beside.rules.get(&row.jurisdiction).filter(|_| running).map(|rules| rules.content.orders);
    let object = SupervisionOrder {
        subject: row.subject().and_then(|(_, id)| beside.subjects.get(&id).cloned()),
        clock: row.clock(),
        clock_text: row.clock().text(),
        level_text: row.level.text(),
        status_text: row.status.text(),
        overdue: rules::is_overdue(&row, view.now),
        sign_overdue: rules::is_sign_overdue(&row, view.now),
        feedback_overdue: rules::is_feedback_overdue(&row, view.now),
        days_left: running.then(left),
        reminder_level: ladder.and_then(|ladder| ladder.level(row.due_at, view.now, &beside.days)),
        instructions: beside.instructions.remove(&row.id).unwrap_or_default(),
        attachments: beside.given.remove(&row.id).unwrap_or_default(),
        closure_attachments: beside.evidence.remove(&row.id).unwrap_or_default(),
        bureau,
        supporting_bureaus,
        extensions,
        row,
    };
    Ok(Resource { object, allowed_actions })
}
