//! 填报纪律: how each bureau kept the due times of a plan, for overview and rankings.
use crate::{
    foundation::{
        clock::local_date,
        db::{
            Conn, Id, Timestamp, obligations,
            schema::{periods, report_returns, reports},
        },
    },
    projects::suspensions,
};
use chrono::TimeDelta;
use diesel::prelude::*;
use std::collections::HashMap;

/// How a bureau reported by a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Discipline {
    /// 应报: reports whose period was due.
    pub due: usize,
    /// 按时: first submitted by their due time, a granted extension included.
    pub on_time: usize,
    /// 迟报: first submitted later.
    pub late: usize,
    /// 未报: due and not submitted.
    pub missing: usize,
    /// 延期中: not submitted, and excused by an extension that still runs.
    pub excused: usize,
    /// 已报: submitted at all, those that were not due yet included.
    pub submitted: usize,
    /// 被退回: submitted and returned at least once. A quality event, never a late one.
    pub returned: usize,
}

impl Discipline {
    /// Reports on which timeliness is judged: due, and not excused.
    pub const fn judged(&self) -> usize {
        self.due - self.excused
    }
    fn count(&mut self, was_due: bool, due_at: Timestamp, submitted_at: Option<Timestamp>, until: Timestamp) {
        let submitted_at = submitted_at.filter(|at| *at <= until);
        self.submitted += usize::from(submitted_at.is_some());
        if !was_due {
            return;
        }
        self.due += 1;
        *match submitted_at {
            Some(at) if at <= due_at => &mut self.on_time,
            Some(_) => &mut self.late,
            None if due_at < until => &mut self.missing,
            None => &mut self.excused,
        } += 1;
    }
}

/// Who owes for which period and project until when, and when it was first submitted.
type Owed = (Id, Id, Option<Id>, Timestamp, Option<Timestamp>);

/// How the bureaus of a plan had reported by a moment of business time, by bureau. What a suspension (缓建/停建) then
/// kept from being given leaves the count. Four statements. It tells of every
/// bureau's reports: what of it may be shown to whom is the caller's matter.
pub fn discipline(conn: &mut Conn, plan: Id, until: Timestamp) -> QueryResult<HashMap<Id, Discipline>> {
    let due: Vec<(Id, Timestamp)> = periods::table
        .filter(periods::plan_id.eq(plan).and(periods::opens_at.le(until)))
        .order(periods::id)
        .select((periods::id, periods::due_at))
        .load(conn)?;
    let due: HashMap<Id, bool> = due.into_iter().map(|(period, due_at)| (period, due_at < until)).collect();
    let owed: Vec<Owed> = obligations::table
        .filter(obligations::plan_id.eq(plan).and(obligations::opens_at.le(until)))
        .select((
            obligations::bureau_id,
            obligations::period_id,
            obligations::project_id,
            obligations::first_due_at,
            obligations::first_submitted_at,
        ))
        .load(conn)?;
    let mut all: HashMap<Id, Discipline> = HashMap::new();
    // At 24:00 the day that has ended is meant, not the one that begins.
    let day = local_date(Timestamp::from(*until - TimeDelta::microseconds(1)));
    let stood_still = suspensions::store::held_on(conn, plan, day, until)?;
    for (bureau, period, project, due_at, submitted_at) in owed {
        let given = submitted_at.is_some_and(|at| at <= until);
        if !given && project.is_some_and(|project| stood_still.contains(&project)) {
            continue;
        }
        let was_due = due.get(&period).copied().unwrap_or(false);
        all.entry(bureau).or_default().count(was_due, due_at, submitted_at, until);
    }
    let returned: Vec<(Id, Id)> = report_returns::table
        .inner_join(reports::table)
        .filter(reports::plan_id.eq(plan).and(report_returns::returned_at.le(until)))
        .select((reports::bureau_id, report_returns::report_id))
        .distinct()
        .load(conn)?;
    for (bureau, _) in returned {
        all.entry(bureau).or_default().returned += 1;
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::foundation::clock::end_of_day;

    #[test]
    fn every_report_that_was_due_is_on_time_late_missing_or_excused() {
        let at = |day: &str| end_of_day(day.parse().unwrap());
        let (due, until) = (at("2025-10-14"), at("2025-10-20"));
        let count = |was_due, due_at, submitted: Option<&str>| {
            let mut seen = Discipline::default();
            seen.count(was_due, due_at, submitted.map(at), until);
            (seen.due, seen.on_time, seen.late, seen.missing, seen.excused, seen.submitted)
        };
        assert_eq!(count(true, due, Some("2025-10-14")), (1, 1, 0, 0, 0, 1)); // the last instant is in time
        assert_eq!(count(true, due, Some("2025-10-15")), (1, 0, 1, 0, 0, 1));
        assert_eq!(count(true, due, None), (1, 0, 0, 1, 0, 0));
        assert_eq!(count(true, due, Some("2025-10-21")), (1, 0, 0, 1, 0, 0)); // not yet, on that day
        assert_eq!(count(true, at("2025-10-25"), None), (1, 0, 0, 0, 1, 0));
        assert_eq!(count(false, at("2025-11-10"), Some("2025-10-18")), (0, 0, 0, 0, 0, 1));
        assert_eq!(count(false, at("2025-11-10"), None), (0, 0, 0, 0, 0, 0));
    }
}
