//! Queries on indicators.
use super::{
    changes::{IndicatorChanges, NewIndicator},
    model::{Baseline, Indicator, IndicatorFilter, IndicatorRow, Related},
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id, Timestamp, containing, lower,
            schema::{assignments, indicators, targets},
        },
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference, in_query, sort_key},
    },
    plan::{
        areas::{self, Area},
        assignments::{AssignmentRole, store as assigned},
        plans, targets as promised, units,
    },
};
use chrono::NaiveDate;
use diesel::{
    dsl::{exists, not},
    prelude::*,
};
use std::collections::HashMap;

/// The objects that a filter names.
struct Named {
    plan: Option<Id>,
    area: Option<Id>,
    bureau: Option<Id>,
    lead: Option<Id>,
}

impl Named {
    fn of(conn: &mut Conn, scope: &Scope, filter: &IndicatorFilter) -> Result<Self> {
        let plan = in_query("plan", filter.plan.as_ref(), |plan| plans::store::get(conn, scope, plan))?;
        let plan = plan.map(|plan| plan.id);
        let area = in_query("area", filter.area.as_ref(), |area| areas::store::named(conn, scope, plan, area))?;
        let mut bureau = |parameter: &str, named: &Option<Reference>| {
            let found = in_query(parameter, named.as_ref(), |named| bureaus::store::get(conn, scope, named));
            found.map(|bureau| bureau.map(|bureau| bureau.id))
        };
        Ok(Self {
            plan,
            area: area.map(|area| area.id),
            bureau: bureau("bureau", &filter.bureau)?,
            lead: bureau("lead_bureau", &filter.lead_bureau)?,
        })
    }
}

type Query<'a> = indicators::BoxedQuery<'a, Backend>;

fn matching<'a>(scope: &'a Scope, filter: &'a IndicatorFilter, named: &Named) -> Query<'a> {
    let mut query =
        indicators::table.filter(indicators::jurisdiction.between(&scope.covered.0, &scope.covered.1)).into_boxed();
    if let Some(plan) = named.plan {
        query = query.filter(indicators::plan_id.eq(plan));
    }
    if let Some(area) = named.area {
        query = query.filter(indicators::area_id.eq(area));
    }
    if let Some(kinds) = &filter.kind {
        query = query.filter(indicators::kind.eq_any(&kinds.0));
    }
    if let Some(codes) = &filter.code {
        query = query.filter(indicators::code.eq_any(&codes.0));
    }
    if let Some(q) = &filter.q {
        let pattern = || lower(containing(q));
        let found = lower(indicators::name).like(pattern()).escape('\\');
        let found = found.or(lower(indicators::code).like(pattern()).escape('\\'));
        let found = found.or(lower(indicators::name_en.assume_not_null()).like(pattern()).escape('\\'));
        query = query.filter(found.or(lower(indicators::description.assume_not_null()).like(pattern()).escape('\\')));
    }
    promising(answered_by(query, named, scope.today()), filter, scope.today())
}

/// Narrows to the indicators for which a bureau answers on a day.
fn answered_by<'a>(mut query: Query<'a>, named: &Named, on: NaiveDate) -> Query<'a> {
    let held = |bureau: Id| {
        let lasts = assignments::effective_to.is_null().or(assignments::effective_to.gt(on));
        let since = assignments::effective_from.le(on).and(assignments::bureau_id.eq(bureau));
        assignments::table.filter(since).filter(lasts).select(assignments::indicator_id)
    };
    if let Some(bureau) = named.bureau {
        query = query.filter(indicators::id.eq_any(held(bureau)));
    }
    if let Some(lead) = named.lead {
        let leads = held(lead).filter(assignments::role.eq(AssignmentRole::Lead));
        query = query.filter(indicators::id.eq_any(leads));
    }
    query
}

/// Narrows to the indicators whose target in force on a day says so.
fn promising<'a>(mut query: Query<'a>, filter: &'a IndicatorFilter, on: NaiveDate) -> Query<'a> {
    let in_force = || {
        let later = diesel::alias!(targets as later);
        let superseded = later
            .filter(later.field(targets::indicator_id).eq(targets::indicator_id))
            .filter(later.field(targets::number).gt(targets::number))
            .filter(later.field(targets::effective_from).le(on));
        targets::table
            .filter(targets::effective_from.le(on))
            .filter(not(exists(superseded)))
            .select(targets::indicator_id)
    };
    if let Some(commitments) = &filter.commitment {
        query = query.filter(indicators::id.eq_any(in_force().filter(targets::commitment.eq_any(&commitments.0))));
    }
    if let Some(comparators) = &filter.comparator {
        query = query.filter(indicators::id.eq_any(in_force().filter(targets::comparator.eq_any(&comparators.0))));
    }
    query
}

