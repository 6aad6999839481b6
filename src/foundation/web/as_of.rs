//! The day that a question is about, and what counts as known on it.
use crate::{
    auth::Scope,
    clock::end_of_day,
    db::Timestamp,
    error::{Code, Error, Result, Violation},
};
use chrono::{NaiveDate, TimeDelta};

/// A day, today or before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// The day.
    pub day: NaiveDate,
    /// The last instant of the day, or business time when that is earlier: what was recorded and decided by then
    /// counts.
    pub until: Timestamp,
}

impl AsOf {
    /// The day asked for, else the business day; never a later one.
    pub fn of(scope: &Scope, as_of: Option<NaiveDate>) -> Result<Self> {
        let today = scope.today();
        let day = as_of.unwrap_or(today);
        if day > today {
            let fault = Violation::parameter("as_of", Code::InvalidParameter)
                .with("parameter", "as_of")
                .with("reason", format!("晚于 {today} (after {today})"));
            return Err(Error::invalid(Code::InvalidParameter, vec![fault]));
        }
        let last_instant = Timestamp::from(*end_of_day(day) - TimeDelta::microseconds(1));
        Ok(Self { day, until: last_instant.min(scope.now) })
    }
}
