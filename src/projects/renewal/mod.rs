//! 城市更新 renewal: the hierarchy 片区 → 单元 → 项目 (docs/domain.md §5).
//!
//! A unit belongs to one district, a project to at most one unit, so that it counts once in every total. What the plan
//! says of the structure ("3大片区8个单元N个项目") is stated beside what has been registered; districts and units that
//! the plan only counts are not invented.
mod districts;
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;
mod units;

pub use model::{RenewalDistrict, RenewalUnit};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(districts::list_renewal_districts)
        .service(districts::create_renewal_district)
        .service(districts::get_renewal_district)
        .service(districts::update_renewal_district)
        .service(units::list_renewal_units)
        .service(units::create_renewal_unit)
        .service(units::get_renewal_unit)
        .service(units::update_renewal_unit)
        .service(handlers::get_project_renewal_unit)
        .service(handlers::set_project_renewal_unit)
        .service(handlers::get_renewal_structure);
}
