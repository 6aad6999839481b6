//! How often somebody may try.
use crate::foundation::{
    db::Timestamp,
    error::{Code, Error, Result},
};
use chrono::TimeDelta;

/// How often a source may fail under a name before it has to wait.
const FREE: i32 = 5;
/// How often, while [`PRESSED`] fail under the name or from the source.
const FREE_UNDER_PRESSURE: i32 = 1;
/// Failures within the hour, under a name from wherever or from a source under whatever names, that are no typing
/// errors any more.
pub const PRESSED: i32 = 50;
/// The first wait; each further failure doubles it.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(30);
/// The longest wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(15);
/// After how long without a failure all is forgotten.
const FORGOTTEN_AFTER: TimeDelta = TimeDelta::hours(1);

/// What failed until then counts no longer.
pub fn forgotten(now: Timestamp) -> Timestamp {
    Timestamp::from(*now - FORGOTTEN_AFTER)
}

/// How long a source that failed so often under a name waits for its next attempt.
fn wait(failures: i32, pressed: bool) -> TimeDelta {
    let free = if pressed { FREE_UNDER_PRESSURE } else { FREE };
    match failures - free {
        over if over < 0 => TimeDelta::zero(),
        over if over < 5 => FIRST_WAIT * (1 << over),
        _ => LONGEST_WAIT,
    }
}

/// Refuses who did not wait long enough since the last failure: `too_many_attempts` with `Retry-After`.
pub fn waited(last_failed_at: Timestamp, failures: i32, pressed: bool, now: Timestamp) -> Result<()> {
    let left = *last_failed_at + wait(failures, pressed) - *now;
    if left <= TimeDelta::zero() {
        return Ok(());
    }
    // Never a second too early.
    let seconds = (left.num_milliseconds() + 999) / 1000;
    Err(Error::new(Code::TooManyAttempts).retry_after(seconds.unsigned_abs()))
}

/// Whether a text can be a username; anything else is not written down, as it may be a password in the wrong field.
pub fn looks_like_username(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && (3..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_beyond_the_free_ones_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        let seconds = |failures, pressed| wait(failures, pressed).num_seconds();
        assert_eq!([1, 4, 5, 6, 7, 9, 10, 99].map(|n| seconds(n, false)), [0, 0, 30, 60, 120, 480, 900, 900]);
        assert_eq!([0, 1, 2, 5, 6].map(|n| seconds(n, true)), [0, 30, 60, 480, 900]);
    }
    #[test]
    fn a_wait_ends() {
        let at = |text: &str| Timestamp::from(text.parse::<chrono::DateTime<chrono::Utc>>().unwrap());
        let failed = at("2025-10-10T00:00:00Z");
        assert!(waited(failed, 5, false, at("2025-10-10T00:00:30Z")).is_ok());
        let early = waited(failed, 5, false, at("2025-10-10T00:00:29.5Z")).unwrap_err();
        assert_eq!(early.code(), Code::TooManyAttempts);
    }
    #[test]
    fn what_may_be_a_password_is_not_written_down() {
        assert!(looks_like_username("housing-lead") && looks_like_username("filing.clerk2"));
        for other in ["Duban-demo-2025", "ab", "9lives", "填报员甲", "pass word"] {
            assert!(!looks_like_username(other), "{other}");
        }
    }
}
