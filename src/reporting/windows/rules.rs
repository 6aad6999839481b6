//! When something is due, and why nothing is taken (docs/domain.md §4).
use super::model::GrantedExtension;
use crate::{
    foundation::{clock::end_of_day, db::Timestamp},
    plan::{
        calendar::WorkingDays,
        periods::{LockReason, Locked, PeriodRow},
    },
};
use chrono::NaiveDate;

/// A returned report is due again after so many working days (docs/domain.md §4).
const RETURN_AFTER: usize = 3;

/// When a report that is returned today is due again: the third working day after today, 24:00 Asia/Shanghai.
pub fn return_due(days: &WorkingDays, today: NaiveDate) -> Timestamp {
    end_of_day(days.after(today, RETURN_AFTER))
}

/// What decides whether a report on a subject is taken from a bureau for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// When reporting opens.
    pub opens_at: Timestamp,
    /// When the first submission is due: by the period, or by the extension where that is later.
    pub first_due_at: Timestamp,
    /// When the supervision office closed the period.
    pub closed_at: Option<Timestamp>,
    /// The extension that was granted.
    pub extension: Option<GrantedExtension>,
    /// Until when the closed period is open again for this bureau and subject.
    pub exception_ends_at: Option<Timestamp>,
    /// When the year of the plan was closed.
    pub year_closed_at: Option<Timestamp>,
    /// Since when the project is suspended.
    pub suspended_since: Option<Timestamp>,
}

