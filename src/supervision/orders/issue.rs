//! Issuing a supervision order: what a new one names, its number and its clocks.
use super::{
    attached,
    model::{OrderRow, OrderStatus},
    requests::NewSupervisionOrder,
    rules, store,
};
use crate::{
    foundation::{
        auth::Scope,
        db::Id,
        error::{Code, Result, Violation, Violations},
        web::{Reference, Tx, View},
    },
    plan::{assignments, calendar, periods},
    projects::milestones,
    reporting::subjects::{self, SubjectType},
    supervision::{
        reminder_rules::{DayClock, ReminderLimits, rules::REACH},
        secrecy,
    },
};
use chrono::Datelike;

/// What a new order names.
struct Addressed {
    bureau: Id,
    supporting: Vec<Id>,
    subject: Subject,
}

/// What a new order is about: one of them, or nothing.
#[derive(Default)]
struct Subject {
    indicator: Option<Id>,
    project: Option<Id>,
    milestone: Option<Id>,
    period: Option<Id>,
}

/// Checks a new order, gives it the next number of the business year, starts its clocks and stores it.
pub fn issue(tx: &mut Tx<'_>, view: &View, new: &NewSupervisionOrder, limits: &ReminderLimits) -> Result<OrderRow> {
    let id = Id::new();
    let Addressed { bureau, supporting, subject } = addressed(tx, view, (id, new), limits)?;
    let (now, today) = (tx.business_now, view.today());
    let days = calendar::store::working_days(tx.conn, today, today + REACH)?;
    let clock = DayClock { days: new.clock.days, counted: new.clock.counted.unwrap_or(limits.order_counted) };
    let number = store::next_number(tx.conn, &view.own, today.year())?;
    let order = OrderRow {
        id,
        jurisdiction: view.own.clone(),
        code: rules::code(today.year(), number),
        title: new.title.clone(),
        demand: new.demand.clone(),
        level: new.level,
        origin: new.origin,
        indicator_id: subject.indicator,
        project_id: subject.project,
        milestone_id: subject.milestone,
        period_id: subject.period,
        bureau_id: bureau,
        clock_days: clock.days.into(),
        clock_counted: clock.counted,
        feedback_every_days: new.feedback_every_days,
        issued_at: now,
        sign_due_at: limits.sign_within.due(today, &days),
        due_at: clock.due(today, &days),
        feedback_due_at: rules::feedback_due(new.feedback_every_days, today),
        status: OrderStatus::Issued,
        signed_at: None,
        closure_result: None,
        closure_evidence: None,
        closure_applied_at: None,
        on_time: None,
        returns: 0,
        grade: None,
        decision_comment: None,
        decided_at: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    Ok(store::insert(tx.conn, &order, &supporting)?)
}

/// Looks up what a new order names, links its attachments and checks what its schema cannot; every fault at once.
fn addressed(
    tx: &mut Tx<'_>,
    view: &View,
    (id, new): (Id, &NewSupervisionOrder),
    limits: &ReminderLimits,
) -> Result<Addressed> {
    let mut faults = Violations::new();
    secrecy::check(&mut faults, &[("/title", Some(&new.title)), ("/demand", Some(&new.demand))]);
    if !limits.order_days.contains(&new.clock.days) {
        let allowed = limits.order_days.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
        faults.push(Violation::at("/clock/days", Code::ClockNotAllowed).with("allowed", allowed));
    }
    let bureau = faults.absorb(bureau(tx, view, &new.bureau, "/bureau"))?;
    let mut supporting = Vec::new();
    for (index, reference) in new.supporting_bureaus.iter().enumerate() {
        let place = format!("/supporting_bureaus/{index}");
        let Some(id) = faults.absorb(self::bureau(tx, view, reference, &place))? else { continue };
        if Some(id) == bureau || supporting.contains(&id) {
            faults.push(Violation::at(place, Code::Duplicate).with("value", reference.to_string()));
        }
        supporting.push(id);
    }
    let subject = faults.absorb(subject(tx, view, new))?;
    let bureaus: Vec<Id> = bureau.into_iter().chain(supporting.iter().copied()).collect();
    attached::give(tx, view, id, (&new.attachments, &bureaus), &mut faults)?;
    faults.finish()?;
    Ok(Addressed { bureau: bureau.ok_or(Code::NotFound)?, supporting, subject: subject.unwrap_or_default() })
}

/// A bureau of the caller's jurisdiction that still works.
fn bureau(tx: &mut Tx<'_>, scope: &Scope, reference: &Reference, pointer: &str) -> Result<Id> {
    let found = assignments::store::assignable(tx.conn, &scope.own, reference);
    Ok(reference.found(pointer, found)?.id)
}

/// What a new order is about: at most one thing, of the caller's own jurisdiction.
fn subject(tx: &mut Tx<'_>, scope: &Scope, new: &NewSupervisionOrder) -> Result<Subject> {
    let given = [&new.indicator, &new.project, &new.milestone, &new.period];
    if given.iter().filter(|reference| reference.is_some()).count() > 1 {
        return Err(Violation::at("/indicator", Code::OrderSubjectAmbiguous).into());
    }
    let own = |jurisdiction: String, id| if jurisdiction == scope.own { Ok(id) } else { Err(diesel::NotFound) };
    let mut found = Subject::default();
    if let Some(reference) = &new.indicator {
        let subject = subjects::store::get(tx.conn, scope, None, SubjectType::Indicator, reference);
        let subject = subject.and_then(|subject| own(subject.jurisdiction, subject.summary.id));
        found.indicator = Some(reference.found("/indicator", subject)?);
    }
    if let Some(reference) = &new.project {
        let subject = subjects::store::get(tx.conn, scope, None, SubjectType::Project, reference);
        let subject = subject.and_then(|subject| own(subject.jurisdiction, subject.summary.id));
        found.project = Some(reference.found("/project", subject)?);
    }
    if let Some(reference) = &new.milestone {
        let milestone = milestones::store::get(tx.conn, scope, reference);
        let milestone = milestone.and_then(|milestone| own(milestone.jurisdiction, milestone.id));
        found.milestone = Some(reference.found("/milestone", milestone)?);
    }
    if let Some(reference) = &new.period {
        let period = periods::store::get(tx.conn, scope, reference);
        let period = period.and_then(|period| own(period.jurisdiction, period.id));
        found.period = Some(reference.found("/period", period)?);
    }
    Ok(found)
}
