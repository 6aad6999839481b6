//! Obstacles with what the caller may do.
use super::{
    model::ObstacleDetail,
    rules::{self, Action},
};
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for ObstacleDetail {
    type Shown = Self;
    const COLLECTION: &'static str = "obstacles";

    fn id(&self) -> Id {
        self.obstacle.id
    }
    fn version(&self) -> i32 {
        self.obstacle.version
    }
    fn jurisdiction(&self) -> &str {
        &self.obstacle.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        Some(self.obstacle.owner_bureau_id)
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(self.state.as_str())
    }
    fn event_data(&self) -> Value {
        json!({"project": self.project.code, "level": self.obstacle.level, "due_on": self.obstacle.due_on})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let presented = |obstacle: Self| {
            let may = |action: &Action| {
                AllowedAction::new(
                    action.as_str(),
                    rules::may(*action, &view.caller, &obstacle.obstacle, obstacle.lead_bureau_id),
                )
            };
            let allowed_actions = Action::ALL.iter().map(may).collect();
            Resource { object: obstacle, allowed_actions }
        };
        Ok(rows.into_iter().map(presented).collect())
    }
}
