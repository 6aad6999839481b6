//! Operations on year plans.
use super::{
    model::{NewYearPlans, YearPlans},
    rules, store,
};
use crate::foundation::{
    State,
    auth::{
        Allowed, Permission,
        permission::{EditProjects, ReadPlan},
    },
    error::Result,
    events::{Kind, Seal},
    web::*,
};
use crate::projects::projects;
use actix_web::{get, put, web::Data};
use serde_json::json;

/// Get the year plans of a project (分年度投资计划)
///
/// The years beside the total, with the residual.
///
/// - The year of the project's plan is the project's `year_investment`.
/// - The ETag's version is the project's.
#[utoipa::path(tag = "investments", responses((status = 200, body = Resource<YearPlans>, description = "The years")))]
#[get("/projects/{id}/year-plans")]
pub async fn get_project_year_plans(state: Data<State>, caller: Allowed<ReadPlan>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let project = projects::store::get(conn, view, &id)?;
        store::get(conn, &project)?.answer(conn, view)
    };
    state.read(caller, read).await
}

/// Set the year plans of a project (设定分年度投资计划)
///
/// The whole list, a change of the project.
///
/// - Its version grows, and the year of its plan is written through to `year_investment` (`null` when the list lacks
///   it).
/// - Years that exceed the total are kept and said (`exceeds_total`), not refused.
/// - `If-Match` is the ETag of the project or of its year plans.
/// - By the supervision office.
#[utoipa::path(
    tag = "investments",
    request_body = NewYearPlans,
    responses((status = 200, body = Resource<YearPlans>, description = "The years as set")),
)]
#[put("/projects/{id}/year-plans")]
pub async fn set_project_year_plans(
    state: Data<State>,
    caller: Allowed<EditProjects>,
    id: Reference,
    command: Edit<NewYearPlans>,
) -> Result<Answer> {
    let set = move |tx: &mut Tx<'_>, view: &View, new: &NewYearPlans, expected: &Expected| {
        let project = projects::store::get(tx.conn, view, &id)?;
        let before = store::get(tx.conn, &project)?;
        let case = Case::open(tx, view, before, expected, Permission::EditProjects, IN_ANY_STATE)?;
        rules::check(new, store::plan_year(tx.conn, &project)?)?;
        let changed = store::set(tx.conn, &project, new, tx.now)?;
        // The year of the plan is written through to the project, which is sealed with it.
        tx.seals.extend(Seal::of(&changed));
        let after = store::get(tx.conn, &changed)?;
        case.close(tx, after, Kind::ProjectYearPlansSet, json!({}))
    };
    command.run(&state, caller, set).await
}
