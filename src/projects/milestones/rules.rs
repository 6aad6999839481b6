//! When a milestone is met, when its baseline may move, and what a new one must keep to.
use super::{
    DatePrecision,
    model::{Milestone, MilestoneChanges, MilestoneKind, MilestoneState, StartLight},
    moves::NewMilestoneForecast,
};
use crate::foundation::{
    auth::{Caller, Permission},
    error::{Code, Error, Result, Violation, Violations},
};
use crate::projects::transitions::{EvidenceKind, NewProjectEvidence, Stage, rules::dated};
use crate::text_enum;
use chrono::{Months, NaiveDate};

/// By how many months a planned start is missed when its light turns red (docs/domain.md §3).
const RED_AFTER: Months = Months::new(3);

text_enum! {
    /// What can be done with a milestone: the operation ids.
    pub enum Action {
        /// Its fields change; an area's, or one of another kind than start and completion, is said to be met.
        Update = "update_milestone",
        /// 调整预计日期: its forecast moves.
        Forecast = "reforecast_milestone",
        /// 前置节点: it waits for another one.
        Wait = "link_milestone",
        /// It no longer waits for another one.
        WaitNoMore = "unlink_milestone",
    }
}

/// Whether the caller may do this with a milestone: `milestone_completed` (409) where there is nothing left to
/// forecast.
pub fn may(action: Action, caller: &Caller, milestone: &Milestone) -> Result<()> {
    caller.may_in(Permission::EditProjects, &milestone.jurisdiction)?;
    match (action, milestone.completed_on) {
        (Action::Forecast, Some(on)) => Err(Error::new(Code::MilestoneCompleted).with("completed_on", on.to_string())),
        _ => Ok(()),
    }
}

/// The state on a day. The due day counts whole: 3月底前 is met on 31 March (docs/domain.md §4).
pub fn state(due_on: NaiveDate, completed_on: Option<NaiveDate>, today: NaiveDate) -> MilestoneState {
    match completed_on {
        Some(done) if done <= due_on => MilestoneState::Completed,
        Some(_) => MilestoneState::CompletedLate,
        None if today > due_on => MilestoneState::Overdue,
        None => MilestoneState::Pending,
    }
}

/// The light of a planned start: yellow once it is missed, red once it is missed by three months; yellow for good where
/// it was made up for (docs/domain.md §3). Other milestones have none.
pub fn light(
    kind: MilestoneKind,
    due_on: NaiveDate,
    completed_on: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<StartLight> {
    let red = due_on.checked_add_months(RED_AFTER).is_some_and(|red| today >= red);
    (kind == MilestoneKind::Start).then(|| match state(due_on, completed_on, today) {
        MilestoneState::Pending | MilestoneState::Completed => StartLight::Green,
        MilestoneState::Overdue if red => StartLight::Red,
        MilestoneState::Overdue | MilestoneState::CompletedLate => StartLight::Yellow,
    })
}

/// The stages whose entry meets a milestone of a project; none for a milestone that is met by its own record.
pub fn met_by(kind: MilestoneKind) -> &'static [Stage] {
    match kind {
        // Whoever is completed has started, even past the stage.
        MilestoneKind::Start => &[Stage::UnderConstruction, Stage::Completed],
        MilestoneKind::Completion => &[Stage::Completed],
        MilestoneKind::LandSupply | MilestoneKind::Other => &[],
    }
}

/// Checks a stated day of completion: today or before, and not of a start or a completion, which a transition meets.
pub fn stated(kind: MilestoneKind, on: Option<NaiveDate>, today: NaiveDate) -> Result<(), Violation> {
    if !met_by(kind).is_empty() {
        return Err(Violation::at("/completed_on", Code::CompletedByTransition));
    }
    on.map_or(Ok(()), |on| dated("/completed_on", on, today))
}

/// A start and a completion are of a project.
pub fn of_project(kind: MilestoneKind, has_project: bool, pointer: &str) -> Result<(), Violation> {
    if has_project || met_by(kind).is_empty() {
        return Ok(());
    }
    Err(Violation::at(pointer, Code::Required).with("field", "project"))
}

