//! The one loader of what counts. Its statements do not grow with the number of indicators.
use super::{model::Tally, rules};
use crate::{
    foundation::db::{Conn, Id, Timestamp},
    plan::{
        indicators::{Counting, IndicatorRow},
        periods::PeriodRow,
    },
    projects::list_items,
    reporting::{extensions, reports::Figure},
};
use chrono::NaiveDate;
use std::collections::HashMap;

/// What counted at an instant of each of these indicators of one plan, by the ends of `periods` (in the order of time),
/// given the reports that count (per indicator in the order of time, revisions in theirs). A statement for the
/// extensions, and one more where lists are counted from their records.
pub fn tally(
    conn: &mut Conn,
    rows: &[IndicatorRow],
    periods: &[PeriodRow],
    figures: &HashMap<Id, Vec<Figure>>,
    until: Timestamp,
) -> diesel::QueryResult<HashMap<Id, Tally>> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let of = |row: &IndicatorRow| (row.id, rules::of_reports(figures.get(&row.id).into_iter().flatten()));
    let mut tallies: HashMap<Id, Tally> = rows.iter().map(of).collect();
    for ((subject, period), due_at) in extensions::store::moved(conn, &ids, until)? {
        if let Some(tally) = tallies.get_mut(&subject) {
            tally.extended.insert(period, due_at);
        }
    }
    let lists: Vec<&IndicatorRow> = rows.iter().filter(|row| row.counting == Counting::Records).collect();
    if !lists.is_empty() {
        let ids: Vec<Id> = lists.iter().map(|row| row.id).collect();
        let ends: Vec<NaiveDate> = periods.iter().map(|period| period.ends_on).collect();
        let mut counts = list_items::store::counts(conn, &ids, &ends, until)?;
        for row in lists {
            let by_end: Vec<i64> =
                counts.remove(&row.id).unwrap_or_default().into_iter().map(|(_, count)| count).collect();
            let tally = tallies.entry(row.id).or_default();
            tally.counted = rules::of_records(row.basis, periods, &by_end);
            tally.not_applicable.clear();
        }
    }
    Ok(tallies)
}
