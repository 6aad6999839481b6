//! 进度 progress: the maths of completion, the rule sets of the lights, where each indicator stands and stood, the overview.
pub mod figures;
pub mod observations;
pub mod overview;
pub mod rule_sets;
pub mod standings;
pub mod totals;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(rule_sets::routes)
        .configure(standings::routes)
        .configure(observations::routes)
        .configure(overview::routes)
        .configure(totals::routes);
}
