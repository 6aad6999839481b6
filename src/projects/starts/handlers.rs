//! Operations on starts, year categories and the funnel.
use super::{
    model::{FunnelFilter, ProjectFunnel, ProjectStarts, ProjectYear, ProjectYearFilter, StartsFilter},
    store,
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadPlan},
    error::Result,
    web::*,
};
use actix_web::{get, web::Data};

/// Get the starts of a plan's projects (开工率)
///
/// Both ways: of those that should have started by now, and of those planned for the whole year.
///
/// - 应开未开, 提前开工 and the suspended ones are listed whole, each with its lead bureau.
/// - A planned day is that of the project's `start` milestone and counts whole; a late start is yellow, red by three
///   months.
/// - What left or stands still before it starts is in neither rate.
/// - Only named projects: groups are numbers, and said to be left out (`excluded`).
/// - On a past day, steps are those recorded by its end; planned days are as planned now.
#[utoipa::path(
    tag = "starts",
    params(StartsFilter),
    responses((status = 200, body = ProjectStarts, description = "The starts")),
)]
#[get("/projects/starts")]
pub async fn get_project_starts(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    Query(filter): Query<StartsFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let moment = AsOf::of(view, filter.as_of)?;
        Answer::ok(&store::starts(conn, view, &filter, moment)?)
    };
    state.read(caller, read).await
}

/// List projects by year category (年度类别)
///
/// The named projects of a plan with 新开工, 续建, 竣工 and 预备, which are derived from their stages and overlap: a
/// project that starts and is completed in the year is both. In the order of their codes.
#[utoipa::path(
    tag = "starts",
    params(Listing<ProjectYearFilter>),
    responses((status = 200, body = Page<Resource<ProjectYear>>, description = "A page of projects")),
)]
#[get("/projects/year-categories")]
pub async fn list_project_year_categories(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<ProjectYearFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let moment = AsOf::of(view, list.filter.as_of)?;
        Answer::ok(&store::years(conn, view, &list.filter, &list.page, moment)?.map(ProjectYear::resource))
    };
    state.read(caller, read).await
}

/// Get the funnel of the four libraries (四库漏斗)
///
/// The named projects of a plan through the stages in a range of days.
///
/// - By stage what was there, came, left and is there, which balances, and the steps with their reasons.
/// - Where the plan's own data placed a project, it was before the plan's year began.
/// - `as_of` answers what was known on that day.
#[utoipa::path(
    tag = "starts",
    params(FunnelFilter),
    responses((status = 200, body = ProjectFunnel, description = "The funnel")),
)]
#[get("/projects/funnel")]
pub async fn get_project_funnel(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    Query(filter): Query<FunnelFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let moment = AsOf::of(view, filter.as_of)?;
        Answer::ok(&store::funnel(conn, view, &filter, moment)?)
    };
    state.read(caller, read).await
}
