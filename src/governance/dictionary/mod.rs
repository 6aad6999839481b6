//! 数据字典 dictionary: what each code means, and what each field of the main resources is, in both languages. Public,
//! and never changed at run time.
//!
//! The words of codes and the definitions of fields are those of the document; where a figure comes from and how often
//! it is renewed stands in the table of `sources.rs`.
mod fields;
mod handlers;
mod model;
mod sources;
mod values;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operation.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_dictionary);
}
