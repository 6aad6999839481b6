//! 服务状态: whether the service lives and is ready, how its own jobs are, and the public keys of its tokens. Outside
//! the API's base path, public.
mod handlers;
mod model;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_liveness).service(handlers::get_readiness).service(handlers::get_keys);
}
