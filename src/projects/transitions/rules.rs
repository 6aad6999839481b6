//! 四库流转: how a project may go from stage to stage (docs/domain.md §5).
//!
//! `reserve → proposed → under_construction → completed`, a stage at a time; skipping forward is for the supervision
//! office, with a reason. The one way back is `proposed → reserve`, with a reason. From everywhere but the two ends a
//! project may leave (`exited`), with a reason and a document.
use super::model::{NewTransition, Stage};
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

/// Checks a step of a project and everything that it has to bring; `previous` is the day of the transition before.
///
/// `transition_not_allowed` (409) with `current_state` and `allowed` when there is no such way, else every fault of the
/// request at once.
pub fn check(
    from: Stage,
    new: &NewTransition,
    may_skip: bool,
    previous: Option<NaiveDate>,
    today: NaiveDate,
) -> Result<()> {
    let Some(step) = step(from, new.to_stage).filter(|step| may_skip || *step != Step::Skip) else {
        return Err(refused(Some(from), new.to_stage, &reachable(from, may_skip)));
    };
    let given = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let mut faults = Violations::new();
    faults.check(dated("/effective_on", new.effective_on, today));
    if let Some(previous) = previous.filter(|previous| new.effective_on < *previous) {
        let fault = Violation::at("/effective_on", Code::DateBeforePrevious);
        faults.push(fault.with("previous", previous.to_string()));
    }
    if step != Step::Next && !given(&new.reason) {
        faults.push(Violation::at("/reason", Code::ReasonRequired));
    }
    if step == Step::Exit && !given(&new.document) {
        faults.push(Violation::at("/document", Code::Required).with("field", "document"));
    }
    faults.finish()
}

/// Whether a project may begin in a stage: in any, but it does not begin by leaving (`transition_not_allowed`).
pub fn begin(stage: Stage) -> Result<()> {
    if stage != Stage::Exited {
        return Ok(());
    }
    let ways: Vec<Stage> = Stage::ALL.iter().copied().filter(|stage| *stage != Stage::Exited).collect();
    Err(refused(None, stage, &ways))
}

/// A date of something that has happened.
pub fn dated(pointer: &str, date: NaiveDate, today: NaiveDate) -> Result<(), Violation> {
    if date <= today {
        return Ok(());
    }
    Err(Violation::at(pointer, Code::DateInFuture).with("today", today.to_string()))
}

fn refused(from: Option<Stage>, to: Stage, allowed: &[Stage]) -> Error {
    let shown = |stage: Stage| format!("{} {stage}", stage.text());
    let allowed: Vec<&str> = allowed.iter().map(|stage| stage.as_str()).collect();
    Error::new(Code::TransitionNotAllowed)
        .with("from", from.map_or_else(|| "未入库 none".to_owned(), shown))
        .with("to", shown(to))
        .extend("current_state", from.map(Stage::as_str))
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
        let evidence = "施工许可证".to_owned();
        NewTransition { to_stage: stage, effective_on: day("2025-03-28"), evidence, document: None, reason: None }
    }
    fn faults(from: Stage, new: &NewTransition, previous: &str) -> Vec<(String, Code)> {
        let error = check(from, new, true, Some(day(previous)), day("2025-10-10")).err();
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
        let error = check(Reserve, &to(Completed), false, None, day("2025-10-10")).unwrap_err();
        assert_eq!(error.code(), Code::TransitionNotAllowed);
    }
    #[test]
    fn an_illegal_step_is_a_conflict_that_names_the_legal_ones() {
        let error = check(UnderConstruction, &to(Reserve), true, None, day("2025-10-10")).unwrap_err();
        let problem = error.problem(Default::default(), "", "");
        assert_eq!((problem.status, problem.code), (409, Code::TransitionNotAllowed));
        assert_eq!(problem.extensions["current_state"], "under_construction");
        assert_eq!(problem.extensions["allowed"], serde_json::json!(["completed", "exited"]));
    }
    #[test]
    fn a_step_that_is_not_the_next_needs_a_reason_and_an_exit_a_document_too() {
        let reason = ("/reason".to_owned(), Code::ReasonRequired);
        let document = ("/document".to_owned(), Code::Required);
        assert_eq!(faults(Proposed, &to(UnderConstruction), "2025-01-01"), []);
        for (from, to) in [(Proposed, to(Reserve)), (Reserve, to(UnderConstruction))] {
            assert_eq!(faults(from, &to, "2025-01-01"), std::slice::from_ref(&reason));
        }
        let blank = NewTransition { reason: Some(" ".into()), document: Some("".into()), ..to(Exited) };
        assert_eq!(faults(Reserve, &blank, "2025-01-01"), [reason, document]);
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
