//! Queries on checkpoints. Each belongs to a jurisdiction, whose audit administrator alone reads it.
use super::model::{AuditCheckpoint, CheckpointExport};
use crate::foundation::{
    auth::Scope,
    db::{
        Conn, Id, Timestamp,
        schema::{audit_checkpoint_exports, audit_checkpoints},
    },
    error::{Error, Result},
    events::checkpoint::CheckpointRow,
    web::{Page, Paging, Reference},
};
use crate::on_each;
use diesel::prelude::*;
use std::collections::HashMap;

/// A page of the own jurisdiction's checkpoints, in the order of their numbers.
pub fn list(conn: &mut Conn, scope: &Scope, paging: &Paging) -> Result<Page<AuditCheckpoint>> {
    let own = || CheckpointRow::query().filter(audit_checkpoints::jurisdiction.eq(&scope.own)).into_boxed();
    let count = audit_checkpoints::table.filter(audit_checkpoints::jurisdiction.eq(&scope.own)).count();
    let total = paging.counted().then(|| count.get_result(conn)).transpose()?;
    let mut query = own();
    if let Some(after) = paging.after::<i32>(0)? {
        query = query.filter(audit_checkpoints::number.gt(after));
    }
    let rows = query.order(audit_checkpoints::number).limit(paging.fetch()).load(conn)?;
    let page = paging.page(rows, total, |row: &CheckpointRow| vec![row.number.to_string()])?;
    Ok(Page { items: details(conn, page.items)?, page: page.page })
}
/// One of them, by its id or its number (`code:7`).
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> Result<AuditCheckpoint> {
    let own = CheckpointRow::query().filter(audit_checkpoints::jurisdiction.eq(&scope.own));
    let row: CheckpointRow = match reference {
        Reference::Id(id) => own.filter(audit_checkpoints::id.eq(id)).first(conn)?,
        Reference::Code(code) => {
            let number: i32 = code.parse().map_err(|_| diesel::NotFound)?;
            own.filter(audit_checkpoints::number.eq(number)).first(conn)?
        }
    };
    detail(conn, row)
}
/// One with where it was written.
pub fn detail(conn: &mut Conn, row: CheckpointRow) -> Result<AuditCheckpoint> {
    details(conn, vec![row])?.pop().ok_or_else(|| Error::internal("no detail of a checkpoint"))
}
/// Checkpoints with where each was written: one statement.
fn details(conn: &mut Conn, rows: Vec<CheckpointRow>) -> Result<Vec<AuditCheckpoint>> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let written: Vec<(Id, String, Timestamp)> = audit_checkpoint_exports::table
        .filter(audit_checkpoint_exports::checkpoint_id.eq_any(ids))
        .order((audit_checkpoint_exports::checkpoint_id, audit_checkpoint_exports::target))
        .load(conn)?;
    let mut exports: HashMap<Id, Vec<CheckpointExport>> = HashMap::new();
    for (id, target, exported_at) in written {
        exports.entry(id).or_default().push(CheckpointExport { target, exported_at });
    }
    let whole = |row: CheckpointRow| {
        let exports = exports.remove(&row.id).unwrap_or_default();
        AuditCheckpoint::of(row, exports)
    };
    Ok(rows.into_iter().map(whole).collect())
}

/// Checkpoints that were not yet written to a place, oldest first, so many at most.
pub fn waiting(conn: &mut Conn, target: &str, limit: i64) -> QueryResult<Vec<CheckpointRow>> {
    let written = audit_checkpoint_exports::table
        .filter(audit_checkpoint_exports::target.eq(target))
        .select(audit_checkpoint_exports::checkpoint_id);
    CheckpointRow::query()
        .filter(audit_checkpoints::id.ne_all(written))
        .order(audit_checkpoints::id)
        .limit(limit)
        .load(conn)
}
/// How many were not yet written to a place.
pub fn count_waiting(conn: &mut Conn, target: &str) -> QueryResult<i64> {
    let written = audit_checkpoint_exports::table
        .filter(audit_checkpoint_exports::target.eq(target))
        .select(audit_checkpoint_exports::checkpoint_id);
    audit_checkpoints::table.filter(audit_checkpoints::id.ne_all(written)).count().get_result(conn)
}
/// Notes that a checkpoint was written to a place.
pub fn written(conn: &mut Conn, checkpoint: Id, target: &str, at: Timestamp) -> QueryResult<()> {
    let row = (
        audit_checkpoint_exports::checkpoint_id.eq(checkpoint),
        audit_checkpoint_exports::target.eq(target),
        audit_checkpoint_exports::exported_at.eq(at),
    );
    let insert = diesel::insert_into(audit_checkpoint_exports::table).values(row).on_conflict_do_nothing();
    on_each!(conn, c => insert.execute(c)).map(drop)
}
