//! 错误代码 problems: the closed table of error codes, as the API explains it. Public, and never changed at run time.
mod handlers;
mod model;

pub use model::ProblemType;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_problems).service(handlers::get_problem);
}
