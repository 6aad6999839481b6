//! 填报 reporting: who owes which reports and until when, the reports themselves with their corrections, what the
//! statistics authority confirms, what was asked for beyond the due time, the closing of years; the investment of
//! projects, which rests on their reports.
//!
//! The resources stand on one another in this order: subjects, windows, quality, reports, confirmations, obligations,
//! extensions, exceptions, years, investment, agenda.
pub mod agenda;
pub mod confirmations;
pub mod exceptions;
pub mod extensions;
pub mod investment;
pub mod obligations;
pub mod quality;
pub mod reports;
pub mod subjects;
pub mod windows;
pub mod years;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(obligations::routes)
        .configure(reports::routes)
        .configure(confirmations::routes)
        .configure(quality::routes)
        .configure(extensions::routes)
        .configure(exceptions::routes)
        .configure(years::routes)
        .configure(investment::routes)
        .configure(agenda::routes);
}
