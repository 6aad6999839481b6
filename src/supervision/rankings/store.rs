//! Queries of rankings: as many for one bureau as for thirty.
use super::{
    model::{
        NewRankingRules, NotRanked, RankedBureau, Ranking, RankingContent, RankingFilter, RankingRules, UnrankedBureau,
    },
    rules::{self, Parts},
};
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        auth::Scope,
        db::{
            Conn, Decimal, Id, Timestamp, display,
            schema::{bureaus as bureaus_table, ranking_rules},
        },
        error::{Code, Error, Result},
        web::{Page, Paging},
    },
    plan::plans::{self, Plan},
    progress::standings::{self, Evidence, Moment},
    reporting::obligations,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use num_rational::BigRational;
use std::collections::{BTreeSet, HashMap};

/// The ranking of the plan that a filter names.
pub fn get(conn: &mut Conn, scope: &Scope, filter: &RankingFilter, moment: Moment) -> Result<Ranking> {
    let plan = plans::store::asked_or_in_force(conn, scope, filter.plan.as_ref())?;
    let evidence = standings::store::of_plan(conn, scope, &plan, None, moment)?;
    of_plan(conn, &plan, &evidence)
}

/// The ranking of a plan whose figures are at hand.
pub fn of_plan(conn: &mut Conn, plan: &Plan, evidence: &Evidence) -> Result<Ranking> {
    let moment = evidence.moment;
    let rules = in_force(conn, &plan.jurisdiction, moment.as_of)?;
    let mut ranking =
        Ranking { plan_id: plan.id, as_of: moment.as_of, rules: None, ranked: Vec::new(), unranked: Vec::new() };
    let Some(rules) = rules else { return Ok(ranking) };
    let points = points(&rules.content, evidence);
    let discipline = obligations::discipline(conn, plan.id, moment.until)?;
    let ids: BTreeSet<Id> = points.keys().chain(discipline.keys()).copied().collect();
    let mut scored: Vec<(BigRational, BureauSummary, Parts)> = Vec::new();
    for bureau in in_order(conn, ids)? {
        let items = points.get(&bureau.id).map_or(&[][..], Vec::as_slice);
        let reports = discipline.get(&bureau.id).copied().unwrap_or_default();
        let parts = Parts::of(&rules.content, items, &reports);
        match parts.score().filter(|_| items.len() >= rules.content.minimum_items) {
            Some(score) => scored.push((score, bureau, parts)),
            None => {
                let (items, reason) = (items.len(), NotRanked::TooFewItems);
                ranking.unranked.push(UnrankedBureau { bureau, items, reason });
            }
        }
    }
    scored.sort_by(|(a, ..), (b, ..)| b.cmp(a)); // stable: codes were in order
    let scores: Vec<BigRational> = scored.iter().map(|(score, ..)| score.clone()).collect();
    let ranks = rules::ranks(&scores).into_iter();
    ranking.ranked =
        ranks.zip(scored).map(|(rank, (score, bureau, parts))| ranked(rank, &score, bureau, &parts)).collect();
    ranking.rules = Some(rules);
    Ok(ranking)
}

fn ranked(rank: usize, score: &BigRational, bureau: BureauSummary, parts: &Parts) -> RankedBureau {
    RankedBureau {
        rank,
        bureau,
        score: Decimal::nearest(score).unwrap_or_default(),
        score_text: display(score, 2),
        progress: parts.progress.shown(),
        timeliness: parts.timeliness.shown(),
        quality: parts.quality.shown(),
    }
}

/// The points of every item that can be judged, by the bureau that leads it on the day.
fn points(content: &RankingContent, evidence: &Evidence) -> HashMap<Id, Vec<BigRational>> {
    let mut points: HashMap<Id, Vec<BigRational>> = HashMap::new();
    for row in &evidence.indicators {
        let Some(lead) = evidence.lead(row) else { continue };
        let of_bureau = points.entry(lead.id).or_default();
        of_bureau.extend(rules::points(content, &evidence.standing(row)));
    }
    points
}

fn in_order(conn: &mut Conn, ids: BTreeSet<Id>) -> QueryResult<Vec<BureauSummary>> {
    BureauSummary::query()
        .filter(bureaus_table::id.eq_any(ids.into_iter().collect::<Vec<_>>()))
        .order((bureaus_table::code, bureaus_table::id))
        .load(conn)
}

/// The rules in force in a jurisdiction on a day.
pub fn in_force(conn: &mut Conn, jurisdiction: &str, on: NaiveDate) -> QueryResult<Option<RankingRules>> {
    RankingRules::query()
        .filter(ranking_rules::jurisdiction.eq(jurisdiction).and(ranking_rules::effective_from.le(on)))
        .order((ranking_rules::effective_from.desc(), ranking_rules::id))
        .first(conn)
        .optional()
}
/// A page of the versions, in the order of their making.
pub fn list(conn: &mut Conn, scope: &Scope, paging: &Paging) -> Result<Page<RankingRules>> {
    let covered = || ranking_rules::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let total = ranking_rules::table.filter(covered()).count();
    let total = paging.counted().then(|| total.get_result(conn)).transpose()?;
    let mut query = RankingRules::query().filter(covered()).into_boxed();
    if let Some(after) = paging.after::<Id>(0)? {
        query = query.filter(ranking_rules::id.gt(after));
    }
    let rows = query.order(ranking_rules::id).limit(paging.fetch()).load(conn)?;
    paging.page(rows, total, |rules: &RankingRules| vec![rules.id.to_string()])
}
/// Adds the next version; it takes effect after every other.
pub fn insert(
    conn: &mut Conn,
    jurisdiction: &str,
    new: &NewRankingRules,
    by: Option<Id>,
    now: Timestamp,
) -> Result<RankingRules> {
    let latest: Option<RankingRules> = RankingRules::query()
        .filter(ranking_rules::jurisdiction.eq(jurisdiction))
        .order((ranking_rules::number.desc(), ranking_rules::id))
        .first(conn)
        .optional()?;
    if let Some(latest) = latest.as_ref().filter(|latest| latest.effective_from >= new.effective_from) {
        let latest = latest.effective_from.to_string();
        return Err(Error::new(Code::RuleSetDateTaken).with("latest", latest.clone()).extend("latest", latest));
    }
    let row = diesel::insert_into(ranking_rules::table)
        .values((
            ranking_rules::id.eq(Id::new()),
            ranking_rules::jurisdiction.eq(jurisdiction),
            ranking_rules::number.eq(latest.map_or(0, |latest| latest.number) + 1),
            ranking_rules::effective_from.eq(new.effective_from),
            ranking_rules::description.eq(&new.description),
            ranking_rules::content.eq(serde_json::to_string(&new.content)?),
            ranking_rules::created_by.eq(by),
            ranking_rules::created_at.eq(now),
        ))
        .returning(ranking_rules::all_columns)
        .get_result(conn)?;
    Ok(row)
}
