//! 行政区划 jurisdictions: whose plans, bureaus and users there are. A code is a GB/T 2260 code and says by itself what
//! lies above and below it; the parent of a jurisdiction exists always, and codes never change.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{Jurisdiction, NewJurisdiction};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_jurisdictions)
        .service(handlers::create_jurisdiction)
        .service(handlers::get_jurisdiction)
        .service(handlers::update_jurisdiction);
}
