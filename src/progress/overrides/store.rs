//! Queries on overrides.
use super::model::{InForce, LightOverride, NewLightOverride, OverrideFilter, OverrideRow, SetLight};
use crate::{
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id, Timestamp,
            schema::{indicators, light_overrides, periods},
        },
        error::Result,
        events::Tx,
        web::{Page, Paging, Reference, in_query},
    },
    plan::{
        indicators::{IndicatorRow, store as indicators_of},
        periods::{self as periods_of, PeriodRow},
    },
    progress::{figures::Standing, verdicts::FrozenOverride},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

type Row = (OverrideRow, String, String, Option<Timestamp>);

fn detail((row, indicator, period, closed_at): Row) -> LightOverride {
    LightOverride::of(row, indicator, period, closed_at.is_some())
}

/// A page of overrides, in the order in which they were set.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &OverrideFilter, paging: &Paging) -> Result<Page<LightOverride>> {
    let (plan, indicator) = indicators_of::asked(conn, scope, filter.plan.as_ref(), filter.indicator.as_ref())?;
    let period = in_query("period", filter.period.as_ref(), |period| periods_of::store::get(conn, scope, &period.0))?;
    let matching = || {
        let covered = light_overrides::jurisdiction.between(&scope.covered.0, &scope.covered.1);
        let whole = light_overrides::table.inner_join(indicators::table).inner_join(periods::table);
        let mut query = whole.filter(covered).into_boxed::<Backend>();
        if let Some(plan) = plan {
            query = query.filter(indicators::plan_id.eq(plan));
        }
        if let Some(indicator) = indicator {
            query = query.filter(light_overrides::indicator_id.eq(indicator));
        }
        if let Some(period) = &period {
            query = query.filter(light_overrides::period_id.eq(period.id));
        }
        query
    };
    let total = paging.counted().then(|| matching().count().get_result(conn)).transpose()?;
    let mut query = matching();
    if let Some(after) = paging.after::<Id>(0)? {
        query = query.filter(light_overrides::id.gt(after));
    }
    let rows: Vec<Row> = query
        .order(light_overrides::id)
        .limit(paging.fetch())
        .select((OverrideRow::as_select(), indicators::code, periods::code, periods::closed_at))
        .load(conn)?;
    Ok(paging.page(rows, total, |(row, ..): &Row| vec![row.id.to_string()])?.map(detail))
}
/// One override; it has no code.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<LightOverride> {
    let Reference::Id(id) = reference else { return Err(diesel::NotFound) };
    let covered = light_overrides::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    light_overrides::table
        .inner_join(indicators::table)
        .inner_join(periods::table)
        .filter(covered.and(light_overrides::id.eq(id)))
        .select((OverrideRow::as_select(), indicators::code, periods::code, periods::closed_at))
        .first(conn)
        .map(detail)
}
/// A period of a plan, held as it is until the transaction ends: a light that is set and the closing exclude each
/// other.
pub fn period_of(conn: &mut Conn, scope: &Scope, plan: Id, named: &Reference) -> QueryResult<PeriodRow> {
    let period = periods_of::store::get(conn, scope, named)?;
    if period.plan_id == plan { periods_of::store::hold(conn, period.id) } else { Err(diesel::NotFound) }
}
/// The override of an indicator in a period that was not revoked.
pub fn standing(conn: &mut Conn, indicator: Id, period: Id) -> QueryResult<Option<OverrideRow>> {
    OverrideRow::query()
        .filter(light_overrides::indicator_id.eq(indicator).and(light_overrides::period_id.eq(period)))
        .filter(light_overrides::revoked_at.is_null())
        .first(conn)
        .optional()
}
/// What a closing of a period keeps of them: by indicator, those that were not revoked.
pub fn to_keep(conn: &mut Conn, period: Id) -> QueryResult<HashMap<Id, FrozenOverride>> {
    let rows: Vec<(Id, Id, SetLight)> = light_overrides::table
        .filter(light_overrides::period_id.eq(period).and(light_overrides::revoked_at.is_null()))
        .order(light_overrides::id)
        .select((light_overrides::indicator_id, light_overrides::id, light_overrides::light))
        .load(conn)?;
    Ok(rows.into_iter().map(|(indicator, id, light)| (indicator, FrozenOverride { id, light: light.into() })).collect())
}
/// The overrides of these indicators that stood at an instant, whatever became of their periods. One statement.
pub fn in_force(conn: &mut Conn, indicators: &[Id], until: Timestamp) -> QueryResult<HashMap<Id, Vec<InForce>>> {
    let lasted = light_overrides::revoked_at.is_null().or(light_overrides::revoked_at.gt(until));
    let rows: Vec<(OverrideRow, String, NaiveDate)> = light_overrides::table
        .inner_join(periods::table)
        .filter(light_overrides::indicator_id.eq_any(indicators).and(light_overrides::set_at.le(until)))
        .filter(lasted)
        .order(light_overrides::id)
        .select((OverrideRow::as_select(), periods::code, periods::ends_on))
        .load(conn)?;
    let mut stood: HashMap<Id, Vec<InForce>> = HashMap::new();
    for (row, period, ends_on) in rows {
        let (light, reason) = (row.light.into(), row.reason);
        let one = InForce { id: row.id, period, ends_on, light, reason, set_at: row.set_at };
        stood.entry(row.indicator_id).or_default().push(one);
    }
    Ok(stood)
}
/// Sets the light of an indicator in a period, beside what the rules give now.
pub fn insert(
    tx: &mut Tx<'_>,
    indicator: &IndicatorRow,
    period: &PeriodRow,
    new: &NewLightOverride,
    (by, computed): (Id, &Standing),
) -> QueryResult<LightOverride> {
    let row = diesel::insert_into(light_overrides::table)
        .values((
            light_overrides::id.eq(Id::new()),
            light_overrides::jurisdiction.eq(&indicator.jurisdiction),
            light_overrides::indicator_id.eq(indicator.id),
            light_overrides::period_id.eq(period.id),
            light_overrides::light.eq(new.light),
            light_overrides::computed_light.eq(computed.light),
            light_overrides::computed_reason.eq(computed.light_reason),
            light_overrides::reason.eq(&new.reason),
            light_overrides::document.eq(&new.document),
            light_overrides::set_by.eq(by),
            light_overrides::set_at.eq(tx.business_now),
            light_overrides::version.eq(1),
            light_overrides::created_at.eq(tx.now),
            light_overrides::updated_at.eq(tx.now),
        ))
        .returning(light_overrides::all_columns)
        .get_result(tx.conn)?;
    Ok(LightOverride::of(row, indicator.code.clone(), period.code.clone(), period.closed_at.is_some()))
}
/// Revokes an override that still has the version that was read.
pub fn revoke(tx: &mut Tx<'_>, set: &LightOverride, by: Id, reason: &str) -> QueryResult<LightOverride> {
    let row = &set.row;
    let revoked = diesel::update(light_overrides::table.find(row.id).filter(light_overrides::version.eq(row.version)))
        .set((
            light_overrides::revoked_by.eq(by),
            light_overrides::revoked_at.eq(tx.business_now),
            light_overrides::revoke_reason.eq(reason),
            light_overrides::version.eq(row.version + 1),
            light_overrides::updated_at.eq(tx.now),
        ))
        .returning(light_overrides::all_columns)
        .get_result(tx.conn)?;
    Ok(LightOverride::of(revoked, set.indicator.clone(), set.period.code.clone(), set.closed))
}
