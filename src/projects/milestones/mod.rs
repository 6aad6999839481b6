//! 节点 milestones: dated events of a project or of an area, exactly one of the two (docs/domain.md §§1, 5).
//!
//! The due day is printed, the default (the end of the year) or inferred; it is met until its end. A milestone is
//! pending, then overdue, and completed on time or late: that is derived at the business date and never stored. The due
//! day is the baseline: it is frozen when its project goes under construction, and then only the forecast moves, each
//! move with a cause and a reason. What waits for another milestone slips with it. A project's start and completion are
//! milestones too: its transitions meet them.
mod forecasts;
mod handlers;
mod links;
mod model;
mod moves;
mod network;
mod precision;
mod present;
pub mod rules;
pub mod store;

pub use model::{
    Milestone, MilestoneDetail, MilestoneKind, MilestoneState, MilestoneSummary, NewMilestone, StartLight,
};
pub use precision::DatePrecision;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_milestones)
        .service(handlers::create_milestone)
        .service(handlers::get_milestone)
        .service(handlers::update_milestone)
        .service(handlers::list_milestone_forecasts)
        .service(handlers::reforecast_milestone)
        .service(handlers::link_milestone)
        .service(handlers::unlink_milestone);
}
