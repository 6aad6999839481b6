//! What may be done with a plan, and what a closed year still takes: nothing (docs/domain.md §4).
use super::model::Plan;
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::Timestamp,
        error::{Code, Error, Result},
    },
    text_enum,
};

text_enum! {
    /// What can be done with a plan: the operation ids.
    pub enum Action {
        /// Its texts change.
        Update = "update_plan",
        /// 年度办结: its year takes nothing any more.
        CloseYear = "close_plan_year",
        /// Its year takes changes again.
        ReopenYear = "reopen_plan_year",
    }
}

/// Whether the caller may do this with a plan; the code says why not. Whether everything is reported and decided,
/// `close_plan_year` finds out itself.
pub fn may(action: Action, caller: &Caller, plan: &Plan) -> Result<(), Code> {
    caller.may_in(Permission::EditPlan, &plan.jurisdiction)?;
    match (action, plan.closed_at.is_some()) {
        (Action::CloseYear, true) => Err(Code::PlanYearClosed),
        (Action::ReopenYear, false) => Err(Code::PlanYearOpen),
        _ => Ok(()),
    }
}

/// Whether the year of a plan takes changes: what it promises, who answers for it, what is reported on it.
/// `plan_year_closed` since when it does not.
pub fn open_year(plan: &Plan) -> Result<()> {
    takes_changes(plan.closed_at)
}

/// The same of a year that was closed at a moment, or was not.
pub fn takes_changes(closed_at: Option<Timestamp>) -> Result<()> {
    closed_at.map_or(Ok(()), |since| Err(year_closed(since)))
}

/// The refusal of a closed year: it names why and since when.
pub fn year_closed(since: Timestamp) -> Error {
    Error::new(Code::PlanYearClosed).extend("lock_reason", "year_closed").extend("closed_at", since.to_string())
}
