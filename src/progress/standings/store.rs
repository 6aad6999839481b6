//! Queries for the figures. Their number does not grow with the number of indicators.
use super::{
    evidence::Evidence,
    explanations,
    model::{FigureBasis, IndicatorProgress, Moment, ProgressFilter},
    rules,
};
use crate::{
    directory::bureaus,
    foundation::{
        auth::Scope,
        db::{Conn, Decimal, Id, schema::indicators},
        error::Result,
        web::{Declared, Listed, Order, Page, Paging, Reference, in_query},
    },
    plan::{
        areas,
        assignments::Responsible,
        indicators::{IndicatorRow, Reporting, store as indicator_store},
        periods::PeriodRow,
        plans::{self, Plan},
    },
    progress::{
        counted::Tally,
        figures::{Figure, Observation, PeriodEnd, Standing},
        grounds, overrides, verdicts,
    },
    reporting::reports,
};
use diesel::prelude::*;
use std::collections::{BTreeSet, HashMap};

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
    progress.explanation = is_explained.then(|| explanations::explanation(&evidence, indicator));
    Ok(progress)
}

/// Everything about one indicator.
pub fn of_indicator(conn: &mut Conn, scope: &Scope, reference: &Reference, moment: Moment) -> Result<Evidence> {
    let row = indicator_store::get(conn, scope, reference)?;
    let plan = plans::store::get(conn, scope, &Reference::Id(row.plan_id))?;
    evidence(conn, scope, &plan, vec![row], moment)
}

/// What where indicators stand may be ordered by: figures as they are served.
fn order<'a>() -> Order<(&'a IndicatorRow, Standing)> {
    let served = |figure: &Figure| figure.as_ref().ok().and_then(Decimal::nearest);
    Order::computed("code", |(indicator, _): &(&IndicatorRow, Standing)| indicator.id)
        .of("code", |(indicator, _)| indicator.sort_key.clone())
        .of("name", |(indicator, _)| indicator.name.clone())
        .of("rate", move |(_, standing)| served(&standing.rate))
        .of("variance_pp", move |(_, standing)| served(&standing.variance_pp))
        .of("spi", move |(_, standing)| served(&standing.spi))
        .of("achieved_on", |(_, standing)| standing.achieved_on)
}
impl Listed for ProgressFilter {
    fn declared() -> Declared {
        order().declared()
    }
}

/// A page of where the indicators of a plan stand. What is filtered and ordered by is computed, so the page is cut from
/// the whole plan.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    filter: &ProgressFilter,
    paging: &Paging,
    moment: Moment,
) -> Result<Page<IndicatorProgress>> {
    let chosen = choose(conn, scope, filter, moment)?;
    let page = order().asked(paging)?.page_of(chosen.stood(filter))?;
    Ok(page.map(|(indicator, standing)| rules::serve(&chosen.evidence, indicator, &standing)))
}

/// What a filter is asked of: everything about the indicators of its plan and area, and the bureau that it names.
pub struct Chosen {
    /// The plan.
    pub plan: Plan,
    /// Everything about its indicators.
    pub evidence: Evidence,
    lead: Option<Id>,
}

impl Chosen {
    /// The indicators that the filter lets through and where they stand, in the natural order of their codes.
    pub fn stood(&self, filter: &ProgressFilter) -> Vec<(&IndicatorRow, Standing)> {
        let led = |indicator: &&IndicatorRow| {
            self.lead.is_none_or(|bureau| self.evidence.lead(indicator).is_some_and(|lead| lead.id == bureau))
        };
        let admitted = |(indicator, standing): &(&IndicatorRow, Standing)| {
            filter.admits(indicator, standing, self.evidence.target(indicator).map(|target| target.commitment))
        };
        let standing = |indicator| (indicator, self.evidence.standing(indicator));
        self.evidence.indicators.iter().filter(led).map(standing).filter(admitted).collect()
    }
}

