//! Queries of totals: as many for ten indicators as for a thousand.
use super::{
    model::{
        AreaProjectTotals, Comparison, Overlap, PlanTotals, ProjectTotals, Quantity, Term, TermType, TotalRelation,
        TotalsFilter, Whole,
    },
    rules::{self, Amount, Counted},
};
use crate::{
    foundation::{
        auth::Scope,
        db::{
            Conn, Decimal, Id,
            schema::{areas as areas_table, project_areas, projects as projects_table},
        },
        error::{Error, Result},
    },
    plan::{
        areas::AreaSummary,
        facts::{self, Fact},
        indicators::{IndicatorKind, IndicatorRow, Related, Relation},
        plans,
    },
    progress::standings::{self, Evidence, FigureBasis, Moment},
    projects::{projects::ProjectListing, transitions::Stage},
    reporting::reports,
};
use diesel::prelude::*;
use std::collections::HashMap;

/// The totals of a plan.
pub fn get(conn: &mut Conn, scope: &Scope, filter: &TotalsFilter, moment: Moment) -> Result<PlanTotals> {
    let plan = plans::store::asked_or_in_force(conn, scope, filter.plan.as_ref())?;
    let evidence = standings::store::of_plan(conn, scope, &plan, None, moment)?;
    let facts = facts::store::of_plan(conn, plan.id)?;
    let counted = counted(conn, scope, plan.id, moment)?;
    let projects = rules::add_up(counted.iter()).ok_or_else(out_of_range)?;
    let areas = by_area(conn, plan.id, &counted)?;
    let of_facts = facts.iter().filter_map(|fact| whole_fact(fact, &facts, &projects));
    let of_indicators = evidence.indicators.iter().filter_map(|row| whole_indicator(row, &evidence, &projects));
    Ok(PlanTotals {
        plan_id: plan.id,
        as_of: moment.as_of,
        basis: moment.basis,
        wholes: of_facts.chain(of_indicators).collect(),
        overlaps: overlaps(&evidence),
        projects,
        areas,
    })
}

fn out_of_range() -> Error {
    Error::internal("the projects' investments add up to more than a decimal holds")
}

/// The named projects of a plan that have not left the libraries, with their figures that count: two statements.
fn counted(conn: &mut Conn, scope: &Scope, plan: Id, moment: Moment) -> Result<Vec<Counted>> {
    let rows: Vec<(Id, Option<Decimal>, Option<Decimal>)> = projects_table::table
        .filter(projects_table::plan_id.eq(plan).and(projects_table::listing.eq(ProjectListing::Named)))
        .filter(projects_table::stage.ne(Stage::Exited))
        .order(projects_table::id)
        .select((projects_table::id, projects_table::total_investment, projects_table::year_investment))
        .load(conn)?;
    let ids: Vec<Id> = rows.iter().map(|(id, ..)| *id).collect();
    let figures = match moment.basis {
        FigureBasis::Approved => reports::approved(conn, &ids, moment.until)?,
        FigureBasis::Latest => reports::latest(conn, scope, &ids, moment.until)?,
    };
    let completed = |id: &Id| figures.get(id).and_then(|all| all.iter().rev().find_map(|figure| figure.value));
    let counted = |(id, total_investment, year_investment): (Id, _, _)| Counted {
        id,
        total_investment,
        year_investment,
        completed_investment: completed(&id),
    };
    Ok(rows.into_iter().map(counted).collect())
}

fn by_area(conn: &mut Conn, plan: Id, counted: &[Counted]) -> Result<Vec<AreaProjectTotals>> {
    let areas: Vec<AreaSummary> = AreaSummary::query()
        .filter(areas_table::plan_id.eq(plan))
        .order((areas_table::sort_key, areas_table::id))
        .load(conn)?;
    let ids: Vec<Id> = areas.iter().map(|area| area.id).collect();
    let members: Vec<(Id, Id)> = project_areas::table
        .filter(project_areas::area_id.eq_any(&ids))
        .order((project_areas::area_id, project_areas::project_id))
        .select((project_areas::area_id, project_areas::project_id))
        .load(conn)?;
    let known: HashMap<Id, &Counted> = counted.iter().map(|project| (project.id, project)).collect();
    let total = |area: AreaSummary| {
        let of_area = members.iter().filter(|(of, _)| *of == area.id).filter_map(|(_, project)| known.get(project));
        let projects = rules::add_up(of_area.copied()).ok_or_else(out_of_range)?;
        Ok(AreaProjectTotals { area, projects })
    };
    areas.into_iter().map(total).collect()
}

