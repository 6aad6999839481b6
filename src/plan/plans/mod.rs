//! 年度工作方案 plans: one jurisdiction, one year. A plan holds areas, facts and indicators; it is created once and
//! never deleted. Its code is its year (`2025`).
//!
//! Its year is closed (年度办结) once everything is reported and decided, and reopened with a reason
//! (`reporting::years`); a closed year takes no changes: whoever writes a part of a plan asks [`store::open_year`]
//! first.
mod case;
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use case::{open_beneath, open_named};
pub use model::{NewPlan, Plan};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_plans)
        .service(handlers::create_plan)
        .service(handlers::get_plan)
        .service(handlers::update_plan);
}
