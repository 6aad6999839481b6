//! Lists of what belongs to projects are narrowed alike: to those of a plan, or of one project.
use super::store::named;
use crate::foundation::{
    auth::Scope,
    db::{Conn, Id},
    error::Result,
    web::{Reference, in_query},
};
use crate::plan::plans;
use serde::Deserialize;
use utoipa::IntoParams;

/// Which parts of projects.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct ProjectPartFilter {
    /// Only of this plan.
    #[param(example = "code:2025")]
    pub plan: Option<Reference>,
    /// Only of this project.
    #[param(example = "code:P001")]
    pub project: Option<Reference>,
}

impl ProjectPartFilter {
    /// The plan and the project that it names.
    pub fn named(&self, conn: &mut Conn, scope: &Scope) -> Result<(Option<Id>, Option<Id>)> {
        asked(conn, scope, self.plan.as_ref(), self.project.as_ref())
    }
}

/// What the parameters `plan` and `project` of a list name.
pub fn asked(
    conn: &mut Conn,
    scope: &Scope,
    plan: Option<&Reference>,
    project: Option<&Reference>,
) -> Result<(Option<Id>, Option<Id>)> {
    let plan = in_query("plan", plan, |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let project = in_query("project", project, |project| named(conn, scope, plan, project))?;
    Ok((plan, project.map(|project| project.id)))
}
