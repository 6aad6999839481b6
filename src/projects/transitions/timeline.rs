//! 四库时间线 timeline: which stage a project was in on a day, as it was known at an instant.
//!
//! A step counts from its effective day and once it is recorded; what came with the plan's own data (`recorded_by` is
//! null) was never unknown. Steps of a project come in the order of their recording, which is the order of their days.
use super::model::Stage;
use crate::foundation::{
    clock::local_date,
    db::{
        Backend, Conn, Id, Timestamp,
        schema::{project_transitions, projects},
    },
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

/// One step of a project, as far as time and stages go.
#[derive(Debug, Clone, PartialEq, Eq, HasQuery)]
#[diesel(table_name = project_transitions, check_for_backend(Backend))]
pub struct Step {
    /// The project.
    pub project_id: Id,
    /// The stage before; `None` of the first.
    pub from_stage: Option<Stage>,
    /// The stage after.
    pub to_stage: Stage,
    /// Since when.
    pub effective_on: NaiveDate,
    /// Why, where it was told.
    pub reason: Option<String>,
    /// 退库原因, where it left.
    pub exit_reason: Option<String>,
    /// Who recorded it; `None` of the plan's own data.
    pub recorded_by: Option<Id>,
    /// When it was recorded, in business time.
    pub recorded_at: Timestamp,
}

impl Step {
    /// The day since which it is known to count: its own, or that of its recording where that is later.
    pub fn known_on(&self) -> NaiveDate {
        let recorded_on = self.recorded_by.map(|_| local_date(self.recorded_at));
        recorded_on.map_or(self.effective_on, |on| on.max(self.effective_on))
    }
}

/// The steps of every project of a plan that were known at an instant, in their order: one statement.
pub fn steps(conn: &mut Conn, plan: Id, known_by: Timestamp) -> QueryResult<HashMap<Id, Vec<Step>>> {
    let of_plan = projects::table.filter(projects::plan_id.eq(plan)).select(projects::id);
    let known = project_transitions::recorded_by.is_null().or(project_transitions::recorded_at.le(known_by));
    let rows: Vec<Step> = Step::query()
        .filter(project_transitions::project_id.eq_any(of_plan).and(known))
        .order(project_transitions::id)
        .load(conn)?;
    let mut steps: HashMap<Id, Vec<Step>> = HashMap::new();
    for row in rows {
        steps.entry(row.project_id).or_default().push(row);
    }
    Ok(steps)
}
/// The stage of each project of a plan at the end of a day, as it was known at an instant: one statement. A project
/// that was in no stage yet is not there.
pub fn stages_at(conn: &mut Conn, plan: Id, on: NaiveDate, known_by: Timestamp) -> QueryResult<HashMap<Id, Stage>> {
    let steps = steps(conn, plan, known_by)?;
    Ok(steps.into_iter().filter_map(|(project, steps)| Some((project, stage_on(&steps, on)?))).collect())
}
/// The stage at the end of a day; `None` before the first step.
pub fn stage_on(steps: &[Step], on: NaiveDate) -> Option<Stage> {
    steps.iter().rfind(|step| step.effective_on <= on).map(|step| step.to_stage)
}
