//! The overview by bureau: what each leads, and how it reports. Two statements beside those of the discipline.
use super::{
    model::BureauOverview,
    rules::{self, Stood},
};
use crate::{
    directory::bureaus::BureauSummary,
    foundation::{
        auth::Scope,
        db::{Conn, Id, schema::bureaus},
    },
    plan::plans::Plan,
    progress::standings::Evidence,
    reporting::obligations,
};
use diesel::prelude::*;
use std::collections::{BTreeSet, HashMap};

/// The bureaus that lead an indicator on the day or owe a report of the plan, the worst first. How a bureau reports is
/// told to those only who may know its reports.
pub(super) fn of_plan(
    conn: &mut Conn,
    scope: &Scope,
    plan: &Plan,
    evidence: &Evidence,
    stood: &[Stood<'_>],
) -> QueryResult<Vec<BureauOverview>> {
    let mut led: HashMap<Id, Vec<&Stood<'_>>> = HashMap::new();
    for one in stood {
        let Some(lead) = evidence.lead(one.0) else { continue };
        led.entry(lead.id).or_default().push(one);
    }
    let may_know = |bureau: Id| scope.reports && scope.sees_bureau(bureau);
    let kept =
        if scope.reports { obligations::discipline(conn, plan.id, evidence.moment.until)? } else { HashMap::new() };
    // Who owes reports on projects only is told to those only who may know of them.
    let owing = kept.keys().copied().filter(|bureau| may_know(*bureau));
    let ids: BTreeSet<Id> = led.keys().copied().chain(owing).collect();
    let rows: Vec<BureauSummary> = BureauSummary::query()
        .filter(bureaus::id.eq_any(ids.into_iter().collect::<Vec<_>>()))
        .order((bureaus::code, bureaus::id))
        .load(conn)?;
    let overview = |bureau: BureauSummary| BureauOverview {
        counts: rules::count(led.remove(&bureau.id).unwrap_or_default()),
        discipline: kept.get(&bureau.id).filter(|_| may_know(bureau.id)).map(rules::disciplined),
        bureau,
    };
    let mut all: Vec<BureauOverview> = rows.into_iter().map(overview).collect();
    all.sort_by_key(|one| rules::severity(&one.counts)); // stable: codes were in order
    Ok(all)
}
