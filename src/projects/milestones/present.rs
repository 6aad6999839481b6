//! Milestones with what the caller may do.
use super::{
    model::{Milestone, MilestoneDetail},
    rules::{self, Action},
};
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Milestone {
    /// What its events carry of it.
    pub fn event_data(&self) -> Value {
        json!({"code": self.code, "due_on": self.due_on, "completed_on": self.completed_on})
    }
}

impl Actionable for MilestoneDetail {
    type Shown = Self;
    const COLLECTION: &'static str = "milestones";

    fn id(&self) -> Id {
        self.milestone.id
    }
    fn version(&self) -> i32 {
        self.milestone.version
    }
    fn jurisdiction(&self) -> &str {
        &self.milestone.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        self.lead_bureau_id
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(self.state.as_str())
    }
    fn event_data(&self) -> Value {
        self.milestone.event_data()
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let presented = |milestone: Self| {
            let may = |action: &Action| {
                let may = rules::may(*action, &view.caller, &milestone.milestone);
                AllowedAction::new(action.as_str(), may.map_err(|error| error.code()))
            };
            let allowed_actions = Action::ALL.iter().map(may).collect();
            Resource { object: milestone, allowed_actions }
        };
        Ok(rows.into_iter().map(presented).collect())
    }
}
