//! 责任分工 assignments: which bureau answers for an indicator, and from when until when. One lead at any time, any
//! number of supporting bureaus. An assignment holds from `effective_from` up to, not including, `effective_to`; a new
//! lead ends the one before it. None is ever removed: who was responsible on a day can always be told.
mod handlers;
mod model;
mod rules;
pub mod store;

pub use model::{Assignment, AssignmentRole, AssignmentRow, AssignmentSource, AssignmentTerms, Responsible};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_assignments).service(handlers::create_assignment).service(handlers::end_assignment);
}