/// What indicators may be ordered by.
fn order() -> Order<IndicatorRow> {
    Order::new("code", indicators::id, |row: &IndicatorRow| row.id)
        .by("code", indicators::sort_key, |row| row.sort_key.clone())
        .by("name", indicators::name, |row| row.name.clone())
        .changed(indicators::updated_at, |row| row.updated_at)
        .include("lead_bureau")
        .include("area")
}
impl Listed for IndicatorFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of indicators.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &IndicatorFilter, paging: &Paging) -> Result<Page<Indicator>> {
    let named = Named::of(conn, scope, filter)?;
    let order = order().asked(paging)?;
    let all = || matching(scope, filter, &named).filter(order.since());
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let rows = all().filter(order.after()).order(order.by()).limit(paging.fetch()).load(conn)?;
    let Page { items, page } = order.page(rows, total)?;
    Ok(Page { items: details(conn, scope, items)?, page })
}
/// One indicator; `code:` names one of the plan in force.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> QueryResult<IndicatorRow> {
    match reference {
        Reference::Id(id) => IndicatorRow::query()
            .filter(indicators::jurisdiction.between(&scope.covered.0, &scope.covered.1).and(indicators::id.eq(id)))
            .first(conn),
        Reference::Code(code) => {
            let plan = plans::store::in_force(conn, scope)?;
            find(conn, plan.id, code)?.ok_or(diesel::NotFound)
        }
    }
}
/// The indicator of a plan that is named; of the plan in force when no plan is.
pub fn named(conn: &mut Conn, scope: &Scope, plan: Option<Id>, reference: &Reference) -> QueryResult<IndicatorRow> {
    match (plan, reference) {
        (Some(plan), Reference::Code(code)) => find(conn, plan, code)?.ok_or(diesel::NotFound),
        _ => get(conn, scope, reference),
    }
}
/// What the parameters `plan` and `indicator` of a list of what belongs to indicators name.
pub fn asked(
    conn: &mut Conn,
    scope: &Scope,
    plan: Option<&Reference>,
    indicator: Option<&Reference>,
) -> Result<(Option<Id>, Option<Id>)> {
    let plan = in_query("plan", plan, |plan| plans::store::get(conn, scope, plan))?.map(|plan| plan.id);
    let indicator = in_query("indicator", indicator, |indicator| named(conn, scope, plan, indicator))?;
    Ok((plan, indicator.map(|indicator| indicator.id)))
}
/// The indicators of a plan, for a condition on what belongs to them.
#[diesel::dsl::auto_type(no_type_alias)]
pub fn of_plan(plan: Id) -> _ {
    indicators::table.filter(indicators::plan_id.eq(plan)).select(indicators::id)
}
/// Every indicator of a plan, in the natural order of their codes.
pub fn all_of(conn: &mut Conn, plan: Id) -> QueryResult<Vec<IndicatorRow>> {
    IndicatorRow::query().filter(indicators::plan_id.eq(plan)).order((indicators::sort_key, indicators::id)).load(conn)
}
/// The indicators of these ids: one statement.
pub fn of_ids(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, IndicatorRow>> {
    let rows: Vec<IndicatorRow> = IndicatorRow::query().filter(indicators::id.eq_any(ids)).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
/// The indicator of a plan that has a code.
pub fn find(conn: &mut Conn, plan: Id, code: &str) -> QueryResult<Option<IndicatorRow>> {
    IndicatorRow::query().filter(indicators::plan_id.eq(plan).and(indicators::code.eq(code))).first(conn).optional()
}
/// The indicators as they are shown: with area, target and bureaus in force on the business day. Six statements,
/// however many they are.
pub fn details(conn: &mut Conn, scope: &Scope, rows: Vec<IndicatorRow>) -> QueryResult<Vec<Indicator>> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let areas = areas::store::summaries(conn, &rows.iter().map(|row| row.area_id).collect::<Vec<_>>())?;
    let mut targets = promised::store::in_force(conn, &ids, scope.today())?;
    let mut responsible = assigned::in_force(conn, &ids, scope.today())?;
    let closed_years = plans::store::closed_years(conn, &rows.iter().map(|row| row.plan_id).collect::<Vec<_>>())?;
    let detail = |row: IndicatorRow| {
        let responsible = responsible.remove(&row.id).unwrap_or_default();
        let target = targets.remove(&row.id).map(|target| target.said_in(row.unit.as_deref(), row.decimals));
        Ok(Indicator {
            area: areas.get(&row.area_id).cloned().ok_or(diesel::NotFound)?,
            target,
            lead_bureau: responsible.lead,
            supporting_bureaus: responsible.supporting,
            assignment_source: responsible.source,
            baseline: baseline(&row),
            year_closed_at: closed_years.get(&row.plan_id).copied(),
            related: row.related.as_deref().map(|text| Related::parse(text).unwrap_or_default()).unwrap_or_default(),
            row,
        })
    };
    rows.into_iter().map(detail).collect()
}
/// One indicator as it is shown.
pub fn detail(conn: &mut Conn, scope: &Scope, row: IndicatorRow) -> QueryResult<Indicator> {
    details(conn, scope, vec![row])?.pop().ok_or(diesel::NotFound)
}

fn baseline(row: &IndicatorRow) -> Option<Baseline> {
    let (value, role) = (row.baseline_value?, row.baseline_role?);
    Some(Baseline {
        value,
        unit: row.unit.clone(),
        value_text: units::text(value, row.decimals, row.unit.as_deref()),
        year: row.baseline_year,
        role,
        fact_code: row.baseline_fact.clone(),
    })
}

/// Those of these codes that indicators of a plan have.
pub fn known_codes(conn: &mut Conn, plan: Id, codes: Vec<&str>) -> QueryResult<Vec<String>> {
    let of_plan = indicators::table.filter(indicators::plan_id.eq(plan).and(indicators::code.eq_any(codes)));
    of_plan.order(indicators::code).select(indicators::code).load(conn)
}
/// Whether reports rest on the indicator's definition. It is held, so that no first report comes in between.
pub fn is_reported(conn: &mut Conn, id: Id) -> QueryResult<bool> {
    hold(conn, id)?;
    indicators::table.find(id).select(indicators::is_reported).first(conn)
}
/// Says that there is a report on an indicator; for whoever adds one.
pub fn mark_reported(conn: &mut Conn, id: Id) -> QueryResult<()> {
    let unmarked = indicators::table.filter(indicators::id.eq(id).and(indicators::is_reported.eq(false)));
    diesel::update(unmarked).set(indicators::is_reported.eq(true)).execute(conn).map(drop)
}
/// Creates an indicator in an area; its target and assignments are inserted separately.
pub fn insert(conn: &mut Conn, area: &Area, new: &NewIndicator, now: Timestamp) -> QueryResult<IndicatorRow> {
    let baseline = new.baseline.as_ref();
    diesel::insert_into(indicators::table)
        .values((
            new,
            indicators::id.eq(Id::new()),
            indicators::jurisdiction.eq(&area.jurisdiction),
            indicators::plan_id.eq(area.plan_id),
            indicators::area_id.eq(area.id),
            indicators::sort_key.eq(sort_key(&new.code)),
            indicators::baseline_value.eq(baseline.map(|baseline| baseline.value)),
            indicators::baseline_year.eq(baseline.and_then(|baseline| baseline.year)),
            indicators::baseline_role.eq(baseline.map(|baseline| baseline.role)),
            indicators::baseline_fact.eq(baseline.and_then(|baseline| baseline.fact_code.as_ref())),
            indicators::related.eq(Related::stored(&new.related)),
            indicators::version.eq(1),
            indicators::created_at.eq(now),
            indicators::updated_at.eq(now),
        ))
        .returning(indicators::all_columns)
        .get_result(conn)
}
/// Changes an indicator that still has the version that was read; `area` is the one that the changes name.
pub fn update(
    conn: &mut Conn,
    row: &IndicatorRow,
    area: Option<Id>,
    changes: &IndicatorChanges,
    now: Timestamp,
) -> QueryResult<IndicatorRow> {
    let baseline = changes.baseline.as_ref().map(|baseline| {
        let baseline = baseline.as_ref();
        (
            indicators::baseline_value.eq(baseline.map(|baseline| baseline.value)),
            indicators::baseline_year.eq(baseline.and_then(|baseline| baseline.year)),
            indicators::baseline_role.eq(baseline.map(|baseline| baseline.role)),
            indicators::baseline_fact.eq(baseline.and_then(|baseline| baseline.fact_code.as_ref())),
        )
    });
    diesel::update(indicators::table.find(row.id).filter(indicators::version.eq(row.version)))
        .set((
            changes,
            area.map(|area| indicators::area_id.eq(area)),
            baseline,
            changes.related.as_ref().map(|related| indicators::related.eq(Related::stored(related))),
            indicators::version.eq(row.version + 1),
            indicators::updated_at.eq(now),
        ))
        .returning(indicators::all_columns)
        .get_result(conn)
}
/// Keeps an indicator to this transaction until it ends: what is added to it is added one after the other. On SQLite
/// there is one writer anyway.
pub fn hold(conn: &mut Conn, id: Id) -> QueryResult<()> {
    if let Conn::Pg(c) = conn {
        let held = diesel::sql_query("SELECT 1 FROM indicators WHERE id = $1 FOR NO KEY UPDATE");
        held.bind::<diesel::sql_types::Uuid, _>(id.0).execute(c)?;
    }
    Ok(())
}
/// Those of the indicators whose plan's year is closed, and since when.
pub fn closed_years(conn: &mut Conn, ids: &[Id]) -> QueryResult<HashMap<Id, Timestamp>> {
    let plan_ids: Vec<(Id, Id)> = indicators::table
        .filter(indicators::id.eq_any(ids))
        .select((indicators::id, indicators::plan_id))
        .load(conn)?;
    let plans: Vec<Id> = plan_ids.iter().map(|(_, plan)| *plan).collect();
    let closed = plans::store::closed_years(conn, &plans)?;
    Ok(plan_ids.into_iter().filter_map(|(id, plan)| Some((id, *closed.get(&plan)?))).collect())
}
/// Gives an indicator its next version, for a change of its target or of who is responsible; no row when another
/// transaction was faster. It holds the indicator until the commit.
pub fn touch(conn: &mut Conn, row: &IndicatorRow, now: Timestamp) -> QueryResult<IndicatorRow> {
    update(conn, row, None, &IndicatorChanges::default(), now)
}
