//! Year plans with what the caller may do; their version is the project's.
use super::model::YearPlans;
use crate::foundation::{
    auth::Permission,
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};

impl Actionable for YearPlans {
    type Shown = Self;
    const COLLECTION: &'static str = "projects";

    fn id(&self) -> Id {
        self.project.id
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn jurisdiction(&self) -> &str {
        &self.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        self.lead_bureau_id
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        None
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let presented = |years: Self| {
            let may = view.caller.may_in(Permission::EditProjects, &years.jurisdiction);
            Resource { object: years, allowed_actions: vec![AllowedAction::new("set_project_year_plans", may)] }
        };
        Ok(rows.into_iter().map(presented).collect())
    }
}
