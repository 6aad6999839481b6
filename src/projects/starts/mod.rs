//! 开工 starts: who should have started by now and who has, the year categories, and the funnel of the four libraries
//! (四库, docs/domain.md §5).
//!
//! A planned start is the day of the project's `start` milestone; it counts whole. A start is the step into 在建库 (or
//! past it); what the plan's own data placed there was under construction before its year began, on a day that nobody
//! states. Groups are numbers, not projects, and take no part. Everything is computed from the steps known on the day
//! asked about.
mod examples;
mod handlers;
mod model;
pub mod rules;
pub mod store;

pub use model::{ProjectFunnel, ProjectStarts, YearCategory};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations: before those of projects, whose `/projects/{id}` would take these literal paths.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_project_starts)
        .service(handlers::list_project_year_categories)
        .service(handlers::get_project_funnel);
}
