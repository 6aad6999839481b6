//! What comes in and goes out in the formats of others: the seed data of a plan, its projects as OC4IDS.
pub mod oc4ids;
pub mod seeds;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(oc4ids::routes);
}
