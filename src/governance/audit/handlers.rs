//! Operations on the audit log.
use super::{
    model::{AuditEntry, AuditFilter, AuditVerification, VerificationFilter},
    store,
    verify::{Bounds, verify},
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadAudit},
    error::Result,
    web::*,
};
use actix_web::{get, web::Data};

/// List audit entries (审计日志)
///
/// Of the caller's jurisdiction, oldest first. By the audit administrator only.
#[utoipa::path(
    tag = "audit",
    params(AuditFilter),
    responses((status = 200, body = Page<AuditEntry>, description = "A page of entries")),
)]
#[get("/audit-entries")]
pub async fn list_audit_entries(
    state: Data<State>,
    caller: Allowed<ReadAudit>,
    list: List<AuditFilter>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| Answer::ok(&store::list(conn, view, &list.filter, &list.page)?);
    state.read(caller, read).await
}

/// Verify the audit log (核验审计日志)
///
/// Reads the log of the caller's jurisdiction and holds it against itself and against what it covers: at most 2000
/// entries in one answer, which says where to go on.
///
/// - Every entry: its hash, the hash before it, the sequence without a gap, the counter at the end.
/// - The feed: the row that each entry covers.
/// - The figures (数据封签): every approved value, confirmation, investment, target, baseline, light and published
///   bulletin against its last seal; at the end of the log also those that have none.
/// - The checkpoints of the database: their signatures, their chain, and what they say of the log. One that was kept
///   elsewhere is held against the log by `duban audit verify --checkpoint`.
#[utoipa::path(
    tag = "audit",
    params(VerificationFilter),
    responses((status = 200, body = AuditVerification, description = "What was found")),
)]
#[get("/audit-entries/verification")]
pub async fn verify_audit_log(
    state: Data<State>,
    caller: Allowed<ReadAudit>,
    filter: Query<VerificationFilter>,
) -> Result<Answer> {
    let (after, keys) = (filter.0.after_sequence.unwrap_or(0).max(0), state.keys.public());
    let read = move |conn: &mut _, view: &View| {
        let own = &view.caller.jurisdiction;
        Answer::ok(&verify(conn, own, after, Bounds::OF_A_REQUEST, (Some(&keys), &[]))?)
    };
    state.read(caller, read).await
}
