//! Queries on verdicts. There is no update and no delete.
use super::{
    inputs::*,
    model::{FrozenLight, Verdict, VerdictDetail, VerdictFilter, VerdictIndicator, VerdictRow, WhichClosings},
    rules::Decision,
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Decimal, Id, Timestamp,
            schema::{indicators, period_verdicts, periods as periods_table},
        },
        error::{Error, Result},
        web::{Page, Paging, Reference, in_query},
    },
    plan::{
        areas,
        indicators::{IndicatorRow, Reporting, store::asked},
        periods::{self, PeriodRow, PeriodSummary},
        targets,
    },
    progress::{
        counted::{Counted, Tally},
        figures::{Figure, Light, LightReason, Standing, ValueStatus},
        grounds,
    },
    reporting::reports,
};
use diesel::{
    dsl::{InnerJoin, IntoBoxed, exists, not},
    prelude::*,
};
use std::collections::HashMap;

type Joined = InnerJoin<period_verdicts::table, indicators::table>;
type Query<'a> = IntoBoxed<'a, Joined, Backend>;

/// What a filter names.
struct Named {
    plan: Option<Id>,
    period: Option<Id>,
    indicator: Option<Id>,
    area: Option<Id>,
    lead: Option<Id>,
}

fn named(conn: &mut Conn, scope: &Scope, filter: &VerdictFilter) -> Result<Named> {
    let period = in_query("period", filter.period.as_ref(), |period| periods::store::get(conn, scope, &period.0))?;
    let (plan, indicator) = asked(conn, scope, filter.plan.as_ref(), filter.indicator.as_ref())?;
    let within = plan.or(period.as_ref().map(|period| period.plan_id));
    let area = in_query("area", filter.area.as_ref(), |area| areas::store::named(conn, scope, within, area))?;
    let lead = in_query("lead_bureau", filter.lead_bureau.as_ref(), |lead| bureaus::store::get(conn, scope, lead))?;
    Ok(Named {
        plan,
        period: period.map(|period| period.id),
        indicator,
        area: area.map(|area| area.id),
        lead: lead.map(|lead| lead.id),
    })
}

fn matching<'a>(scope: &'a Scope, filter: &'a VerdictFilter, named: &Named) -> Query<'a> {
    let joined = period_verdicts::table.inner_join(indicators::table);
    let covered = period_verdicts::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = joined.filter(covered).into_boxed();
    if let Some(plan) = named.plan {
        query = query.filter(period_verdicts::plan_id.eq(plan));
    }
    if let Some(period) = named.period {
        query = query.filter(period_verdicts::period_id.eq(period));
    }
    if let Some(indicator) = named.indicator {
        query = query.filter(period_verdicts::indicator_id.eq(indicator));
    }
    if filter.closing != Some(WhichClosings::All) {
        let later = diesel::alias!(period_verdicts as later);
        let superseded = later
            .filter(later.field(period_verdicts::period_id).eq(period_verdicts::period_id))
            .filter(later.field(period_verdicts::indicator_id).eq(period_verdicts::indicator_id))
            .filter(later.field(period_verdicts::closing).gt(period_verdicts::closing));
        query = query.filter(not(exists(superseded)));
    }
    if let Some(lights) = &filter.light {
        query = query.filter(period_verdicts::light.eq_any(&lights.0));
    }
    if let Some(area) = named.area {
        query = query.filter(indicators::area_id.eq(area));
    }
    if let Some(lead) = named.lead {
        query = query.filter(period_verdicts::bureau_id.eq(lead));
    }
    query
}

/// A page of verdicts, in the natural order of the indicators' codes, of one indicator by closing.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &VerdictFilter, paging: &Paging) -> Result<Page<Verdict>> {
    let named = named(conn, scope, filter)?;
    let matching = || matching(scope, filter, &named);
    let total = paging.counted().then(|| matching().count().get_result(conn)).transpose()?;
    let mut query = matching();
    if let (Some(key), Some(id)) = (paging.after::<String>(0)?, paging.after::<Id>(1)?) {
        // Ids of one indicator's verdicts are in the order of their closings.
        let same = indicators::sort_key.eq(key.clone()).and(period_verdicts::id.gt(id));
        query = query.filter(indicators::sort_key.gt(key).or(same));
    }
    let rows: Vec<(VerdictRow, VerdictIndicator)> = query
        .order((indicators::sort_key, period_verdicts::id))
        .limit(paging.fetch())
        .select((VerdictRow::as_select(), VerdictIndicator::as_select()))
        .load(conn)?;
    let keys = |(row, indicator): &(VerdictRow, VerdictIndicator)| vec![indicator.sort_key.clone(), row.id.to_string()];
    let Page { items, page } = paging.page(rows, total, keys)?;
    Ok(Page { items: present(conn, scope, items)?, page })
}

