//! 计量单位 units: a closed table, with exact rational factors (docs/domain.md §2). A number in the plan names its unit
//! by the printed symbol. Units convert into one another only when they share a base unit; every counting unit is its
//! own, so 个 never becomes 家. Units live in the code: they change with a release, never with data.
mod handlers;
mod model;
mod rules;
mod table;

pub use model::{Dimension, Unit, clearable_symbol, symbol};
pub use rules::{check, convert, exact, find, text};
pub use table::UNITS;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_units).service(handlers::convert_value);
}
