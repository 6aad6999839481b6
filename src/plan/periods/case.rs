//! A period that is about to be changed, for the operations here and for those that close it (`progress::closings`).
use super::{model::PeriodRow, store};
use crate::{
    foundation::{
        db::Timestamp,
        error::{Code, Error, Result},
        web::*,
    },
    plan::plans,
};

/// The period that the client read, and when the year of its plan was closed.
pub fn current(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: &Reference,
    expected: &Expected,
) -> Result<(PeriodRow, Option<Timestamp>)> {
    let scope = tx.scope(caller);
    let period = store::get(tx.conn, &scope, id)?;
    scope.may_change(&period.jurisdiction)?;
    let year_closed_at = plans::store::closed_years(tx.conn, &[period.plan_id])?.remove(&period.plan_id);
    expected.check(tx, period.id, period.version, |_| {
        Answer::resource(period.version, &period.clone().shown_to(caller, scope.now, year_closed_at))
    })?;
    Ok((period, year_closed_at))
}

/// A conflict with its state, which tells the state and what may be done in it.
pub fn refused(
    period: &PeriodRow,
    year_closed_at: Option<Timestamp>,
    caller: &Caller,
    tx: &Tx<'_>,
    code: Code,
) -> Error {
    let shown = period.clone().shown_to(caller, tx.business_now, year_closed_at);
    shown.refused(code, shown.object.state.as_str())
}
