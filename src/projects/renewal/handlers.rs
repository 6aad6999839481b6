//! Operations on the hierarchy as a whole: which unit a project belongs to, and the structure of a plan.
use super::{
    model::{NewProjectUnit, ProjectRenewal, RenewalStructure, RenewalStructureFilter},
    store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{EditProjects, ReadPlan},
    },
    error::{Result, Violation, stale},
    events::Kind,
    web::*,
};
use crate::plan::plans;
use crate::projects::projects;
use actix_web::{get, put, web::Data};
use serde_json::json;

/// Get the renewal unit of a project (项目所属更新单元)
///
/// With its district; `null` where the project belongs to none. The ETag's version is the project's.
#[utoipa::path(tag = "renewal", responses((status = 200, body = Resource<ProjectRenewal>, description = "The unit")))]
#[get("/projects/{id}/renewal-unit")]
pub async fn get_project_renewal_unit(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let project = projects::store::get(conn, view, &id)?;
        store::of_project(conn, &project)?.answer(conn, view)
    };
    state.read(caller, read).await
}

/// Set the renewal unit of a project (划定项目所属更新单元)
///
/// A change of the project.
///
/// - A project belongs to one unit at most, so that it counts once in every total.
/// - A group belongs to none (`named_project_required`).
/// - `If-Match` is the ETag of the project or of this.
/// - By the supervision office.
#[utoipa::path(
    tag = "renewal",
    request_body = NewProjectUnit,
    responses((status = 200, body = Resource<ProjectRenewal>, description = "The unit as set")),
)]
#[put("/projects/{id}/renewal-unit")]
pub async fn set_project_renewal_unit(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Edit<NewProjectUnit>,
) -> Result<Answer> {
    let set = move |tx: &mut Tx<'_>, view: &View, new: &NewProjectUnit, expected: &Expected| {
        let project = projects::store::get(tx.conn, view, &id)?;
        let before = store::of_project(tx.conn, &project)?;
        let case = Case::open(tx, view, before, expected, Permission::EditProjects, IN_ANY_STATE)?;
        projects::rules::must_be_named(&project).map_err(|code| Violation::at("", code))?;
        let found = |unit: &Reference| unit.found("/unit", store::get_unit_in(tx.conn, project.plan_id, unit));
        let unit = new.unit.as_ref().map(found).transpose()?.map(|unit| unit.id);
        let changed = projects::store::touch(tx.conn, &project, tx.now).map_err(stale)?;
        store::put_project(tx.conn, project.id, unit)?;
        let after = store::of_project(tx.conn, &changed)?;
        case.close(tx, after, Kind::ProjectRenewalUnitSet, json!({}))
    };
    command.run(&state, caller, set).await
}

/// Get the renewal structure of a plan (更新结构)
///
/// What the plan states ("3大片区8个单元N个项目") beside what is registered, with the residual.
///
/// - The units' projects by stage, each once.
/// - Districts and units that the plan only counts are not invented.
#[utoipa::path(
    tag = "renewal",
    params(RenewalStructureFilter),
    responses((status = 200, body = RenewalStructure, description = "The structure")),
)]
#[get("/renewal-structure")]
pub async fn get_renewal_structure(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    Query(filter): Query<RenewalStructureFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let plan = plans::store::asked_or_in_force(conn, view, filter.plan.as_ref())?;
        Answer::ok(&store::structure(conn, &plan)?)
    };
    state.read(caller, read).await
}
