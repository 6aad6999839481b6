//! 会话 sessions: one row for a log-in, the family of its refresh tokens. A session ends by log-out, with the account's
//! password, roles or state, when a refresh token is used twice, or after its days; an access token of an ended session
//! is refused at the next request.
//!
//! Refresh tokens are opaque, stored as digests and good for one use. Failed attempts are counted by username and
//! source and make that source wait ([`attempts`]): nobody can lock another out.
pub mod attempts;
mod handlers;
mod model;
pub mod rules;
pub mod store;
mod tokens;

pub use attempts::Attempt;
pub use model::{Credentials, EndReason, LogIn, Session, SignInProblems, Tokens};
pub use tokens::{answer, issue};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::log_in).service(handlers::refresh_session).service(handlers::log_out);
}
