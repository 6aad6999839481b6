//! Periods with their state and what the caller may do: one statement, however many there are.
use super::{
    lock::lock,
    model::{Period, PeriodRow},
    rules::{self, Action},
};
use crate::{
    foundation::{
        db::{Conn, Id},
        error::Result,
        web::{Actionable, AllowedAction, Resource, View},
    },
    plan::plans,
};
use serde_json::{Value, json};

impl Actionable for PeriodRow {
    type Shown = Period;
    const COLLECTION: &'static str = "periods";

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
    fn state(&self, view: &View) -> Option<&'static str> {
        Some(rules::state(self, view.now).as_str())
    }
    fn event_data(&self) -> Value {
        json!({"code": self.code, "due_at": self.due_at, "closed_at": self.closed_at})
    }
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Period>>> {
        let plan_ids: Vec<Id> = rows.iter().map(|period| period.plan_id).collect();
        let closed_years = plans::store::closed_years(conn, &plan_ids)?;
        let present = |row: Self| {
            let year_closed_at = closed_years.get(&row.plan_id).copied();
            let may = |action: &Action| {
                let may = rules::may(*action, &view.caller, &row, year_closed_at, view.now);
                AllowedAction::new(action.as_str(), may.map_err(|error| error.code()))
            };
            let allowed_actions = Action::ALL.iter().map(may).collect();
            let (state, locked) = (rules::state(&row, view.now), lock(&row, year_closed_at, view.now));
            Resource { object: Period { row, state, state_text: state.text(), locked }, allowed_actions }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
