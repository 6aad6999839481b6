//! Plans with what the caller may do.
use super::{
    model::Plan,
    rules::{self, Action},
};
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for Plan {
    type Shown = Self;
    const COLLECTION: &'static str = "plans";

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
        None
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(if self.closed_at.is_some() { "closed" } else { "open" })
    }
    fn event_data(&self) -> Value {
        json!({"code": self.code, "closed_at": self.closed_at})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let present = |plan: Self| {
            let may = |action: &Action| AllowedAction::new(action.as_str(), rules::may(*action, &view.caller, &plan));
            let allowed_actions = Action::ALL.iter().map(may).collect();
            Resource { object: plan, allowed_actions }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
