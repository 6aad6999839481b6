//! Users with what the caller may do.
use super::{
    model::User,
    rules::{self, Action},
};
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for User {
    type Shown = Self;
    const COLLECTION: &'static str = "users";

    fn id(&self) -> Id {
        self.account.id
    }
    fn version(&self) -> i32 {
        self.account.version
    }
    fn jurisdiction(&self) -> &str {
        &self.account.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        self.account.bureau_id
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(if self.account.active { "active" } else { "disabled" })
    }
    fn event_data(&self) -> Value {
        json!({"username": self.account.username, "bureau_id": self.account.bureau_id, "roles": self.roles})
    }
    /// The directory is administered from above too.
    fn within_reach(&self, view: &View) -> Result<()> {
        view.must_cover(&self.account.jurisdiction)
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let present = |user: Self| {
            let may = |action: &Action| AllowedAction::new(action.as_str(), rules::may(*action, &view.caller, &user));
            let allowed_actions = Action::ALL.iter().map(may).collect();
            Resource { object: user, allowed_actions }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
