//! Requests for more time with what the caller may do.
use super::{
    model::Extension,
    rules::{self, Action},
};
use crate::{
    foundation::{
        db::{Conn, Id},
        error::{Code, Result},
        web::{Actionable, AllowedAction, Resource, View},
    },
    plan::plans,
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
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let plans: Vec<Id> = rows.iter().map(|extension| extension.row.plan_id).collect();
        let closed = plans::store::closed_years(conn, &plans)?;
        let present = |extension: Self| {
            let year_closed = closed.contains_key(&extension.row.plan_id);
            let may = |action: &Action| match rules::may(*action, &view.caller, &extension.row) {
                // More time is of no use in a year that takes nothing any more.
                Ok(()) if year_closed && *action == Action::Approve => Err(Code::PlanYearClosed),
                may => may,
            };
            let allowed = |action: &Action| AllowedAction::new(action.as_str(), may(action));
            let allowed_actions = Action::ALL.iter().map(allowed).collect();
            Resource { object: extension, allowed_actions }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
