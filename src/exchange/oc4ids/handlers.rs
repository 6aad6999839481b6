//! The operation of the OC4IDS export.
use super::{
    model::{PackageFilter, ProjectPackage},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{Allowed, permission::ReadPlan},
        error::Result,
        web::*,
    },
    plan::plans,
};
use actix_web::{HttpRequest, get, web::Data};

/// Export the projects as OC4IDS (基础设施项目开放数据包)
///
/// A project package of OC4IDS 0.9: every named project of the plan, in the order of their codes, never cut.
///
/// - Groups are left out: they are numbers, not projects.
/// - The stages are identification, preparation, implementation, completion and, for what left the libraries,
///   cancelled.
/// - Amounts are whole 元.
/// - Project ids carry a prefix that says that none is registered.
/// - Only what is known is said; a plan without named projects answers `nothing_to_export`, as a package needs one.
/// - `uri` begins with the service's public address, as it is set up.
/// - `publishedDate` is when its contents changed last.
#[utoipa::path(
    tag = "exports",
    params(PackageFilter),
    responses(
        (status = 200, body = ProjectPackage, description = "The package"),
        (
            status = 409,
            body = crate::foundation::error::Problem,
            content_type = "application/problem+json",
            description = "`nothing_to_export`: the plan has no named project",
        ),
    ),
)]
#[get("/exports/oc4ids")]
pub async fn export_oc4ids(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    Query(filter): Query<PackageFilter>,
    request: HttpRequest,
) -> Result<Answer> {
    // Never from `Host` or `Forwarded`, which anybody can write.
    let base = format!("{}{}", state.public_url, request.path());
    let read = move |conn: &mut _, view: &View| {
        let plan = plans::store::asked_or_in_force(conn, view, filter.plan.as_ref())?;
        let uri = format!("{base}?plan={}", plan.id);
        Answer::ok(&store::package(conn, view, &plan, uri)?)
    };
    state.read(caller, read).await
}
