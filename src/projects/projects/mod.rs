//! 项目 projects: the key projects of a plan, each in one stage of the four libraries (四库, docs/domain.md §5).
//!
//! A row is a named project, or a group that the plan only counts ("白家庄等28个"): one row with its declared count,
//! never 28 blanks. A project belongs to one or several areas and counts once in a district total. It is created in a
//! stage, with its first transition; only a transition changes the stage ([`passages`](super::passages)); it is never
//! deleted. What belongs to it alone changes here: its suspensions and who is in charge.
pub mod action;
pub mod counts;
mod handlers;
mod in_charge;
mod model;
mod parts;
mod present;
pub mod rules;
pub mod store;
mod suspend;

pub use model::{
    Counts, NewProject, Project, ProjectBatch, ProjectDetail, ProjectField, ProjectFilter, ProjectLevel,
    ProjectListing, ProjectSummary, StageCount,
};
pub use parts::{ProjectPartFilter, asked};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_projects)
        .service(handlers::get_project)
        .service(handlers::update_project)
        .service(suspend::list_project_suspensions)
        .service(suspend::suspend_project)
        .service(suspend::resume_project)
        .service(in_charge::list_project_leaders)
        .service(in_charge::assign_project_leader);
}
