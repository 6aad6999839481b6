//! Versions of the ranking rules with what the caller may do: none is ever changed, but followed by the next.
use super::model::RankingRules;
use crate::foundation::{
    auth::Permission,
    db::{Conn, Id},
    error::Result,
    events::Seal,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for RankingRules {
    type Shown = Self;
    const COLLECTION: &'static str = "ranking-rules";

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
        json!({"number": self.number, "effective_from": self.effective_from})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let present = |rules: Self| {
            let may = view.caller.may_in(Permission::EditRules, &rules.jurisdiction);
            Resource { object: rules, allowed_actions: vec![AllowedAction::new("create_ranking_rules", may)] }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
