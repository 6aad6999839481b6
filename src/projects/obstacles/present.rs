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
use crate::plan::plans;
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
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let plan_ids: Vec<Id> = rows.iter().map(|obstacle| obstacle.obstacle.plan_id).collect();
        let closed_years = plans::store::closed_years(conn, &plan_ids)?;
        let presented = |obstacle: Self| {
            let year_closed_at = closed_years.get(&obstacle.obstacle.plan_id).copied();
            let may = |action: &Action| {
                let of = (&obstacle.obstacle, obstacle.lead_bureau_id);
                let may = rules::may(*action, &view.caller, of, year_closed_at);
                AllowedAction::new(action.as_str(), may.map_err(|error| error.code()))
            };
            let allowed_actions = Action::ALL.iter().map(may).collect();
            Resource { object: obstacle, allowed_actions }
        };
        Ok(rows.into_iter().map(presented).collect())
    }
}
