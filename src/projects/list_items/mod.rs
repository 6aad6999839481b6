//! 清单条目 list items: the records that a list indicator counts (docs/domain.md §2, `list`: linked records with
//! evidence, counted distinct).
//!
//! The lead of the indicator's lead bureau proposes, the supervision office approves or rejects; nobody decides on what
//! they proposed. One project, or one identifier, is in a list once while it is proposed or approved. An approved item
//! counts from its day on, and from the moment of its acceptance; withdrawn, with a reason, it no longer counts from
//! that moment on: what was believed before can still be told. Approved items are known to everybody of the
//! jurisdiction, the others, and all attachments, like reports to their bureau, the supervision office and the leaders.
//! None is ever removed.
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;

pub use model::{ListItem, ListItemRow, ListItemStatus};

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_list_items)
        .service(handlers::create_list_item)
        .service(handlers::get_list_item)
        .service(handlers::approve_list_item)
        .service(handlers::reject_list_item)
        .service(handlers::withdraw_list_item);
}
