//! 进展报告 reports: what a bureau says of one subject for one period.
//!
//! draft → submitted → approved; a submitted report may be withdrawn by its bureau or returned by the supervision
//! office, and is then edited and submitted again; every return is kept. Submitting freezes what it states; an approved
//! report never changes: a correction is the next revision, with a life of its own, and supersedes it once it is
//! approved. One revision of a subject and a period serves, at most one is under way. A bureau knows of no reports but
//! its own. Times are business time.
mod actions;
mod attached;
mod case;
mod corrections;
mod figures;
mod handlers;
pub mod kinds;
mod model;
pub mod neighbours;
mod present;
mod requests;
mod returns;
pub mod rules;
mod signing;
pub mod slips;
pub mod store;
pub mod values;

pub use figures::{Figure, approved, approved_revisions, latest, latest_revisions};
pub use model::{DecreaseReason, Report, ReportRow, ReportStatus, ReturnReason, SubmissionKind, ValueStatus};
pub use returns::{FieldComment, ReportField, ReportReturn, ReturnRow, insert as insert_return};
use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_reports)
        .service(handlers::create_report)
        .service(handlers::get_report)
        .service(handlers::update_report)
        .service(handlers::get_report_history)
        .configure(actions::routes)
        .configure(corrections::routes);
}
