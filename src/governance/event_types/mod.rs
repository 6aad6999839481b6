//! 变更类型 event types: the closed table of events, as the API explains it. Public, and never changed at run time.
mod handlers;
mod model;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_event_types);
}
