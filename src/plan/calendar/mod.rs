//! 节假日 holidays: which days are working days. Weekends are off and other days are working days, unless the yearly
//! notice on holidays (放假安排) says otherwise; that table is data, loaded from the seed, and grows as notices arrive.
//! Due times are counted with it (docs/domain.md §4) when a calendar is made, and again when a period is reckoned anew.
mod handlers;
mod model;
pub mod rules;
pub mod store;

pub use model::{DayKind, Holiday, NewHoliday};
pub use rules::WorkingDays;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_holidays).service(handlers::create_holiday);
}
