//! Areas with what the caller may do.
use super::model::Area;
use crate::{
    foundation::{
        auth::Permission,
        db::{Conn, Id},
        error::{Code, Result},
        web::{Actionable, AllowedAction, Resource, View},
    },
    plan::plans,
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
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let plan_ids: Vec<Id> = rows.iter().map(|area| area.plan_id).collect();
        let closed = plans::store::closed_years(conn, &plan_ids)?;
        let present = |area: Self| {
            let may = view.caller.may_in(Permission::EditPlan, &area.jurisdiction);
            let may = if closed.contains_key(&area.plan_id) { may.and(Err(Code::PlanYearClosed)) } else { may };
            let milestone = view.caller.may_in(Permission::EditProjects, &area.jurisdiction);
            let milestone = AllowedAction::new("create_milestone", milestone);
            Resource { object: area, allowed_actions: vec![AllowedAction::new("update_area", may), milestone] }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
