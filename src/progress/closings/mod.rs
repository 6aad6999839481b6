//! 报告期的关闭 closings: a period closes and its lights are frozen, in one transaction.
//!
//! Closing takes no more reports and adds a verdict for each reported indicator ([`verdicts`](super::verdicts)).
//! Reopening takes reports again; the frozen lights stay what they are until the period closes again, with a verdict of
//! its own. What the periods themselves are, [`periods`](crate::plan::periods) says: they know nothing of lights.
mod handlers;
pub mod store;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::close_period).service(handlers::reopen_period);
}
