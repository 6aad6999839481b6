//! 封存的灯色 verdicts: what the light of an indicator was when a period closed, with everything that decided it.
//!
//! Each closing of a period adds one verdict for each indicator that is reported; none is ever changed or removed. A
//! verdict is of the period's own standing: the figures of the periods up to it that were approved by the closing, and
//! target, trajectory, lead bureau and rules of its last day. Its inputs are kept as a text with a hash, and are enough
//! to compute it again ([`FrozenInputs::decide`]). A period that was reopened and mended is yellow at best
//! (`late_met`).
mod handlers;
mod inputs;
mod model;
pub mod rules;
pub mod store;

pub use inputs::{EarlierVerdict, FrozenInputs, FrozenOverride};
pub use model::{FrozenLight, Verdict, VerdictReference, VerdictRow};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_verdicts).service(handlers::get_verdict);
}
