//! 变化 changes: what is otherwise on one day than on another, in sentences.
//!
//! Lights and values are held against each other as they are computed for both days; stages as the timeline has them;
//! milestones and obstacles as they were recorded by then; reports and orders by their own times. Each caller is told
//! of what they may read, and of nothing else. Nothing is stored.
mod acts;
mod causes;
mod deciders;
mod handlers;
mod lights;
mod milestones;
mod model;
mod obstacles;
mod records;
mod reports;
mod rules;
mod store;
mod words;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operation.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_overview_changes);
}
