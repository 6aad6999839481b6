//! Working days and what is counted in them.
use super::model::DayKind;
use crate::foundation::{
    clock::end_of_day,
    db::Timestamp,
    error::{Code, Violation},
};
use chrono::{Datelike, NaiveDate, Weekday};
use std::collections::HashMap;

/// A period is due on this working day after it ends (docs/domain.md §4).
const DUE_AFTER: usize = 5;
/// How many days after a date must be known to count working days from it: the longest holiday is far shorter.
pub(super) const HORIZON: u64 = 60;

/// The days that are not what the week makes of them.
#[derive(Debug, Clone, Default)]
pub struct WorkingDays(HashMap<NaiveDate, DayKind>);

impl FromIterator<(NaiveDate, DayKind)> for WorkingDays {
    fn from_iter<I: IntoIterator<Item = (NaiveDate, DayKind)>>(days: I) -> Self {
        Self(days.into_iter().collect())
    }
}

impl WorkingDays {
    /// Whether a day is a working day.
    pub fn is_working(&self, date: NaiveDate) -> bool {
        self.0
            .get(&date)
            .map_or_else(|| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun), |kind| *kind == DayKind::WorkingDay)
    }
    /// The `count`th working day after a date, the date itself not counted.
    pub fn after(&self, date: NaiveDate, count: usize) -> NaiveDate {
        date.iter_days().skip(1).filter(|day| self.is_working(*day)).nth(count.saturating_sub(1)).unwrap_or(date)
    }
    /// When the reports of a period are due: the fifth working day after it ends, 24:00 Asia/Shanghai.
    pub fn period_due(&self, ends_on: NaiveDate) -> Timestamp {
        end_of_day(self.after(ends_on, DUE_AFTER))
    }
}

/// A notice makes a working day of a day that would be off: on a weekday there is nothing to make.
pub fn check_day(date: NaiveDate, kind: DayKind) -> Result<(), Violation> {
    if kind == DayKind::WorkingDay && WorkingDays::default().is_working(date) {
        let reason = format!("{date} 不是周末，本来就是工作日 ({date} is a weekday, a working day anyway)");
        return Err(Violation::at("/kind", Code::InvalidValue).with("reason", reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table that ships: 2025 and 2026 as notified.
    fn notified() -> WorkingDays {
        let table = include_str!("../../../seeds/zhongyuan-2025/holidays.csv");
        let cells = table.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        cells.map(|row| (row[0].parse().unwrap(), row[1].parse().unwrap())).collect()
    }
    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn weekends_are_off_until_the_notice_says_otherwise() {
        let days = notified();
        assert!(!days.is_working(day("2025-10-12")) && days.is_working(day("2025-10-11")));
        assert!(!days.is_working(day("2025-10-08")) && days.is_working(day("2025-10-09")));
    }
    #[test]
    fn a_period_is_due_on_the_fifth_working_day_after_it_ends() {
        for (ends_on, due) in [
            ("2025-02-28", "2025-03-07"),
            ("2025-03-31", "2025-04-08"), // 清明节 4 to 6 April
            ("2025-04-30", "2025-05-12"), // 劳动节 1 to 5 May
            ("2025-05-31", "2025-06-09"), // 端午节 31 May to 2 June
            ("2025-06-30", "2025-07-07"),
            ("2025-09-30", "2025-10-14"), // 1 to 8 October off, Saturday 11 October worked
            ("2025-12-31", "2026-01-08"), // 1 to 3 January off, Sunday 4 January worked
        ] {
            assert_eq!(notified().after(day(ends_on), DUE_AFTER), day(due), "{ends_on}");
        }
        assert_eq!(notified().period_due(day("2025-09-30")).to_string(), "2025-10-14T16:00:00.000000Z");
    }
    #[test]
    fn due_times_roll_over_holidays_and_make_up_days_that_are_added() {
        // 30 April 2027 is a Friday: without a notice the fifth working day is Friday 7 May.
        let days = |table: &[(&str, DayKind)]| -> WorkingDays {
            table.iter().map(|(date, kind)| (day(date), *kind)).collect()
        };
        let due = |days: WorkingDays| days.after(day("2027-04-30"), DUE_AFTER);
        let off =
            [("2027-05-03", DayKind::Holiday), ("2027-05-04", DayKind::Holiday), ("2027-05-05", DayKind::Holiday)];
        assert_eq!(due(days(&[])), day("2027-05-07"));
        assert_eq!(due(days(&off)), day("2027-05-12"));
        let worked = [off[0], off[1], off[2], ("2027-05-08", DayKind::WorkingDay)];
        assert_eq!(due(days(&worked)), day("2027-05-11"));
    }
    #[test]
    fn only_a_weekend_day_is_made_a_working_day() {
        assert!(check_day(day("2027-05-08"), DayKind::WorkingDay).is_ok());
        assert!(check_day(day("2027-05-07"), DayKind::WorkingDay).is_err());
        assert!(
            check_day(day("2027-05-08"), DayKind::Holiday).is_ok()
                && check_day(day("2027-05-07"), DayKind::Holiday).is_ok()
        );
    }
    #[test]
    fn without_a_table_only_weekends_are_off() {
        assert_eq!(WorkingDays::default().after(day("2027-04-30"), DUE_AFTER), day("2027-05-07"));
    }
}
