//! Leaders' posts with what the caller may do.
use super::model::LeaderPostDetail;
use crate::foundation::{
    auth::Permission,
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for LeaderPostDetail {
    type Shown = Self;
    const COLLECTION: &'static str = "leader-posts";

    fn id(&self) -> Id {
        self.post.id
    }
    fn version(&self) -> i32 {
        self.post.version
    }
    fn jurisdiction(&self) -> &str {
        &self.post.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        None
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(if self.post.active { "active" } else { "inactive" })
    }
    fn event_data(&self) -> Value {
        json!({"code": self.post.code, "title": self.post.title})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let presented = |post: Self| {
            let may = view.caller.may_in(Permission::EditProjects, &post.post.jurisdiction);
            let operations = ["update_leader_post", "appoint_leader"];
            let allowed_actions = operations.map(|operation| AllowedAction::new(operation, may)).into();
            Resource { object: post, allowed_actions }
        };
        Ok(rows.into_iter().map(presented).collect())
    }
}
