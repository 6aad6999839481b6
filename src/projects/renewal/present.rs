//! Districts, units, and the unit of a project with what the caller may do.
use super::model::{ProjectRenewal, RenewalDistrictDetail, RenewalUnitDetail};
use crate::foundation::{
    auth::Permission,
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

/// Each with the one operation that the supervision office has on it.
fn with_actions<T: Actionable<Shown = T>>(rows: Vec<T>, view: &View, operations: &[&'static str]) -> Vec<Resource<T>> {
    let presented = |object: T| {
        let may = view.caller.may_in(Permission::EditProjects, object.jurisdiction());
        let allowed_actions = operations.iter().map(|operation| AllowedAction::new(operation, may)).collect();
        Resource { object, allowed_actions }
    };
    rows.into_iter().map(presented).collect()
}

impl Actionable for RenewalDistrictDetail {
    type Shown = Self;
    const COLLECTION: &'static str = "renewal-districts";

    fn id(&self) -> Id {
        self.district.id
    }
    fn version(&self) -> i32 {
        self.district.version
    }
    fn jurisdiction(&self) -> &str {
        &self.district.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        None
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        None
    }
    fn event_data(&self) -> Value {
        json!({"code": self.district.code})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        Ok(with_actions(rows, view, &["update_renewal_district", "create_renewal_unit"]))
    }
}

impl Actionable for RenewalUnitDetail {
    type Shown = Self;
    const COLLECTION: &'static str = "renewal-units";

    fn id(&self) -> Id {
        self.unit.id
    }
    fn version(&self) -> i32 {
        self.unit.version
    }
    fn jurisdiction(&self) -> &str {
        &self.unit.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        None
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        None
    }
    fn event_data(&self) -> Value {
        json!({"code": self.unit.code})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        Ok(with_actions(rows, view, &["update_renewal_unit"]))
    }
}

/// It changes with the project: identity and version are the project's.
impl Actionable for ProjectRenewal {
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
        Ok(with_actions(rows, view, &["set_project_renewal_unit"]))
    }
}
