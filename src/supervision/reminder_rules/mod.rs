//! 催办规则 reminder rules: the clocks that an order may be given and when reminders climb, as versioned data
//! (docs/domain.md §7).
//!
//! A version is never edited: new rules are the next number with a first day of their own, so that they never repaint
//! the past. The version in force on a day is the newest that has taken effect by then. Version 1 comes with the seed;
//! the supervision office makes the next ones.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{DayClock, DayCount, NewReminderRules, ReminderLadder, ReminderLevel, ReminderLimits, ReminderRules};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_reminder_rules)
        .service(handlers::create_reminder_rules)
        .service(handlers::get_reminder_rules);
}
