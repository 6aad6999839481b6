//! How the versions of a target follow one another.
use super::model::Target;
use crate::foundation::error::{Code, Error, Result};
use chrono::NaiveDate;

/// The versions follow one another: a new one takes effect after every other (`target_date_taken` with `latest`).
pub fn follows(latest: Option<&Target>, effective_from: NaiveDate) -> Result<()> {
    match latest.map(|target| target.effective_from).filter(|latest| effective_from <= *latest) {
        None => Ok(()),
        Some(latest) => Err(Error::new(Code::TargetDateTaken)
            .with("latest", latest.to_string())
            .extend("latest", latest.to_string())),
    }
}
