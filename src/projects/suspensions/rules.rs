//! When a project may be suspended and when it goes on (docs/domain.md §5).
use super::model::{NewSuspension, Resumption, Suspension};
use crate::foundation::error::{Code, Violation, Violations};
use crate::projects::transitions::{
    Stage,
    rules::{dated, not_before},
};
use chrono::NaiveDate;

/// Whether a project may be suspended: before its completion, and not twice.
pub fn may_suspend(stage: Stage, suspended: bool) -> Result<(), Code> {
    match (stage, suspended) {
        (Stage::Completed | Stage::Exited, _) => Err(Code::SuspensionNotAllowed),
        (_, true) => Err(Code::ProjectSuspended),
        (_, false) => Ok(()),
    }
}

/// Whether a project may go on: one that is suspended.
pub fn may_resume(suspended: bool) -> Result<(), Code> {
    if suspended { Ok(()) } else { Err(Code::ProjectNotSuspended) }
}

/// Every fault of a new suspension; `entered` is the day of the last transition, `known` are the earlier suspensions.
pub fn faults_of(
    new: &NewSuspension,
    entered: Option<NaiveDate>,
    known: &[Suspension],
    today: NaiveDate,
) -> Violations {
    let mut faults = Violations::new();
    faults.check(dated("/effective_on", new.effective_on, today));
    let previous = known.iter().filter_map(|suspension| suspension.ended_on).chain(entered).max();
    faults.check(not_before("/effective_on", new.effective_on, previous));
    if new.expected_resume_on.is_some_and(|on| on <= new.effective_on) {
        let earliest = new.effective_on.succ_opt().unwrap_or(new.effective_on);
        let fault = Violation::at("/expected_resume_on", Code::TooSmall);
        faults.push(fault.with("min", earliest.to_string()));
    }
    faults
}

/// Every fault of a resumption.
pub fn faults_of_end(body: &Resumption, suspension: &Suspension, today: NaiveDate) -> Violations {
    let mut faults = Violations::new();
    faults.check(dated("/effective_on", body.effective_on, today));
    faults.check(not_before("/effective_on", body.effective_on, Some(suspension.effective_on)));
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_finished_can_stand_still_and_only_once_at_a_time() {
        for stage in Stage::ALL {
            let finished = matches!(stage, Stage::Completed | Stage::Exited);
            let expected = if finished { Err(Code::SuspensionNotAllowed) } else { Ok(()) };
            assert_eq!(may_suspend(*stage, false), expected, "{stage}");
        }
        assert_eq!(may_suspend(Stage::Proposed, true), Err(Code::ProjectSuspended));
        assert_eq!((may_resume(true), may_resume(false)), (Ok(()), Err(Code::ProjectNotSuspended)));
    }
}
