//! Evidence: files that reports, projects and supervision orders rest on. It knows none of them: each links what it was
//! given (docs/decisions/0006-evidence-is-a-wing-of-its-own.md).
pub mod attachments;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(attachments::routes);
}
