//! What an operator does on the server itself, past the API.
use super::store;
use crate::{
    directory::sessions,
    foundation::{
        db::schema::users,
        error::{Result, stale},
        events::{Kind, Tx},
        web::Actionable,
    },
};
use diesel::prelude::*;

/// Gives an account a new initial password, ends its sessions and a lock; audited as the operator's act. The way back
/// for an administrator, whom no other administrator may reset.
pub fn reset_by_operator(tx: &mut Tx<'_>, username: &str, hash: &str) -> Result<()> {
    let id = users::table.filter(users::username.eq(username)).select(users::id).first(tx.conn)?;
    let before = store::of_id(tx.conn, id)?;
    let read = (id, before.account.version);
    sessions::store::set_password(tx.conn, read, hash, None, tx.now).map_err(stale)?;
    let after = store::of_id(tx.conn, id)?;
    let change = after.event(Kind::UserPasswordReset).between(&before, &after)?;
    tx.record(&after.account.jurisdiction, change)
}
