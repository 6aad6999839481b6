//! What was done with projects, milestones, reports, orders and obstacles between two days.
use super::{
    model::{ChangeKind, ChangeSubject, ChangeSubjectType, OverviewChange},
    rules::{self, Span},
};
use crate::{
    directory::bureaus::{self, BureauSummary},
    foundation::{
        clock::local_date,
        db::{
            Conn, Id, Timestamp,
            schema::{
                milestone_forecasts, milestones, obstacle_escalations, obstacles, report_returns, reports,
                supervision_orders,
            },
        },
        error::Result,
        web::View,
    },
    plan::plans::Plan,
    projects::{
        milestones::Milestone,
        obstacles::Obstacle,
        projects::{self, Project},
        transitions::timeline,
    },
    reporting::{
        reports::{ReportRow, store::visible as visible_reports},
        subjects::{self, Subject},
    },
    supervision::orders::{self, OrderRow, OrderStatus},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

/// Everything of a plan that the caller may know of.
pub(super) fn changed(conn: &mut Conn, view: &View, plan: &Plan, span: &Span) -> Result<Vec<OverviewChange>> {
    let mut found = stages(conn, plan, span)?;
    found.extend(milestones_of(conn, plan, span)?);
    found.extend(obstacles_of(conn, plan, span)?);
    found.extend(reports_of(conn, view, plan, span)?);
    found.extend(orders_of(conn, view, plan, span)?);
    let ids: Vec<Id> = found.iter().filter_map(|one| one.bureau).collect();
    let bureaus = bureaus::store::summaries(conn, &ids)?;
    Ok(found.into_iter().map(|one| one.told(&bureaus)).collect())
}

/// A change before it is told.
struct Found {
    kind: ChangeKind,
    since: NaiveDate,
    subject: ChangeSubject,
    bureau: Option<Id>,
    before: Option<String>,
    after: Option<String>,
    /// The sentence in Chinese, without its full stop, and in English.
    said: (String, String),
    address: &'static str,
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
            sentence_zh: format!("{}。", self.said.0),
            sentence_en: format!("{}.", self.said.1),
        }
    }
}

