//! A bulletin that is about to be changed.
use super::{
    model::BulletinRow,
    rules::{self, Action},
    store,
};
use crate::foundation::{
    error::{Error, Result, stale},
    events::Kind,
    web::*,
};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use serde_json::Value;

/// Opens the case of a bulletin for an action. A conflict says until when objections are taken, and how many are
/// undecided.
pub fn open(
    tx: &mut Tx<'_>,
    view: &View,
    id: &Reference,
    expected: &Expected,
    action: Action,
) -> Result<Case<BulletinRow>> {
    let bulletin = store::get(tx.conn, view, id)?;
    let undecided = store::undecided(tx.conn, &[bulletin.id])?.remove(&bulletin.id).unwrap_or(0);
    let until = bulletin.objections_until.map(|until| until.to_string()).unwrap_or_default();
    let may = rules::may(action, &view.caller, &bulletin, undecided, tx.business_now)
        .map_err(|code| Error::new(code).with("until", until).with("count", undecided));
    Case::open(tx, view, bulletin, expected, action.permission(), may)
}

/// Writes and tells what became of a bulletin, and answers with it.
pub fn save(tx: &mut Tx<'_>, case: &Case<BulletinRow>, after: BulletinRow, kind: Kind, data: Value) -> Result<Answer> {
    // Another was published at the same moment with the same number: run again, it gets the next.
    let raced = |error: DieselError| match error {
        DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => Error::from(error).retryable(),
        other => stale(other),
    };
    let bulletin = store::save(tx.conn, after, tx.now).map_err(raced)?;
    case.close(tx, bulletin, kind, data)
}
