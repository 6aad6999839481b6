//! An indicator that is about to be changed, itself or by what belongs to it: targets and assignments.
use super::{
    model::{Indicator, IndicatorRow},
    rules, store,
};
use crate::{
    foundation::{auth::Permission, error::Result, events::Kind, web::*},
    plan::plans,
};
use serde_json::Value;

/// Opens the case of an indicator that is changed, whose year stays open until the commit.
pub(super) fn open(tx: &mut Tx<'_>, view: &View, id: &Reference, expected: &Expected) -> Result<Case<Indicator>> {
    let indicator = read(tx, view, id)?;
    let may = rules::may_change(&view.caller, &indicator);
    let case = Case::open(tx, view, indicator, expected, Permission::EditPlan, may)?;
    plans::store::open_year(tx.conn, case.row.plan_id)?;
    Ok(case)
}

/// Opens the case of an indicator to which something is added: as [`open`], without a version that was read.
pub(super) fn open_parent(tx: &mut Tx<'_>, view: &View, id: &Reference) -> Result<Case<Indicator>> {
    let indicator = read(tx, view, id)?;
    let may = rules::may_change(&view.caller, &indicator);
    let case = Case::open_parent(tx, view, indicator, Permission::EditPlan, may)?;
    plans::store::open_year(tx.conn, case.row.plan_id)?;
    Ok(case)
}

fn read(tx: &mut Tx<'_>, view: &View, id: &Reference) -> Result<Indicator> {
    let row = store::get(tx.conn, view, id)?;
    Ok(store::detail(tx.conn, view, row)?)
}

/// Tells of a change of what belongs to an indicator, whose row has the next version already.
pub(super) fn record(
    tx: &mut Tx<'_>,
    view: &View,
    case: &Case<Indicator>,
    row: IndicatorRow,
    kind: Kind,
    data: Value,
) -> Result<()> {
    let after = store::detail(tx.conn, view, row)?;
    case.record(tx, &after, kind, data)
}
