//! 入库: how a project comes into the libraries.
use super::passage;
use crate::foundation::{
    State,
    auth::{Allowed, permission::EditProjects},
    error::Result,
    events::Kind,
    web::*,
};
use crate::plan::plans;
use crate::projects::{
    projects::{self, NewProject, ProjectDetail},
    transitions,
};
use actix_web::{post, web::Data};
use serde_json::json;

/// Create a project (新增项目)
///
/// In a stage of the four libraries, with the evidence of how it came there: that is its first transition.
///
/// - A named project brings what the gate of its stage asks for, into `reserve` planning paper, estimate,
///   `total_investment` and `lead_bureau`: `transition_blocked` names in `missing` what is not there.
/// - A planned start becomes its start milestone.
/// - A group that the plan only counts ("白家庄等28个") is one row with its `declared_count`, and no gate holds it up;
///   what it names gets rows of its own.
/// - Its code is unique in the plan (`project_code_taken`).
/// - By the supervision office.
#[utoipa::path(
    tag = "projects",
    request_body = NewProject,
    responses((status = 201, body = Resource<ProjectDetail>, description = "The new project")),
)]
#[post("/projects")]
pub async fn create_project(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    command: Create<NewProject>,
) -> Result<Answer> {
    let create = |tx: &mut Tx<'_>, view: &View, new: &NewProject, _: &Expected| {
        let plan = plans::store::named_or_in_force(tx.conn, view, new.plan.as_ref());
        let this_year = Reference::Code(view.year().to_string());
        let plan = new.plan.as_ref().unwrap_or(&this_year).found("/plan", plan)?;
        let plan = plans::open_beneath(tx, view, plan, plans::rules::Action::CreateProject)?;
        plans::store::open_year(tx.conn, plan.id)?;
        let mut faults = projects::rules::faults_of_new(new, view.today())?;
        let named = projects::store::named_by_new(tx.conn, &plan, new, &mut faults)?;
        let brought = &new.entry.evidence;
        transitions::store::attach(tx.conn, view, "/entry/evidence", brought, &mut faults)?;
        faults.finish()?;
        passage::check_entry(new, named.lead.is_some())?;
        let (project, first) =
            projects::store::insert(tx.conn, &plan, new, &named, Some(view.caller.id), tx.now, tx.business_now)?;
        passage::follow(tx, &project, &first, brought)?;
        projects::store::detail(tx.conn, project)?.created(tx, view, Kind::ProjectCreated, json!({}))
    };
    command.run(&state, caller, create).await
}