/// Verdicts with what is shown beside them: three statements, however many they are.
fn present(conn: &mut Conn, scope: &Scope, rows: Vec<(VerdictRow, VerdictIndicator)>) -> QueryResult<Vec<Verdict>> {
    let periods = periods::store::of_ids(conn, &rows.iter().map(|(row, _)| row.period_id).collect::<Vec<_>>())?;
    let periods = periods.into_iter().map(|period| (period.id, PeriodSummary { id: period.id, code: period.code }));
    let periods: HashMap<Id, PeriodSummary> = periods.collect();
    let areas = areas::store::summaries(conn, &rows.iter().map(|(_, of)| of.area_id).collect::<Vec<_>>())?;
    let leads: Vec<Id> = rows.iter().filter_map(|(row, _)| row.bureau_id).collect();
    let bureaus = bureaus::store::summaries(conn, &leads)?;
    let shown = |(row, indicator): (VerdictRow, VerdictIndicator)| {
        Ok(Verdict {
            area: areas.get(&indicator.area_id).cloned(),
            lead_bureau: row.bureau_id.and_then(|id| bureaus.get(&id).cloned()),
            period: periods.get(&row.period_id).cloned().ok_or(diesel::NotFound)?,
            indicator,
            row: if knows_excuses(scope, row.bureau_id) { row } else { row.to_others() },
        })
    };
    rows.into_iter().map(shown).collect()
}

/// One verdict; it has no code. Its inputs only for those who may know the reports that they are made of.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference) -> Result<VerdictDetail> {
    let Reference::Id(id) = reference else { return Err(diesel::NotFound.into()) };
    let (row, indicator, text): (VerdictRow, VerdictIndicator, String) = period_verdicts::table
        .inner_join(indicators::table)
        .filter(period_verdicts::jurisdiction.between(&scope.covered.0, &scope.covered.1))
        .filter(period_verdicts::id.eq(id))
        .select((VerdictRow::as_select(), VerdictIndicator::as_select(), period_verdicts::inputs))
        .first(conn)?;
    let known = knows_excuses(scope, row.bureau_id);
    let inputs_text = known.then_some(text);
    let inputs = inputs_text.as_deref().map(serde_json::from_str).transpose()?;
    let verdict = present(conn, scope, vec![(row, indicator)])?.pop().ok_or(diesel::NotFound)?;
    Ok(VerdictDetail { verdict, inputs, inputs_text })
}

/// Whether the scope may know of the reports and extensions of the bureau that leads an indicator.
pub fn knows_excuses(scope: &Scope, lead: Option<Id>) -> bool {
    scope.reports && lead.map_or(scope.bureau.is_none(), |lead| scope.sees_bureau(lead))
}

/// The frozen lights of indicators in periods (by their codes), as they were known at an instant: of each the latest
/// closing by then. Of indicators of which it is not `known` what excuses them, as others are told. One statement.
pub fn latest_for(
    conn: &mut Conn,
    indicators: &[Id],
    codes: &[String],
    until: Timestamp,
    known: impl Fn(Id) -> bool,
) -> QueryResult<HashMap<(Id, String), FrozenLight>> {
    let rows: Vec<(FrozenLight, String)> = period_verdicts::table
        .inner_join(periods_table::table)
        .filter(period_verdicts::indicator_id.eq_any(indicators).and(periods_table::code.eq_any(codes)))
        .filter(period_verdicts::frozen_at.le(until))
        .order((period_verdicts::indicator_id, period_verdicts::period_id, period_verdicts::closing))
        .select((FrozenLight::as_select(), periods_table::code))
        .load(conn)?;
    // Later closings overwrite earlier ones.
    let told = |frozen: FrozenLight| {
        let light_reason =
            if known(frozen.indicator_id) { frozen.light_reason } else { frozen.light_reason.to_others() };
        FrozenLight { light_reason, ..frozen }
    };
    Ok(rows.into_iter().map(|(frozen, code)| ((frozen.indicator_id, code), told(frozen))).collect())
}

