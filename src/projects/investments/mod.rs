//! 投资记录 investments: what a project's money, works and land came to by a day: 签约额, 到位资金, 完成投资 and
//! 入统投资 are four fields, never one (docs/domain.md §2), beside the physical progress (形象进度) and the land
//! needed, secured and supplied.
//!
//! A record states what was so at the end of a day; what it leaves out stays as an earlier one stated it. Records are
//! never changed: another one for the same day is a revision that takes its place. A cumulative figure does not fall
//! without a reason. 本年完成投资 is not among them: that is the figure of the project's approved reports, and stands
//! there once.
mod handlers;
mod model;
pub mod rules;
pub mod store;

pub use model::{Investment, InvestmentDecrease, InvestmentFigures};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_project_investments).service(handlers::create_project_investment);
}
