//! 四库流转: how a project may go from stage to stage (docs/domain.md §5).
//!
//! `reserve → proposed → under_construction → completed`, a stage at a time; skipping forward is for the supervision
//! office, with a reason. The one way back is `proposed → reserve`, with a reason. From everywhere but the two ends a
//! project may leave (`exited`), with a reason of the closed list and in words. What each way asks for stands in
//! `gates`.
use super::{
    evidence,
    model::{NewTransition, PuttingIntoUse, Stage},
};
use crate::foundation::error::{Code, Error, Result, Violation, Violations};
use chrono::NaiveDate;

/// What kind of step one from a stage to another is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// To the next stage.
    Next,
    /// Forward past a stage.
    Skip,
    /// From `proposed` back to `reserve`.
    Back,
    /// 退库: out of the libraries.
    Exit,
}

/// The step from one stage to another; `None` when there is no such way.
pub fn step(from: Stage, to: Stage) -> Option<Step> {
    const LINE: [Stage; 4] = [Stage::Reserve, Stage::Proposed, Stage::UnderConstruction, Stage::Completed];
    if matches!(from, Stage::Completed | Stage::Exited) {
        return None;
    }
    let place = |stage| LINE.iter().position(|on| *on == stage);
    match (place(from)?, place(to)) {
        (_, None) => Some(Step::Exit),
        (before, Some(after)) if after == before + 1 => Some(Step::Next),
        (before, Some(after)) if after > before => Some(Step::Skip),
        (1, Some(0)) => Some(Step::Back),
        _ => None,
    }
}

/// The stages that a project may enter from one; `may_skip` is the supervision office's.
pub fn reachable(from: Stage, may_skip: bool) -> Vec<Stage> {
    let within = |to: &Stage| step(from, *to).is_some_and(|step| may_skip || step != Step::Skip);
    Stage::ALL.iter().copied().filter(within).collect()
}

/// The step that a request takes; `transition_not_allowed` (409) with the stages `allowed` when there is no such way.
pub fn way(from: Stage, to: Stage, may_skip: bool) -> Result<Step> {
    let way = step(from, to).filter(|step| may_skip || *step != Step::Skip);
    way.ok_or_else(|| not_allowed(Some(from), to, &reachable(from, may_skip)))
}

/// Every fault in the form of a step; `previous` is the day of the transition before.
pub fn faults_of(step: Step, new: &NewTransition, previous: Option<NaiveDate>, today: NaiveDate) -> Violations {
    let mut faults = Violations::new();
    faults.check(dated("/effective_on", new.effective_on, today));
    faults.check(not_before("/effective_on", new.effective_on, previous));
    match (step, new.exit_reason) {
        (Step::Exit, None) => faults.push(Violation::at("/exit_reason", Code::Required).with("field", "exit_reason")),
        (Step::Exit, Some(_)) | (_, None) => {}
        (_, Some(_)) => {
            let fault = Violation::at("/exit_reason", Code::InvalidValue);
            faults.push(fault.with("reason", "只用于退库 (for an exit only)"));
        }
    }
    if step != Step::Next && new.reason.as_deref().is_none_or(|text| text.trim().is_empty()) {
        faults.push(Violation::at("/reason", Code::ReasonRequired));
    }
    evidence::faults_of("/evidence", &new.evidence, today, &mut faults);
    faults
}

/// Whether a project can be put into use: a completed one, once (`in_use_not_allowed`).
pub fn may_be_used(stage: Stage, in_use_on: Option<NaiveDate>) -> Result<(), Code> {
    if stage == Stage::Completed && in_use_on.is_none() { Ok(()) } else { Err(Code::InUseNotAllowed) }
}

/// Every fault in the form of putting into use; `completed` is the day of the completion.
pub fn faults_of_use(body: &PuttingIntoUse, completed: Option<NaiveDate>, today: NaiveDate) -> Violations {
    let mut faults = Violations::new();
    faults.check(dated("/in_use_on", body.in_use_on, today));
    faults.check(not_before("/in_use_on", body.in_use_on, completed));
    evidence::faults_of("/evidence", &body.evidence, today, &mut faults);
    faults
}

/// Whether a project may begin in a stage: in any, but it does not begin by leaving (`transition_not_allowed`).
pub fn begin(stage: Stage) -> Result<()> {
    if stage != Stage::Exited {
        return Ok(());
    }
    let ways: Vec<Stage> = Stage::ALL.iter().copied().filter(|stage| *stage != Stage::Exited).collect();
    Err(not_allowed(None, stage, &ways))
}

/// A date of something that has happened.
pub fn dated(pointer: &str, date: NaiveDate, today: NaiveDate) -> Result<(), Violation> {
    if date <= today {
        return Ok(());
    }
    Err(Violation::at(pointer, Code::DateInFuture).with("today", today.to_string()))
}

/// A date of something that came after something else.
pub fn not_before(pointer: &str, date: NaiveDate, previous: Option<NaiveDate>) -> Result<(), Violation> {
    match previous.filter(|previous| date < *previous) {
        None => Ok(()),
        Some(previous) => Err(Violation::at(pointer, Code::DateBeforePrevious).with("previous", previous.to_string())),
    }
}

