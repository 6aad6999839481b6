//! Bureaus with what the caller may do.
use super::model::Bureau;
use crate::foundation::{
    auth::Permission,
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for Bureau {
    type Shown = Self;
    const COLLECTION: &'static str = "bureaus";

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
        Some(self.id)
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(if self.active { "active" } else { "inactive" })
    }
    fn event_data(&self) -> Value {
        json!({"code": self.code})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let present = |bureau: Self| {
            let may = view.caller.may_in(Permission::EditDirectory, &bureau.jurisdiction);
            Resource { object: bureau, allowed_actions: vec![AllowedAction::new("update_bureau", may)] }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
