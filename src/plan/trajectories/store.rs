//! Queries on trajectories. A decided one is never updated.
use super::{
    model::{InForce, NewTrajectory, PlannedPoint, Points, TrajectoryFilter, TrajectoryRow, TrajectoryStatus},
    rules::Span,
};
use crate::{
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id, Timestamp,
            schema::{periods, trajectories},
        },
        error::Result,
        events::Tx,
        web::{Declared, Listed, Order, Page, Paging, Reference},
    },
    plan::indicators::{self, IndicatorRow},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

/// Those that may be known of: approved ones by all of the jurisdiction, others by the bureau that leads the indicator,
/// the supervision office and the leaders.
fn visible(scope: &Scope) -> trajectories::BoxedQuery<'_, Backend> {
    let covered = trajectories::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let query = trajectories::table.filter(covered).into_boxed();
    let approved = trajectories::status.eq(TrajectoryStatus::Approved);
    match scope.bureau {
        _ if !scope.reports => query.filter(approved),
        Some(own) => query.filter(approved.or(trajectories::bureau_id.eq(own))),
        None => query,
    }
}

fn matching<'a>(
    scope: &'a Scope,
    (plan, indicator): (Option<Id>, Option<Id>),
    filter: &'a TrajectoryFilter,
) -> trajectories::BoxedQuery<'a, Backend> {
    let mut query = visible(scope);
    if let Some(plan) = plan {
        query = query.filter(trajectories::indicator_id.eq_any(indicators::store::of_plan(plan)));
    }
    if let Some(indicator) = indicator {
        query = query.filter(trajectories::indicator_id.eq(indicator));
    }
    match &filter.status {
        Some(statuses) => query.filter(trajectories::status.eq_any(&statuses.0)),
        None => query,
    }
}

