//! When periods are, and what may be done with them.
use super::model::{PeriodRow, PeriodState};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::Timestamp,
        error::{Code, Error, Result},
    },
    plan::plans,
    text_enum,
};
use chrono::NaiveDate;

text_enum! {
    /// What can be done with a period: the operation ids.
    pub enum Action {
        /// It takes no more reports, and its lights are frozen.
        Close = "close_period",
        /// It takes reports again.
        Reopen = "reopen_period",
        /// Its due time is reckoned anew.
        RecomputeDue = "recompute_period_due",
        /// 期间例外: one bureau may still report for it.
        CreateException = "create_period_exception",
    }
}

/// Whether the caller may do this with a period at a moment; the code says why not. First who, then in which state.
/// `year_closed_at` is when the year of its plan was closed.
pub fn may(
    action: Action,
    caller: &Caller,
    period: &PeriodRow,
    year_closed_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<()> {
    caller.may_in(Permission::EditPeriods, &period.jurisdiction)?;
    match action {
        Action::Close => Ok(close(period, now)?),
        Action::Reopen => {
            reopen(period)?;
            plans::rules::takes_changes(year_closed_at)
        }
        Action::RecomputeDue => move_due(period, None, now),
        Action::CreateException => {
            plans::rules::takes_changes(year_closed_at)?;
            if period.closed_at.is_none() { Err(Code::PeriodAlreadyOpen.into()) } else { Ok(()) }
        }
    }
}

/// A stretch of a year that a report covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// `2025-03`, or `2025-01..02` for January and February together.
    pub code: String,
    /// First day.
    pub starts_on: NaiveDate,
    /// Last day.
    pub ends_on: NaiveDate,
    /// Months of the year that have gone by at its end.
    pub months: i32,
}

/// The periods of a year: January and February are reported together, as statistics do; then every month.
pub fn spans(year: i32) -> Vec<Span> {
    let first_of = |month: u32| NaiveDate::from_ymd_opt(year + i32::from(month > 12), (month - 1) % 12 + 1, 1);
    let span = |from: u32, to: u32| {
        let code = if from == to { format!("{year}-{from:02}") } else { format!("{year}-{from:02}..{to:02}") };
        let months = i32::try_from(to).ok()?;
        Some(Span { code, starts_on: first_of(from)?, ends_on: first_of(to + 1)?.pred_opt()?, months })
    };
    std::iter::once((1, 2))
        .chain((3..=12).map(|month| (month, month)))
        .filter_map(|(from, to)| span(from, to))
        .collect()
}

/// The state at a moment of business time. A period is overdue, not closed, once its due time has passed.
pub fn state(period: &PeriodRow, now: Timestamp) -> PeriodState {
    match period.closed_at {
        Some(_) => PeriodState::Closed,
        None if now < period.opens_at => PeriodState::NotOpen,
        None if now <= period.due_at => PeriodState::Open,
        None => PeriodState::Overdue,
    }
}

/// Whether a period can be closed: once, and not before it has ended.
pub fn close(period: &PeriodRow, now: Timestamp) -> Result<(), Code> {
    match state(period, now) {
        PeriodState::Closed => Err(Code::PeriodAlreadyClosed),
        PeriodState::NotOpen => Err(Code::PeriodNotEnded),
        PeriodState::Open | PeriodState::Overdue => Ok(()),
    }
}

/// Whether a period can be reopened: only when it is closed.
pub fn reopen(period: &PeriodRow) -> Result<(), Code> {
    if period.closed_at.is_some() { Ok(()) } else { Err(Code::PeriodAlreadyOpen) }
}

/// Whether the due time can be reckoned anew, and to `due_at` once that is known: only a time to come is moved, and
/// only to one.
pub fn recompute(period: &PeriodRow, due_at: Option<Timestamp>, now: Timestamp) -> Result<(), Code> {
    match period.closed_at {
        Some(_) => Err(Code::PeriodAlreadyClosed),
        None if period.due_at <= now || due_at.is_some_and(|due_at| due_at <= now) => Err(Code::DueTimePassed),
        None => Ok(()),
    }
}

/// [`recompute`], whose refusal names the due time.
pub fn move_due(period: &PeriodRow, due_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
    recompute(period, due_at, now).map_err(|code| Error::new(code).with("due_at", period.due_at.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::{
        clock::{end_of_day, start_of_day},
        db::Id,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn september(closed: bool) -> PeriodRow {
        let made = start_of_day(day("2025-01-01"));
        PeriodRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            code: "2025-09".into(),
            starts_on: day("2025-09-01"),
            ends_on: day("2025-09-30"),
            months: 9,
            opens_at: start_of_day(day("2025-10-01")),
            due_at: end_of_day(day("2025-10-14")),
            closed_at: closed.then_some(made),
            version: 1,
            created_at: made,
            updated_at: made,
        }
    }

    #[test]
    fn a_year_has_eleven_periods_and_begins_with_a_merged_one() {
        let year = spans(2025);
        assert_eq!(year.len(), 11);
        let codes: Vec<_> = year.iter().map(|span| (span.code.as_str(), span.months)).collect();
        assert_eq!(codes[..2], [("2025-01..02", 2), ("2025-03", 3)]);
        assert_eq!(codes[10], ("2025-12", 12));
        assert_eq!((year[0].starts_on, year[0].ends_on), (day("2025-01-01"), day("2025-02-28")));
        assert_eq!(year[10].ends_on, day("2025-12-31"));
        assert_eq!(spans(2028)[0].ends_on, day("2028-02-29"));
        for pair in year.windows(2) {
            assert_eq!(pair[0].ends_on.succ_opt(), Some(pair[1].starts_on));
        }
    }
    #[test]
    fn the_state_follows_business_time_to_the_instant() {
        let (open, due) = (september(false).opens_at, september(false).due_at);
        let at = |moment: Timestamp, micros| Timestamp::from(*moment + chrono::TimeDelta::microseconds(micros));
        for (now, expected) in [
            (at(open, -1), PeriodState::NotOpen),
            (open, PeriodState::Open),
            (due, PeriodState::Open),
            (at(due, 1), PeriodState::Overdue),
        ] {
            assert_eq!(state(&september(false), now), expected, "{now}");
            assert_eq!(state(&september(true), now), PeriodState::Closed);
        }
    }
    #[test]
    fn a_period_is_closed_once_it_has_ended_and_reopened_once_it_is_closed() {
        let (open, closed) = (september(false), september(true));
        let before = start_of_day(day("2025-09-30"));
        assert_eq!(close(&open, before), Err(Code::PeriodNotEnded));
        assert_eq!(close(&open, open.opens_at), Ok(()));
        assert_eq!(close(&closed, open.opens_at), Err(Code::PeriodAlreadyClosed));
        assert_eq!((reopen(&open), reopen(&closed)), (Err(Code::PeriodAlreadyOpen), Ok(())));
    }
    #[test]
    fn only_a_due_time_to_come_is_moved_and_only_to_one() {
        let (open, closed) = (september(false), september(true));
        let (before, due) = (start_of_day(day("2025-10-14")), open.due_at);
        let later = Some(end_of_day(day("2025-10-15")));
        assert_eq!((recompute(&open, None, before), recompute(&open, later, before)), (Ok(()), Ok(())));
        assert_eq!(recompute(&open, later, due), Err(Code::DueTimePassed));
        assert_eq!(recompute(&open, Some(before), before), Err(Code::DueTimePassed));
        assert_eq!(recompute(&closed, later, before), Err(Code::PeriodAlreadyClosed));
    }
}
