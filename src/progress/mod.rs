//! 进度 progress: the maths of completion, the rule sets of the lights, lights frozen at the close of a period and
//! overridden ones, where each indicator stands and stood, the overview.
//!
//! The resources stand on one another in this order: figures, rule sets, counted, grounds, verdicts, overrides,
//! closings, standings, observations, overview, statistics, totals.
pub mod closings;
pub mod counted;
pub mod figures;
pub mod grounds;
pub mod observations;
pub mod overrides;
pub mod overview;
pub mod rule_sets;
pub mod standings;
pub mod statistics;
pub mod totals;
pub mod verdicts;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(rule_sets::routes)
        .configure(verdicts::routes)
        .configure(overrides::routes)
        .configure(closings::routes)
        .configure(standings::routes)
        .configure(observations::routes)
        .configure(overview::routes)
        .configure(statistics::routes)
        .configure(totals::routes);
}
