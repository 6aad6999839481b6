//! 人工调整灯色 overrides: a light that the supervision office sets for an indicator in a period, with a reason, beside
//! the computed one (docs/domain.md §3).
//!
//! It can be set once the period has begun and while it is not closed, and be revoked as long. It lapses with the
//! period: the closing keeps it in the verdict, and a figure of a later period is judged by the rules again. There is
//! one in force for an indicator and a period.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{InForce, LightOverride, OverrideLabel, OverrideRow};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_light_overrides)
        .service(handlers::create_light_override)
        .service(handlers::get_light_override)
        .service(handlers::revoke_light_override);
}
