//! 外部入库 registry entries: a project's entry in one of the three registries that are not the four libraries
//! (docs/domain.md §2): 国家重大项目库, 投资统计入库（入统） and 城市更新入库, each with number and date.
//!
//! A project is in a registry at most once at a time, under a number that no other project of the plan has there. It
//! may leave, and enter again as a new entry; what left is kept and does not change any more.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{Registry, RegistryEntry};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations; the literal path stands before the one of an id.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_registry_entries)
        .service(handlers::create_registry_entry)
        .service(handlers::count_registry_entries)
        .service(handlers::get_registry_entry)
        .service(handlers::update_registry_entry)
        .service(handlers::leave_registry);
}
