//! Who there is: jurisdictions, their bureaus, the users of both, and how a user signs in.
pub mod bootstrap;
pub mod bureaus;
pub mod jurisdictions;
pub mod me;
pub mod sessions;
pub mod users;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(jurisdictions::routes)
        .configure(bureaus::routes)
        .configure(users::routes)
        .configure(sessions::routes)
        .configure(me::routes)
        .configure(bootstrap::routes);
}
