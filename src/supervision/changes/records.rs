//! What was done with projects, milestones, reports, obstacles and orders between two days.
use super::{
    milestones,
    model::{ChangeKind, ChangeSubject, ChangeSubjectType, OverviewChange},
    obstacles, reports,
    rules::{self, Span},
    words::{Said, quoted},
};
use crate::{
    directory::bureaus::{self, BureauSummary},
    foundation::{
        clock::local_date,
        db::{Conn, Id, schema::supervision_orders},
        error::Result,
        web::View,
    },
    plan::plans::Plan,
    projects::{
        projects::{self, Project},
        transitions::timeline,
    },
    supervision::orders::{self, OrderRow, OrderStatus},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

/// Everything of a plan that the caller may know of.
pub(super) fn changed(conn: &mut Conn, view: &View, plan: &Plan, span: &Span) -> Result<Vec<OverviewChange>> {
    let mut found = stages(conn, plan, span)?;
    found.extend(milestones::found(conn, plan, span)?);
    found.extend(obstacles::found(conn, plan, span)?);
    found.extend(reports::found(conn, view, plan, span)?);
    found.extend(orders_of(conn, view, plan, span)?);
    let ids: Vec<Id> = found.iter().filter_map(|one| one.bureau).collect();
    let bureaus = bureaus::store::summaries(conn, &ids)?;
    Ok(found.into_iter().map(|one| one.told(&bureaus)).collect())
}

/// A change before it is told.
pub(super) struct Found {
    /// 变化类别.
    pub kind: ChangeKind,
    /// Since which day.
    pub since: NaiveDate,
    /// 变化对象.
    pub subject: ChangeSubject,
    /// The bureau that it concerns.
    pub bureau: Option<Id>,
    /// What it was.
    pub before: Option<String>,
    /// What it is.
    pub after: Option<String>,
    /// The sentence, without its full stop.
    pub said: Said,
    /// Where objects of the kind are read.
    pub address: &'static str,
}

impl Found {
    fn told(self, bureaus: &HashMap<Id, BureauSummary>) -> OverviewChange {
        OverviewChange {
            kind: self.kind,
            importance: rules::importance(self.kind),
            since: self.since,
            href: format!("/api/v1/{}/{}", self.address, self.subject.id),
            subject: self.subject,
            bureau: self.bureau.and_then(|id| bureaus.get(&id).cloned()),
            before: self.before,
            after: self.after,
            causes: Vec::new(),
            sentence_zh: format!("{}。", self.said.zh),
            sentence_en: format!("{}.", self.said.en),
        }
    }
}

/// Projects that are in another stage, as the overview of both days counts them.
fn stages(conn: &mut Conn, plan: &Plan, span: &Span) -> Result<Vec<Found>> {
    let before = timeline::stages_at(conn, plan.id, span.from.as_of, span.from.until)?;
    let steps = timeline::steps(conn, plan.id, span.to.until)?;
    let stage = |project: &Id| steps.get(project).and_then(|steps| timeline::stage_on(steps, span.to.as_of));
    let moved: Vec<Id> = steps.keys().filter(|id| stage(id) != before.get(id).copied()).copied().collect();
    let rows = projects::store::of_ids(conn, &moved)?;
    let found = rows.into_values().filter_map(|project: Project| {
        let (old, new) = (before.get(&project.id).copied(), stage(&project.id)?);
        let last = steps.get(&project.id)?.iter().rfind(|step| step.effective_on <= span.to.as_of)?;
        let name = quoted(&project.name);
        let said = match old {
            Some(old) => Said::new(
                format!("项目{name}（{}）由{}转入{}", project.code, old.text(), new.text()),
                format!("Project {} moved from {old} to {new}", project.code),
            ),
            None => Said::new(
                format!("项目{name}（{}）进入{}", project.code, new.text()),
                format!("Project {} entered {new}", project.code),
            ),
        };
        Some(Found {
            kind: ChangeKind::StageChanged,
            since: span.day_within(last.known_on()),
            subject: of_project(&project),
            bureau: project.lead_bureau_id,
            before: old.map(|old| old.to_string()),
            after: Some(new.to_string()),
            said,
            address: "projects",
        })
    });
    Ok(found.collect())
}

fn of_project(project: &Project) -> ChangeSubject {
    ChangeSubject {
        kind: ChangeSubjectType::Project,
        id: project.id,
        code: Some(project.code.clone()),
        name: project.name.clone(),
    }
}

/// Orders that were issued, closed or taken back, of those that the caller may know of. An order is of a jurisdiction,
/// not of a plan.
fn orders_of(conn: &mut Conn, view: &View, plan: &Plan, span: &Span) -> Result<Vec<Found>> {
    let issued = supervision_orders::issued_at.gt(span.from.until).and(supervision_orders::issued_at.le(span.to.until));
    let decided =
        supervision_orders::decided_at.gt(span.from.until).and(supervision_orders::decided_at.le(span.to.until));
    let rows: Vec<OrderRow> = orders::store::visible(view)
        .filter(supervision_orders::jurisdiction.eq(&plan.jurisdiction))
        .filter(issued.nullable().or(decided))
        .order(supervision_orders::id)
        .load(conn)?;
    let found = |row: &OrderRow, kind, since, (before, after), (zh, en): (&str, &str)| Found {
        kind,
        since,
        subject: ChangeSubject {
            kind: ChangeSubjectType::SupervisionOrder,
            id: row.id,
            code: Some(row.code.clone()),
            name: row.title.clone(),
        },
        bureau: Some(row.bureau_id),
        before,
        after,
        said: Said::new(
            format!("{}{}{zh}", row.code, quoted(&row.title)),
            format!("Supervision order {} {en}", row.code),
        ),
        address: "supervision-orders",
    };
    let mut all = Vec::new();
    for row in &rows {
        let status = |status: OrderStatus| Some(status.to_string());
        if span.holds(Some(row.issued_at)) {
            let said = ("已下发", "was issued");
            let states = (None, status(OrderStatus::Issued));
            all.push(found(row, ChangeKind::OrderOpened, local_date(row.issued_at), states, said));
        }
        if let Some(at) = row.decided_at.filter(|at| row.status.is_ended() && span.holds(Some(*at))) {
            let closed = row.status == OrderStatus::Closed;
            let said = if closed { ("已办结", "was closed") } else { ("已撤销", "was cancelled") };
            all.push(found(row, ChangeKind::OrderClosed, local_date(at), (None, status(row.status)), said));
        }
    }
    Ok(all)
}
