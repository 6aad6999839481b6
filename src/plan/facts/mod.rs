//! 方案所述事实 facts: numbers that the plan states without promising them: the scope of a work (356 projects) or the
//! level that a year started from (1106 亩 in 2024). A fact belongs to one area, is never scored, and may name the
//! indicator that it is about; it is never deleted.
mod handlers;
mod model;
mod present;
pub mod store;

pub use model::{Fact, FactChanges, FactRole, NewFact, ProjectMeasure};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_facts)
        .service(handlers::create_fact)
        .service(handlers::get_fact)
        .service(handlers::update_fact);
}
