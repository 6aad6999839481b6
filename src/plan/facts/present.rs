//! Facts with what the caller may do.
use super::model::Fact;
use crate::{
    foundation::{
        auth::Permission,
        db::{Conn, Id},
        error::{Code, Result},
        events::Seal,
        web::{Actionable, AllowedAction, Resource, View},
    },
    plan::plans,
};
use serde_json::{Value, json};

impl Actionable for Fact {
    type Shown = Self;
    const COLLECTION: &'static str = "facts";

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
        None
    }
    fn seal(&self) -> Option<Seal> {
        Seal::of(self)
    }
    fn event_data(&self) -> Value {
        json!({"code": self.code})
    }
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let plan_ids: Vec<Id> = rows.iter().map(|fact| fact.plan_id).collect();
        let closed = plans::store::closed_years(conn, &plan_ids)?;
        let present = |fact: Self| {
            let may = view.caller.may_in(Permission::EditPlan, &fact.jurisdiction);
            let may = if closed.contains_key(&fact.plan_id) { may.and(Err(Code::PlanYearClosed)) } else { may };
            Resource { object: fact, allowed_actions: vec![AllowedAction::new("update_fact", may)] }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
