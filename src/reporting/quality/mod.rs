//! 数据质量提示 quality flags: what the service wonders about when a report is submitted (docs/domain.md §4).
//!
//! A flag never blocks anything and is no verdict: it tells the reviewer where to look. It is raised at the submission,
//! from what was known then, and stored with the report; a new submission raises them anew. Whoever may read the report
//! may read its flags, nobody else; what a flag tells of other bureaus is for the supervision office and the leaders
//! only. Thresholds stand in one table in `rules.rs`.
mod handlers;
mod model;
pub mod rules;
pub mod store;

pub use model::{QualityFlag, RaisedFlag};
pub use rules::{Earlier, Facts};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_quality_flags);
}
