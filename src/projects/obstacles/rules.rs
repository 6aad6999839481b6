//! Who may do what with an obstacle, where it stands, and how it climbs.
use super::model::{NewObstacleEscalation, Obstacle, ObstacleResolution, ObstacleState};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::Id,
        error::{Code, Result, Violation, Violations},
    },
    projects::{keepers, transitions::rules::dated},
};
use chrono::NaiveDate;

/// The highest level: the heads of the district.
const TOP: i32 = 4;

/// A level for people. The source names no levels: these are the service's own.
pub const fn level_text(level: i32) -> &'static str {
    match level {
        1 => "1级（责任单位）",
        2 => "2级（牵头单位专班）",
        3 => "3级（分管区领导）",
        _ => "4级（区主要领导）",
    }
}

/// Where it stands on a day; the due day counts whole.
pub fn state(due_on: NaiveDate, resolved_on: Option<NaiveDate>, today: NaiveDate) -> ObstacleState {
    match resolved_on {
        Some(_) => ObstacleState::Resolved,
        None if today > due_on => ObstacleState::Overdue,
        None => ObstacleState::Open,
    }
}

/// Whether the caller may change and escalate it: the supervision office, or the project's lead bureau.
pub fn may_keep(caller: &Caller, obstacle: &Obstacle, lead: Option<Id>) -> Result<(), Code> {
    keepers::may_record_of(caller, Permission::HandleObstacles, &obstacle.jurisdiction, lead)
}

/// Whether the caller may resolve it: those who may keep it, and its owner.
pub fn may_resolve(caller: &Caller, obstacle: &Obstacle, lead: Option<Id>) -> Result<(), Code> {
    caller.may_in(Permission::HandleObstacles, &obstacle.jurisdiction)?;
    match caller.confined_to() {
        Some(bureau) if bureau == obstacle.owner_bureau_id => Ok(()),
        _ => may_keep(caller, obstacle, lead),
    }
}

/// What is resolved does not change any more.
pub fn is_open(obstacle: &Obstacle) -> Result<(), Code> {
    if obstacle.resolved_on.is_none() { Ok(()) } else { Err(Code::ObstacleResolved) }
}

/// The level above.
pub fn next_level(level: i32) -> Result<i32, Code> {
    if level < TOP { Ok(level + 1) } else { Err(Code::ObstacleAtTop) }
}

/// A day that is still to come, or today.
pub fn due(on: NaiveDate, today: NaiveDate) -> Result<(), Violation> {
    if on >= today {
        return Ok(());
    }
    Err(Violation::at("/due_on", Code::DateInPast).with("earliest", today.to_string()))
}

/// The level after an escalation.
pub fn escalate(obstacle: &Obstacle, new: &NewObstacleEscalation, today: NaiveDate) -> Result<i32> {
    is_open(obstacle)?;
    let level = next_level(obstacle.level)?;
    due(new.due_on, today)?;
    Ok(level)
}

/// An obstacle is resolved between the day on which it was raised and today, both included.
pub fn resolve(obstacle: &Obstacle, resolution: &ObstacleResolution, today: NaiveDate) -> Result<()> {
    is_open(obstacle)?;
    let mut faults = Violations::new();
    faults.check(dated("/resolved_on", resolution.resolved_on, today));
    if resolution.resolved_on < obstacle.raised_on {
        let fault = Violation::at("/resolved_on", Code::DateInPast);
        faults.push(fault.with("earliest", obstacle.raised_on.to_string()));
    }
    faults.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_due_day_counts_whole() {
        let due = day("2025-10-10");
        assert_eq!(state(due, None, day("2025-10-10")), ObstacleState::Open);
        assert_eq!(state(due, None, day("2025-10-11")), ObstacleState::Overdue);
        assert_eq!(state(due, Some(day("2025-12-01")), day("2025-12-31")), ObstacleState::Resolved);
    }
    #[test]
    fn levels_climb_one_at_a_time_to_the_fourth() {
        assert_eq!([1, 2, 3].map(next_level), [Ok(2), Ok(3), Ok(4)]);
        assert_eq!(next_level(4), Err(Code::ObstacleAtTop));
    }
    #[test]
    fn nothing_is_due_in_the_past() {
        assert!(due(day("2025-10-10"), day("2025-10-10")).is_ok());
        assert_eq!(due(day("2025-10-09"), day("2025-10-10")).unwrap_err().code, Code::DateInPast);
    }
}
