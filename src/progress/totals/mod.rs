//! 总分核对 totals: what parts add up to beside what the whole states, and what the projects themselves add up to.
//!
//! Stated and computed stand side by side; the residual is shown and never forced to zero. A project counts once,
//! whatever number of areas it belongs to. What overlaps in unknown ways is named and never added; ratios are
//! recomputed from their numerators and denominators, never summed (docs/domain.md §2). Computed when asked and never
//! stored.
mod handlers;
mod model;
pub mod rules;
pub mod store;

pub use model::{PlanTotals, ProjectTotals, Whole};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operation.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_totals);
}
