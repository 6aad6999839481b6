//! 委办局/街道/平台公司 bureaus: who is responsible and who reports. A bureau belongs to one jurisdiction and is named
//! there by its code; it is never deleted, only made inactive. `source` says whether its mapping is confirmed or a
//! placeholder.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{Bureau, BureauKind, BureauSource, BureauSummary, NewBureau};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_bureaus)
        .service(handlers::create_bureau)
        .service(handlers::get_bureau)
        .service(handlers::update_bureau);
}
