//! Users with what the caller may do.
use super::{
    model::{FailedLogIns, User, UserDetail},
    rules::{self, Action},
    store,
};
use crate::{
    directory::sessions::attempts,
    foundation::{
        db::{Conn, Id},
        error::{Code, Result},
        web::{Actionable, AllowedAction, Resource, View},
    },
};
use serde_json::{Value, json};

impl Actionable for User {
    type Shown = UserDetail;
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
    /// Two statements, however many they are.
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<UserDetail>>> {
        let names: Vec<&str> = rows.iter().map(|user| user.account.username.as_str()).collect();
        let mut failed = attempts::lately(conn, &names)?;
        let last = store::last_administrators(conn, &rows)?;
        let present = |user: Self| {
            let last_administrator = last.contains(&user.account.id);
            let may = |action: &Action| match rules::may(*action, &view.caller, &user) {
                Ok(()) if last_administrator && *action == Action::SetRoles => Err(Code::LastAdministrator),
                other => other,
            };
            let allowed = |action: &Action| AllowedAction::new(action.as_str(), may(action));
            let allowed_actions = Action::ALL.iter().map(allowed).collect();
            let failed_log_ins = failed.remove(&user.account.username);
            let failed_log_ins =
                failed_log_ins.map(|of| FailedLogIns { count: of.count, last_failed_at: of.last_failed_at });
            Resource { object: UserDetail { user, last_administrator, failed_log_ins }, allowed_actions }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
