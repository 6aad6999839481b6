//! Taking the inputs of a bulletin: everything in one transaction, so that nothing in it contradicts anything else.
use super::{
    inputs::{AreaInput, IndicatorInput, Inputs, LightsInput, RankInput, StageInput},
    render::TEMPLATE,
};
use crate::{
    directory::jurisdictions,
    foundation::{
        auth::Scope,
        clock::local_date,
        db::{Conn, Decimal, Id, Timestamp, schema::areas as areas_table},
        error::Result,
    },
    plan::{areas::AreaSummary, plans::Plan},
    progress::{
        figures::Light,
        standings::{self, Evidence, FigureBasis, Moment, serve},
    },
    projects::{projects, transitions::Stage},
    reporting::reports::{self, Figure},
    supervision::rankings::{self, RankedBureau},
};
use chrono::TimeDelta;
use diesel::prelude::*;
use std::collections::HashMap;

/// The inputs of a bulletin on a plan at an instant: a draft's, without a number.
pub fn capture(conn: &mut Conn, scope: &Scope, plan: &Plan, title: &str, cut_off_at: Timestamp) -> Result<Inputs> {
    // At 24:00 the day that has ended is meant, not the one that begins.
    let as_of = local_date(Timestamp::from(*cut_off_at - TimeDelta::microseconds(1)));
    let moment = Moment { as_of, until: cut_off_at, basis: FigureBasis::Approved };
    // A bulletin goes to every bureau, so it tells of no bureau's extension.
    let everybody = Scope { reports: false, ..scope.clone() };
    let evidence = standings::store::of_plan(conn, &everybody, plan, None, moment)?;
    let ids: Vec<Id> = evidence.indicators.iter().map(|row| row.id).collect();
    let figures = reports::approved(conn, &ids, cut_off_at)?;
    let indicators = indicators(&evidence, &figures);
    let ranking = rankings::store::of_plan(conn, plan, &evidence)?;
    Ok(Inputs {
        template: TEMPLATE,
        number: None,
        published_on: None,
        title: title.to_owned(),
        jurisdiction: plan.jurisdiction.clone(),
        jurisdiction_name: jurisdictions::store::find_by_code(conn, &plan.jurisdiction)?
            .map_or_else(|| plan.jurisdiction.clone(), |found| found.name),
        year: plan.year,
        plan: plan.title.clone(),
        cut_off_at,
        as_of,
        rule_set: evidence.rule_set.as_ref().map(|rules| format!("{}/{}", rules.code, rules.number)),
        ranking_rules: ranking.rules.as_ref().map(|rules| rules.number),
        lights: counted(indicators.iter().map(|(_, one)| one)),
        areas: areas(conn, plan.id, &indicators)?,
        stages: stages(conn, plan.id, &moment)?,
        indicators: indicators.into_iter().map(|(_, one)| one).collect(),
        ranking: ranking.ranked.into_iter().map(place).collect(),
        ranking_formula: ranking.rules.map(|rules| rules.description),
    })
}

/// Every indicator with its area.
fn indicators(evidence: &Evidence, figures: &HashMap<Id, Vec<Figure>>) -> Vec<(Id, IndicatorInput)> {
    let input = |row| {
        let standing = evidence.standing(row);
        let served = serve(evidence, row, &standing);
        let figure = figures.get(&row.id).and_then(|all| all.last());
        let one = IndicatorInput {
            code: row.code.clone(),
            name: row.name.clone(),
            lead_bureau: served.lead_bureau.map(|bureau| bureau.name),
            period: served.period,
            target_number: served.target.as_ref().map(|target| target.target.number),
            target: served.target.and_then(|target| {
                let value = target.value_text?;
                Some(format!("{}{value}", target.comparator_text.unwrap_or_default()))
            }),
            actual: served.actual_text,
            rate: served.rate_text,
            expected_rate: served.expected_rate_text,
            lag_pp: standing.lag().as_ref().and_then(Decimal::nearest).map(|lag| lag.to_string()),
            light: served.light,
            watch: served.watch,
            sentence: served.sentence_zh,
            report_id: figure.map(|figure| figure.report_id),
            revision: figure.map(|figure| figure.revision),
        };
        (row.area_id, one)
    };
    evidence.indicators.iter().map(input).collect()
}

fn counted<'a>(indicators: impl Iterator<Item = &'a IndicatorInput>) -> LightsInput {
    let mut lights = LightsInput::default();
    for one in indicators {
        lights.watch += usize::from(one.watch && one.light == Light::Green);
        *match one.light {
            Light::Green => &mut lights.green,
            Light::Yellow => &mut lights.yellow,
            Light::Red => &mut lights.red,
            Light::Grey => &mut lights.grey,
        } += 1;
    }
    lights
}

fn areas(conn: &mut Conn, plan: Id, indicators: &[(Id, IndicatorInput)]) -> QueryResult<Vec<AreaInput>> {
    let areas: Vec<AreaSummary> = AreaSummary::query()
        .filter(areas_table::plan_id.eq(plan))
        .order((areas_table::sort_key, areas_table::id))
        .load(conn)?;
    let of_area = |id| counted(indicators.iter().filter(move |(area, _)| *area == id).map(|(_, one)| one));
    Ok(areas.into_iter().map(|area| AreaInput { lights: of_area(area.id), code: area.code, name: area.name }).collect())
}

fn stages(conn: &mut Conn, plan: Id, moment: &Moment) -> QueryResult<Vec<StageInput>> {
    let counts = projects::counts::count_by_stage(conn, plan, (moment.as_of, moment.until))?.district;
    let kept = counts.into_iter().filter(|count| count.stage != Stage::Exited);
    Ok(kept.map(|count| StageInput { stage: count.stage_text.to_owned(), projects: count.named }).collect())
}

fn place(ranked: RankedBureau) -> RankInput {
    RankInput { rank: ranked.rank, bureau: ranked.bureau.name, score: ranked.score_text }
}
