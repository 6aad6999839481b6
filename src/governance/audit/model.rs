//! The shapes of the audit log.
use crate::foundation::{
    db::{Backend, Id, Timestamp, schema::audit_entries},
    events::Broken,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// 审计记录: one act, sealed by a hash over it and over the entry before it.
#[derive(Debug, HasQuery, Serialize, ToSchema)]
#[diesel(table_name = audit_entries, check_for_backend(Backend))]
pub struct AuditEntry {
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// Position in the jurisdiction's chain, from 1, without gaps.
    pub sequence: i64,
    /// When, in real time.
    pub occurred_at: Timestamp,
    /// The user; `null` for the service itself.
    pub actor_id: Option<Id>,
    /// The username, or the service's part.
    #[schema(example = "supervisor")]
    pub actor_name: String,
    /// What was done.
    #[schema(example = "report.approved")]
    pub action: String,
    /// To what kind of object.
    #[schema(example = "report")]
    pub resource_type: String,
    /// To which.
    pub resource_id: String,
    /// The request that did it.
    pub request_id: String,
    /// What changed, as JSON text: exactly what the hash covers.
    #[schema(example = "{\"status\":{\"from\":\"submitted\",\"to\":\"approved\"}}")]
    pub payload: String,
    /// The hash of the entry before; zeros for the first.
    pub previous_hash: String,
    /// SHA-256 of this entry and the hash before it.
    pub hash: String,
}

/// Which entries.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct AuditFilter {
    /// Only of this act.
    #[param(example = "report.approved")]
    pub action: Option<String>,
    /// Only on this object.
    pub resource_id: Option<String>,
    /// Only by this username.
    #[param(example = "supervisor")]
    pub actor: Option<String>,
    /// Only after this sequence.
    pub after_sequence: Option<i64>,
}

/// What a verification of the chain found.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditVerification {
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// Whether every entry follows from the one before it.
    pub intact: bool,
    /// The number of entries that were read.
    pub entries: i64,
    /// The first entry that does not follow, when the chain is broken.
    pub broken_at: Option<i64>,
}

impl AuditVerification {
    /// From what the chain says.
    pub fn new(jurisdiction: &str, verified: Result<i64, Broken>) -> Self {
        let (entries, broken_at) =
            verified.map_or_else(|broken| (broken.sequence, Some(broken.sequence)), |length| (length, None));
        Self { jurisdiction: jurisdiction.to_owned(), intact: broken_at.is_none(), entries, broken_at }
    }
}
