//! Overrides with what the caller may do.
use super::{model::LightOverride, rules};
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    events::Seal,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for LightOverride {
    type Shown = Self;
    const COLLECTION: &'static str = "light-overrides";

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
        None
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(rules::state(&self.row, self.closed).as_str())
    }
    fn seal(&self) -> Option<Seal> {
        Seal::of(&self.row)
    }
    fn event_data(&self) -> Value {
        json!({
            "indicator": self.indicator,
            "period": self.period.code,
            "light": self.row.light,
            "computed_light": self.row.computed_light,
        })
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let present = |mut set: Self| {
            let may = rules::may_revoke(&view.caller, &set.row, set.closed);
            // Why nothing could be judged may be an extension, which is its bureau's own.
            if view.bureau.is_some() || !view.reports {
                set.row.computed_reason = set.row.computed_reason.to_others();
            }
            Resource { object: set, allowed_actions: vec![AllowedAction::new("revoke_light_override", may)] }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
