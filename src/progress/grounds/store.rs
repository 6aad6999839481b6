//! The one loader of what indicators are judged by. Its statements do not grow with the number of indicators.
use super::Grounds;
use crate::{
    foundation::{
        db::{Conn, Id, Timestamp},
        error::Result,
    },
    plan::{assignments, indicators::IndicatorRow, periods, targets, trajectories},
    progress::{counted, rule_sets},
    reporting::reports::Figure,
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// What these indicators of one plan, and of its jurisdiction, are judged by on a day, as it was known at an instant,
/// given the reports that count: per indicator in the order of time, revisions in theirs.
pub fn gather(
    conn: &mut Conn,
    (plan, jurisdiction): (Id, &str),
    indicators: Vec<IndicatorRow>,
    figures: HashMap<Id, Vec<Figure>>,
    (on, until): (NaiveDate, Timestamp),
) -> Result<Grounds> {
    let ids: Vec<Id> = indicators.iter().map(|row| row.id).collect();
    let mut calendar = periods::store::of_plan(conn, plan)?;
    calendar.retain(|period| period.ends_on <= on);
    let mut targets = targets::store::all_for(conn, &ids)?;
    for versions in targets.values_mut() {
        versions.retain(|target| target.effective_from <= on);
    }
    Ok(Grounds {
        trajectories: trajectories::store::versions(conn, &ids, on, until)?,
        responsible: assignments::store::in_force(conn, &ids, on)?,
        rule_set: rule_sets::store::in_force(conn, jurisdiction, on)?,
        tallies: counted::store::tally(conn, &indicators, &calendar, &figures, until)?,
        targets,
        calendar,
        indicators,
        figures,
    })
}
