//! 初始化 bootstrap: the first three administrators (三员) of a production service, made at once with a one-time code.
//!
//! The code is made on the server with [`issue_code`], kept as a digest, good for 24 hours and one use, and only as
//! long as there is no user. After that accounts come from the administrators.
mod handlers;
mod model;
pub mod rules;
pub mod store;

pub use store::{is_open, issue_code, issue_first_code};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operation.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::bootstrap);
}
