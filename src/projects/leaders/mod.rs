//! 县级领导分包 leaders in charge: posts, who holds them when, and which project each is in charge of (docs/domain.md
//! §5).
//!
//! The leader in charge is a *post* with terms: the person may change, the post stays. A person need not be named at
//! all (`holder` may be `null`). On any day at most one holder of a post and one post in charge of a project: a new one
//! ends the one before it on its first day. Nothing is deleted; a post that is no longer used is not active.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{
    LeaderInCharge, LeaderPost, LeaderPostSummary, NewLeaderPost, NewProjectLeader, ProjectLeader, ProjectLeaderFilter,
};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_leader_posts)
        .service(handlers::create_leader_post)
        .service(handlers::get_leader_post)
        .service(handlers::update_leader_post)
        .service(handlers::appoint_leader);
}
