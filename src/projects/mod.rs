//! Key projects: what they are, how they go through the four libraries (四库), when they stand still, their dated milestones
//! and the leaders in charge; the items that lists are counted from.
pub mod leaders;
pub mod list_items;
pub mod milestones;
#[allow(clippy::module_inception)] // the wing is named for its main resource
pub mod projects;
pub mod suspensions;
pub mod transitions;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the wing.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.configure(projects::routes)
        .configure(transitions::routes)
        .configure(suspensions::routes)
        .configure(milestones::routes)
        .configure(leaders::routes)
        .configure(list_items::routes);
}