fn day(day: NaiveDate) -> String {
    day.format("%-m月%-d日").to_string()
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
        let said = match old {
            Some(old) => (
                format!("项目“{}”（{}）由{}转入{}", project.name, project.code, old.text(), new.text()),
                format!("Project {} moved from {old} to {new}", project.code),
            ),
            None => (
                format!("项目“{}”（{}）进入{}", project.name, project.code, new.text()),
                format!("Project {} entered {new}", project.code),
            ),
        };
        Some(Found {
            kind: ChangeKind::StageChanged,
            since: last.effective_on,
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

/// Milestones that were reached, missed, or put off.
fn milestones_of(conn: &mut Conn, plan: &Plan, span: &Span) -> Result<Vec<Found>> {
    let rows: Vec<Milestone> =
        Milestone::query().filter(milestones::plan_id.eq(plan.id)).order(milestones::id).load(conn)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let moves: Vec<(Id, NaiveDate, NaiveDate, Timestamp)> = milestone_forecasts::table
        .filter(milestone_forecasts::milestone_id.eq_any(ids))
        .filter(milestone_forecasts::recorded_at.gt(span.from.until))
        .filter(milestone_forecasts::recorded_at.le(span.to.until))
        .order(milestone_forecasts::id)
        .select((
            milestone_forecasts::milestone_id,
            milestone_forecasts::from_on,
            milestone_forecasts::to_on,
            milestone_forecasts::recorded_at,
        ))
        .load(conn)?;
    let owners: Vec<Id> = rows.iter().filter_map(|row| row.project_id).collect();
    let owners = projects::store::of_ids(conn, &owners)?;
    let found = |row: &Milestone, kind, since, (before, after), (zh, en): (String, String)| Found {
        kind,
        since,
        subject: ChangeSubject {
            kind: ChangeSubjectType::Milestone,
            id: row.id,
            code: Some(row.code.clone()),
            name: row.name.clone(),
        },
        bureau: row.project_id.and_then(|id| owners.get(&id)?.lead_bureau_id),
        before,
        after,
        said: (format!("节点“{}”（{}）{zh}", row.name, row.code), format!("Milestone {} {en}", row.code)),
        address: "milestones",
    };
    let mut all = Vec::new();
    for row in &rows {
        let text = |day: NaiveDate| Some(day.to_string());
        if let Some(on) = row.completed_on.filter(|on| span.holds_day(Some(*on))) {
            let said = (format!("于{}完成", day(on)), format!("was met on {on}"));
            all.push(found(row, ChangeKind::MilestoneReached, on, (None, text(on)), said));
        }
        let passed = row.due_on.succ_opt().filter(|next| span.holds_day(Some(*next)));
        if let Some(since) = passed.filter(|_| row.completed_on.is_none_or(|on| on > span.to.as_of)) {
            let said =
                (format!("应于{}完成，尚未完成", day(row.due_on)), format!("was due on {} and is not met", row.due_on));
            all.push(found(row, ChangeKind::MilestoneMissed, since, (text(row.due_on), None), said));
        }
        for (_, from, to, at) in moves.iter().filter(|(id, from, to, _)| *id == row.id && to > from) {
            let said = (format!("由{}推迟到{}", day(*from), day(*to)), format!("was put off from {from} to {to}"));
            all.push(found(row, ChangeKind::MilestoneSlipped, local_date(*at), (text(*from), text(*to)), said));
        }
    }
    Ok(all)
}

/// Obstacles that were raised, escalated or resolved.
fn obstacles_of(conn: &mut Conn, plan: &Plan, span: &Span) -> Result<Vec<Found>> {
    let rows: Vec<Obstacle> =
        Obstacle::query().filter(obstacles::plan_id.eq(plan.id)).order(obstacles::id).load(conn)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let steps: Vec<(Id, i32, Timestamp)> = obstacle_escalations::table
        .filter(obstacle_escalations::obstacle_id.eq_any(ids))
        .filter(obstacle_escalations::escalated_at.gt(span.from.until))
        .filter(obstacle_escalations::escalated_at.le(span.to.until))
        .order(obstacle_escalations::id)
        .select((obstacle_escalations::obstacle_id, obstacle_escalations::to_level, obstacle_escalations::escalated_at))
        .load(conn)?;
    let of_projects: Vec<Id> = rows.iter().map(|row| row.project_id).collect();
    let of_projects = projects::store::summaries(conn, &of_projects)?;
    let found = |row: &Obstacle, kind, since, (before, after), (zh, en): (String, String)| {
        let code = of_projects.get(&row.project_id).map(|project| project.code.clone()).unwrap_or_default();
        Found {
            kind,
            since,
            subject: ChangeSubject {
                kind: ChangeSubjectType::Obstacle,
                id: row.id,
                code: None,
                name: row.title.clone(),
            },
            bureau: Some(row.owner_bureau_id),
            before,
            after,
            said: (format!("项目{code}的堵点“{}”{zh}", row.title), format!("An obstacle of project {code} {en}")),
            address: "obstacles",
        }
    };
    let mut all = Vec::new();
    for row in &rows {
        if span.holds_day(Some(row.raised_on)) {
            let said = ("已提出".to_owned(), "was raised".to_owned());
            all.push(found(
                row,
                ChangeKind::ObstacleRaised,
                row.raised_on,
                (None, Some(row.raised_on.to_string())),
                said,
            ));
        }
        for (_, level, at) in steps.iter().filter(|step| step.0 == row.id) {
            let said = (format!("提级到{level}级"), format!("was escalated to level {level}"));
            let levels = (Some((level - 1).to_string()), Some(level.to_string()));
            all.push(found(row, ChangeKind::ObstacleEscalated, local_date(*at), levels, said));
        }
        if let Some(on) = row.resolved_on.filter(|on| span.holds_day(Some(*on))) {
            let said = ("已解决".to_owned(), "was resolved".to_owned());
            all.push(found(row, ChangeKind::ObstacleResolved, on, (None, Some(on.to_string())), said));
        }
    }
    Ok(all)
}

/// Reports that were received or returned, of those that the caller may know of.
fn reports_of(conn: &mut Conn, view: &View, plan: &Plan, span: &Span) -> Result<Vec<Found>> {
    let known = || visible_reports(view).filter(reports::plan_id.eq(plan.id));
    let received: Vec<ReportRow> = known()
        .filter(reports::submitted_at.gt(span.from.until).and(reports::submitted_at.le(span.to.until)))
        .order(reports::id)
        .load(conn)?;
    let back: Vec<(Id, Timestamp)> = report_returns::table
        .filter(report_returns::returned_at.gt(span.from.until).and(report_returns::returned_at.le(span.to.until)))
        .order((report_returns::report_id, report_returns::number))
        .select((report_returns::report_id, report_returns::returned_at))
        .load(conn)?;
    let ids: Vec<Id> = back.iter().map(|(report, _)| *report).collect();
    let returned: Vec<ReportRow> = known().filter(reports::id.eq_any(ids)).order(reports::id).load(conn)?;
    let about: Vec<Id> = received.iter().chain(&returned).filter_map(ReportRow::subject_id).collect();
    let about = subjects::store::of_ids(conn, &about)?;
    let periods: Vec<Id> = received.iter().chain(&returned).map(|row| row.period_id).collect();
    let periods = crate::plan::periods::store::of_ids(conn, &periods)?;
    let code = |id: Id| periods.iter().find(|period| period.id == id).map_or("", |period| period.code.as_str());
    let found = |row: &ReportRow, kind, since, (zh, en): (&str, &str)| {
        let subject: &Subject = about.get(&row.subject_id()?)?;
        let (name, of) = (&subject.summary.name, &subject.summary.code);
        let period = code(row.period_id);
        Some(Found {
            kind,
            since,
            subject: ChangeSubject {
                kind: ChangeSubjectType::Report,
                id: row.id,
                code: Some(of.clone()),
                name: name.clone(),
            },
            bureau: Some(row.bureau_id),
            before: None,
            after: Some(row.status.to_string()),
            said: (format!("“{name}”（{of}）{period}期报告{zh}"), format!("The report on {of} for {period} {en}")),
            address: "reports",
        })
    };
    let mut all = Vec::new();
    for row in &received {
        let since = row.submitted_at.map_or(span.to.as_of, local_date);
        all.extend(found(row, ChangeKind::ReportReceived, since, ("已报送", "was received")));
    }
    for (id, at) in back {
        let Some(row) = returned.iter().find(|row| row.id == id) else { continue };
        all.extend(found(row, ChangeKind::ReportReturned, local_date(at), ("被退回", "was returned")));
    }
    Ok(all)
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
        said: (format!("{}“{}”{zh}", row.code, row.title), format!("Supervision order {} {en}", row.code)),
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
