//! Queries for the figures. Their number does not grow with the number of indicators.
use super::{
    evidence::{Evidence, IndicatorRow, TargetRow},
    model::{AreaLabel, FigureBasis, Moment},
};
use crate::{
    directory::bureaus::{self, BureauSummary},
    foundation::{
        auth::Scope,
        db::{Conn, Decimal, Id, Timestamp, schema::*},
        error::Result,
    },
    plan::plans::Plan,
    progress::{
        figures::{Observation, PeriodEnd, ValueStatus},
        rule_sets,
    },
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

/// Everything about the indicators of a plan, or about one of them.
pub fn evidence(conn: &mut Conn, scope: &Scope, plan: &Plan, only: Option<Id>, moment: Moment) -> Result<Evidence> {
    let mut of_plan = IndicatorRow::query().filter(indicators::plan_id.eq(plan.id)).into_boxed();
    if let Some(only) = only {
        of_plan = of_plan.filter(indicators::id.eq(only));
    }
    Ok(Evidence {
        indicators: of_plan.order((indicators::sort_key, indicators::id)).load(conn)?,
        areas: areas(conn, plan.id)?,
        targets: targets_in_force(conn, plan.id, only, moment.as_of)?,
        leads: leads(conn, plan.id, only, moment.as_of)?,
        observations: observations(conn, scope, plan.id, only, &moment)?,
        periods: periods(conn, plan.id, &moment)?,
        rule_set: rule_sets::store::in_force(conn, &plan.jurisdiction, moment.as_of)?,
        moment,
    })
}

fn areas(conn: &mut Conn, plan: Id) -> QueryResult<Vec<AreaLabel>> {
    let rows: Vec<(Id, String, String)> = areas::table
        .filter(areas::plan_id.eq(plan))
        .order((areas::sort_key, areas::id))
        .select((areas::id, areas::code, areas::name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, code, name)| AreaLabel { id, code, name }).collect())
}

/// Of each indicator the version that took effect last.
fn targets_in_force(
    conn: &mut Conn,
    plan: Id,
    only: Option<Id>,
    on: NaiveDate,
) -> QueryResult<HashMap<Id, TargetRow>> {
    let of_plan = indicators::table.filter(indicators::plan_id.eq(plan)).select(indicators::id);
    let mut query = TargetRow::query()
        .filter(targets::indicator_id.eq_any(of_plan).and(targets::effective_from.le(on)))
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(targets::indicator_id.eq(only));
    }
    let rows: Vec<TargetRow> = query.order((targets::effective_from, targets::number)).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.indicator_id, row)).collect())
}

/// Who leads each indicator on a day.
fn leads(conn: &mut Conn, plan: Id, only: Option<Id>, on: NaiveDate) -> QueryResult<HashMap<Id, BureauSummary>> {
    let of_plan = indicators::table.filter(indicators::plan_id.eq(plan)).select(indicators::id);
    let in_effect = assignments::effective_to.is_null().or(assignments::effective_to.gt(on));
    let mut query = assignments::table
        .filter(assignments::indicator_id.eq_any(of_plan).and(assignments::role.eq("lead")))
        .filter(assignments::effective_from.le(on).and(in_effect))
        .into_boxed();
    if let Some(only) = only {
        query = query.filter(assignments::indicator_id.eq(only));
    }
    let pairs: Vec<(Id, Id)> = query
        .order((assignments::effective_from, assignments::id))
        .select((assignments::indicator_id, assignments::bureau_id))
        .load(conn)?;
    let mut ids: Vec<Id> = pairs.iter().map(|(_, bureau)| *bureau).collect();
    ids.sort();
    ids.dedup();
    let bureaus = bureaus::store::summaries(conn, &ids)?;
    Ok(pairs.into_iter().filter_map(|(id, bureau)| Some((id, bureaus.get(&bureau)?.clone()))).collect())
}

type Row = (
    Option<Id>,
    (String, NaiveDate),
    (i32, String, Option<Timestamp>),
    (Option<Decimal>, Option<Decimal>, Option<Decimal>, Option<NaiveDate>),
);

/// The figures that count: approved by the end of the day; with `latest` also those submitted by then, as far as the
/// caller may know the reports of the bureau that submitted them.
fn observations(
    conn: &mut Conn,
    scope: &Scope,
    plan: Id,
    only: Option<Id>,
    moment: &Moment,
) -> QueryResult<HashMap<Id, Vec<Observation>>> {
    let decided = reports::status.eq("approved").and(reports::decided_at.lt(moment.ends_at));
    let submitted = reports::status.eq_any(["submitted", "approved"]).and(reports::submitted_at.lt(moment.ends_at));
    let mut query = reports::table
        .inner_join(periods::table)
        .filter(reports::plan_id.eq(plan).and(reports::indicator_id.is_not_null()))
        .into_boxed();
    query = match (moment.basis, scope.reports, scope.bureau) {
        (FigureBasis::Latest, true, None) => query.filter(decided.or(submitted)),
        (FigureBasis::Latest, true, Some(own)) => query.filter(decided.or(submitted.and(reports::bureau_id.eq(own)))),
        (FigureBasis::Approved, ..) | (_, false, _) => query.filter(decided),
    };
    if let Some(only) = only {
        query = query.filter(reports::indicator_id.eq(only));
    }
    let rows: Vec<Row> = query
        .order((periods::ends_on, reports::revision, reports::id))
        .select((
            reports::indicator_id,
            (periods::code, periods::ends_on),
            (reports::revision, reports::status, reports::decided_at),
            (reports::value, reports::numerator, reports::denominator, reports::achieved_on),
        ))
        .load(conn)?;
    let mut found: HashMap<Id, Vec<Observation>> = HashMap::new();
    for (indicator, (period, ends_on), (revision, status, decided_at), figures) in rows {
        let approved = status == "approved" && decided_at.is_some_and(|at| at < moment.ends_at);
        let (value, numerator, denominator, achieved_on) = figures;
        let observation = Observation {
            period,
            ends_on,
            revision,
            status: if approved { ValueStatus::Approved } else { ValueStatus::Provisional },
            value,
            numerator,
            denominator,
            achieved_on,
        };
        found.entry(indicator.ok_or(diesel::NotFound)?).or_default().push(observation);
    }
    Ok(found)
}

/// The periods that ended by the day.
fn periods(conn: &mut Conn, plan: Id, moment: &Moment) -> QueryResult<Vec<PeriodEnd>> {
    let rows: Vec<(String, NaiveDate, Timestamp)> = periods::table
        .filter(periods::plan_id.eq(plan).and(periods::ends_on.le(moment.as_of)))
        .order(periods::ends_on)
        .select((periods::code, periods::ends_on, periods::due_at))
        .load(conn)?;
    let ended = |(code, ends_on, due_at)| PeriodEnd { code, ends_on, was_due: due_at < moment.now };
    Ok(rows.into_iter().map(ended).collect())
}
