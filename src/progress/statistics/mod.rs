//! 分组统计 statistics: what the lists hold, counted by one or two of their own filters.
//!
//! Every group says with which query its list shows exactly the members that were counted (`href`). What has no value
//! of a dimension is in the total and in no group, and `left_out` says how many that are. Nothing is stored.
mod handlers;
mod indicators;
mod model;
mod projects;
mod reports;
mod rules;
mod words;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_indicator_statistics)
        .service(handlers::get_project_statistics)
        .service(handlers::get_report_statistics);
}
