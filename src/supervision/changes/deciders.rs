//! Who did what the causes tell of, and when. As many statements for one indicator as for all.
use super::{acts, causes::new_figures, rules::Span};
use crate::{
    foundation::{
        db::{
            Conn, Id, Timestamp,
            schema::{light_overrides, list_items, period_verdicts, reports, trajectories, users},
        },
        error::Result,
        events::Kind,
        web::View,
    },
    plan::{
        indicators::{Counting, IndicatorRow},
        plans::Plan,
    },
    progress::standings::Evidence,
    projects::list_items::{ListItemRow, ListItemStatus},
};
use diesel::prelude::*;
use std::collections::HashMap;

/// A report behind a figure.
#[derive(Debug, Clone, Copy, HasQuery)]
#[diesel(table_name = reports, check_for_backend(crate::foundation::db::Backend))]
pub(super) struct Signed {
    id: Id,
    bureau_id: Id,
    corrects_id: Option<Id>,
    /// Who submitted it last.
    pub submitted_by: Option<Id>,
    /// Who decided on it last.
    pub decided_by: Option<Id>,
}

impl Signed {
    /// Whether it is a correction.
    pub fn is_correction(&self) -> bool {
        self.corrects_id.is_some()
    }
}

/// An override, as far as its people go.
#[derive(Debug, Clone, Copy)]
pub(super) struct Set {
    /// Who set it.
    pub by: Id,
    /// Who revoked it, and when.
    pub revoked: Option<(Option<Id>, Timestamp)>,
}

/// Who did it.
#[derive(Debug, Default)]
pub(super) struct Deciders {
    names: HashMap<Id, String>,
    reports: HashMap<Id, (Signed, bool)>,
    trajectories: HashMap<Id, (Option<Id>, Option<Timestamp>)>,
    overrides: HashMap<Id, Set>,
    closings: HashMap<Id, Id>,
    rule_sets: HashMap<Id, Id>,
    items: HashMap<Id, Vec<ListItemRow>>,
}

impl Deciders {
    /// Of the causes of these indicators.
    pub fn of(
        conn: &mut Conn,
        view: &View,
        plan: &Plan,
        span: &Span,
        (before, after, rows): (&Evidence, &Evidence, &[&IndicatorRow]),
    ) -> Result<Self> {
        let figures = rows.iter().flat_map(|row| new_figures(before, after, row));
        let mut found =
            Self { reports: signed(conn, view, figures.map(|figure| figure.report_id))?, ..Self::default() };
        found.trajectories = trajectories::table
            .filter(trajectories::id.eq_any(ids(rows, |row| after.trajectory(row).map(|of| of.id))))
            .select((trajectories::id, (trajectories::decided_by, trajectories::decided_at)))
            .load(conn)?
            .into_iter()
            .collect();
        let stood = [before, after].into_iter().flat_map(|of| of.overrides.values().flatten().map(|set| set.id));
        found.overrides = overrides(conn, stood.collect())?;
        let frozen: Vec<Id> = after.frozen.values().chain(before.frozen.values()).map(|frozen| frozen.id).collect();
        found.closings = closings(conn, plan, &frozen)?;
        let made = acts::of_kinds(conn, &plan.jurisdiction, &[Kind::RuleSetCreated], None)?;
        found.rule_sets = made.into_iter().filter_map(|act| Some((act.of, act.by?))).collect();
        found.items = items(conn, rows, span)?;
        found.names = users::table
            .filter(users::id.eq_any(found.people(after, rows)))
            .select((users::id, users::display_name))
            .load(conn)?
            .into_iter()
            .collect();
        Ok(found)
    }
    fn people(&self, after: &Evidence, rows: &[&IndicatorRow]) -> Vec<Id> {
        let of_reports = self.reports.values().flat_map(|(signed, _)| [signed.submitted_by, signed.decided_by]);
        let of_trajectories = self.trajectories.values().map(|(by, _)| *by);
        let of_overrides =
            self.overrides.values().flat_map(|set| [Some(set.by), set.revoked.and_then(|revoked| revoked.0)]);
        let of_items = self.items.values().flatten().flat_map(|item| [item.decided_by, item.withdrawn_by]);
        let of_targets = rows.iter().filter_map(|row| after.target(row)).map(|target| target.created_by);
        let others = self.closings.values().chain(self.rule_sets.values()).copied().map(Some);
        let all = of_reports.chain(of_trajectories).chain(of_overrides).chain(of_items).chain(of_targets);
        all.chain(others).flatten().collect()
    }
    /// As the account is shown.
    pub fn name(&self, by: Option<Id>) -> Option<String> {
        by.and_then(|id| self.names.get(&id).cloned())
    }
    /// A report, and whether the caller may know of it.
    pub fn report(&self, id: Id) -> Option<(Signed, bool)> {
        self.reports.get(&id).copied()
    }
    /// Who approved a trajectory, and when.
    pub fn trajectory(&self, id: Id) -> (Option<Id>, Option<Timestamp>) {
        self.trajectories.get(&id).copied().unwrap_or_default()
    }
    /// Who set and revoked an override.
    pub fn set(&self, id: Id) -> Option<Set> {
        self.overrides.get(&id).copied()
    }
    /// Who closed the period of a verdict.
    pub fn closed_by(&self, verdict: Id) -> Option<Id> {
        self.closings.get(&verdict).copied()
    }
    /// Who made a rule set.
    pub fn made_by(&self, rule_set: Id) -> Option<Id> {
        self.rule_sets.get(&rule_set).copied()
    }
    /// The items of a list that were ever approved, in the order of the days from which they count.
    pub fn items(&self, list: Id) -> &[ListItemRow] {
        self.items.get(&list).map_or(&[], Vec::as_slice)
    }
}