/// What the verdicts of a period are made from, if it closes at this instant: of every indicator of the plan that is
/// reported, or of one of them. As many statements for ten indicators as for a thousand.
pub fn gather(
    conn: &mut Conn,
    period: &PeriodRow,
    until: Timestamp,
    only: Option<Id>,
    overrides: &HashMap<Id, FrozenOverride>,
) -> Result<Vec<(FrozenInputs, Option<Id>)>> {
    let mut query = indicators::table
        .filter(indicators::plan_id.eq(period.plan_id).and(indicators::reporting.eq(Reporting::Monthly)))
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(indicators::id.eq(only));
    }
    let rows: Vec<IndicatorRow> = query.order((indicators::sort_key, indicators::id)).load(conn)?;
    let (ids, on) = (rows.iter().map(|row| row.id).collect::<Vec<Id>>(), period.ends_on);
    let figures = reports::approved_revisions(conn, &ids, until)?;
    let of_plan = (period.plan_id, period.jurisdiction.as_str());
    let mut grounds = grounds::store::gather(conn, of_plan, rows, figures, (on, until))?;
    let rules = grounds.rule_set.map(|set| FrozenRules {
        id: set.id,
        code: set.code,
        number: set.number,
        content: set.content,
    });
    let (closing, mut earlier) = earlier(conn, period.id)?;
    let gathered = grounds.indicators.into_iter().map(|row| {
        let lead = grounds.responsible.get(&row.id).and_then(|of| of.lead.as_ref()).map(|lead| lead.id);
        let tally = grounds.tallies.remove(&row.id).unwrap_or_default();
        let frozen_period = |period: &PeriodRow| frozen_period(period, &tally, until);
        let target = grounds.targets.remove(&row.id).and_then(|mut versions| versions.pop());
        let trajectory = grounds.trajectories.remove(&row.id).and_then(|mut versions| versions.pop());
        let inputs = FrozenInputs {
            format: 2,
            period: frozen_period(period),
            closing,
            as_of: on,
            until,
            target: target.map(frozen_target),
            baseline: row.baseline_value.zip(row.baseline_role).map(|(value, role)| FrozenBaseline { value, role }),
            trajectory: trajectory.map(|of| FrozenTrajectory { id: of.id, number: of.number, points: of.points }),
            periods: grounds.calendar.iter().map(frozen_period).collect(),
            observations: observed(&tally, &grounds.calendar),
            rules: rules.clone(),
            earlier: earlier.remove(&row.id).unwrap_or_default(),
            overridden: overrides.get(&row.id).cloned(),
            indicator: FrozenIndicator { id: row.id, code: row.code, kind: row.kind, basis: row.basis, unit: row.unit },
        };
        (inputs, lead)
    });
    Ok(gathered.collect())
}

/// Where an indicator that is reported stands in a period by the rules, if that closed at this instant.
pub fn computed(conn: &mut Conn, period: &PeriodRow, indicator: Id, until: Timestamp) -> Result<Standing> {
    let gathered = gather(conn, period, until, Some(indicator), &HashMap::new())?;
    Ok(gathered.first().map(|(inputs, _)| inputs.standing()).ok_or(diesel::NotFound)?)
}

fn frozen_period(period: &PeriodRow, tally: &Tally, until: Timestamp) -> FrozenPeriod {
    FrozenPeriod {
        id: period.id,
        code: period.code.clone(),
        ends_on: period.ends_on,
        due_at: period.due_at,
        excused: tally.is_excused(period, until),
        not_applicable: !tally.applies(period),
    }
}

fn frozen_target(target: targets::Target) -> FrozenTarget {
    FrozenTarget {
        id: target.id,
        number: target.number,
        value: target.value,
        comparator: target.comparator,
        commitment: target.commitment,
        due_on: target.due_on,
    }
}

/// The figures of these periods; later ones say nothing of what stood by their end.
fn observed(tally: &Tally, periods: &[PeriodRow]) -> Vec<FrozenObservation> {
    let frozen = |counted: &Counted| {
        let Counted { observation, report_id, first_submitted_at } = counted;
        let period = periods.iter().find(|period| period.ends_on == observation.ends_on)?;
        let in_time = first_submitted_at.is_some_and(|at| at <= tally.due_at(period)) || report_id.is_none();
        let observation = observation.clone();
        Some(FrozenObservation {
            report_id: *report_id,
            revision: observation.revision,
            status: observation.status,
            period: observation.period,
            ends_on: observation.ends_on,
            value: observation.value,
            numerator: observation.numerator,
            denominator: observation.denominator,
            achieved_on: observation.achieved_on,
            in_time,
        })
    };
    tally.counted.iter().filter_map(frozen).collect()
}

