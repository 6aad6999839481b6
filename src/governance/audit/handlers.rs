//! Operations on the audit log.
use super::{
    model::{AuditEntry, AuditFilter, AuditVerification},
    store,
};
use crate::foundation::{
    State,
    auth::{Allowed, permission::ReadAudit},
    error::Result,
    events,
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
/// Recomputes the hash chain of the caller's jurisdiction from its first entry.
#[utoipa::path(tag = "audit", responses((status = 200, body = AuditVerification, description = "What was found")))]
#[get("/audit-entries/verification")]
pub async fn verify_audit_log(
    state: Data<State>,
    caller: Allowed<ReadAudit>,
    _: Query<NoParameters>,
) -> Result<Answer> {
    let read = |conn: &mut _, view: &View| {
        Answer::ok(&AuditVerification::new(&view.caller.jurisdiction, events::verify(conn, &view.caller.jurisdiction)?))
    };
    state.read(caller, read).await
}
