//! Operations that close and reopen a period.
use super::store;
use crate::{
    foundation::{
        State,
        auth::{Allowed, permission::EditPeriods},
        error::{Result, stale},
        events::{Kind, checkpoint::CheckpointReason},
        web::*,
    },
    plan::{
        periods::{self, Period, Reopening, case::open, rules::Action},
        plans,
    },
};
use actix_web::{post, web::Data};
use serde_json::json;

/// Close a period (关闭报告期)
///
/// From then on it takes no reports; submitted ones can still be approved.
///
/// - Not before it has ended (`period_not_ended`).
/// - Its lights are frozen (封存): a verdict for each reported indicator (`GET /verdicts?period=`), with its
///   inputs, by the target, the trajectory and the rules of its last day.
/// - Corrections and new rules never repaint them.
/// - A checkpoint of the audit log is made (`GET /audit-checkpoints`): what the closing froze cannot be rewritten
///   unseen.
/// - A period that is closed again after it was mended is yellow at best where it was not green (`late_met`).
/// - By the supervision office.
#[utoipa::path(
    tag = "periods",
    request_body = Empty,
    responses((status = 200, body = Resource<Period>, description = "The closed period")),
)]
#[post("/periods/{id}/close")]
pub async fn close_period(
    state: Data<State>,
    caller: Allowed<EditPeriods>,
    id: Reference,
    command: Act<Empty>,
) -> Result<Answer> {
    let keys = state.keys.clone();
    let close = move |tx: &mut Tx<'_>, view: &View, _: &Empty, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Close)?;
        let period = periods::store::set_closed(tx.conn, &case, Some(tx.business_now), tx.now).map_err(stale)?;
        let frozen = store::freeze(tx, &period)?;
        let data = json!({"verdicts": frozen.verdicts, "verdicts_hash": frozen.hash});
        let answer = case.close(tx, period, Kind::PeriodClosed, data)?;
        tx.checkpoint(&keys, &case.jurisdiction, CheckpointReason::PeriodClosed)?;
        Ok(answer)
    };
    command.run(&state, caller, close).await
}

/// Reopen a period (重新开放报告期)
///
/// A closed period takes reports again, which are late.
///
/// - The reason goes into the audit log.
/// - Its frozen lights stay until it closes again.
/// - By the supervision office.
#[utoipa::path(
    tag = "periods",
    request_body = Reopening,
    responses((status = 200, body = Resource<Period>, description = "The reopened period")),
)]
#[post("/periods/{id}/reopen")]
pub async fn reopen_period(
    state: Data<State>,
    caller: Allowed<EditPeriods>,
    id: Reference,
    command: Act<Reopening>,
) -> Result<Answer> {
    let reopen = move |tx: &mut Tx<'_>, view: &View, reopening: &Reopening, expected: &Expected| {
        let case = open(tx, view, &id, expected, Action::Reopen)?;
        plans::store::open_year(tx.conn, case.plan_id)?;
        let period = periods::store::set_closed(tx.conn, &case, None, tx.now).map_err(stale)?;
        let data = json!({"reason": reopening.reason, "was_closed_at": case.closed_at});
        case.close(tx, period, Kind::PeriodReopened, data)
    };
    command.run(&state, caller, reopen).await
}
