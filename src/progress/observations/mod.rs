//! 观测序列 observations: what an indicator achieved, period by period, with increments, earlier revisions and lights.
//!
//! Computed when asked and never stored, from the same figures as progress: approved ones, which all signed-in roles of
//! the jurisdiction may read; submitted ones only with `basis=latest` and only for those who may know the bureau's
//! reports.
mod handlers;
mod model;
mod rules;
pub mod store;

pub use model::{EarlierRevision, Observation};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_observations);
}
