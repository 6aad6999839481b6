//! Operations on checkpoints.
use super::{model::AuditCheckpoint, store};
use crate::foundation::{
    State,
    auth::{
        Allowed,
        permission::{MakeCheckpoints, ReadAudit},
    },
    error::Result,
    events::checkpoint::CheckpointReason,
    web::*,
};
use actix_web::{get, post, web::Data};

/// List checkpoints of the audit log (审计检查点)
///
/// Of the caller's jurisdiction, in the order of their numbers. By the audit administrator only.
#[utoipa::path(
    tag = "audit",
    responses((status = 200, body = Page<AuditCheckpoint>, description = "A page of checkpoints")),
)]
#[get("/audit-checkpoints")]
pub async fn list_audit_checkpoints(
    state: Data<State>,
    caller: Allowed<ReadAudit>,
    list: List<NoParameters>,
) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| Answer::ok(&store::list(conn, view, &list.page)?);
    state.read(caller, read).await
}

/// Get a checkpoint of the audit log (审计检查点)
///
/// `code:7` is the seventh of the caller's own jurisdiction.
#[utoipa::path(tag = "audit", responses((status = 200, body = AuditCheckpoint, description = "The checkpoint")))]
#[get("/audit-checkpoints/{id}")]
pub async fn get_audit_checkpoint(state: Data<State>, caller: Allowed<ReadAudit>, id: Reference) -> Result<Answer> {
    let read = move |conn: &mut _, view: &View| Answer::ok(&store::get(conn, view, &id)?);
    state.read(caller, read).await
}

/// Make a checkpoint of the audit log (生成检查点)
///
/// Vouches for the log of the caller's jurisdiction as it is now.
///
/// - One is made by itself when a period or a year closes, and once a day if anything happened.
/// - A job writes it outside the database within a minute; `exports` says where and when.
/// - `GET /audit-entries/verification` holds the log against every checkpoint of the database; `duban audit verify
///   --checkpoint` against one that was kept elsewhere.
/// - By the audit administrator.
#[utoipa::path(
    tag = "audit",
    request_body = Empty,
    responses((status = 201, body = AuditCheckpoint, description = "The new checkpoint")),
)]
#[post("/audit-checkpoints")]
pub async fn create_audit_checkpoint(
    state: Data<State>,
    caller: Allowed<MakeCheckpoints>,
    command: Create<Empty>,
) -> Result<Answer> {
    let keys = state.keys.clone();
    let create = move |tx: &mut Tx<'_>, view: &View, _: &Empty, _: &Expected| {
        let row = tx.checkpoint(&keys, &view.caller.jurisdiction, CheckpointReason::OnDemand)?;
        let location = format!("/api/v1/audit-checkpoints/{}", row.id);
        Ok(Answer::resource(1, &store::detail(tx.conn, row)?)?.created(location))
    };
    command.run(&state, caller, create).await
}
