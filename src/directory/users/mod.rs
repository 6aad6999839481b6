//! 用户 users: the accounts of people. A system administrator makes, disables and resets accounts, a security
//! administrator grants roles, nobody either on the own account (三权分立, docs/domain.md §6). An account is never
//! deleted.
//!
//! Its life: made with an initial password that its owner has to change → given roles → disabled. Disabling, a reset
//! password and other roles change its `stamp` and end its sessions, so they take effect on the next request.
mod handlers;
mod model;
mod operator;
mod present;
pub mod rules;
pub mod store;

pub use model::{Account, NewAccount, User, UserDetail};
pub use operator::{clear_by_operator, reset_by_operator};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_users)
        .service(handlers::create_user)
        .service(handlers::get_user)
        .service(handlers::update_user)
        .service(handlers::set_user_roles)
        .service(handlers::reset_password)
        .service(handlers::clear_failed_log_ins);
}
