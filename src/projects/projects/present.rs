//! Projects with what the caller may do.
use super::{
    model::ProjectDetail,
    rules::{self, Action},
};
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    events::Seal,
    web::{Actionable, AllowedAction, Resource, View},
};
use crate::plan::plans;
use serde_json::{Value, json};

impl Actionable for ProjectDetail {
    type Shown = Self;
    const COLLECTION: &'static str = "projects";

    fn id(&self) -> Id {
        self.project.id
    }
    fn version(&self) -> i32 {
        self.project.version
    }
    fn jurisdiction(&self) -> &str {
        &self.project.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        self.project.lead_bureau_id
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(self.project.stage.as_str())
    }
    fn seal(&self) -> Option<Seal> {
        Seal::of(&self.project)
    }
    fn event_data(&self) -> Value {
        let project = &self.project;
        json!({"code": project.code, "stage": project.stage, "in_use_on": project.in_use_on})
    }
    /// The options of `move_project` are the stages in reach.
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let plan_ids: Vec<Id> = rows.iter().map(|project| project.project.plan_id).collect();
        let closed_years = plans::store::closed_years(conn, &plan_ids)?;
        let presented = |project: Self| {
            let stages = rules::stages_in_reach(&view.caller, &project);
            let year_closed_at = closed_years.get(&project.project.plan_id).copied();
            let allowed = |action: &Action| {
                let may = rules::offered(*action, &view.caller, &project, year_closed_at);
                let allowed = AllowedAction::new(action.as_str(), may.map_err(|error| error.code()));
                if *action == Action::Pass && allowed.allowed { allowed.among(&stages) } else { allowed }
            };
            let allowed_actions = Action::ALL.iter().map(allowed).collect();
            Resource { object: project, allowed_actions }
        };
        Ok(rows.into_iter().map(presented).collect())
    }
}
