//! 进展报告 reports: what a bureau says of one subject for one period.
//!
//! draft → submitted → approved; a submitted report may be withdrawn by its bureau or returned by the supervision office,
//! and is then edited and submitted again. Submitting freezes what it states; an approved report never changes. There is one
//! live report for a subject and a period. A bureau knows of no reports but its own. Times are business time.
mod actions;
mod figures;
mod handlers;
mod model;
mod requests;
pub mod rules;
pub mod store;
pub mod values;

pub use figures::{Figure, approved, approved_revisions, latest, latest_revisions};
pub use model::{DecreaseReason, Report, ReportRow, ReportStatus, ReturnReason};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_reports)
        .service(handlers::create_report)
        .service(handlers::get_report)
        .service(handlers::update_report)
        .service(handlers::get_report_history)
        .service(actions::submit_report)
        .service(actions::withdraw_report)
        .service(actions::approve_report)
        .service(actions::return_report);
}
