//! Queries for the figures. Their number does not grow with the number of indicators.
use super::{
    evidence::Evidence,
    model::{FigureBasis, IndicatorProgress, Moment, ProgressFilter},
    rules,
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{
            Conn, Id, Timestamp,
            schema::{indicators, periods},
        },
        error::Result,
        web::{Page, Paging, Reference},
    },
    plan::{
        areas, assignments,
        indicators::{IndicatorRow, store as indicator_store},
        plans::{self, Plan},
        targets, trajectories,
    },
    progress::{
        figures::{Observation, PeriodEnd},
        overrides, rule_sets, verdicts,
    },
    reporting::reports::{self, Figure, SubmissionKind},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// Where one indicator stands.
pub fn get(conn: &mut Conn, scope: &Scope, reference: &Reference, moment: Moment) -> Result<IndicatorProgress> {
    let row = indicator_store::get(conn, scope, reference)?;
    let evidence = evidence(conn, scope, (row.plan_id, &row.jurisdiction.clone()), vec![row], moment)?;
    let indicator = evidence.indicators.first().ok_or(diesel::NotFound)?;
    Ok(rules::serve(&evidence, indicator, &evidence.standing(indicator)))
}

/// A page of where the indicators of a plan stand, in the natural order of their codes. What is filtered by is computed, so
/// the page is cut from the whole plan.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &ProgressFilter,
    paging: &Paging,
    moment: Moment,
) -> Result<Page<IndicatorProgress>> {
    let plan = plans::store::named_or_in_force(conn, scope, filter.plan.as_ref())?;
    let area = filter.area.as_ref().map(|area| areas::store::get_in(conn, plan.id, area)).transpose()?;
    let lead = filter.lead_bureau.as_ref().map(|lead| bureaus::store::get(conn, scope, lead)).transpose()?;
    let evidence = of_plan(conn, scope, &plan, area.map(|area| area.id), moment)?;
    let led = |indicator: &&IndicatorRow| {
        lead.as_ref().is_none_or(|bureau| evidence.lead(indicator).is_some_and(|lead| lead.id == bureau.id))
    };
    let mut stood: Vec<_> = evidence
        .indicators
        .iter()
        .filter(led)
        .map(|indicator| (indicator, evidence.standing(indicator)))
        .filter(|(indicator, standing)| filter.admits(indicator, standing))
        .collect();
    let total = paging.counted().then_some(stood.len() as i64);
    if let (Some(key), Some(id)) = (paging.after::<String>(0)?, paging.after::<Id>(1)?) {
        stood.retain(|(indicator, _)| (&indicator.sort_key, indicator.id) > (&key, id));
    }
    let keys = |(indicator, _): &(&IndicatorRow, _)| vec![indicator.sort_key.clone(), indicator.id.to_string()];
    let page = paging.page(stood, total, keys)?;
    Ok(page.map(|(indicator, standing)| rules::serve(&evidence, indicator, &standing)))
}

/// Everything about the indicators of a plan, or of one of its areas.
pub fn of_plan(conn: &mut Conn, scope: &Scope, plan: &Plan, area: Option<Id>, moment: Moment) -> Result<Evidence> {
    let mut query = indicators::table.filter(indicators::plan_id.eq(plan.id)).into_boxed();
    if let Some(area) = area {
        query = query.filter(indicators::area_id.eq(area));
    }
    let rows: Vec<IndicatorRow> = query.order((indicators::sort_key, indicators::id)).load(conn)?;
    evidence(conn, scope, (plan.id, &plan.jurisdiction), rows, moment)
}

