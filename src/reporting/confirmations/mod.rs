//! 统计核定 confirmations: the statistics authority's word that the approved figure of a period is final
//! (docs/domain.md §3).
//!
//! It confirms what serves and changes nothing: a figure that it finds otherwise is corrected by its own bureau first,
//! with the reason `statistical_verification`. It may come a year later, whether the period is closed or not. A
//! confirmation is of one revision: a correction that is approved afterwards is `revised` until it is confirmed itself.
//! Append-only. As approved figures may be read by everybody of the jurisdiction, so may confirmations; nobody learns
//! of an unapproved report by them.
mod handlers;
mod model;
pub mod rules;
pub mod store;

pub use model::{Confirmation, ConfirmationRow, NewConfirmation};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_confirmations).service(handlers::create_confirmation);
}
