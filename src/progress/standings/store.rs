//! Queries for the figures. Their number does not grow with the number of indicators.
use super::{
    evidence::{Evidence, observation},
    explanations,
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
        targets,
    },
    progress::{figures::PeriodEnd, rule_sets},
    reporting::reports::{self, Figure},
};
use chrono::NaiveDate;
use diesel::prelude::*;

/// Where one indicator stands.
pub fn get(
    conn: &mut Conn,
    scope: &Scope,
    reference: &Reference,
    moment: Moment,
    is_explained: bool,
) -> Result<IndicatorProgress> {
    let evidence = of_indicator(conn, scope, reference, moment)?;
    let indicator = evidence.indicators.first().ok_or(diesel::NotFound)?;
    let standing = evidence.standing(indicator);
    let mut progress = rules::serve(&evidence, indicator, &standing);
    progress.explanation = is_explained.then(|| explanations::explanation(&evidence, indicator, &standing));
    Ok(progress)
}

/// Everything about one indicator.
pub fn of_indicator(conn: &mut Conn, scope: &Scope, reference: &Reference, moment: Moment) -> Result<Evidence> {
    let row = indicator_store::get(conn, scope, reference)?;
    let plan = plans::store::get(conn, scope, &Reference::Id(row.plan_id))?;
    evidence(conn, scope, &plan, vec![row], moment)
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
    evidence(conn, scope, plan, rows, moment)
}

/// Everything about indicators of one plan.
fn evidence(conn: &mut Conn, scope: &Scope, plan: &Plan, rows: Vec<IndicatorRow>, moment: Moment) -> Result<Evidence> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let area_ids: Vec<Id> = rows.iter().map(|row| row.area_id).collect();
    let figures = match moment.basis {
        FigureBasis::Approved => reports::approved_revisions(conn, &ids, moment.until)?,
        FigureBasis::Latest => reports::latest_revisions(conn, scope, &ids, moment.until)?,
    };
    // Revisions come in their order: the last of a period serves.
    let observations = |figures: &Vec<Figure>| {
        let of_period = figures.chunk_by(|one, other| one.period_id == other.period_id);
        of_period.filter_map(<[Figure]>::last).map(observation).collect()
    };
    let mut versions = targets::store::all_for(conn, &ids)?;
    for versions in versions.values_mut() {
        versions.retain(|target| target.effective_from <= moment.as_of);
    }
    Ok(Evidence {
        areas: areas::store::summaries(conn, &area_ids)?,
        year: plan.year,
        versions,
        responsible: assignments::store::in_force(conn, &ids, moment.as_of)?,
        observations: figures.iter().map(|(id, figures)| (*id, observations(figures))).collect(),
        figures,
        periods: ended_periods(conn, plan.id, &moment)?,
        rule_set: rule_sets::store::in_force(conn, &plan.jurisdiction, moment.as_of)?,
        indicators: rows,
        moment,
    })
}

/// The periods of a plan that ended by the day.
fn ended_periods(conn: &mut Conn, plan: Id, moment: &Moment) -> QueryResult<Vec<PeriodEnd>> {
    let rows: Vec<(String, NaiveDate, Timestamp)> = periods::table
        .filter(periods::plan_id.eq(plan).and(periods::ends_on.le(moment.as_of)))
        .order(periods::ends_on)
        .select((periods::code, periods::ends_on, periods::due_at))
        .load(conn)?;
    // Extensions are not kept yet: nothing is excused.
    let ended = |(code, ends_on, due_at)| PeriodEnd { code, ends_on, was_due: due_at < moment.until, excused: false };
    Ok(rows.into_iter().map(ended).collect())
}