/// Everything about indicators of one plan.
fn evidence(
    conn: &mut Conn,
    scope: &Scope,
    (plan, jurisdiction): (Id, &str),
    rows: Vec<IndicatorRow>,
    moment: Moment,
) -> Result<Evidence> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let area_ids: Vec<Id> = rows.iter().map(|row| row.area_id).collect();
    let observations = match moment.basis {
        FigureBasis::Approved => reports::approved(conn, &ids, moment.until)?,
        FigureBasis::Latest => reports::latest(conn, scope, &ids, moment.until)?,
    };
    let periods = ended_periods(conn, plan, &moment)?;
    let applicable = applicable(&observations, &periods);
    let observations = observed(observations);
    let overrides = overrides::store::in_force(conn, &ids, moment.until)?;
    let codes = judged_periods(&observations, &overrides);
    Ok(Evidence {
        trajectories: trajectories::store::in_force(conn, &ids, moment.as_of, moment.until)?,
        frozen: verdicts::store::latest_for(conn, &ids, &codes, moment.until)?,
        overrides,
        areas: areas::store::summaries(conn, &area_ids)?,
        targets: targets::store::in_force(conn, &ids, moment.as_of)?,
        responsible: assignments::store::in_force(conn, &ids, moment.as_of)?,
        applicable,
        observations,
        periods,
        rule_set: rule_sets::store::in_force(conn, jurisdiction, moment.as_of)?,
        indicators: rows,
        moment,
    })
}

/// The periods whose frozen lights may be served: those of the latest figures, and those with overrides.
fn judged_periods(
    observations: &HashMap<Id, Vec<Observation>>,
    overrides: &HashMap<Id, Vec<overrides::InForce>>,
) -> Vec<String> {
    let has_figure = |one: &&Observation| one.value.is_some() || one.numerator.is_some();
    let latest =
        |all: &mut dyn Iterator<Item = &Observation>| all.max_by_key(|one| one.ends_on).map(|one| one.period.clone());
    let of_figures = observations.values().flat_map(|all| {
        // A report without a value is the latest of a milestone, but no figure of what is measured.
        latest(&mut all.iter()).into_iter().chain(latest(&mut all.iter().filter(has_figure)))
    });
    let of_overrides = overrides.values().flatten().map(|set| set.period.clone());
    of_figures.chain(of_overrides).collect::<BTreeSet<_>>().into_iter().collect()
}

/// 不适用: the periods of the indicators for which some do not apply. They leave the count: nothing was due, nothing is missing.
fn applicable(figures: &HashMap<Id, Vec<Figure>>, periods: &[PeriodEnd]) -> HashMap<Id, Vec<PeriodEnd>> {
    let left_out = |figure: &Figure| figure.kind == SubmissionKind::NotApplicable;
    let with_gaps = figures.iter().filter(|(_, figures)| figures.iter().any(left_out));
    with_gaps
        .map(|(id, figures)| {
            let gap =
                |end: &&PeriodEnd| figures.iter().any(|figure| left_out(figure) && figure.period_code == end.code);
            (*id, periods.iter().filter(|end| !gap(end)).cloned().collect())
        })
        .collect()
}

fn observed(figures: HashMap<Id, Vec<Figure>>) -> HashMap<Id, Vec<Observation>> {
    let observation = |figure: Figure| Observation {
        status: figure.status,
        period: figure.period_code,
        ends_on: figure.ends_on,
        revision: figure.revision,
        value: figure.value,
        numerator: figure.numerator,
        denominator: figure.denominator,
        achieved_on: figure.achieved_on,
    };
    let stated = |figure: &Figure| figure.kind != SubmissionKind::NotApplicable;
    let of = |figures: Vec<Figure>| figures.into_iter().filter(stated).map(observation).collect();
    figures.into_iter().map(|(id, figures)| (id, of(figures))).collect()
}

/// The periods of a plan that ended by the day.
fn ended_periods(conn: &mut Conn, plan: Id, moment: &Moment) -> QueryResult<Vec<PeriodEnd>> {
    let rows: Vec<(String, NaiveDate, Timestamp)> = periods::table
        .filter(periods::plan_id.eq(plan).and(periods::ends_on.le(moment.as_of)))
        .order(periods::ends_on)
        .select((periods::code, periods::ends_on, periods::due_at))
        .load(conn)?;
    let ended = |(code, ends_on, due_at)| PeriodEnd { code, ends_on, was_due: due_at < moment.until };
    Ok(rows.into_iter().map(ended).collect())
}
