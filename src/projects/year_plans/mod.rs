//! 分年度投资计划 year plans: how a project's total investment is spread over the years; Σ of the years stands beside
//! the total with its residual and is never forced.
//!
//! The year of the project's plan is `year_investment` of the project itself, read and written through from here, so
//! that it stands once; the other years are stored here. The list is replaced as a whole, as a change of the project.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{YearPlan, YearPlans};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_project_year_plans).service(handlers::set_project_year_plans);
}
