//! Key projects: what they are, how they go through the four libraries (四库), when they stand still, their dated
//! milestones, the leaders in charge, their money and land, the outer registries (入库), obstacles (堵点), the renewal
//! hierarchy (片区 → 单元 → 项目); the items that lists are counted from; who should have started and who has.
//!
//! The resources stand on one another in this order: transitions, suspensions, leaders, projects, milestones, passages;
//! the others stand on projects, starts on milestones too.
pub mod investments;
pub mod keepers;
pub mod leaders;
pub mod list_items;
pub mod milestones;
pub mod obstacles;
pub mod passages;
#[allow(clippy::module_inception)] // the wing is named for its main resource
pub mod projects;
pub mod registry_entries;
pub mod renewal;
pub mod starts;
pub mod suspensions;
pub mod transitions;
pub mod year_plans;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing: the starts first, as `/projects/{id}` would take their literal paths.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(starts::routes)
        .configure(projects::routes)
        .configure(passages::routes)
        .configure(milestones::routes)
        .configure(leaders::routes)
        .configure(list_items::routes)
        .configure(investments::routes)
        .configure(year_plans::routes)
        .configure(registry_entries::routes)
        .configure(obstacles::routes)
        .configure(renewal::routes);
}
