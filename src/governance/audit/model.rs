//! The shapes of the audit log.
use crate::foundation::{
    db::{Backend, Id, Timestamp, schema::audit_entries},
    events::{Finding, Kind},
    web::OneOf,
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
    /// SHA-256 of its row of the feed, which the hash covers; empty where nobody is told, `null` of an entry of before.
    pub feed_digest: Option<String>,
    /// SHA-256 over the figures that it sealed, which the hash covers; empty without any, `null` of an entry of before.
    pub seals_digest: Option<String>,
}

/// Which entries.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct AuditFilter {
    /// Only of these acts, separated by commas.
    #[param(inline, example = json!(["report.approved"]))]
    pub action: Option<OneOf<Kind>>,
    /// Only on this object.
    pub resource_id: Option<String>,
    /// Only by this username.
    #[param(example = "supervisor")]
    pub actor: Option<String>,
    /// Only after this sequence.
    pub after_sequence: Option<i64>,
}

/// Where a verification begins.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct VerificationFilter {
    /// After this sequence: `next_after_sequence` of the answer before. From the beginning by default.
    #[param(example = 2000, minimum = 0)]
    pub after_sequence: Option<i64>,
}

/// 核验结果: what a verification of a part of the log found.
#[derive(Debug, Serialize, ToSchema)]
pub struct AuditVerification {
    /// 行政区划: GB/T 2260 code.
    #[schema(example = "410102")]
    pub jurisdiction: String,
    /// Whether nothing is wrong with what was read.
    pub intact: bool,
    /// Whether the log was read to its end; else ask again with `next_after_sequence`.
    pub complete: bool,
    /// How many entries were read: at most 2000 in one answer.
    #[schema(example = 1042)]
    pub entries: i64,
    /// After which sequence reading began.
    #[schema(example = 0)]
    pub after_sequence: i64,
    /// The last sequence that was read.
    #[schema(example = 1042)]
    pub through_sequence: i64,
    /// Where the next verification begins; `null` at the end of the log.
    pub next_after_sequence: Option<i64>,
    /// How many figures were compared with their last seal: each where that stands.
    #[schema(example = 310)]
    pub figures: usize,
    /// How many checkpoints were held against this part of the log.
    #[schema(example = 7)]
    pub checkpoints: usize,
    /// The sequence up to which a checkpoint of the database vouches; `null` without one. What follows is held by the
    /// chain alone.
    #[schema(example = 1040)]
    pub last_checkpoint_sequence: Option<i64>,
    /// What is wrong: the first hundred.
    pub findings: Vec<Finding>,
    /// How many more there are.
    #[schema(example = 0)]
    pub findings_left_off: usize,
}