/// What they may be ordered by.
fn order() -> Order<TrajectoryRow> {
    Order::new("id", trajectories::id, |row: &TrajectoryRow| row.id)
        .by("effective_from", trajectories::effective_from, |row| row.effective_from)
        .by("number", trajectories::number, |row| row.number)
        .by("proposed_at", trajectories::proposed_at, |row| row.proposed_at)
        .by("created_at", trajectories::created_at, |row| row.created_at)
        .changed(trajectories::updated_at, |row| row.updated_at)
}
impl Listed for TrajectoryFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of trajectories, in the order in which they were proposed.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &TrajectoryFilter, paging: &Paging) -> Result<Page<TrajectoryRow>> {
    let named = indicators::store::asked(conn, scope, filter.plan.as_ref(), filter.indicator.as_ref())?;
    let order = order().asked(paging)?;
    let all = || matching(scope, named, filter).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    order.page(rows, total)
}
/// One trajectory; it has no code.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<TrajectoryRow> {
    let Reference::Id(id) = reference else { return Err(diesel::NotFound) };
    visible(scope).filter(trajectories::id.eq(id)).first(conn)
}
/// Number and first day of the latest approved version of an indicator.
pub fn latest(conn: &mut Conn, indicator: Id) -> QueryResult<Option<(i32, NaiveDate)>> {
    trajectories::table
        .filter(trajectories::indicator_id.eq(indicator).and(trajectories::number.is_not_null()))
        .order(trajectories::number.desc())
        .select((trajectories::number.assume_not_null(), trajectories::effective_from))
        .first(conn)
        .optional()
}
/// The first day of the latest approved version of each indicator that has one. One statement.
pub fn latest_starts(conn: &mut Conn, indicators: &[Id]) -> QueryResult<HashMap<Id, NaiveDate>> {
    let rows: Vec<(Id, NaiveDate)> = trajectories::table
        .filter(trajectories::indicator_id.eq_any(indicators).and(trajectories::number.is_not_null()))
        .order(trajectories::number)
        .select((trajectories::indicator_id, trajectories::effective_from))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
/// All versions approved by an instant and begun by a day, of each indicator that had any, oldest first: of a day that
/// one counted which began last by then. One statement.
pub fn versions(
    conn: &mut Conn,
    indicators: &[Id],
    on: NaiveDate,
    until: Timestamp,
) -> QueryResult<HashMap<Id, Vec<InForce>>> {
    let rows: Vec<(Id, Id, i32, NaiveDate, Points)> = trajectories::table
        .filter(trajectories::indicator_id.eq_any(indicators).and(trajectories::status.eq(TrajectoryStatus::Approved)))
        .filter(trajectories::effective_from.le(on).and(trajectories::decided_at.le(until)))
        .order((trajectories::indicator_id, trajectories::number))
        .select((
            trajectories::indicator_id,
            trajectories::id,
            trajectories::number.assume_not_null(),
            trajectories::effective_from,
            trajectories::points,
        ))
        .load(conn)?;
    let mut versions: HashMap<Id, Vec<InForce>> = HashMap::new();
    for (indicator, id, number, effective_from, points) in rows {
        let points = points.0.into_iter().map(|point| (point.ends_on, point.value)).collect();
        versions.entry(indicator).or_default().push(InForce { id, number, effective_from, points });
    }
    Ok(versions)
}
/// The periods of a plan, in the order of time.
pub fn calendar(conn: &mut Conn, plan: Id) -> QueryResult<Vec<Span>> {
    let rows: Vec<(String, NaiveDate, NaiveDate)> = periods::table
        .filter(periods::plan_id.eq(plan))
        .order((periods::ends_on, periods::id))
        .select((periods::code, periods::starts_on, periods::ends_on))
        .load(conn)?;
    Ok(rows.into_iter().map(|(code, starts_on, ends_on)| Span { code, starts_on, ends_on }).collect())
}
/// Stores a proposal: of the bureau that leads the indicator, or of the supervision office.
pub fn insert(
    tx: &mut Tx<'_>,
    indicator: &IndicatorRow,
    new: &NewTrajectory,
    points: &[PlannedPoint],
    (by, lead, by_bureau): (Id, Option<Id>, bool),
) -> Result<TrajectoryRow> {
    let row = diesel::insert_into(trajectories::table)
        .values((
            trajectories::id.eq(Id::new()),
            trajectories::jurisdiction.eq(&indicator.jurisdiction),
            trajectories::indicator_id.eq(indicator.id),
            trajectories::status.eq(TrajectoryStatus::Proposed),
            trajectories::effective_from.eq(new.effective_from),
            trajectories::points.eq(serde_json::to_string(points)?),
            trajectories::document.eq(&new.document),
            trajectories::reason.eq(&new.reason),
            trajectories::bureau_id.eq(lead),
            trajectories::by_bureau.eq(by_bureau),
            trajectories::proposed_by.eq(by),
            trajectories::proposed_at.eq(tx.business_now),
            trajectories::version.eq(1),
            trajectories::created_at.eq(tx.now),
            trajectories::updated_at.eq(tx.now),
        ))
        .returning(trajectories::all_columns)
        .get_result(tx.conn)?;
    Ok(row)
}
/// What became of a proposal that still has the version that was read.
pub fn decide(
    tx: &mut Tx<'_>,
    row: &TrajectoryRow,
    by: Id,
    (status, number, reason): (TrajectoryStatus, Option<i32>, Option<&str>),
) -> QueryResult<TrajectoryRow> {
    diesel::update(trajectories::table.find(row.id).filter(trajectories::version.eq(row.version)))
        .set((
            trajectories::status.eq(status),
            trajectories::number.eq(number),
            trajectories::decided_by.eq(by),
            trajectories::decided_at.eq(tx.business_now),
            trajectories::decision_reason.eq(reason),
            trajectories::version.eq(row.version + 1),
            trajectories::updated_at.eq(tx.now),
        ))
        .returning(trajectories::all_columns)
        .get_result(tx.conn)
}