impl Window {
    /// Of a period as such, for whom nothing else was decided.
    pub fn of_period(period: &PeriodRow, year_closed_at: Option<Timestamp>) -> Self {
        Self {
            opens_at: period.opens_at,
            first_due_at: period.due_at,
            closed_at: period.closed_at,
            extension: None,
            exception_ends_at: None,
            year_closed_at,
            suspended_since: None,
        }
    }
    /// With an extension: it moves the due time, never to before the period's.
    pub fn extended(self, extension: Option<GrantedExtension>) -> Self {
        let later = extension.map_or(self.first_due_at, |extension| extension.due_at.max(self.first_due_at));
        Self { extension, first_due_at: later, ..self }
    }
    /// Until when a closed period takes reports all the same: an exception and an extension both promise time. The last
    /// instant is in time.
    pub fn kept_open_until(&self) -> Option<Timestamp> {
        self.exception_ends_at.max(self.extension.map(|extension| extension.due_at))
    }
    /// Whether an extension excuses that nothing was given yet.
    pub fn is_excused(&self, now: Timestamp) -> bool {
        self.extension.is_some_and(|extension| now <= extension.due_at)
    }
    /// Why nothing is taken now; `None` when something is. `approved_at` is when the report that serves was approved.
    ///
    /// Where several reasons hold the first of these is named, from what holds for everybody to what holds for one
    /// report, so that whoever lifts the one named does not meet a wider one behind it: `not_open` (there is nothing to
    /// report on yet), `year_closed`, `approved` (it is done, whatever else holds), `suspended`, `expired`.
    pub fn lock(&self, approved_at: Option<Timestamp>, now: Timestamp) -> Option<Locked> {
        let expired = || {
            let closed_at = self.closed_at?;
            let kept = self.kept_open_until();
            (kept.is_none_or(|until| until < now)).then_some(kept.map_or(closed_at, |until| until.max(closed_at)))
        };
        if now < self.opens_at {
            return Some(Locked::new(LockReason::NotOpen, None));
        }
        Locked::since(LockReason::YearClosed, self.year_closed_at)
            .or_else(|| Locked::since(LockReason::Approved, approved_at))
            .or_else(|| Locked::since(LockReason::Suspended, self.suspended_since))
            .or_else(|| Locked::since(LockReason::Expired, expired()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        foundation::{clock::start_of_day, db::Id},
        plan::periods::lock,
    };
    use LockReason::*;

    fn begin(day: &str) -> Timestamp {
        start_of_day(day.parse().unwrap())
    }
    fn end(day: &str) -> Timestamp {
        end_of_day(day.parse().unwrap())
    }
    fn september() -> Window {
        Window {
            opens_at: begin("2025-10-01"),
            first_due_at: end("2025-10-14"),
            closed_at: None,
            extension: None,
            exception_ends_at: None,
            year_closed_at: None,
            suspended_since: None,
        }
    }
    fn granted(day: &str) -> Option<GrantedExtension> {
        Some(GrantedExtension { id: Id::new(), due_at: end(day) })
    }
    fn a_moment_after(at: Timestamp) -> Timestamp {
        Timestamp::from(*at + chrono::TimeDelta::microseconds(1))
    }

    /// Every combination of what can lock, and the reason that is named.
    #[test]
    fn the_widest_lock_is_named() {
        let (closed, year, suspended, approved) =
            (Some(end("2025-10-20")), Some(end("2026-02-01")), Some(begin("2025-10-02")), Some(end("2025-10-12")));
        let now = end("2026-03-01");
        #[rustfmt::skip]
        let table = [
            // year,  approved, suspended, closed → reason
            (false, false, false, false, None),
            (false, false, false, true,  Some(Expired)),
            (false, false, true,  false, Some(Suspended)),
            (false, false, true,  true,  Some(Suspended)),
            (false, true,  false, false, Some(Approved)),
            (false, true,  false, true,  Some(Approved)),
            (false, true,  true,  false, Some(Approved)),
            (false, true,  true,  true,  Some(Approved)),
            (true,  false, false, false, Some(YearClosed)),
            (true,  false, false, true,  Some(YearClosed)),
            (true,  false, true,  false, Some(YearClosed)),
            (true,  false, true,  true,  Some(YearClosed)),
            (true,  true,  false, false, Some(YearClosed)),
            (true,  true,  false, true,  Some(YearClosed)),
            (true,  true,  true,  false, Some(YearClosed)),
            (true,  true,  true,  true,  Some(YearClosed)),
        ];
        for (of_year, of_report, of_project, of_period, expected) in table {
            let window = Window {
                year_closed_at: year.filter(|_| of_year),
                suspended_since: suspended.filter(|_| of_project),
                closed_at: closed.filter(|_| of_period),
                ..september()
            };
            let approved = approved.filter(|_| of_report);
            let found = window.lock(approved, now);
            assert_eq!(found.map(|lock| lock.reason), expected, "{of_year} {of_report} {of_project} {of_period}");
            // What has not begun is not open, whatever else holds.
            let early = window.lock(approved, begin("2025-09-30")).unwrap();
            assert_eq!((early.reason, early.since), (NotOpen, None));
        }
    }
    #[test]
    fn a_lock_says_since_when_it_holds() {
        let closed = Window { closed_at: Some(end("2025-10-20")), ..september() };
        let now = end("2025-12-31");
        assert_eq!(closed.lock(None, now).unwrap().since, Some(end("2025-10-20")));
        let made_up = Window { exception_ends_at: Some(end("2025-11-05")), ..closed };
        assert_eq!(made_up.lock(None, now).unwrap().since, Some(end("2025-11-05")));
        let early = Window { exception_ends_at: Some(end("2025-10-01")), ..closed };
        assert_eq!(early.lock(None, now).unwrap().since, Some(end("2025-10-20")));
    }
    #[test]
    fn an_exception_and_an_extension_keep_a_closed_period_open_to_their_last_instant() {
        let closed = Window { closed_at: Some(end("2025-10-15")), ..september() };
        for kept in [
            Window { exception_ends_at: Some(end("2025-10-20")), ..closed },
            closed.extended(granted("2025-10-20")),
            Window { exception_ends_at: Some(end("2025-10-16")), ..closed.extended(granted("2025-10-20")) },
        ] {
            assert_eq!(kept.lock(None, end("2025-10-20")), None);
            let after = kept.lock(None, a_moment_after(end("2025-10-20"))).unwrap();
            assert_eq!(after.reason, Expired);
        }
        // Neither opens a year, revives a suspended project or touches what is approved.
        let all =
            Window { exception_ends_at: Some(end("2026-12-31")), year_closed_at: Some(end("2026-01-31")), ..closed };
        assert_eq!(all.lock(None, end("2026-02-01")).unwrap().reason, YearClosed);
    }
    #[test]
    fn an_extension_moves_the_due_time_and_excuses_until_it_runs_out() {
        let window = september().extended(granted("2025-10-20"));
        assert_eq!(window.first_due_at, end("2025-10-20"));
        assert!(window.is_excused(end("2025-10-20")) && !window.is_excused(a_moment_after(end("2025-10-20"))));
        assert!(!september().is_excused(end("2025-10-10")));
        // A period that was reckoned anew to a later day is not brought forward by an older extension.
        let moved = Window { first_due_at: end("2025-10-25"), ..september() }.extended(granted("2025-10-20"));
        assert_eq!(moved.first_due_at, end("2025-10-25"));
    }
    /// What a period shows of itself is what holds for a bureau for whom nothing else was decided.
    #[test]
    fn the_lock_of_a_period_is_that_of_its_plain_window() {
        let period = |closed_at| PeriodRow {
            id: Id::new(),
            jurisdiction: "410102".into(),
            plan_id: Id::new(),
            code: "2025-09".into(),
            starts_on: "2025-09-01".parse().unwrap(),
            ends_on: "2025-09-30".parse().unwrap(),
            months: 9,
            opens_at: begin("2025-10-01"),
            due_at: end("2025-10-14"),
            closed_at,
            version: 1,
            created_at: begin("2025-01-01"),
            updated_at: begin("2025-01-01"),
        };
        for closed_at in [None, Some(end("2025-10-20"))] {
            for year_closed_at in [None, Some(end("2026-02-01"))] {
                for now in [begin("2025-09-30"), begin("2025-10-01"), end("2025-12-31"), end("2026-03-01")] {
                    let period = period(closed_at);
                    let window = Window::of_period(&period, year_closed_at);
                    assert_eq!(lock(&period, year_closed_at, now), window.lock(None, now), "{period:?} {now}");
                }
            }
        }
    }
    #[test]
    fn a_return_gives_three_working_days() {
        use crate::plan::calendar::DayKind::*;
        let october = |day| NaiveDate::from_ymd_opt(2025, 10, day).unwrap();
        let off = (1..=8).map(|day| (october(day), Holiday));
        let days: WorkingDays = off.chain([(october(11), WorkingDay)]).collect();
        // Friday 10 October 2025: Saturday 11 is worked, Sunday 12 is not.
        let due = |today: &str| return_due(&days, today.parse().unwrap()).to_string();
        assert_eq!(due("2025-10-10"), "2025-10-14T16:00:00.000000Z");
        assert_eq!(due("2025-09-30"), "2025-10-11T16:00:00.000000Z");
    }
}
