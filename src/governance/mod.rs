//! What makes the service accountable: the audit log and its checkpoints, the tables of problems and of events, the
//! dictionary, the forms of operations, health and public keys.
pub mod audit;
pub mod checkpoints;
pub mod dictionary;
pub mod event_types;
pub mod forms;
pub mod problems;
pub mod service;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing under the API's base path.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(audit::routes).configure(checkpoints::routes);
    cfg.configure(dictionary::routes)
        .configure(problems::routes)
        .configure(event_types::routes)
        .configure(service::base)
        .configure(forms::routes);
}
