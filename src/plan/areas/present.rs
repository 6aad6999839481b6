//! Areas with what the caller may do.
use super::model::Area;
use crate::foundation::{
    auth::Permission,
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for Area {
    type Shown = Self;
    const COLLECTION: &'static str = "areas";

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
    fn event_data(&self) -> Value {
        json!({"code": self.code})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let present = |area: Self| {
            let may = view.caller.may_in(Permission::EditPlan, &area.jurisdiction);
            Resource { object: area, allowed_actions: vec![AllowedAction::new("update_area", may)] }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
