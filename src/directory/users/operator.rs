//! What an operator does on the server itself, past the API.
use super::store;
use crate::{
    directory::sessions::{self, attempts},
    foundation::{
        db::schema::users,
        error::{Result, stale},
        events::{Kind, Tx},
        web::Actionable,
    },
};
use diesel::prelude::*;

/// Gives an account a new initial password, ends its sessions and forgives failed log-ins; audited as the operator's
/// act. The way back for an administrator, whom no other administrator may reset.
pub fn reset_by_operator(tx: &mut Tx<'_>, username: &str, hash: &str) -> Result<()> {
    let id = users::table.filter(users::username.eq(username)).select(users::id).first(tx.conn)?;
    let before = store::of_id(tx.conn, id)?;
    let read = (id, before.account.version);
    sessions::store::set_password(tx.conn, read, hash, None, tx.now).map_err(stale)?;
    attempts::forgive(tx.conn, username)?;
    let after = store::of_id(tx.conn, id)?;
    let change = after.event(Kind::UserPasswordReset).between(&before, &after)?;
    tx.record(&after.account.jurisdiction, change)
}

/// Forgives the failed log-ins under a username: nobody has to wait any more. Audited as the operator's act.
pub fn clear_by_operator(tx: &mut Tx<'_>, username: &str) -> Result<()> {
    let id = users::table.filter(users::username.eq(username)).select(users::id).first(tx.conn)?;
    let before = store::of_id(tx.conn, id)?;
    attempts::forgive(tx.conn, username)?;
    let after = store::touch(tx.conn, &before, tx.now).map_err(stale)?;
    let change = after.event(Kind::UserFailuresCleared).between(&before, &after)?;
    tx.record(&after.account.jurisdiction, change)
}
