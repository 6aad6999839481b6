//! 投资完成情况 investment: where a project's money, works and land stand on a day, joined from where each stands once:
//! the total and the year's plan from the project, 本年完成投资 from its approved reports, everything else from its
//! investment records.
//!
//! Every null figure has its reason. Nothing is forced to agree: what does not fit together is a flag (docs/domain.md
//! §4).
mod handlers;
mod model;
pub mod rules;
pub mod store;

pub use model::{InvestmentFlag, InvestmentSummary};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_project_investment_summary).service(handlers::list_investment_summaries);
}
