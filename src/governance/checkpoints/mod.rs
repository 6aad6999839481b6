//! 审计检查点 checkpoints of the audit log: where the log of a jurisdiction stood, signed, and written outside the
//! database too. Made when a period or a year closes, once a day if anything happened, and on demand; never changed.
//!
//! What a checkpoint is and how it is made, `foundation::events::checkpoint` says, because it is made in the
//! transaction of a closing.
mod handlers;
mod jobs;
mod model;
pub mod store;

pub use jobs::{daily, export};
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_audit_checkpoints)
        .service(handlers::get_audit_checkpoint)
        .service(handlers::create_audit_checkpoint);
}
