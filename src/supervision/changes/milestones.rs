//! Milestones that were reached, missed, or put off.
//!
//! What a milestone was on a day is what was recorded by then: recording it later, for whatever day, changes nothing of
//! what is told of days before. What came with the plan's own data was never unknown.
use super::{
    acts::{Stories, Story},
    model::{ChangeKind, ChangeSubject, ChangeSubjectType},
    records::Found,
    rules::Span,
    words::{Said, day_zh, quoted},
};
use crate::{
    foundation::{
        clock::local_date,
        db::{
            Conn, Id, Timestamp,
            schema::{milestone_forecasts, milestones},
        },
        error::Result,
        events::Kind,
    },
    plan::plans::Plan,
    progress::standings::Moment,
    projects::{milestones::Milestone, projects},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

/// What tells of a milestone's days.
const KINDS: [Kind; 3] = [Kind::MilestoneCreated, Kind::MilestoneUpdated, Kind::MilestoneCompleted];

/// A milestone as it was known at a moment.
struct Known {
    due_on: NaiveDate,
    completed_on: Option<NaiveDate>,
    missed: bool,
}

/// `None` before it was there.
fn known(row: &Milestone, story: Story<'_>, moment: &Moment) -> Option<Known> {
    if !story.begun(Kind::MilestoneCreated, moment) {
        return None;
    }
    let due_on = story.held("due_on", row.due_on, moment);
    let completed_on = story.held("completed_on", row.completed_on, moment).filter(|on| *on <= moment.as_of);
    Some(Known { due_on, completed_on, missed: completed_on.is_none() && due_on < moment.as_of })
}

/// A milestone that was put off: from where it was expected first to where it is expected last.
struct Slip {
    from_on: NaiveDate,
    to_on: NaiveDate,
    last_at: Timestamp,
    times: usize,
}

/// Reads and compares: four statements.
pub(super) fn found(conn: &mut Conn, plan: &Plan, span: &Span) -> Result<Vec<Found>> {
    let rows: Vec<Milestone> =
        Milestone::query().filter(milestones::plan_id.eq(plan.id)).order(milestones::id).load(conn)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let slips = slips(conn, &ids, span)?;
    let stories = Stories::of_kinds(conn, &plan.jurisdiction, &KINDS)?;
    let owners: Vec<Id> = rows.iter().filter_map(|row| row.project_id).collect();
    let owners = projects::store::of_ids(conn, &owners)?;
    let mut all = Vec::new();
    for row in &rows {
        let bureau = row.project_id.and_then(|id| owners.get(&id)?.lead_bureau_id);
        let told = Told { row, bureau, span, year: plan.year };
        all.extend(told.changed(stories.of(row.id)));
        all.extend(slips.get(&row.id).and_then(|slip| told.slipped(slip)));
    }
    Ok(all)
}

fn slips(conn: &mut Conn, ids: &[Id], span: &Span) -> QueryResult<HashMap<Id, Slip>> {
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
    let mut slips: HashMap<Id, Slip> = HashMap::new();
    for (id, from_on, to_on, last_at) in moves {
        let slip = slips.entry(id).or_insert(Slip { from_on, to_on, last_at, times: 0 });
        (slip.to_on, slip.last_at, slip.times) = (to_on, last_at, slip.times + 1);
    }
    Ok(slips)
}

/// A milestone that is told of.
struct Told<'a> {
    row: &'a Milestone,
    bureau: Option<Id>,
    span: &'a Span,
    year: i32,
}

impl Told<'_> {
    /// Reached, or missed: as it was known on the later day, and was not on the earlier one.
    fn changed(&self, story: Story<'_>) -> Option<Found> {
        let (before, after) = (known(self.row, story, &self.span.from), known(self.row, story, &self.span.to)?);
        let recorded = |field| story.recorded(field, Kind::MilestoneCreated, &self.span.to);
        // Since its day, or since it was recorded where that is later.
        let since = |day: NaiveDate, field| recorded(field).map_or(day, |recorded| recorded.max(day));
        let due_on = after.due_on;
        if let Some(on) = after.completed_on {
            if before.is_some_and(|before| before.completed_on.is_some()) {
                return None;
            }
            let said = Said::new(format!("于{}完成", day_zh(on, self.year)), format!("was met on {on}"));
            let days = (None, Some(on));
            return Some(self.found(ChangeKind::MilestoneReached, since(on, "completed_on"), days, &said));
        }
        if !after.missed || before.is_some_and(|before| before.missed) {
            return None;
        }
        let passed = since(due_on.succ_opt()?, "due_on");
        let said = Said::new(
            format!("应于{}完成，尚未完成", day_zh(due_on, self.year)),
            format!("was due on {due_on} and is not met"),
        );
        Some(self.found(ChangeKind::MilestoneMissed, passed, (Some(due_on), None), &said))
    }
    fn slipped(&self, slip: &Slip) -> Option<Found> {
        let Slip { from_on, to_on, last_at, times } = *slip;
        let often =
            if times > 1 { (format!("（共{times}次）"), format!(" in {times} moves")) } else { <_>::default() };
        let (from, to) = (day_zh(from_on, self.year), day_zh(to_on, self.year));
        let said = Said::new(
            format!("由{from}推迟到{to}{}", often.0),
            format!("was put off from {from_on} to {to_on}{}", often.1),
        );
        let days = (Some(from_on), Some(to_on));
        let found = self.found(ChangeKind::MilestoneSlipped, local_date(last_at), days, &said);
        (to_on > from_on).then_some(found)
    }
    fn found(
        &self,
        kind: ChangeKind,
        since: NaiveDate,
        (before, after): (Option<NaiveDate>, Option<NaiveDate>),
        said: &Said,
    ) -> Found {
        let (row, text) = (self.row, |day: NaiveDate| day.to_string());
        Found {
            kind,
            since: self.span.day_within(since),
            subject: ChangeSubject {
                kind: ChangeSubjectType::Milestone,
                id: row.id,
                code: Some(row.code.clone()),
                name: row.name.clone(),
            },
            bureau: self.bureau,
            before: before.map(text),
            after: after.map(text),
            said: Said::new(
                format!("节点{}（{}）{}", quoted(&row.name), row.code, said.zh),
                format!("Milestone {} {}", row.code, said.en),
            ),
            address: "milestones",
        }
    }
}
