//! How long a period may be excepted, and what an exception is at a moment (docs/domain.md §4).
use super::model::{ExceptionRow, ExceptionState};
use crate::foundation::{
    auth::{Caller, Permission},
    clock::{end_of_day, local_date},
    db::Timestamp,
    error::{Code, Violation},
};
use chrono::{Days, NaiveDate};

/// How many days ahead an exception may reach.
const LONGEST: u64 = 30;

/// The end of an exception: 24:00 of a day from today, at most thirty days ahead.
pub fn ends_at(until: NaiveDate, now: Timestamp) -> Result<Timestamp, Violation> {
    let (today, fault) =
        (local_date(now), |code, name, limit: NaiveDate| Violation::at("/until", code).with(name, limit.to_string()));
    let latest = today + Days::new(LONGEST);
    match until {
        _ if until < today => Err(fault(Code::TooSmall, "min", today)),
        _ if until > latest => Err(fault(Code::TooLarge, "max", latest)),
        _ => Ok(end_of_day(until)),
    }
}

/// The state at a moment of business time. The last instant is in time.
pub fn state(exception: &ExceptionRow, now: Timestamp) -> ExceptionState {
    match exception.ended_at {
        Some(_) => ExceptionState::Ended,
        None if exception.ends_at < now => ExceptionState::RunOut,
        None => ExceptionState::Running,
    }
}

/// Whether the caller may end it now: while it runs.
pub fn may_end(caller: &Caller, exception: &ExceptionRow, now: Timestamp) -> Result<(), Code> {
    caller.may_in(Permission::EditPeriods, &exception.jurisdiction)?;
    if state(exception, now) == ExceptionState::Running { Ok(()) } else { Err(Code::ExceptionEnded) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::{auth::Role, clock::start_of_day, db::Id};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn exception() -> ExceptionRow {
        let at = start_of_day(day("2025-10-10"));
        ExceptionRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            period_id: Id::new(),
            bureau_id: Id::new(),
            indicator_id: None,
            project_id: None,
            opens_at: at,
            ends_at: end_of_day(day("2025-10-20")),
            reason: "补报".into(),
            created_by: Id::new(),
            ended_at: None,
            ended_by: None,
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn an_exception_is_a_matter_of_thirty_days() {
        let now = start_of_day(day("2025-10-10"));
        let until = |text| ends_at(day(text), now).map_err(|fault| (fault.code, fault.params["max"].clone()));
        assert_eq!(ends_at(day("2025-10-10"), now).ok(), Some(end_of_day(day("2025-10-10"))));
        assert_eq!(ends_at(day("2025-11-09"), now).ok(), Some(end_of_day(day("2025-11-09"))));
        assert_eq!(until("2025-11-10").unwrap_err(), (Code::TooLarge, "2025-11-09".into()));
        assert_eq!(ends_at(day("2025-10-09"), now).unwrap_err().code, Code::TooSmall);
    }
    #[test]
    fn it_runs_to_its_last_instant_unless_it_is_ended() {
        let running = exception();
        let after = Timestamp::from(*running.ends_at + chrono::TimeDelta::microseconds(1));
        assert_eq!(
            (state(&running, running.ends_at), state(&running, after)),
            (ExceptionState::Running, ExceptionState::RunOut)
        );
        let ended = ExceptionRow { ended_at: Some(running.opens_at), ..exception() };
        assert_eq!(state(&ended, running.ends_at), ExceptionState::Ended);
        let office = Caller {
            id: Id::new(),
            username: "someone".into(),
            display_name: "someone".into(),
            jurisdiction: "410102".into(),
            bureau_id: None,
            roles: vec![Role::Supervisor],
            session_id: Id::new(),
            must_change_password: false,
        };
        let end = |exception: &ExceptionRow, at| may_end(&office, exception, at);
        assert_eq!((end(&running, running.ends_at), end(&running, after)), (Ok(()), Err(Code::ExceptionEnded)));
        assert_eq!(end(&ended, running.ends_at), Err(Code::ExceptionEnded));
    }
}
