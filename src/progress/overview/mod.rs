//! 总览 overview: a plan at a glance, in one call and one snapshot.
//!
//! Lights are counted, never averaged: an area has no colour of its own. What is said about reports keeps to those that
//! the caller may know of. The number of queries does not grow with the plan.
mod bureaus;
mod handlers;
mod model;
mod rules;
pub mod store;

pub use model::{Overview, OverviewFilter, PlanLabel, StandingCounts};
pub use rules::count_one;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operation.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_overview);
}
