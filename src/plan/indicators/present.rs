//! Indicators with what the caller may do.
use super::{
    model::Indicator,
    rules::{self, Action},
};
use crate::directory::bureaus;
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    events::Seal,
    web::{Actionable, AllowedAction, Resource, View},
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
    /// Whether the year of its plan takes changes.
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(if self.year_closed_at.is_some() { "closed" } else { "open" })
    }
    fn seal(&self) -> Option<Seal> {
        Seal::of(&self.row)
    }
    fn event_data(&self) -> Value {
        json!({"code": self.row.code, "indicator": self.row.code})
    }
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let own = bureaus::store::own(conn, view)?;
        let present = |indicator: Self| {
            let allowed = |action: &Action| {
                let may = rules::may(*action, &view.caller, own.as_ref(), &indicator);
                AllowedAction::new(action.as_str(), may.map_err(|error| error.code()))
            };
            let allowed_actions = Action::ALL.iter().map(allowed).collect();
            Resource { object: indicator, allowed_actions }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
