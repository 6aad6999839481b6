//! 通报 bulletins: frozen, numbered, reproducible snapshots of approved data at a cut-off instant (docs/domain.md §7).
//!
//! draft → circulated (异议期, the objection window) → final, numbered 督查通报〔2025〕第N期 without a gap; back to
//! draft for a new capture, or abandoned, before it is final. The inputs are stored as the bytes that their hash is of,
//! and the content is made from those bytes and nothing else, by a numbered template: it can be made again byte for
//! byte at any time. A final bulletin never changes; what was wrong with it is said in errata (勘误) beside it.
mod actions;
pub mod capture;
mod case;
mod handlers;
pub mod inputs;
mod model;
mod present;
mod remarks;
pub mod render;
mod requests;
pub mod rules;
pub mod store;

pub use inputs::Inputs;
pub use model::{Bulletin, BulletinRow, BulletinStatus};
pub use render::render;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_bulletins)
        .service(handlers::create_bulletin)
        .service(handlers::get_bulletin)
        .service(handlers::get_bulletin_content)
        .service(handlers::get_bulletin_inputs)
        .service(handlers::verify_bulletin)
        .configure(actions::routes)
        .configure(remarks::routes);
}
