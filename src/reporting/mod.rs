//! Reporting (填报): the calendar of working days, the periods, the reports, who owes which of them, and what moves their terms.
//!
//! The resources stand on one another in this order: calendar, periods with their windows, subjects, reports, obligations,
//! extensions and exceptions, the closing of years, the agenda.
pub mod agenda;
pub mod calendar;
pub mod exceptions;
pub mod extensions;
pub mod obligations;
pub mod periods;
pub mod reports;
pub mod subjects;
pub mod windows;
pub mod years;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(calendar::routes)
        .configure(periods::routes)
        .configure(obligations::routes)
        .configure(reports::routes)
        .configure(extensions::routes)
        .configure(exceptions::routes)
        .configure(years::routes)
        .configure(agenda::routes);
}