/// The due day and its precision once changes are made: `baseline_frozen` (409) when a frozen one would move.
pub fn moved(milestone: &Milestone, changes: &MilestoneChanges, frozen: bool) -> Result<(NaiveDate, DatePrecision)> {
    let precision = changes.date_precision.unwrap_or(milestone.date_precision);
    let due_on = precision.last_day(changes.due_on.unwrap_or(milestone.due_on));
    let moves = (due_on, precision) != (milestone.due_on, milestone.date_precision);
    if moves && frozen {
        return Err(Error::new(Code::BaselineFrozen).extend("baseline_on", milestone.due_on.to_string()));
    }
    Ok((due_on, precision))
}

/// Every fault of a move of a forecast.
pub fn faults_of_forecast(milestone: &Milestone, new: &NewMilestoneForecast, today: NaiveDate) -> Result<()> {
    let mut faults = Violations::new();
    if new.forecast_on < today {
        faults.push(Violation::at("/forecast_on", Code::TooSmall).with("min", today.to_string()));
    }
    if new.forecast_on == milestone.forecast_on.unwrap_or(milestone.due_on) {
        let fault = Violation::at("/forecast_on", Code::InvalidValue);
        faults.push(fault.with("reason", "与现有预计日期相同 (the day that is expected already)"));
    }
    faults.finish()
}

/// The planned starts among items of evidence, each with its index.
pub fn planned_starts(brought: &[NewProjectEvidence]) -> impl Iterator<Item = (usize, NaiveDate)> + '_ {
    let planned = brought.iter().enumerate().filter(|(_, item)| item.kind == EvidenceKind::PlannedStart);
    planned.filter_map(|(index, item)| Some((index, item.date?)))
}

/// Checks that a day is the one on which a start milestone is due, as exactly as that is promised.
pub fn is_due(start: &Milestone, pointer: &str, day: NaiveDate) -> Result<(), Violation> {
    if start.date_precision.last_day(day) == start.due_on {
        return Ok(());
    }
    Err(Violation::at(pointer, Code::PlannedStartDiffers).with("due_on", start.due_on.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_day_counts_whole() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let due = day("2025-03-31");
        for (completed, today, expected) in [
            (None, "2025-03-31", MilestoneState::Pending),
            (None, "2025-04-01", MilestoneState::Overdue),
            (Some("2025-03-31"), "2025-10-10", MilestoneState::Completed),
            (Some("2025-04-01"), "2025-10-10", MilestoneState::CompletedLate),
        ] {
            assert_eq!(state(due, completed.map(day), day(today)), expected);
        }
    }
    #[test]
    fn nothing_is_completed_in_the_future() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let check = |kind, on| stated(kind, on, day("2025-10-10"));
        assert!(check(MilestoneKind::Other, None).is_ok());
        assert!(check(MilestoneKind::LandSupply, Some(day("2025-10-10"))).is_ok());
        assert!(check(MilestoneKind::Other, Some(day("2025-10-11"))).is_err());
        assert!(check(MilestoneKind::Start, Some(day("2025-10-10"))).is_err());
    }
    #[test]
    fn a_missed_start_is_yellow_and_by_three_months_red() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let start_light = |completed: Option<&str>, today| {
            light(MilestoneKind::Start, day("2025-03-31"), completed.map(day), day(today)).unwrap()
        };
        for (completed, today, expected) in [
            (None, "2025-03-31", StartLight::Green),
            (None, "2025-04-01", StartLight::Yellow),
            (None, "2025-06-29", StartLight::Yellow),
            (None, "2025-06-30", StartLight::Red),
            (Some("2025-03-31"), "2025-12-31", StartLight::Green),
            (Some("2025-04-01"), "2025-12-31", StartLight::Yellow),
            (Some("2025-11-30"), "2025-12-31", StartLight::Yellow),
        ] {
            assert_eq!(start_light(completed, today), expected, "{completed:?} {today}");
        }
        for kind in [MilestoneKind::Completion, MilestoneKind::LandSupply, MilestoneKind::Other] {
            assert_eq!(light(kind, day("2025-03-31"), None, day("2025-12-31")), None);
        }
    }
}
