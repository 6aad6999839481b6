//! 排名 rankings: bureaus in the order of a published formula (docs/domain.md §7).
//!
//! What the formula weighs is stored and versioned (排名规则); a version is never changed, and the one in force on the
//! day counts. Only bureaus with enough items are ranked; grey and excused items leave the denominators; ties share a
//! rank. Computed when asked, exactly, for the supervision office and the leaders; bureaus read rankings in bulletins.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{NewRankingRules, RankedBureau, Ranking, RankingRules};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_rankings).service(handlers::list_ranking_rules).service(handlers::create_ranking_rules);
}
