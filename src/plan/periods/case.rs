//! A period that is about to be changed, for the operations here and for those that close it (`progress::closings`).
use super::{
    model::PeriodRow,
    rules::{self, Action},
    store,
};
use crate::{
    foundation::{auth::Permission, error::Result, web::*},
    plan::plans,
};

/// Opens the case of a period for an action.
pub fn open(
    tx: &mut Tx<'_>,
    view: &View,
    id: &Reference,
    expected: &Expected,
    action: Action,
) -> Result<Case<PeriodRow>> {
    let period = store::get(tx.conn, view, id)?;
    let year_closed_at = plans::store::closed_years(tx.conn, &[period.plan_id])?.remove(&period.plan_id);
    let may = rules::may(action, &view.caller, &period, year_closed_at, view.now);
    Case::open(tx, view, period, expected, Permission::EditPeriods, may)
}
