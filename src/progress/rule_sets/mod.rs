//! 亮灯规则 rule sets: the thresholds of the lights as versioned data (docs/domain.md §3).
//!
//! A version is never edited: new thresholds are a new number with its own first day, so that they never repaint the
//! past. The version in force on a day is the newest that has taken effect by then. The first comes with the seed; the
//! supervision office adds others.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{NewRuleSet, RuleSet, RuleSetVersion};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_rule_sets).service(handlers::create_rule_set).service(handlers::get_rule_set);
}
