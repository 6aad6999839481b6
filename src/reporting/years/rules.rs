//! When a year can be closed.
use crate::plan::periods::PeriodRow;

/// What keeps a year from being closed.
#[derive(Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The periods that are not closed.
    pub open_periods: Vec<String>,
    /// How many reports wait for a review.
    pub to_review: i64,
}

/// Whether a year is finished: its calendar was made, every period is closed, and no report waits that nobody could
/// decide or return any more.
pub fn finished(calendar: &[PeriodRow], to_review: i64) -> Result<(), Unfinished> {
    let open_periods: Vec<String> =
        calendar.iter().filter(|period| period.closed_at.is_none()).map(|period| period.code.clone()).collect();
    if !calendar.is_empty() && open_periods.is_empty() && to_review == 0 {
        return Ok(());
    }
    Err(Unfinished { open_periods, to_review })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::{clock::start_of_day, db::Id};

    fn period(code: &str, closed: bool) -> PeriodRow {
        let day: chrono::NaiveDate = "2025-10-01".parse().unwrap();
        let at = start_of_day(day);
        PeriodRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            code: code.into(),
            starts_on: day,
            ends_on: day,
            months: 9,
            opens_at: at,
            due_at: at,
            closed_at: closed.then_some(at),
            version: 1,
            created_at: at,
            updated_at: at,
        }
    }

    #[test]
    fn a_year_is_finished_when_all_of_it_is_closed_and_decided() {
        let open = |codes: &[&str], to_review| {
            Err(Unfinished { open_periods: codes.iter().map(|code| (*code).to_owned()).collect(), to_review })
        };
        assert_eq!(finished(&[period("2025-11", true), period("2025-12", true)], 0), Ok(()));
        assert_eq!(finished(&[period("2025-11", true), period("2025-12", false)], 0), open(&["2025-12"], 0));
        assert_eq!(finished(&[period("2025-12", true)], 3), open(&[], 3));
        assert_eq!(finished(&[], 0), open(&[], 0), "a year without a calendar was never reported");
    }
}
