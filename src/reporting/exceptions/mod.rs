//! 补报授权 period exceptions: a closed period opens again for one bureau, or for one of the subjects that it owes, for
//! a while and with a reason; the period stays closed to everybody else.
//!
//! running → ended by the supervision office, or run out. While it runs the bureau drafts, changes, submits and
//! withdraws, and a report can be returned to it; what it gives is late all the same. A bureau knows of no exceptions
//! but its own.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{ExceptionRow, ExceptionState, PeriodException};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_period_exceptions)
        .service(handlers::create_period_exception)
        .service(handlers::get_period_exception)
        .service(handlers::end_period_exception);
}
