//! The operations of grouped statistics.
use super::{
    indicators,
    model::{
        IndicatorStatistics, IndicatorStatisticsFilter, ProjectStatistics, ProjectStatisticsFilter, ReportStatistics,
        ReportStatisticsFilter,
    },
    projects, reports,
};
use crate::{
    foundation::{
        State,
        auth::{
            Allowed,
            permission::{ReadPlan, ReadReports},
        },
        error::Result,
        web::*,
    },
    progress::standings::Moment,
};
use actix_web::{get, web::Data};

/// Count indicators by groups (指标分组统计)
///
/// The indicators of a plan by one or two of light, bucket, area, lead bureau, commitment, kind and reporting state.
///
/// - The filters are those of `GET /progress`, and so are the figures: computed for the whole plan, then filtered.
/// - `href` of a group is the list of its members; its `count=exact` is the group's `count`.
/// - The mean is of rates, each capped at 100, never of values; lights are counted, never averaged.
/// - What has no value of a dimension is in `total` and told in `left_out`.
#[utoipa::path(
    tag = "statistics",
    params(IndicatorStatisticsFilter),
    responses((status = 200, body = IndicatorStatistics, description = "The groups")),
)]
#[get("/statistics/indicators")]
pub async fn get_indicator_statistics(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    Query(filter): Query<IndicatorStatisticsFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| {
        let moment = Moment::of(view, filter.as_of, filter.basis)?;
        Answer::ok(&indicators::get(conn, view, &filter, moment)?)
    };
    state.read(caller, read).await
}

/// Count projects by groups (项目分组统计)
///
/// The projects of a plan, as they are now, by one or two of stage, field, level, area, lead bureau and batch.
///
/// - The filters are those of `GET /projects`. Stages of a past day are counted by `GET /overview`.
/// - Named projects are counted and their investment is added up; groups of which only a number is declared are apart,
///   as they contain named projects and one another.
/// - A project counts in the group of each of its areas, but once in `total`.
/// - `href` of a group is the list of its named projects; its `count=exact` is the group's `count`.
#[utoipa::path(
    tag = "statistics",
    params(ProjectStatisticsFilter),
    responses((status = 200, body = ProjectStatistics, description = "The groups")),
)]
#[get("/statistics/projects")]
pub async fn get_project_statistics(
    state: Data<State>,
    caller: Allowed<ReadPlan>,
    Query(filter): Query<ProjectStatisticsFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| Answer::ok(&projects::get(conn, view, &filter)?);
    state.read(caller, read).await
}

/// Count reports by groups (填报分组统计)
///
/// What is owed of a plan, as it is now, by one or two of state, status of the report, bureau, period and timeliness.
///
/// - The filters are those of `GET /obligations`; a bureau's accounts count their own bureau's only.
/// - On time is judged on the first submission against the due time, a granted extension included.
/// - `href` of a group is the list of its members; its `count=exact` is the group's `count`.
#[utoipa::path(
    tag = "statistics",
    params(ReportStatisticsFilter),
    responses((status = 200, body = ReportStatistics, description = "The groups")),
)]
#[get("/statistics/reports")]
pub async fn get_report_statistics(
    state: Data<State>,
    caller: Allowed<ReadReports>,
    Query(filter): Query<ReportStatisticsFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| Answer::ok(&reports::get(conn, view, &filter)?);
    state.read(caller, read).await
}
