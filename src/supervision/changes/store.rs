//! Queries on what happened between two days: as many statements for a day as for a year.
use super::{causes::Decided, lights, model::*, records, rules};
use crate::{
    foundation::{
        db::{
            Conn, Id,
            schema::{light_overrides, reports, trajectories, users},
        },
        error::Result,
        web::{Page, Paging, View},
    },
    plan::plans,
    progress::standings::Moment,
};
use diesel::prelude::*;
use std::collections::HashMap;

/// Who decided what, as their accounts are shown.
#[derive(Debug, Default)]
pub(super) struct Deciders {
    /// Of the reports that the caller may know of; the others are not there.
    pub reports: HashMap<Id, Option<String>>,
    /// Of trajectories: who approved them.
    pub trajectories: HashMap<Id, String>,
    /// Of overrides: who set them.
    pub overrides: HashMap<Id, String>,
}

impl Deciders {
    /// Four statements.
    pub fn of(conn: &mut Conn, view: &View, decided: &Decided) -> QueryResult<Self> {
        let of_reports: Vec<(Id, Id, Option<Id>)> = reports::table
            .filter(reports::id.eq_any(&decided.reports))
            .select((reports::id, reports::bureau_id, reports::decided_by))
            .load(conn)?;
        let of_trajectories: Vec<(Id, Option<Id>)> = trajectories::table
            .filter(trajectories::id.eq_any(&decided.trajectories))
            .select((trajectories::id, trajectories::decided_by))
            .load(conn)?;
        let of_overrides: Vec<(Id, Id)> = light_overrides::table
            .filter(light_overrides::id.eq_any(&decided.overrides))
            .select((light_overrides::id, light_overrides::set_by))
            .load(conn)?;
        let people = of_reports.iter().filter_map(|row| row.2).chain(of_trajectories.iter().filter_map(|row| row.1));
        let people: Vec<Id> = people.chain(of_overrides.iter().map(|row| row.1)).collect();
        let names: Vec<(Id, String)> =
            users::table.filter(users::id.eq_any(people)).select((users::id, users::display_name)).load(conn)?;
        let names: HashMap<Id, String> = names.into_iter().collect();
        let known = of_reports.into_iter().filter(|(_, bureau, _)| view.sees_bureau(*bureau));
        let named = |id: Option<Id>| id.and_then(|id| names.get(&id).cloned());
        Ok(Self {
            reports: known.map(|(id, _, by)| (id, named(by))).collect(),
            trajectories: of_trajectories.into_iter().filter_map(|(id, by)| Some((id, named(by)?))).collect(),
            overrides: of_overrides.into_iter().filter_map(|(id, by)| Some((id, named(Some(by))?))).collect(),
        })
    }
}

/// A page of what changed, the most important first. Everything is found before the page is cut, so that nothing is
/// missing between pages.
pub(super) fn list(
    conn: &mut Conn,
    view: &View,
    filter: &ChangesFilter,
    paging: &Paging,
) -> Result<Page<OverviewChange>> {
    let plan = plans::store::asked_or_in_force(conn, view, filter.plan.as_ref())?;
    let (from, to) = rules::days(filter, view.today())?;
    let moment = |day| Moment::of(view, Some(day), filter.basis);
    let span = rules::Span { from: moment(from)?, to: moment(to)? };
    let mut all = Vec::new();
    if from < to {
        all = lights::changed(conn, view, &plan, &span)?;
        all.extend(records::changed(conn, view, &plan, &span)?);
    }
    let mut all = rules::ordered(all);
    let total = paging.total_of(&all);
    if let Some(after) = paging.after::<String>(0)? {
        all.retain(|(key, _)| *key > after);
    }
    Ok(paging.page(all, total, |(key, _)| vec![key.clone()])?.map(|(_, change)| change))
}
