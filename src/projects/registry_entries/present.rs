//! Registry entries with what the caller may do.
use super::{model::RegistryEntryDetail, rules};
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for RegistryEntryDetail {
    type Shown = Self;
    const COLLECTION: &'static str = "registry-entries";

    fn id(&self) -> Id {
        self.entry.id
    }
    fn version(&self) -> i32 {
        self.entry.version
    }
    fn jurisdiction(&self) -> &str {
        &self.entry.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        self.lead_bureau_id
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(if self.entry.left_on.is_none() { "open" } else { "left" })
    }
    fn event_data(&self) -> Value {
        json!({"project": self.project.code, "registry": self.entry.registry, "number": self.entry.number})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let presented = |entry: Self| {
            let may = rules::may_change(&view.caller, &entry).map_err(|error| error.code());
            let operations = ["update_registry_entry", "leave_registry"];
            let allowed_actions = operations.map(|operation| AllowedAction::new(operation, may)).into();
            Resource { object: entry, allowed_actions }
        };
        Ok(rows.into_iter().map(presented).collect())
    }
}
