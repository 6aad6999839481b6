//! 催办 reminders: that something is soon due (蓝), overdue (黄) or long overdue (红) (docs/domain.md §7).
//!
//! About a supervision order whose clock runs, or a report that is owed. The service raises them, nobody else, by the
//! rules in force: one for each subject, bureau, level and due time, and never a lower level after a higher one. A
//! reminder is open until its subject is done, or due at another time, or no longer the bureau's; that is derived,
//! never stored. The bureau's lead acknowledges it. A bureau knows of no reminders but its own.
mod handlers;
mod model;
mod present;
mod raise;
pub mod rules;
pub mod store;

pub use model::{Reminder, ReminderKind};
pub use raise::raise_due;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_reminders).service(handlers::get_reminder).service(handlers::acknowledge_reminder);
}