fn not_allowed(from: Option<Stage>, to: Stage, allowed: &[Stage]) -> Error {
    let name = |stage: Stage| format!("{} {stage}", stage.text());
    let allowed: Vec<&str> = allowed.iter().map(|stage| stage.as_str()).collect();
    Error::new(Code::TransitionNotAllowed)
        .with("from", from.map_or_else(|| "未入库 none".to_owned(), name))
        .with("to", name(to))
        .extend("allowed", allowed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stage::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn to(stage: Stage) -> NewTransition {
        NewTransition {
            to_stage: stage,
            effective_on: day("2025-03-28"),
            evidence: Vec::new(),
            document: None,
            exit_reason: None,
            reason: None,
        }
    }
    fn faults(from: Stage, new: &NewTransition, previous: &str) -> Vec<(String, Code)> {
        let step = way(from, new.to_stage, true).unwrap();
        let error = faults_of(step, new, Some(day(previous)), day("2025-10-10")).finish().err();
        let place = |violation: &Violation| match &violation.place {
            crate::foundation::error::Place::Pointer(pointer) => (pointer.clone(), violation.code),
            other => panic!("{other:?}"),
        };
        error.iter().flat_map(|error| error.violations().iter().map(place)).collect()
    }

    #[test]
    fn the_ways_between_stages_are_these_and_no_others() {
        let ways: &[(Stage, &[(Stage, Step)])] = &[
            (
                Reserve,
                &[
                    (Proposed, Step::Next),
                    (UnderConstruction, Step::Skip),
                    (Completed, Step::Skip),
                    (Exited, Step::Exit),
                ],
            ),
            (
                Proposed,
                &[
                    (Reserve, Step::Back),
                    (UnderConstruction, Step::Next),
                    (Completed, Step::Skip),
                    (Exited, Step::Exit),
                ],
            ),
            (UnderConstruction, &[(Completed, Step::Next), (Exited, Step::Exit)]),
            (Completed, &[]),
            (Exited, &[]),
        ];
        for (from, steps) in ways {
            for to in Stage::ALL {
                let expected = steps.iter().find(|(stage, _)| stage == to).map(|(_, step)| *step);
                assert_eq!(step(*from, *to), expected, "{from} {to}");
            }
            assert_eq!(reachable(*from, true), steps.iter().map(|(stage, _)| *stage).collect::<Vec<_>>(), "{from}");
        }
    }
    #[test]
    fn only_the_supervision_office_skips() {
        assert_eq!(reachable(Reserve, false), [Proposed, Exited]);
        assert_eq!(way(Reserve, Completed, false).unwrap_err().code(), Code::TransitionNotAllowed);
        assert_eq!(way(Reserve, Completed, true).unwrap(), Step::Skip);
    }
    #[test]
    fn an_illegal_step_is_a_conflict_that_names_the_legal_ones() {
        let problem = way(UnderConstruction, Reserve, true).unwrap_err().problem(Default::default(), "", "");
        assert_eq!((problem.status, problem.code), (409, Code::TransitionNotAllowed));
        assert_eq!(problem.extensions["allowed"], serde_json::json!(["completed", "exited"]));
    }
    #[test]
    fn a_step_that_is_not_the_next_needs_a_reason_and_an_exit_one_of_the_list_too() {
        let reason = ("/reason".to_owned(), Code::ReasonRequired);
        let exit = ("/exit_reason".to_owned(), Code::Required);
        assert_eq!(faults(Proposed, &to(UnderConstruction), "2025-01-01"), []);
        for (from, to) in [(Proposed, to(Reserve)), (Reserve, to(UnderConstruction))] {
            assert_eq!(faults(from, &to, "2025-01-01"), std::slice::from_ref(&reason));
        }
        let blank = NewTransition { reason: Some(" ".into()), ..to(Exited) };
        assert_eq!(faults(Reserve, &blank, "2025-01-01"), [exit, reason]);
        let merged = |stage| NewTransition {
            exit_reason: Some(crate::projects::transitions::ExitReason::Merged),
            reason: Some("并入P002".into()),
            ..to(stage)
        };
        assert_eq!(faults(Reserve, &merged(Exited), "2025-01-01"), []);
        let misplaced = ("/exit_reason".to_owned(), Code::InvalidValue);
        assert_eq!(faults(Reserve, &merged(Proposed), "2025-01-01"), [misplaced]);
    }
    #[test]
    fn a_transition_lies_between_the_previous_one_and_today_both_included() {
        let on = |date| NewTransition { effective_on: day(date), ..to(UnderConstruction) };
        assert_eq!(faults(Proposed, &on("2025-10-10"), "2025-10-10"), []);
        assert_eq!(faults(Proposed, &on("2025-10-11"), "2025-10-10")[0].1, Code::DateInFuture);
        assert_eq!(faults(Proposed, &on("2025-10-09"), "2025-10-10")[0].1, Code::DateBeforePrevious);
    }
    #[test]
    fn a_project_does_not_begin_by_leaving() {
        for stage in Stage::ALL {
            assert_eq!(begin(*stage).is_ok(), *stage != Exited, "{stage}");
        }
    }
}
