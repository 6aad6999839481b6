//! 督查 supervision: what follows from the figures: bulletins.
pub mod bulletins;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(bulletins::routes);
}
