//! 指标 indicators: what is counted or measured, or simply to be done, with a target for the year. An indicator belongs
//! to one area and is named in its plan by its code, which never changes; it is never deleted. Its kind says how
//! figures add up (docs/domain.md §2); what it promises is in versions ([`targets`](super::targets)), who answers for
//! it has dates ([`assignments`](super::assignments)); both change through the operations here. The first report fixes
//! kind, basis and unit.
pub mod beneath;
mod case;
mod changes;
mod establish;
mod handlers;
mod model;
mod present;
mod promise;
mod responsibility;
mod revisions;
pub mod rules;
pub mod store;

pub use changes::{IndicatorChanges, NewBaseline, NewIndicator};
pub use establish::establish;
pub use model::{
    Baseline, BaselineRole, Basis, Counting, Indicator, IndicatorKind, IndicatorRow, Related, Relation, Reporting,
};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_indicators)
        .service(handlers::create_indicator)
        .service(handlers::get_indicator)
        .service(handlers::update_indicator)
        .service(revisions::list_targets)
        .service(revisions::create_target)
        .service(responsibility::list_assignments)
        .service(responsibility::create_assignment)
        .service(responsibility::end_assignment);
}
