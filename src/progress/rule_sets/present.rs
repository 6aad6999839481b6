//! Rule sets as they are shown. A version is never changed, so nothing may be done with it.
use super::model::RuleSet;
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    events::Seal,
    web::{Actionable, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for RuleSet {
    type Shown = Self;
    const COLLECTION: &'static str = "rule-sets";

    fn id(&self) -> Id {
        self.id
    }
    /// A version of the rules never changes: its number will do.
    fn version(&self) -> i32 {
        self.number
    }
    fn jurisdiction(&self) -> &str {
        &self.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        None
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        None
    }
    fn seal(&self) -> Option<Seal> {
        Seal::of(self)
    }
    fn event_data(&self) -> Value {
        json!({"code": self.code, "number": self.number, "effective_from": self.effective_from})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, _: &View) -> Result<Vec<Resource<Self>>> {
        Ok(rows.into_iter().map(|object| Resource { object, allowed_actions: Vec::new() }).collect())
    }
}
