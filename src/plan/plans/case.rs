//! A plan beneath which something is to be created.
use super::{
    model::Plan,
    store::{get, open_year},
};
use crate::foundation::{auth::Permission, error::Result, web::*};

/// The plan that a body names at `/plan`, in the caller's jurisdiction and with an open year, which stays open until
/// the commit.
pub fn open_named(tx: &mut Tx<'_>, view: &View, reference: &Reference, permission: Permission) -> Result<Case<Plan>> {
    let plan = reference.found("/plan", get(tx.conn, view, reference))?;
    let case = Case::open_parent(tx, view, plan, permission, IN_ANY_STATE)?;
    open_year(tx.conn, case.id)?;
    Ok(case)
}
