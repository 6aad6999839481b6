//! How often somebody may try.
use crate::foundation::{
    db::Timestamp,
    error::{Code, Error, Result},
};
use chrono::TimeDelta;

/// Failed attempts in a row that lock an account.
pub const ATTEMPTS: i32 = 5;
/// How long it is locked.
const LOCK: TimeDelta = TimeDelta::minutes(15);

/// The end of a lock that begins now.
pub fn lock(now: Timestamp) -> Timestamp {
    Timestamp::from(*now + LOCK)
}

/// Refuses attempts until the end of a lock: `account_locked` with `Retry-After`.
pub fn not_locked(until: Option<Timestamp>, now: Timestamp) -> Result<()> {
    match until.filter(|until| *until > now) {
        None => Ok(()),
        Some(until) => {
            let left = (*until - *now).num_seconds() + 1;
            Err(Error::new(Code::AccountLocked).header("Retry-After", left.to_string()))
        }
    }
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
    fn a_lock_ends() {
        let now = Timestamp::from("2025-10-10T00:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
        let until = lock(now);
        assert_eq!(until.to_string(), "2025-10-10T00:15:00.000000Z");
        assert!(not_locked(None, now).is_ok() && not_locked(Some(until), until).is_ok());
        assert_eq!(not_locked(Some(until), now).unwrap_err().code(), Code::AccountLocked);
    }
    #[test]
    fn what_may_be_a_password_is_not_written_down() {
        assert!(looks_like_username("housing-lead") && looks_like_username("filing.clerk2"));
        for other in ["Duban-demo-2025", "ab", "9lives", "填报员甲", "pass word"] {
            assert!(!looks_like_username(other), "{other}");
        }
    }
}
