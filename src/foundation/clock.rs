//! The only caller of `Utc::now`, with two faces.
//!
//! *Real time* dates tokens, sessions and audit entries. *Business time* (业务时间) decides about periods, due times
//! and `as_of`: in the demonstration it is shifted into the year of the plan; in production the two are the same.
use crate::db::Timestamp;
use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

/// Asia/Shanghai has had no daylight saving since 1991: a fixed offset is exact for every year of the service.
const SHANGHAI_SECONDS: i32 = 8 * 3600;

fn shanghai() -> FixedOffset {
    // Eight hours are within the bounds of `FixedOffset`; UTC is only the type's other branch.
    FixedOffset::east_opt(SHANGHAI_SECONDS).unwrap_or_else(|| Utc.fix())
}

/// Where the service reads the time.
#[derive(Clone, Debug)]
pub struct Clock {
    /// Seconds that business time is away from real time.
    shift: i64,
    /// A stopped clock for tests, in microseconds since the epoch; `None` follows the machine.
    fixed: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The machine's clock, with business time shifted by `shift` seconds (0 in production).
    pub fn system(shift: i64) -> Self {
        Self { shift, fixed: None }
    }
    /// A clock that stands until it is [set](Self::set), for tests.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self { shift: 0, fixed: Some(Arc::new(AtomicI64::new(at.timestamp_micros()))) }
    }
    /// Moves a fixed clock; no effect on the machine's.
    pub fn set(&self, at: DateTime<Utc>) {
        if let Some(fixed) = &self.fixed {
            fixed.store(at.timestamp_micros(), Ordering::SeqCst);
        }
    }
    /// Real time, to the microsecond.
    #[allow(clippy::disallowed_methods)] // the one place
    pub fn now(&self) -> Timestamp {
        let at = match &self.fixed {
            Some(micros) => DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default(),
            None => Utc::now(),
        };
        Timestamp::from(at)
    }
    /// Business time, to the microsecond.
    pub fn business_now(&self) -> Timestamp {
        Timestamp::from(*self.now() + TimeDelta::seconds(self.shift))
    }
    /// The business day in Asia/Shanghai.
    pub fn business_today(&self) -> NaiveDate {
        local_date(self.business_now())
    }
    /// Whether business time is shifted.
    pub fn is_shifted(&self) -> bool {
        self.shift != 0
    }
}

/// The date in Asia/Shanghai at an instant.
pub fn local_date(at: Timestamp) -> NaiveDate {
    at.with_timezone(&shanghai()).date_naive()
}

/// Date and time of day in Asia/Shanghai at an instant.
pub fn local_time(at: Timestamp) -> NaiveDateTime {
    at.with_timezone(&shanghai()).naive_local()
}

/// The instant at which a date begins in Asia/Shanghai.
pub fn start_of_day(date: NaiveDate) -> Timestamp {
    let local = date.and_time(NaiveTime::MIN);
    let start = local.checked_sub_signed(TimeDelta::seconds(SHANGHAI_SECONDS.into())).unwrap_or(local);
    Timestamp::from(Utc.from_utc_datetime(&start))
}

/// The instant at which a date ends in Asia/Shanghai (24:00).
pub fn end_of_day(date: NaiveDate) -> Timestamp {
    start_of_day(date.checked_add_days(Days::new(1)).unwrap_or(date))
}

/// The last date that has ended in Asia/Shanghai by an instant: the date of which the instant is 24:00, or the one
/// before.
pub fn last_day(at: Timestamp) -> NaiveDate {
    let date = local_date(at);
    date.pred_opt().unwrap_or(date)
}

/// The shift, in seconds, that makes business time be `date` at the same time of day as now.
pub fn shift_to(date: NaiveDate, now: Timestamp) -> i64 {
    date.signed_duration_since(local_date(now)).num_seconds()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_sixteen_hundred_utc() {
        let day = NaiveDate::from_ymd_opt(2025, 10, 14).unwrap();
        assert_eq!(end_of_day(day).to_string(), "2025-10-14T16:00:00.000000Z");
        assert_eq!(local_date(end_of_day(day)), day.succ_opt().unwrap());
        assert_eq!(local_date(start_of_day(day)), day);
        assert_eq!(last_day(end_of_day(day)), day);
    }
    #[test]
    fn a_shift_keeps_the_time_of_day() {
        let now = Timestamp::from("2026-11-23T01:02:03Z".parse::<DateTime<Utc>>().unwrap());
        let shift = shift_to(NaiveDate::from_ymd_opt(2025, 10, 10).unwrap(), now);
        assert_eq!(Timestamp::from(*now + TimeDelta::seconds(shift)).to_string(), "2025-10-10T01:02:03.000000Z");
    }
}
