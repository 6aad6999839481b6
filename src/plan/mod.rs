//! The plan of a year: plans, areas, facts, indicators, their targets and who is responsible for them; units.
pub mod plans;
pub mod units;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(plans::routes).configure(units::routes);
}
