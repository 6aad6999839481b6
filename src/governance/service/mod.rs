//! 服务状态: where things are, whether the service lives and is ready, how its own jobs are, and the public keys of its
//! tokens. Public, and outside the API's base path but for that path itself.
mod handlers;
mod model;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts what stands at the API's base path itself.
pub fn base(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_api);
}

/// Mounts the operations outside the base path.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_service).service(handlers::get_liveness);
    cfg.service(handlers::get_readiness).service(handlers::get_keys);
}
