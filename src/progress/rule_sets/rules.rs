//! What a new version of the thresholds must keep to.
use super::model::{NewThresholds, RuleSet};
use crate::foundation::error::{Code, Error, Result, Violation, Violations};
use chrono::NaiveDate;

/// Thresholds that do not contradict each other, in force from a day that is not past: they would repaint it.
pub fn check(faults: &mut Violations, new: &NewThresholds, today: NaiveDate) {
    if new.effective_from < today {
        faults.push(Violation::at("/effective_from", Code::TooSmall).with("min", today.to_string()));
    }
    for (at, rule) in new.content.faults() {
        faults.push(Violation::at(format!("/content{at}"), Code::InvalidValue).with("reason", rule));
    }
}

/// The versions follow one another (`rule_set_date_taken` with `latest`).
pub fn follows(latest: Option<&RuleSet>, from: NaiveDate) -> Result<()> {
    match latest.map(|latest| latest.effective_from).filter(|latest| from <= *latest) {
        None => Ok(()),
        Some(latest) => {
            let latest = latest.to_string();
            Err(Error::new(Code::RuleSetDateTaken).with("latest", latest.clone()).extend("latest", latest))
        }
    }
}
