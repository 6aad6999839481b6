//! Operations on the investment of projects.
use super::{
    model::{InvestmentAt, InvestmentFilter, InvestmentSummary},
    store,
};
use crate::{
    foundation::{
        State,
        auth::{Allowed, permission::ReadPlan},
        error::{Code, Result},
        web::*,
    },
    projects::projects,
};
use actix_web::{get, web::Data};

/// Get a project's investment on a day (投资完成情况)
///
/// 总投资, 年度计划, 本年完成投资, 累计完成投资, 到位资金, 入统投资, 形象进度 and 用地 beside one another, each from
/// where it stands once.
///
/// - 本年完成投资 is the latest approved report's.
/// - Shares are computed at full precision; a missing or zero denominator makes them `null`, with the reason.
/// - `flags` says what does not fit together.
#[utoipa::path(
    tag = "investments",
    params(InvestmentAt),
    responses((status = 200, body = Resource<InvestmentSummary>, description = "The project's investment")),
)]
#[get("/projects/{id}/investment-summary")]
pub async fn get_project_investment_summary(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    id: Reference,
    Query(at): Query<InvestmentAt>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let moment = AsOf::of(view, at.as_of)?;
        let project = projects::store::get(conn, view, &id)?;
        let summary = store::of_projects(conn, &[project], moment)?.pop().ok_or(Code::NotFound)?;
        Answer::ok(&summary.shown())
    };
    state.read(caller, read).await
}

/// List the investment of projects (投资完成情况一览)
///
/// Of the named projects of a plan, in the order of their codes.
///
/// - Groups are left out, as they contain named projects and one another.
/// - `flag` finds what does not fit together.
/// - The number of queries does not grow with the number of projects.
#[utoipa::path(
    tag = "investments",
    params(Listing<InvestmentFilter>),
    responses((status = 200, body = Page<Resource<InvestmentSummary>>, description = "A page of summaries")),
)]
#[get("/investment-summaries")]
pub async fn list_investment_summaries(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    list: Listing<InvestmentFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let moment = AsOf::of(view, list.filter.as_of)?;
        let page = store::list(conn, view, &list.filter, &list.page, moment)?;
        Answer::ok(&page.map(InvestmentSummary::shown))
    };
    state.read(caller, read).await
}
