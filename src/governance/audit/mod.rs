//! 审计日志 audit entries: who did what, when, in a hash chain for each jurisdiction. Written by `events::record` in
//! the transaction of the act; read by the audit administrator only; never changed.
mod figures;
mod handlers;
mod model;
mod store;
mod verify;

pub use figures::seal;
pub use model::AuditVerification;
pub use verify::{Bounds, verify};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_audit_entries).service(handlers::verify_audit_log);
}
