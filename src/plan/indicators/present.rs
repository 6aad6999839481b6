//! Indicators with what the caller may do: one statement, however many there are.
use super::{
    model::Indicator,
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

impl Actionable for Indicator {
    type Shown = Self;
    const COLLECTION: &'static str = "indicators";

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
        self.lead_bureau.as_ref().map(|lead| lead.id)
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        None
    }
    fn event_data(&self) -> Value {
        json!({"code": self.row.code, "indicator": self.row.code})
    }
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let plan_ids: Vec<Id> = rows.iter().map(|indicator| indicator.row.plan_id).collect();
        let closed_years = plans::store::closed_years(conn, &plan_ids)?;
        let present = |indicator: Self| {
            let year_closed_at = closed_years.get(&indicator.row.plan_id).copied();
            let may = rules::may_change(&view.caller, &indicator.row, year_closed_at).map_err(|error| error.code());
            let allowed = |action: &Action| AllowedAction::new(action.as_str(), may);
            let allowed_actions = Action::ALL.iter().map(allowed).collect();
            Resource { object: indicator, allowed_actions }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
