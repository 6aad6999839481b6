//! Who may do what with an obstacle, where it stands, and how it climbs.
use super::model::{NewObstacleEscalation, Obstacle, ObstacleResolution, ObstacleState};
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::{Id, Timestamp},
        error::{Code, Result, Violation, Violations},
    },
    plan::plans,
    projects::{projects::rules::may_record, transitions::rules::dated},
    text_enum,
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

text_enum! {
    /// What can be done with an obstacle: the operation ids.
    pub enum Action {
        /// Its texts and its owner change.
        Update = "update_obstacle",
        /// 提级: it goes to the next level.
        Escalate = "escalate_obstacle",
        /// 解决: it is cleared away.
        Resolve = "resolve_obstacle",
    }
}

/// Whether the caller may do this with an obstacle of a project with this lead; the code says why not. First who, then
/// in which state: what is resolved does not change any more, and above the fourth level there is none.
pub fn may(
    action: Action,
    caller: &Caller,
    (obstacle, lead): (&Obstacle, Option<Id>),
    year_closed_at: Option<Timestamp>,
) -> Result<()> {
    let owns = caller.confined_to() == Some(obstacle.owner_bureau_id);
    if action != Action::Resolve || !owns {
        may_record(caller, Permission::HandleObstacles, &obstacle.jurisdiction, lead)?;
    }
    if obstacle.resolved_on.is_some() {
        return Err(Code::ObstacleResolved.into());
    }
    if action == Action::Escalate {
        next_level(obstacle.level)?;
    }
    plans::rules::takes_changes(year_closed_at)
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
    due(new.due_on, today)?;
    Ok(next_level(obstacle.level)?)
}

/// An obstacle is resolved between the day on which it was raised and today, both included.
pub fn resolve(obstacle: &Obstacle, resolution: &ObstacleResolution, today: NaiveDate) -> Result<()> {
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
