//! When a new term or a new post in charge may begin.
use crate::foundation::error::{Code, Error, Result};
use chrono::NaiveDate;

/// It begins after every known one (`taken`): the one before it ends on its first day.
pub fn may_begin(latest: Option<NaiveDate>, from: NaiveDate, taken: Code) -> Result<()> {
    match latest.filter(|latest| from <= *latest) {
        None => Ok(()),
        Some(latest) => Err(Error::new(taken).with("latest", latest.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_one_begins_after_the_last() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(may_begin(None, day("2025-01-01"), Code::LeaderTermTaken).is_ok());
        assert!(may_begin(Some(day("2025-01-01")), day("2025-01-02"), Code::LeaderTermTaken).is_ok());
        for from in ["2025-01-01", "2024-12-31"] {
            let error = may_begin(Some(day("2025-01-01")), day(from), Code::ProjectLeaderTaken).unwrap_err();
            assert_eq!(error.code(), Code::ProjectLeaderTaken);
        }
    }
}
