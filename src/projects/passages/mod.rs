//! 入库出库 passages: how a project comes into the four libraries, goes from stage to stage through the gates, leaves,
//! and is put into use (docs/domain.md §5).
//!
//! The only operations that create a project or change its stage. They know everything that a step touches: the
//! project, its papers ([`transitions`](super::transitions)), what makes it stand still, and the milestones that a step
//! meets.
mod entry;
mod handlers;
mod passage;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(entry::create_project)
        .service(handlers::list_project_transitions)
        .service(handlers::move_project)
        .service(handlers::get_project_gates)
        .service(handlers::put_project_into_use);
}
