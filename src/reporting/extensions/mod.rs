//! 延期 extensions: a bureau's lead asks, before the due time, for more time on one obligation, with reason and date;
//! the supervision office decides.
//!
//! requested → approved | rejected | withdrawn, each final. What is granted moves the due time of the obligation, never
//! by more than sixty days in all, and keeps the period open for it until then; on time is judged on the moved time. A
//! request is as confidential as the report that it is about: a bureau knows of no requests but its own. Nobody decides
//! for the own bureau.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{Extension, ExtensionRow, ExtensionStatus};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_extensions)
        .service(handlers::create_extension)
        .service(handlers::get_extension)
        .service(handlers::approve_extension)
        .service(handlers::reject_extension)
        .service(handlers::withdraw_extension);
}
