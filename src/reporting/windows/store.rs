//! What decides about windows, read for many reports at once.
use super::{GrantedExtension, Window};
use crate::{
    foundation::{
        clock::start_of_day,
        db::{
            Conn, Id, Timestamp,
            schema::{extensions, period_exceptions},
        },
    },
    plan::{periods::PeriodRow, plans},
    projects::suspensions,
};
use diesel::prelude::*;
use std::collections::HashMap;

/// The period, the subject and the bureau that a window is of.
type Slot = (Id, Id, Id);
/// The period, and the indicator or the project.
type Place = (Id, Option<Id>, Option<Id>);

/// What decides about the windows of some periods.
#[derive(Debug)]
pub struct Windows {
    closed_years: HashMap<Id, Timestamp>,
    extensions: HashMap<Slot, GrantedExtension>,
    /// Period, bureau, subject (`None` for all of the bureau's) and the end.
    exceptions: Vec<(Id, Id, Option<Id>, Timestamp)>,
    suspended: HashMap<Id, Timestamp>,
}

impl Windows {
    /// The window of a bureau for a period and a subject.
    pub fn of(&self, period: &PeriodRow, subject: Id, bureau: Id) -> Window {
        let covers = |of: &&(Id, Id, Option<Id>, Timestamp)| {
            of.0 == period.id && of.1 == bureau && of.2.is_none_or(|only| only == subject)
        };
        let year_closed_at = self.closed_years.get(&period.plan_id).copied();
        Window {
            exception_ends_at: self.exceptions.iter().filter(covers).map(|of| of.3).max(),
            suspended_since: self.suspended.get(&subject).copied(),
            ..Window::of_period(period, year_closed_at)
        }
        .extended(self.extensions.get(&(period.id, subject, bureau)).copied())
    }
}

/// What decides about the windows of these periods and subjects. Four statements, however many they are.
pub fn of_periods<'a>(
    conn: &mut Conn,
    periods: impl IntoIterator<Item = &'a PeriodRow>,
    subjects: &[Id],
) -> QueryResult<Windows> {
    let (ids, plans): (Vec<Id>, Vec<Id>) = periods.into_iter().map(|period| (period.id, period.plan_id)).unzip();
    let about = extensions::indicator_id.eq_any(subjects).or(extensions::project_id.eq_any(subjects));
    let granted: Vec<(Place, Id, Id, Option<Timestamp>)> = extensions::table
        .filter(extensions::period_id.eq_any(&ids).and(extensions::status.eq("approved")))
        .filter(about)
        .order(extensions::number)
        .select((
            (extensions::period_id, extensions::indicator_id, extensions::project_id),
            extensions::bureau_id,
            extensions::id,
            extensions::due_at,
        ))
        .load(conn)?;
    let extension = |((period, indicator, project), bureau, id, due_at): (Place, Id, Id, Option<Timestamp>)| {
        Some(((period, indicator.or(project)?, bureau), GrantedExtension { id, due_at: due_at? }))
    };
    let excepted: Vec<(Place, Id, Timestamp)> = period_exceptions::table
        .filter(period_exceptions::period_id.eq_any(&ids).and(period_exceptions::ended_at.is_null()))
        .order(period_exceptions::id)
        .select((
            (period_exceptions::period_id, period_exceptions::indicator_id, period_exceptions::project_id),
            period_exceptions::bureau_id,
            period_exceptions::ends_at,
        ))
        .load(conn)?;
    let exception = |((period, indicator, project), bureau, ends_at): (Place, Id, Timestamp)| {
        (period, bureau, indicator.or(project), ends_at)
    };
    Ok(Windows {
        closed_years: plans::store::closed_years(conn, &plans)?,
        // In their order: the later extension takes the place of the one before.
        extensions: granted.into_iter().filter_map(extension).collect(),
        exceptions: excepted.into_iter().map(exception).collect(),
        suspended: suspended_since(conn, subjects)?,
    })
}

/// [`of_periods`] for one period and subject.
pub fn of_one(conn: &mut Conn, period: &PeriodRow, subject: Id, bureau: Id) -> QueryResult<Window> {
    Ok(of_periods(conn, [period], &[subject])?.of(period, subject, bureau))
}

/// Those of the subjects that are suspended projects (缓建、停建), and since when: as the view of obligations says it.
fn suspended_since(conn: &mut Conn, subjects: &[Id]) -> QueryResult<HashMap<Id, Timestamp>> {
    let held = suspensions::store::in_force(conn, subjects)?;
    Ok(held.into_iter().map(|(project, suspension)| (project, start_of_day(suspension.effective_on))).collect())
}
