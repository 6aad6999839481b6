//! How days are counted, and when a reminder climbs (docs/domain.md §7). Days are those of Asia/Shanghai.
use super::model::{DayClock, DayCount, ReminderLadder, ReminderLevel, ReminderLimits};
use crate::{
    foundation::{
        clock::{end_of_day, local_date, start_of_day},
        db::Timestamp,
        error::{Code, Violation, Violations},
    },
    plan::calendar::WorkingDays,
};
use chrono::{Days, NaiveDate, TimeDelta};

/// The longest clock.
const LONGEST: u16 = 180;
/// How many days around today must be known to count any clock from it: 180 working days are fewer than 300 days.
pub const REACH: Days = Days::new(400);

impl DayCount {
    fn counts(self, date: NaiveDate, days: &WorkingDays) -> bool {
        self == Self::Calendar || days.is_working(date)
    }
    /// How many days there are after `from` up to and with `to`; negative when `to` is before `from`.
    pub fn between(self, from: NaiveDate, to: NaiveDate, days: &WorkingDays) -> i64 {
        let (first, last, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let counted = first.iter_days().skip(1).take_while(|day| *day <= last).filter(|day| self.counts(*day, days));
        sign * i64::try_from(counted.count()).unwrap_or(i64::MAX)
    }
}

impl DayClock {
    /// The last day of a clock that starts on `from`; that day itself is not counted.
    pub fn last_day(self, from: NaiveDate, days: &WorkingDays) -> NaiveDate {
        let counted = from.iter_days().skip(1).filter(|day| self.counted.counts(*day, days));
        counted.take(usize::from(self.days)).last().unwrap_or(from)
    }
    /// When a clock that starts on `from` runs out: 24:00 of its last day.
    pub fn due(self, from: NaiveDate, days: &WorkingDays) -> Timestamp {
        end_of_day(self.last_day(from, days))
    }
}

/// The day whose 24:00 a due time is.
pub fn due_day(due_at: Timestamp) -> NaiveDate {
    local_date(Timestamp::from(*due_at - TimeDelta::microseconds(1)))
}

impl ReminderLadder {
    /// What is due by this moment is at least blue all of `today`: `blue_before` 3 days is the first moment of the
    /// third last day.
    pub fn blue_until(&self, today: NaiveDate, days: &WorkingDays) -> Timestamp {
        start_of_day(self.blue_before.last_day(today, days))
    }
    /// The level of something that is not done: blue from `blue_before`, yellow once the due time has passed, red once
    /// it has passed by `red_after`. The due moment itself is in time.
    pub fn level(&self, due_at: Timestamp, now: Timestamp, days: &WorkingDays) -> Option<ReminderLevel> {
        if now > self.red_after.due(due_day(due_at), days) {
            Some(ReminderLevel::Red)
        } else if now > due_at {
            Some(ReminderLevel::Yellow)
        } else if due_at <= self.blue_until(local_date(now), days) {
            Some(ReminderLevel::Blue)
        } else {
            None
        }
    }
}

/// What is wrong with limits that their schema lets through: a clock given twice, or longer than any may be.
pub fn check(limits: &ReminderLimits, faults: &mut Violations) {
    for (index, days) in limits.order_days.iter().enumerate() {
        let at = |code| Violation::at(format!("/content/order_days/{index}"), code);
        if *days == 0 {
            faults.push(at(Code::TooSmall).with("min", 1));
        } else if *days > LONGEST {
            faults.push(at(Code::TooLarge).with("max", LONGEST));
        } else if limits.order_days.iter().take(index).any(|before| before == days) {
            faults.push(at(Code::Duplicate).with("value", *days));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The table that ships: 2025 and 2026 as notified.
    fn notified() -> WorkingDays {
        let table = include_str!("../../../seeds/zhongyuan-2025/holidays.csv");
        let cells = table.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        cells.map(|row| (row[0].parse().unwrap(), row[1].parse().unwrap())).collect()
    }
    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    const fn working(days: u16) -> DayClock {
        DayClock { days, counted: DayCount::Working }
    }
    const fn calendar(days: u16) -> DayClock {
        DayClock { days, counted: DayCount::Calendar }
    }
    fn seeded() -> ReminderLimits {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../../seeds/zhongyuan-2025/reminder_rules.json")).unwrap();
        serde_json::from_value(file["content"].clone()).unwrap()
    }

    #[test]
    fn clocks_of_1_3_7_and_30_days_end_at_24_00_of_their_last_day() {
        // Friday 26 September 2025; Sunday 28 September worked, 1 to 8 October off, Saturday 11 October worked.
        let issued = day("2025-09-26");
        for (clock, last) in [
            (working(1), "2025-09-28"),
            (working(3), "2025-09-30"),
            (working(7), "2025-10-13"),
            (working(30), "2025-11-13"),
            (calendar(1), "2025-09-27"),
            (calendar(3), "2025-09-29"),
            (calendar(7), "2025-10-03"),
            (calendar(30), "2025-10-26"),
        ] {
            assert_eq!(clock.last_day(issued, &notified()), day(last), "{clock:?}");
        }
        assert_eq!(working(1).due(day("2025-10-10"), &notified()).to_string(), "2025-10-11T16:00:00.000000Z");
        assert_eq!(working(1).due(day("2025-10-11"), &notified()).to_string(), "2025-10-13T16:00:00.000000Z");
        assert_eq!(due_day(end_of_day(issued)), issued);
    }
    #[test]
    fn days_are_counted_to_the_due_day_and_back() {
        let (count, days) = (|c: DayCount, a, b| c.between(day(a), day(b), &notified()), DayCount::ALL);
        assert_eq!(days.len(), 2);
        assert_eq!(count(DayCount::Working, "2025-09-30", "2025-10-09"), 1);
        assert_eq!(count(DayCount::Calendar, "2025-09-30", "2025-10-09"), 9);
        assert_eq!(count(DayCount::Working, "2025-10-10", "2025-10-10"), 0);
        assert_eq!(count(DayCount::Working, "2025-10-14", "2025-10-10"), -3);
    }
    #[test]
    fn levels_change_at_their_exact_moments() {
        let limits = seeded();
        let at = |text: &str| Timestamp::from(text.parse::<chrono::DateTime<chrono::Utc>>().unwrap());
        // Due on Tuesday 14 October 2025, 24:00 in Asia/Shanghai: 16:00 UTC.
        let due = end_of_day(day("2025-10-14"));
        for (ladder, moments) in [
            // 3 days before (12 October 00:00), the due moment, 7 days after (21 October 24:00).
            (&limits.orders, ["2025-10-11T16:00:00Z", "2025-10-14T16:00:00Z", "2025-10-21T16:00:00Z"]),
            // 1 working day before (14 October 00:00), the due moment, 5 working days after (21 October 24:00).
            (&limits.reports, ["2025-10-13T16:00:00Z", "2025-10-14T16:00:00Z", "2025-10-21T16:00:00Z"]),
        ] {
            let [blue, yellow, red] = moments.map(at);
            let near = |moment: Timestamp, micros| Timestamp::from(*moment + TimeDelta::microseconds(micros));
            for (now, level) in [
                (near(blue, -1), None),
                (blue, Some(ReminderLevel::Blue)),
                (yellow, Some(ReminderLevel::Blue)),
                (near(yellow, 1), Some(ReminderLevel::Yellow)),
                (red, Some(ReminderLevel::Yellow)),
                (near(red, 1), Some(ReminderLevel::Red)),
            ] {
                assert_eq!(ladder.level(due, now, &notified()), level, "{now}");
            }
        }
    }
    #[test]
    fn working_days_before_a_due_day_skip_the_holidays() {
        let ladder = ReminderLadder { blue_before: working(2), red_after: working(1) };
        // Due on Thursday 9 October: the two working days before its end are 30 September and 9 October.
        let due = end_of_day(day("2025-10-09"));
        let level = |now| ladder.level(due, now, &notified());
        assert_eq!(level(end_of_day(day("2025-09-29"))), Some(ReminderLevel::Blue)); // 30 September 00:00
        assert_eq!(level(Timestamp::from(*end_of_day(day("2025-09-29")) - TimeDelta::microseconds(1))), None);
        assert_eq!(level(end_of_day(day("2025-10-10"))), Some(ReminderLevel::Yellow));
        assert_eq!(level(end_of_day(day("2025-10-11"))), Some(ReminderLevel::Red));
    }
    #[test]
    fn the_seed_holds_and_limits_that_contradict_themselves_do_not() {
        let limits = seeded();
        assert_eq!(limits.order_days, [1, 3, 7, 30]);
        let faults = |days: &[u16]| {
            let mut faults = Violations::new();
            check(&ReminderLimits { order_days: days.into(), ..seeded() }, &mut faults);
            faults.finish().err().map(|e| e.violations().iter().map(|f| f.code).collect::<Vec<_>>()).unwrap_or_default()
        };
        assert_eq!(faults(&[1, 3, 7, 30, 180]), []);
        assert_eq!(faults(&[0, 7, 7, 181]), [Code::TooSmall, Code::Duplicate, Code::TooLarge]);
    }

    proptest! {
        #[test]
        fn time_only_climbs(due in 0u64..700, blue in 1u16..60, red in 1u16..60, steps in 1i64..200, by in 0usize..4) {
            let counted = [DayCount::Working, DayCount::Calendar];
            let ladder = ReminderLadder {
                blue_before: DayClock { days: blue, counted: counted[by % 2] },
                red_after: DayClock { days: red, counted: counted[by / 2] },
            };
            let days = notified();
            let due = end_of_day(day("2025-01-01") + Days::new(due));
            let mut before = None;
            for step in 0..40 {
                let now = Timestamp::from(*due + TimeDelta::hours((step - 20) * steps));
                let level = ladder.level(due, now, &days);
                prop_assert!(level >= before, "{level:?} after {before:?}");
                before = level;
            }
        }
        #[test]
        fn a_clock_has_as_many_days_as_it_says(from in 0u64..700, length in 1u16..180, working in any::<bool>()) {
            let counted = if working { DayCount::Working } else { DayCount::Calendar };
            let (clock, days) = (DayClock { days: length, counted }, notified());
            let from = day("2025-01-01") + Days::new(from);
            prop_assert_eq!(counted.between(from, clock.last_day(from, &days), &days), i64::from(length));
        }
    }
}
