//! 节点 milestones: dated events of a project or of an area, exactly one of the two (docs/domain.md §1).
//!
//! The due day is printed, the default (the end of the year) or inferred; it is met until its end. A milestone is pending,
//! then overdue, and completed on time or late: that is derived at the business date and never stored.
mod handlers;
mod model;
pub mod rules;
pub mod store;

pub use model::{DatePrecision, Milestone, MilestoneDetail, MilestoneKind, MilestoneState, NewMilestone};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_milestones)
        .service(handlers::create_milestone)
        .service(handlers::get_milestone)
        .service(handlers::update_milestone)
        .service(handlers::list_project_milestones);
}
