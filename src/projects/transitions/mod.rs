//! 入库出库记录 transitions: every entry of a project into a stage of the four libraries (四库, docs/domain.md §5), with its
//! evidence, the day it took effect and the server's time of recording. The first one is recorded when the project is
//! created; records are never changed and never deleted.
//!
//! Stages, state machine and records stand here and know no project; `projects` builds on them, and only the operations
//! of this resource look at projects.
mod handlers;
mod model;
pub mod rules;
pub mod store;
pub mod timeline;

pub use model::{FirstTransition, NewTransition, Stage, Transition};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_project_transitions).service(handlers::create_project_transition);
}
