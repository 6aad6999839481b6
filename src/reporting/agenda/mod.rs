//! 待办 agenda: what waits for the caller now, counted. A bureau learns what it owes, the supervision office what waits
//! for it to review and to decide. It stands in this wing, as `GET /me` cannot know of reports.
mod handlers;
mod model;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_my_due);
}
