//! 工作领域 areas: the ordered works that a plan is made of. An area belongs to one plan for good and is named there by
//! its code (`1` … `10`), which never changes; it holds facts and indicators and is never deleted. It has no colour of
//! its own: only its indicators have lights (docs/domain.md §3).
mod handlers;
mod model;
mod present;
pub mod store;

pub use model::{Area, AreaChanges, AreaSummary, NewArea};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_areas)
        .service(handlers::create_area)
        .service(handlers::get_area)
        .service(handlers::update_area);
}
