//! 报告期 periods: a month, or January and February together, of a plan's year (`2025-01..02`, `2025-03` … `2025-12`).
//!
//! The calendar of a plan is made once. A period opens the day after it ends, is due on the fifth working day, takes
//! late reports until the supervision office closes it, and takes them again when it is reopened with a reason:
//! not_open → open → overdue → closed ⇄ reopened. Only `closed_at` is stored; the rest follows from business time.
//! Closing also freezes the lights, which periods know nothing of: the operations stand in `progress::closings`. A due
//! time to come is reckoned anew when the table of holidays has changed. For one bureau a period is kept open by an
//! extension or opened again by an exception: `windows`.
pub mod case;
mod handlers;
mod lock;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use lock::{LockReason, Locked, lock};
pub use model::{Period, PeriodReference, PeriodRow, PeriodState, PeriodSummary, Reopening};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_periods)
        .service(handlers::create_calendar)
        .service(handlers::get_period)
        .service(handlers::recompute_period_due);
}
