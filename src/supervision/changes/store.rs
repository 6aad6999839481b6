//! Queries on what happened between two days: as many statements for a day as for a year.
use super::{
    lights,
    model::{ChangesFilter, OverviewChanges},
    records,
    rules::{self, Place, Span},
};
use crate::{
    foundation::{
        db::Conn,
        error::Result,
        web::{Paging, Reference, View},
    },
    plan::plans,
    progress::standings::Moment,
};

/// A page of what changed, the most important first. Everything is found before the page is cut, so that nothing is
/// missing between pages. The cursor holds the plan and the days too: where they were left out, midnight between two
/// pages does not change them.
pub(super) fn list(conn: &mut Conn, view: &View, filter: &ChangesFilter, paging: &Paging) -> Result<OverviewChanges> {
    let bound = paging.after(Place::KEYS)?.map(Reference::Id);
    let plan = plans::store::asked_or_in_force(conn, view, bound.as_ref().or(filter.plan.as_ref()))?;
    let (first, last) = (paging.after(Place::KEYS + 1)?, paging.after(Place::KEYS + 2)?);
    let filter = ChangesFilter { from: first.or(filter.from), to: last.or(filter.to), ..filter.clone() };
    let (from, to) = rules::days(&filter, view.today())?;
    let moment = |day| Moment::of(view, Some(day), filter.basis);
    let span = Span { from: moment(from)?, to: moment(to)? };
    let mut all = Vec::new();
    if from < to {
        all = lights::changed(conn, view, &plan, &span)?;
        all.extend(records::changed(conn, view, &plan, &span)?);
    }
    let mut all = rules::ordered(all);
    let total = paging.total_of(&all);
    if let Some(after) = Place::after(paging)? {
        all.retain(|(place, _)| *place > after);
    }
    let bound = [plan.id.to_string(), from.to_string(), to.to_string()];
    let page = paging.page(all, total, |(place, _)| [place.keys(), bound.to_vec()].concat())?;
    Ok(OverviewChanges { from, to, plan: plan.into(), basis: span.to.basis, changes: page.map(|(_, change)| change) })
}
