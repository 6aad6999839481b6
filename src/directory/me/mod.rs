//! 本人 me: the caller's own account. Anyone who is signed in may use it, before an initial password was changed too,
//! and without any role.
mod handlers;
mod model;
pub mod rules;
mod sessions;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_me)
        .service(handlers::change_password)
        .service(sessions::list_my_sessions)
        .service(sessions::end_my_session);
}