fn ids(rows: &[&IndicatorRow], of: impl Fn(&IndicatorRow) -> Option<Id>) -> Vec<Id> {
    rows.iter().filter_map(|row| of(row)).collect()
}

fn signed(conn: &mut Conn, view: &View, ids: impl Iterator<Item = Id>) -> QueryResult<HashMap<Id, (Signed, bool)>> {
    let rows: Vec<Signed> = Signed::query().filter(reports::id.eq_any(ids.collect::<Vec<_>>())).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, (row, view.sees_bureau(row.bureau_id)))).collect())
}

type Overridden = (Id, Id, Option<Id>, Option<Timestamp>);

fn overrides(conn: &mut Conn, ids: Vec<Id>) -> QueryResult<HashMap<Id, Set>> {
    let rows: Vec<Overridden> = light_overrides::table
        .filter(light_overrides::id.eq_any(ids))
        .select((
            light_overrides::id,
            light_overrides::set_by,
            light_overrides::revoked_by,
            light_overrides::revoked_at,
        ))
        .load(conn)?;
    let set = |(id, by, revoked_by, at): Overridden| (id, Set { by, revoked: at.map(|at| (revoked_by, at)) });
    Ok(rows.into_iter().map(set).collect())
}

/// Who closed the periods of verdicts: a verdict is frozen at the instant of the closing.
fn closings(conn: &mut Conn, plan: &Plan, verdicts: &[Id]) -> Result<HashMap<Id, Id>> {
    let rows: Vec<(Id, Id, Timestamp)> = period_verdicts::table
        .filter(period_verdicts::id.eq_any(verdicts))
        .select((period_verdicts::id, period_verdicts::period_id, period_verdicts::frozen_at))
        .load(conn)?;
    let closed = acts::of_kinds(conn, &plan.jurisdiction, &[Kind::PeriodClosed], None)?;
    let closed: HashMap<(Id, Timestamp), Id> =
        closed.into_iter().filter_map(|act| Some(((act.of, act.at), act.by?))).collect();
    Ok(rows.into_iter().filter_map(|(id, period, at)| Some((id, *closed.get(&(period, at))?))).collect())
}

/// The items of the lists that are counted from their records. What was approved once is known to everybody.
fn items(conn: &mut Conn, rows: &[&IndicatorRow], span: &Span) -> QueryResult<HashMap<Id, Vec<ListItemRow>>> {
    let lists = ids(rows, |row| (row.counting == Counting::Records).then_some(row.id));
    let approved =
        list_items::decided_at.le(span.to.until).and(list_items::status.ne(ListItemStatus::Rejected).nullable());
    let found: Vec<ListItemRow> = ListItemRow::query()
        .filter(list_items::indicator_id.eq_any(lists))
        .filter(approved)
        .order((list_items::counted_on, list_items::id))
        .load(conn)?;
    let mut items: HashMap<Id, Vec<ListItemRow>> = HashMap::new();
    for item in found {
        items.entry(item.indicator_id).or_default().push(item);
    }
    Ok(items)
}
