//! The shape of an extension, as other objects show it.
use crate::foundation::db::{Id, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

/// 延期: the extension that was granted on an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct GrantedExtension {
    /// Identity: `GET /extensions/{id}`.
    pub id: Id,
    /// 延期后的截止时间.
    #[schema(example = "2025-10-20T16:00:00.000000Z")]
    pub due_at: Timestamp,
}
