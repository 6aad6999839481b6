//! 序时进度 trajectories: what an indicator is planned to have reached by the end of each period of the year, as
//! versions. Without one the schedule is linear.
//!
//! proposed → approved | rejected | withdrawn. The bureau that leads the indicator proposes, the supervision office
//! decides (it may propose too, but nobody decides what they or their bureau proposed). A version gets its number when
//! it is approved and never changes afterwards; a newer one follows it from its own first day. What was only proposed,
//! rejected or withdrawn is known to the bureau that leads, the supervision office and the leaders alone.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{InForce, PlannedPoint, TrajectoryRow, TrajectoryStatus};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_trajectories)
        .service(handlers::create_trajectory)
        .service(handlers::get_trajectory)
        .service(handlers::approve_trajectory)
        .service(handlers::reject_trajectory)
        .service(handlers::withdraw_trajectory);
}
