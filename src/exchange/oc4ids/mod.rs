//! OC4IDS: the projects of a plan as a project package of the Open Contracting for Infrastructure Data Standard 0.9
//! (standard.open-contracting.org/infrastructure), for those who read infrastructure projects in the standard's terms.
//!
//! Only what is known is said: no field is filled for the sake of being filled. Groups are not projects and are left
//! out.
mod handlers;
mod model;
pub mod rules;
pub mod store;

pub use model::ProjectPackage;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operation.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::export_oc4ids);
}
