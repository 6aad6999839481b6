//! 佐证附件 attachments: a file as evidence (docs/domain.md §4 and §5).
//!
//! Uploaded once and never changed: its type is found by the server in its content, its SHA-256 is computed while it
//! arrives, and the content is kept under that address ([`objects`](crate::foundation::objects)) before the row is
//! written, so that no row is without its content. It is then linked to what it is evidence of, by the owner's wing
//! ([`store::attach`]); from then on it stays. Nobody but its uploader's bureau (or office) deletes it, and only while
//! nothing refers to it. Content that no row speaks of is swept after a day. It is visible like a report: to its
//! bureau, the supervision office and the leaders; what the office uploaded also to the bureaus that it was given to
//! ([`store::give`]).
mod content;
mod handlers;
mod model;
mod present;
pub mod rules;
pub mod store;
mod sweep;
mod upload;

pub use model::{Attachment, AttachmentSummary, MediaType, Occurrence, SeenBefore, Use};
pub use sweep::sweep;

use utoipa_actix_web::service_config::ServiceConfig;

/// Mounts the operations.
pub fn routes(cfg: &mut ServiceConfig) {
    cfg.service(handlers::list_attachments)
        .service(handlers::create_attachment)
        .service(handlers::get_attachment)
        .service(handlers::get_attachment_content)
        .service(handlers::delete_attachment);
}