/// The number of the next closing of a period, and what its earlier closings found of each indicator.
fn earlier(conn: &mut Conn, period: Id) -> QueryResult<(i32, HashMap<Id, Vec<EarlierVerdict>>)> {
    let rows: Vec<(Id, i32, Light, LightReason)> = period_verdicts::table
        .filter(period_verdicts::period_id.eq(period))
        .order((period_verdicts::indicator_id, period_verdicts::closing))
        .select((
            period_verdicts::indicator_id,
            period_verdicts::closing,
            period_verdicts::computed_light,
            period_verdicts::computed_reason,
        ))
        .load(conn)?;
    let next = rows.iter().map(|row| row.1).max().unwrap_or(0) + 1;
    let mut found: HashMap<Id, Vec<EarlierVerdict>> = HashMap::new();
    for (indicator, closing, computed_light, computed_reason) in rows {
        found.entry(indicator).or_default().push(EarlierVerdict { closing, computed_light, computed_reason });
    }
    Ok((next, found))
}

fn decimal(figure: &Figure) -> Option<Decimal> {
    figure.as_ref().ok().and_then(Decimal::nearest)
}

/// Adds a verdict: what was decided by these inputs. Gives the hash of the inputs.
pub fn insert(conn: &mut Conn, period: &PeriodRow, inputs: &FrozenInputs, lead: Option<Id>) -> Result<String> {
    let Decision { computed, light, watch, light_reason } = inputs.decide();
    let (text, hash) = inputs.sealed()?;
    let status: Option<ValueStatus> = computed.latest.as_ref().map(|(.., status)| *status);
    let (target, rules, trajectory) = (inputs.target.as_ref(), inputs.rules.as_ref(), inputs.trajectory.as_ref());
    let inserted = diesel::insert_into(period_verdicts::table)
        .values((
            (
                period_verdicts::id.eq(Id::new()),
                period_verdicts::jurisdiction.eq(&period.jurisdiction),
                period_verdicts::plan_id.eq(period.plan_id),
                period_verdicts::period_id.eq(period.id),
                period_verdicts::indicator_id.eq(inputs.indicator.id),
                period_verdicts::closing.eq(inputs.closing),
                period_verdicts::bureau_id.eq(lead),
                period_verdicts::inputs.eq(text),
                period_verdicts::inputs_hash.eq(&hash),
                period_verdicts::frozen_at.eq(inputs.until),
            ),
            (
                period_verdicts::light.eq(light),
                period_verdicts::light_reason.eq(light_reason),
                period_verdicts::watch.eq(watch),
                period_verdicts::computed_light.eq(computed.light),
                period_verdicts::computed_reason.eq(computed.light_reason),
                period_verdicts::bucket.eq(computed.bucket),
                period_verdicts::actual.eq(decimal(&computed.actual)),
                period_verdicts::rate.eq(decimal(&computed.rate)),
                period_verdicts::expected.eq(decimal(&computed.expected)),
                period_verdicts::expected_rate.eq(decimal(&computed.expected_rate)),
                period_verdicts::variance_pp.eq(decimal(&computed.variance_pp)),
                period_verdicts::value_status.eq(status),
            ),
            (
                period_verdicts::target_id.eq(target.map(|target| target.id)),
                period_verdicts::target_number.eq(target.map(|target| target.number)),
                period_verdicts::rule_set_id.eq(rules.map(|rules| rules.id)),
                period_verdicts::rule_set_number.eq(rules.map(|rules| rules.number)),
                period_verdicts::trajectory_id.eq(trajectory.map(|trajectory| trajectory.id)),
                period_verdicts::trajectory_number.eq(trajectory.map(|trajectory| trajectory.number)),
                period_verdicts::override_id.eq(inputs.overridden.as_ref().map(|set| set.id)),
            ),
        ))
        .execute(conn)?;
    if inserted == 1 { Ok(hash) } else { Err(Error::internal("a verdict was not stored")) }
}
/// The verdicts of one closing of a period: one statement.
pub fn of_closing(conn: &mut Conn, period: Id, closing: i32) -> QueryResult<Vec<VerdictRow>> {
    VerdictRow::query()
        .filter(period_verdicts::period_id.eq(period).and(period_verdicts::closing.eq(closing)))
        .order(period_verdicts::id)
        .load(conn)
}
