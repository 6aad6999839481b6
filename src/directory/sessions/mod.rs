//! 会话 sessions: one row for a log-in, the family of its refresh tokens. A session ends by log-out, with the account's
//! password, roles or state, when a refresh token is used twice, or after its days; an access token of an ended session
//! is refused at the next request.
//!
//! Refresh tokens are opaque, stored as digests and good for one use. Five failed attempts lock an account for 15
//! minutes.
mod handlers;
mod model;
pub mod rules;
pub mod store;
mod tokens;

pub use model::{Credentials, EndReason, LogIn, SignInProblems, Tokens};
pub use tokens::{answer, issue};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::log_in).service(handlers::refresh_session).service(handlers::log_out);
}
