//! The shapes of a checkpoint.
use crate::foundation::{
    db::{Id, Timestamp},
    events::checkpoint::{CheckpointReason, CheckpointRow},
};
use serde::Serialize;
use utoipa::ToSchema;

/// 审计检查点: where the audit log of a jurisdiction stood at a moment. It is never changed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditCheckpoint {
    /// Identity.
    pub id: Id,
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// 编号, from 1, without gaps.
    #[schema(example = 7)]
    pub number: i32,
    /// When it was made, in real time.
    pub made_at: Timestamp,
    /// 缘由: why it was made.
    pub reason: CheckpointReason,
    /// The sequence of the last entry then.
    #[schema(example = 1042)]
    pub sequence: i64,
    /// How many entries there were; the same number in a log that is whole.
    #[schema(example = 1042)]
    pub entries: i64,
    /// The hash of the last entry; zeros of an empty log.
    pub hash: String,
    /// SHA-256 of the `token` of the checkpoint before; `null` of the first.
    pub previous: Option<String>,
    /// 签名检查点: a compact JWS (RFC 7515) with the header `typ` `audit-checkpoint+jwt`, which says all of the above.
    /// Any library verifies it with the keys of `/.well-known/jwks.json`.
    pub token: String,
    /// 库外留存: where it was written outside the database, and when.
    pub exports: Vec<CheckpointExport>,
}

/// 库外留存: one place outside the database to which a checkpoint was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckpointExport {
    /// `folder`, `bucket` or `syslog`.
    #[schema(example = "folder")]
    pub target: String,
    /// When it was written, in real time.
    pub exported_at: Timestamp,
}

impl AuditCheckpoint {
    /// A checkpoint with where it was written.
    pub fn of(row: CheckpointRow, exports: Vec<CheckpointExport>) -> Self {
        let CheckpointRow { id, jurisdiction, number, made_at, reason, sequence, entries, hash, previous, token } = row;
        Self { id, jurisdiction, number, made_at, reason, sequence, entries, hash, previous, token, exports }
    }
}
