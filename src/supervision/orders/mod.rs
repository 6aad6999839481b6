//! 督办单 supervision orders: a demand of the supervision office to one bureau, with a clock (docs/domain.md §7).
//!
//! issued → signed (签收) → in progress (first feedback) → closure applied for → closed with a grade, or returned: back
//! in progress with a new due time; cancelled at any time before closure. Numbers are gapless in a jurisdiction and a
//! year. The bureau's lead answers; the supervision office decides; leaders instruct (批示) and change nothing else.
//! The addressed and the supporting bureaus know of an order, other bureaus do not. Times are business time. Nothing is
//! ever deleted.
mod actions;
mod attached;
mod decisions;
mod handlers;
mod issue;
mod model;
mod present;
mod records;
mod requests;
pub mod rules;
pub mod store;

pub use model::{OrderGrade, OrderLevel, OrderRow, OrderStatus, SupervisionOrder};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_supervision_orders)
        .service(handlers::create_supervision_order)
        .service(handlers::get_supervision_order)
        .service(handlers::list_supervision_order_feedback)
        .service(handlers::get_supervision_order_history)
        .service(actions::sign_supervision_order)
        .service(actions::give_supervision_order_feedback)
        .service(actions::apply_supervision_order_closure)
        .service(actions::request_supervision_order_extension)
        .configure(decisions::routes);
}
