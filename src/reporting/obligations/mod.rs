//! 应报事项 obligations: who owes a report for what. One for each reported indicator and each named project, for each
//! period of its plan, owed by the bureau that leads it when the period ends.
//!
//! Derived from the plan, the assignments and the reports by a view, never stored, so that it is always true; its state
//! follows from business time. While its project is suspended (缓建/停建) nothing is taken on one, and it is not
//! overdue. A bureau knows of no obligations but its own.
mod discipline;
mod handlers;
mod model;
pub mod present;
pub mod rules;
pub mod store;

pub use discipline::{Discipline, discipline};
pub use model::{Obligation, ObligationFilter, ObligationRow, ObligationState, Timeliness};
pub use store::Due;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_obligations);
}
