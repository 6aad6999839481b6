//! The plan of a year: plans, areas, facts, indicators, their targets, trajectories and who is responsible for them;
//! units; working days (calendar) and the periods of the year.
//!
//! The resources stand on one another in this order: units, plans, areas, calendar, periods, facts, targets,
//! assignments, indicators, trajectories.
pub mod areas;
pub mod assignments;
pub mod calendar;
pub mod facts;
pub mod indicators;
pub mod periods;
pub mod plans;
pub mod targets;
pub mod trajectories;
pub mod units;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(plans::routes)
        .configure(areas::routes)
        .configure(facts::routes)
        .configure(indicators::routes)
        .configure(trajectories::routes)
        .configure(units::routes)
        .configure(calendar::routes)
        .configure(periods::routes);
}
