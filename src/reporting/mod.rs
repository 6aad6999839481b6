//! Reporting (填报): the calendar of working days, the periods, the reports, and who owes which of them.
//!
//! The resources stand on one another in this order: calendar, periods, subjects, quality, reports, confirmations,
//! obligations.
pub mod calendar;
pub mod confirmations;
pub mod obligations;
pub mod periods;
pub mod quality;
pub mod reports;
pub mod subjects;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(calendar::routes)
        .configure(periods::routes)
        .configure(obligations::routes)
        .configure(reports::routes)
        .configure(quality::routes)
        .configure(confirmations::routes);
}
