//! What a closed year still takes: nothing (docs/domain.md §4).
use super::model::Plan;
use crate::foundation::{
    db::Timestamp,
    error::{Code, Error, Result},
};

/// Whether the year of a plan takes changes: what it promises, who answers for it, what is reported on it.
/// `plan_year_closed` since when it does not.
pub fn open_year(plan: &Plan) -> Result<()> {
    plan.closed_at.map_or(Ok(()), |since| Err(year_closed(since)))
}

/// The refusal of a closed year: it names why and since when.
pub fn year_closed(since: Timestamp) -> Error {
    Error::new(Code::PlanYearClosed).extend("lock_reason", "year_closed").extend("closed_at", since.to_string())
}
