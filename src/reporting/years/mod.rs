//! 年度办结 years: closing the year of a plan once its calendar is made, all its periods are closed and no report waits
//! for a review; reopening it with a reason. In between nothing is drafted, submitted, decided, corrected or promised
//! anew (`plan_year_closed`). The plan itself holds when it was closed; this is the operation, which has to know the
//! periods.
mod handlers;
mod model;
pub mod rules;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::close_plan_year).service(handlers::reopen_plan_year);
}
