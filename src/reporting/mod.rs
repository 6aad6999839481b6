//! 填报 reporting: the calendar and its periods, who owes which reports and until when, the reports themselves with
//! their corrections, what the statistics authority confirms, what was asked for beyond the due time.
//!
//! The resources stand on one another in this order: calendar, periods, subjects, windows, quality, reports,
//! confirmations, obligations, extensions, exceptions, years, agenda.
pub mod agenda;
pub mod calendar;
pub mod confirmations;
pub mod exceptions;
pub mod extensions;
pub mod obligations;
pub mod periods;
pub mod quality;
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
        .configure(confirmations::routes)
        .configure(quality::routes)
        .configure(extensions::routes)
        .configure(exceptions::routes)
        .configure(years::routes)
        .configure(agenda::routes);
}
