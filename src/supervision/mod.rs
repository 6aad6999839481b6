//! 督查督办 supervision: demands to bureaus with a clock, the reminders that climb while something is owed, bulletins.
//!
//! The resources stand on one another in this order: reminder rules, orders, reminders, rankings, bulletins,
//! changes. No text of this wing may be classified (`secrecy`).
pub mod bulletins;
pub mod changes;
pub mod orders;
pub mod rankings;
pub mod reminder_rules;
pub mod reminders;
pub mod secrecy;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(orders::routes)
        .configure(reminders::routes)
        .configure(reminder_rules::routes)
        .configure(rankings::routes)
        .configure(bulletins::routes)
        .configure(changes::routes);
}
