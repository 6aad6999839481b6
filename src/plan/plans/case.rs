//! A plan beneath which something is to be created.
use super::{
    model::Plan,
    rules::{self, Action},
    store::{get, open_year},
};
use crate::foundation::{error::Result, web::*};

/// The plan that a body names at `/plan`, in the caller's jurisdiction and with an open year, which stays open until
/// the commit.
pub fn open_named(tx: &mut Tx<'_>, view: &View, reference: &Reference, action: Action) -> Result<Case<Plan>> {
    let plan = reference.found("/plan", get(tx.conn, view, reference))?;
    let case = open_beneath(tx, view, plan, action)?;
    open_year(tx.conn, case.id)?;
    Ok(case)
}

/// The case of a plan beneath which something is created.
pub fn open_beneath(tx: &mut Tx<'_>, view: &View, plan: Plan, action: Action) -> Result<Case<Plan>> {
    let may = rules::may(action, &view.caller, &plan);
    Case::open_parent(tx, view, plan, action.permission(), may)
}
