//! 表单 forms: what a screen needs to draw the form of an operation, for this caller and in this state.
//!
//! Whether it is allowed is what the object itself says (`allowed_actions`); the fields are those of the operation's
//! own schema in the document; of a report everything that one obligation asks for stands beside them. Nothing is
//! stored, and nothing is offered that the operation would refuse.
mod admission;
mod fields;
mod handlers;
mod model;
mod permissions;
mod reporting;
mod store;
mod targets;

use crate::foundation::error::Language;
use serde_json::Value;
use utoipa_actix_web::service_config::ServiceConfig;

/// The document whose operations have forms, as the server publishes it in a language.
#[derive(Debug, Clone, Copy)]
pub struct Document(pub fn(Language) -> &'static Value);

/// Mounts the operation.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_form);
}
