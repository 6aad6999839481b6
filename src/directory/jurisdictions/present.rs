//! Jurisdictions with what the caller may do.
use super::{model::Jurisdiction, rules};
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for Jurisdiction {
    type Shown = Self;
    const COLLECTION: &'static str = "jurisdictions";

    fn id(&self) -> Id {
        self.id
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn jurisdiction(&self) -> &str {
        &self.code
    }
    fn bureau(&self) -> Option<Id> {
        None
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        None
    }
    fn event_data(&self) -> Value {
        json!({"code": self.code})
    }
    /// The directory is administered from above too.
    fn within_reach(&self, view: &View) -> Result<()> {
        view.must_cover(&self.code)
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let present = |jurisdiction: Self| {
            let may = rules::may_edit(view, &jurisdiction.code);
            Resource { object: jurisdiction, allowed_actions: vec![AllowedAction::new("update_jurisdiction", may)] }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
