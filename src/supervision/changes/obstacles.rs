//! Obstacles that were raised, escalated or resolved, as they were recorded.
use super::{
    acts::{Stories, Story},
    model::{ChangeKind, ChangeSubject, ChangeSubjectType},
    records::Found,
    rules::Span,
    words::{Said, quoted},
};
use crate::{
    foundation::{
        clock::local_date,
        db::{
            Conn, Id, Timestamp,
            schema::{obstacle_escalations, obstacles},
        },
        error::Result,
        events::Kind,
    },
    plan::plans::Plan,
    progress::standings::Moment,
    projects::{obstacles::Obstacle, projects},
};
use chrono::NaiveDate;
use diesel::prelude::*;

/// What tells of an obstacle's days.
const KINDS: [Kind; 3] = [Kind::ObstacleRaised, Kind::ObstacleUpdated, Kind::ObstacleResolved];

/// Reads and compares: four statements.
pub(super) fn found(conn: &mut Conn, plan: &Plan, span: &Span) -> Result<Vec<Found>> {
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
    let stories = Stories::of_kinds(conn, &plan.jurisdiction, &KINDS)?;
    let of_projects: Vec<Id> = rows.iter().map(|row| row.project_id).collect();
    let of_projects = projects::store::summaries(conn, &of_projects)?;
    let mut all = Vec::new();
    for row in &rows {
        let project = of_projects.get(&row.project_id).map(|project| project.code.clone()).unwrap_or_default();
        let (told, story) = (Told { row, project, span }, stories.of(row.id));
        all.extend(told.raised(story));
        let steps = steps.iter().filter(|step| step.0 == row.id);
        all.extend(steps.map(|(_, level, at)| told.escalated(*level, *at)));
        all.extend(told.resolved(story));
    }
    Ok(all)
}

/// An obstacle that is told of.
struct Told<'a> {
    row: &'a Obstacle,
    project: String,
    span: &'a Span,
}

impl Told<'_> {
    fn raised(&self, story: Story<'_>) -> Option<Found> {
        let raised_on = |moment: &Moment| {
            let on = story.held("raised_on", self.row.raised_on, moment);
            Some(on).filter(|on| *on <= moment.as_of && story.begun(Kind::ObstacleRaised, moment))
        };
        let on = raised_on(&self.span.to).filter(|_| raised_on(&self.span.from).is_none())?;
        let since = self.since(on, "raised_on", story);
        let said = Said::new("提出", "was raised");
        Some(self.found(ChangeKind::ObstacleRaised, since, (None, Some(on.to_string())), &said))
    }
    fn escalated(&self, level: i32, at: Timestamp) -> Found {
        let said = Said::new(format!("提级到{level}级"), format!("was escalated to level {level}"));
        let levels = (Some((level - 1).to_string()), Some(level.to_string()));
        self.found(ChangeKind::ObstacleEscalated, local_date(at), levels, &said)
    }
    fn resolved(&self, story: Story<'_>) -> Option<Found> {
        let resolved_on = |moment: &Moment| {
            let on = story.held("resolved_on", self.row.resolved_on, moment);
            on.filter(|on| *on <= moment.as_of && story.begun(Kind::ObstacleRaised, moment))
        };
        let on = resolved_on(&self.span.to).filter(|_| resolved_on(&self.span.from).is_none())?;
        let since = self.since(on, "resolved_on", story);
        let said = Said::new("已解决", "was resolved");
        Some(self.found(ChangeKind::ObstacleResolved, since, (None, Some(on.to_string())), &said))
    }
    /// Since its day, or since it was recorded where that is later.
    fn since(&self, day: NaiveDate, field: &str, story: Story<'_>) -> NaiveDate {
        let recorded = story.recorded(field, Kind::ObstacleRaised, &self.span.to);
        recorded.map_or(day, |recorded| recorded.max(day))
    }
    fn found(
        &self,
        kind: ChangeKind,
        since: NaiveDate,
        (before, after): (Option<String>, Option<String>),
        said: &Said,
    ) -> Found {
        let row = self.row;
        Found {
            kind,
            since: self.span.day_within(since),
            subject: ChangeSubject {
                kind: ChangeSubjectType::Obstacle,
                id: row.id,
                code: None,
                name: row.title.clone(),
            },
            bureau: Some(row.owner_bureau_id),
            before,
            after,
            said: Said::new(
                format!("项目{}的堵点{}{}", self.project, quoted(&row.title), said.zh),
                format!("An obstacle of project {} {}", self.project, said.en),
            ),
            address: "obstacles",
        }
    }
}
