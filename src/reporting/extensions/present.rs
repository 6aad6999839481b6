//! Requests for more time with what the caller may do.
use super::{
    model::Extension,
    rules::{self, Action},
};
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for Extension {
    type Shown = Self;
    const COLLECTION: &'static str = "extensions";

    fn id(&self) -> Id {
        self.row.id
    }
    fn version(&self) -> i32 {
        self.row.version
    }
    fn jurisdiction(&self) -> &str {
        &self.row.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        Some(self.row.bureau_id)
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(self.row.status.as_str())
    }
    fn event_data(&self) -> Value {
        let (period, subject) = (&self.period.code, &self.subject.code);
        json!({"period": period, "subject": subject, "due_on": self.row.due_on, "due_at": self.row.due_at})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let present = |extension: Self| {
            let may = |action: &Action| rules::may(*action, &view.caller, &extension.row);
            let allowed = |action: &Action| AllowedAction::new(action.as_str(), may(action));
            let allowed_actions = Action::ALL.iter().map(allowed).collect();
            Resource { object: extension, allowed_actions }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
