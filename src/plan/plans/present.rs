//! Plans with what the caller may do.
use super::{
    model::Plan,
    rules::{self, Action},
    store,
};
use crate::foundation::{
    db::{Conn, Id},
    error::{Code, Result},
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
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let ids: Vec<Id> = rows.iter().map(|plan| plan.id).collect();
        let closed = store::with_closed_periods(conn, &ids)?;
        let calendars = store::with_periods(conn, &ids)?;
        let present = |plan: Self| {
            let may = |action: &Action| match rules::may(*action, &view.caller, &plan) {
                // Reports that wait for a review are not the plan's to know.
                Ok(()) if *action == Action::CloseYear && !closed.contains(&plan.id) => Err(Code::PlanYearUnfinished),
                Ok(()) if *action == Action::CreateCalendar && calendars.contains(&plan.id) => {
                    Err(Code::CalendarExists)
                }
                may => may.map_err(|error| error.code()),
            };
            let allowed_actions =
                Action::ALL.iter().map(|action| AllowedAction::new(action.as_str(), may(action))).collect();
            Resource { object: plan, allowed_actions }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