/// Looks up what a filter names, and reads everything about the indicators that it may let through.
pub fn choose(conn: &mut Conn, scope: &Scope, filter: &ProgressFilter, moment: Moment) -> Result<Chosen> {
    let plan = plans::store::asked_or_in_force(conn, scope, filter.plan.as_ref())?;
    let area = in_query("area", filter.area.as_ref(), |area| areas::store::get_in(conn, plan.id, area))?;
    let lead = in_query("lead_bureau", filter.lead_bureau.as_ref(), |lead| bureaus::store::get(conn, scope, lead))?;
    let evidence = of_plan(conn, scope, &plan, area.map(|area| area.id), moment)?;
    Ok(Chosen { plan, evidence, lead: lead.map(|lead| lead.id) })
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
pub fn evidence(
    conn: &mut Conn,
    scope: &Scope,
    plan: &Plan,
    rows: Vec<IndicatorRow>,
    moment: Moment,
) -> Result<Evidence> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let area_ids: Vec<Id> = rows.iter().map(|row| row.area_id).collect();
    let figures = match moment.basis {
        FigureBasis::Approved => reports::approved_revisions(conn, &ids, moment.until)?,
        FigureBasis::Latest => reports::latest_revisions(conn, scope, &ids, moment.until)?,
    };
    let of_plan = (plan.id, plan.jurisdiction.as_str());
    let grounds = grounds::store::gather(conn, of_plan, rows, figures, (moment.as_of, moment.until))?;
    let observations = observations(&grounds.tallies);
    let overrides = overrides::store::in_force(conn, &ids, moment.until)?;
    let codes = judged_periods(&observations, &overrides);
    let known = |indicator: Id| knows_excuses(scope, &grounds.responsible, indicator);
    // An extension is its bureau's own: to others what fell due is missing, whether that is excused or not.
    let period_ends =
        |row: &IndicatorRow| (row.id, periods_of(row, &grounds.calendar, &grounds.tallies, &moment, known(row.id)));
    Ok(Evidence {
        frozen: verdicts::store::latest_for(conn, &ids, &codes, moment.until, known)?,
        overrides,
        areas: areas::store::summaries(conn, &area_ids)?,
        year: plan.year,
        periods: grounds.indicators.iter().map(period_ends).collect(),
        observations,
        versions: grounds.targets,
        trajectories: grounds.trajectories,
        responsible: grounds.responsible,
        figures: grounds.figures,
        rule_set: grounds.rule_set,
        indicators: grounds.indicators,
        moment,
    })
}

/// Whether the scope may know what excuses an indicator, by the bureau that leads it.
pub fn knows_excuses(scope: &Scope, responsible: &HashMap<Id, Responsible>, indicator: Id) -> bool {
    let lead = responsible.get(&indicator).and_then(|responsible| responsible.lead.as_ref());
    verdicts::store::knows_excuses(scope, lead.map(|lead| lead.id))
}

fn observations(tallies: &HashMap<Id, Tally>) -> HashMap<Id, Vec<Observation>> {
    let of = |tally: &Tally| tally.counted.iter().map(|counted| counted.observation.clone()).collect();
    tallies.iter().map(|(id, tally)| (*id, of(tally))).collect()
}

/// The periods as they are for one indicator, to those who may know of its extensions or not; what is not reported is
/// never owed.
fn periods_of(
    row: &IndicatorRow,
    calendar: &[PeriodRow],
    tallies: &HashMap<Id, Tally>,
    moment: &Moment,
    is_excuse_known: bool,
) -> Vec<PeriodEnd> {
    let Some(tally) = tallies.get(&row.id) else { return Vec::new() };
    let is_owed = row.reporting == Reporting::Monthly;
    let end = |period: &PeriodRow| {
        let end = tally.period_end(period, moment.until, is_owed);
        PeriodEnd { excused: end.excused && is_excuse_known, ..end }
    };
    calendar.iter().map(end).collect()
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