fn term_of_fact(fact: &Fact) -> Term {
    let (code, name, unit) = (fact.code.clone(), fact.name.clone(), fact.unit.clone());
    Term { kind: TermType::Fact, id: fact.id, code, name, unit }
}
fn term_of_indicator(row: &IndicatorRow) -> Term {
    let (code, name, unit) = (row.code.clone(), row.name.clone(), row.unit.clone());
    Term { kind: TermType::Indicator, id: row.id, code, name, unit }
}

/// A fact with parts, or one that the projects are held against.
fn whole_fact(fact: &Fact, all: &[Fact], projects: &ProjectTotals) -> Option<Whole> {
    let term = term_of_fact(fact);
    let amount = |fact: &Fact| fact.value.map(|value| Amount::Value(value.exact()));
    let parts = all.iter().filter(|part| part.part_of_code.as_deref() == Some(&fact.code));
    let parts: Vec<_> = parts.map(|part| (term_of_fact(part), amount(part))).collect();
    let by_parts = (!parts.is_empty())
        .then(|| rules::compare((&term, amount(fact)), Quantity::Planned, TotalRelation::Partial, parts));
    let by_projects =
        fact.computed_from.map(|measure| rules::compare_projects((&term, amount(fact)), measure, projects));
    whole(term, by_parts.into_iter().chain(by_projects))
}

/// An indicator with parts, or one that the projects are held against.
fn whole_indicator(row: &IndicatorRow, evidence: &Evidence, projects: &ProjectTotals) -> Option<Whole> {
    let term = term_of_indicator(row);
    let parts = parts_of(row, evidence);
    let exhaustive = parts.iter().all(|(_, relation)| *relation == Relation::ExhaustivePart);
    let relation = if exhaustive { TotalRelation::Exhaustive } else { TotalRelation::Partial };
    let amount = |row: &IndicatorRow, quantity| match quantity {
        Quantity::Planned => planned(row, evidence),
        Quantity::Actual => actual(row, evidence),
    };
    let by_parts = |quantity| {
        let terms = parts.iter().map(|(part, _)| (term_of_indicator(part), amount(part, quantity))).collect();
        rules::compare((&term, amount(row, quantity)), quantity, relation, terms)
    };
    let by_parts: Vec<_> =
        if parts.is_empty() { Vec::new() } else { Quantity::ALL.iter().copied().map(by_parts).collect() };
    let by_projects = row
        .computed_from
        .map(|measure| rules::compare_projects((&term, amount(row, rules::quantity(measure))), measure, projects));
    whole(term.clone(), by_parts.into_iter().chain(by_projects))
}

fn whole(term: Term, comparisons: impl Iterator<Item = Comparison>) -> Option<Whole> {
    let comparisons: Vec<_> = comparisons.collect();
    (!comparisons.is_empty()).then_some(Whole { term, comparisons })
}

fn relations(row: &IndicatorRow) -> Vec<Related> {
    row.related.as_deref().and_then(|text| Related::parse(text).ok()).unwrap_or_default()
}

/// The indicators that say they are parts of one.
fn parts_of<'a>(whole: &IndicatorRow, evidence: &'a Evidence) -> Vec<(&'a IndicatorRow, Relation)> {
    let part = |row: &'a IndicatorRow| {
        let of_whole =
            |one: &Related| one.code == whole.code && matches!(one.relation, Relation::Part | Relation::ExhaustivePart);
        relations(row).into_iter().find(of_whole).map(|one| (row, one.relation))
    };
    evidence.indicators.iter().filter_map(part).collect()
}

fn planned(row: &IndicatorRow, evidence: &Evidence) -> Option<Amount> {
    let value = evidence.target(row).and_then(|target| target.value)?.exact();
    Some(if row.kind == IndicatorKind::Ratio { Amount::NotAdditive(value) } else { Amount::Value(value) })
}

fn actual(row: &IndicatorRow, evidence: &Evidence) -> Option<Amount> {
    if row.kind == IndicatorKind::Ratio {
        return rules::ratio(evidence.observations.get(&row.id)?);
    }
    evidence.standing(row).actual.ok().map(Amount::Value)
}

fn overlaps(evidence: &Evidence) -> Vec<Overlap> {
    let codes: Vec<&str> = evidence.indicators.iter().map(|row| row.code.as_str()).collect();
    let overlapping = |one: &Related| one.relation == Relation::UnknownOverlap;
    let of = |row: &IndicatorRow| {
        let own = row.code.clone();
        relations(row).into_iter().filter(overlapping).map(move |one| (own.clone(), one.code))
    };
    let pairs: Vec<(String, String)> = evidence.indicators.iter().flat_map(of).collect();
    rules::linked(&codes, &pairs).into_iter().map(|codes| Overlap { codes }).collect()
}
