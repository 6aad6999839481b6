//! 堵点 obstacles: what stands in a project's way, whose it is to clear away, and until when.
//!
//! An obstacle is raised at one of four levels and may climb, a level at a time, each time with a reason and a new due
//! date; it is resolved once, and then does not change any more. Whether it is open, overdue or resolved is derived at
//! the business date. The project's lead bureau and the supervision office keep it; the owner may resolve it too.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{Obstacle, ObstacleState};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_obstacles)
        .service(handlers::create_obstacle)
        .service(handlers::get_obstacle)
        .service(handlers::update_obstacle)
        .service(handlers::escalate_obstacle)
        .service(handlers::resolve_obstacle);
}
