//! Attachments with what the caller may do.
use super::{model::AttachmentDetail, rules};
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for AttachmentDetail {
    type Shown = Self;
    const COLLECTION: &'static str = "attachments";

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
        self.row.bureau_id
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(if self.linked { "linked" } else { "unlinked" })
    }
    fn event_data(&self) -> Value {
        let row = &self.row;
        json!({"file_name": row.file_name, "media_type": row.media_type, "size": row.size, "sha256": row.sha256})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let present = |attachment: Self| {
            let may = rules::may_delete(&view.caller, &attachment);
            Resource { object: attachment, allowed_actions: vec![AllowedAction::new("delete_attachment", may)] }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
