//! 完成情况 standings: where each indicator stands on a day. Figures are computed when asked and never stored; a light
//! that was frozen or overridden is served instead of the computed one, which stands beside it.
//!
//! Only what was approved by the end of that day counts (`basis=approved`); with `basis=latest` submitted figures count
//! too, marked provisional, but only for those who may know the reports of the bureau that submitted them. Target
//! version, responsible bureau and rule set are those in force on the day.
mod evidence;
mod explanations;
mod handlers;
mod model;
mod outlooks;
mod rules;
pub mod store;

pub use evidence::{Evidence, Lit};
pub use model::{FigureBasis, IndicatorLabel, IndicatorProgress, LightSource, Moment, ProgressFilter};
pub use rules::{Reasons, deviation, label, light_words, places, serve};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::get_indicator_progress).service(handlers::list_progress);
}
