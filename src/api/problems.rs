//! The members that problems of particular codes have beside those of every problem.
use crate::{
    foundation::{auth::Permission, db::Id},
    plan::periods::LockReason,
    projects::transitions::gates::MissingItem,
};
use serde_json::Value;
use utoipa::ToSchema;

/// The closed table: a member that stands not here fails the test that meets it (`tests/api/kit/contract.rs`). In the
/// document they are optional members of `Problem`.
#[derive(ToSchema)]
#[allow(dead_code)] // read by the document only
pub struct ProblemMembers {
    /// Of `precondition_failed`: the ETag that the object has now.
    #[schema(example = "\"2.5f0c2a\"")]
    current_etag: String,
    /// Of `precondition_failed`: the members that changed since the object was read.
    #[schema(example = json!(["name"]))]
    changed_fields: Vec<String>,
    /// Of conflicts with the state: the state that the object is in.
    #[schema(example = "submitted")]
    current_state: String,
    /// Of conflicts with the state: the operations that are allowed in it.
    #[schema(example = json!(["withdraw_report"]))]
    allowed_actions: Vec<String>,
    /// Of `transition_not_allowed`: the stages that may be entered.
    #[schema(example = json!(["proposed"]))]
    allowed: Vec<String>,
    /// Of conflicts with another object: its id.
    existing: Id,
    /// Of `transition_blocked`: what the gate asks for and is not there.
    missing: Vec<MissingItem>,
    /// Why nothing is taken any more, or not yet.
    lock_reason: LockReason,
    /// Of `period_not_open`: when reports are taken.
    #[schema(format = DateTime, example = "2025-09-30T16:00:00.000000Z")]
    opens_at: String,
    /// Of `plan_year_closed`: since when.
    #[schema(format = DateTime, example = "2026-02-01T02:00:00.000000Z")]
    closed_at: String,
    /// Of `plan_year_unfinished`: the codes of the periods that are still open.
    #[schema(example = json!(["2025-12"]))]
    open_periods: Vec<String>,
    /// Of `plan_year_unfinished`: how many reports wait for a review.
    #[schema(example = 2)]
    to_review: i64,
    /// Of `baseline_frozen`: the day that stays as it is.
    #[schema(format = Date, example = "2025-06-30")]
    baseline_on: String,
    /// Of versions that follow one another: the day from which the latest holds.
    #[schema(format = Date, example = "2025-07-01")]
    latest: String,
    /// Of `trajectory_not_applicable`: why.
    #[schema(example = "not_reported")]
    reason: String,
    /// Of `permission_denied`: the permission that is missing.
    permission: Permission,
    /// Of `address_unknown`: the address that is most like it.
    #[schema(example = "/api/v1/plans")]
    nearest: String,
    /// After how many seconds to try again; the same as `Retry-After`.
    #[schema(example = 2)]
    retry_after_seconds: u64,
}

/// The document with the members of problems where they stand: in the problem itself, each optional.
pub fn join_members(mut document: Value) -> Value {
    let schemas = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
    let Some(schemas) = schemas else { return document };
    let members =
        schemas.shift_remove("ProblemMembers").and_then(|mut members| members.get_mut("properties").map(Value::take));
    let own = schemas.get_mut("Problem").and_then(|problem| problem["properties"].as_object_mut());
    if let (Some(Value::Object(members)), Some(own)) = (members, own) {
        own.extend(members);
    }
    document
}
