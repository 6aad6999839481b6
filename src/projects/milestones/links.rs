//! Queries on what milestones wait for.
use super::{
    model::{Milestone, MilestoneDependency, MilestoneKind, MilestoneSummary, SlipCause},
    moves::NewMilestoneDependency,
    network::{Days, Network, Standing},
};
use crate::foundation::db::{
    Conn, Id, Timestamp,
    schema::{milestone_dependencies, milestones, plans},
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::{HashMap, HashSet};

/// One milestone that waits for another.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = milestone_dependencies, check_for_backend(crate::foundation::db::Backend))]
struct Link {
    milestone_id: Id,
    upstream_id: Id,
    lag_days: i32,
    comment: Option<String>,
}

/// A row of a milestone, as far as the network needs it.
type Row = (Id, NaiveDate, Option<NaiveDate>, Option<NaiveDate>, String, String, MilestoneKind);

/// What is linked with milestones: the networks of their plans.
#[derive(Debug, Default)]
pub struct Links {
    links: Vec<Link>,
    standings: HashMap<Id, Standing>,
    summaries: HashMap<Id, MilestoneSummary>,
}

impl Links {
    /// The networks of the plans of these milestones: two statements.
    pub fn around(conn: &mut Conn, rows: &[Milestone]) -> QueryResult<Self> {
        let plans: HashSet<Id> = rows.iter().map(|milestone| milestone.plan_id).collect();
        let links = of_plans(conn, &plans.into_iter().collect::<Vec<_>>())?;
        let ends: HashSet<Id> = links.iter().flat_map(|link| [link.milestone_id, link.upstream_id]).collect();
        let linked: Vec<Row> = milestones::table
            .filter(milestones::id.eq_any(ends.into_iter().collect::<Vec<_>>()))
            .select((
                milestones::id,
                milestones::due_on,
                milestones::forecast_on,
                milestones::completed_on,
                milestones::code,
                milestones::name,
                milestones::kind,
            ))
            .load(conn)?;
        let (mut network, mut summaries) = (network(&links), HashMap::new());
        for (id, due_on, forecast_on, completed_on, code, name, kind) in linked {
            network.add(id, Days { due_on, forecast_on, completed_on });
            summaries.insert(id, MilestoneSummary { id, code, name, kind });
        }
        for Milestone { id, due_on, forecast_on, completed_on, .. } in rows.iter().cloned() {
            network.add(id, Days { due_on, forecast_on, completed_on });
        }
        Ok(Self { standings: network.standings(), links, summaries })
    }
    /// Where a milestone stands, what explains its slip, and what it waits for.
    pub fn standing(&self, id: Id) -> (Standing, Option<SlipCause>, Vec<MilestoneDependency>) {
        let standing = self.standings.get(&id).copied().unwrap_or_default();
        let summary = |id: Id| self.summaries.get(&id).cloned();
        let cause = standing.cause.and_then(|cause| {
            Some(SlipCause { dependency: summary(cause.upstream)?, days: cause.days, root: summary(cause.root)? })
        });
        let of_milestone = self.links.iter().filter(|link| link.milestone_id == id);
        let dependencies = of_milestone.filter_map(|link| {
            let (upstream, at) = (summary(link.upstream_id)?, self.standings.get(&link.upstream_id)?);
            Some(MilestoneDependency {
                kind_text: if upstream.kind == MilestoneKind::LandSupply { "供地即开工" } else { "前置节点" },
                upstream,
                lag_days: link.lag_days,
                comment: link.comment.clone(),
                expected_on: at.expected_on?,
                slippage_days: at.slippage_days,
            })
        });
        (standing, cause, dependencies.collect())
    }
}

fn of_plans(conn: &mut Conn, plans: &[Id]) -> QueryResult<Vec<Link>> {
    Link::query()
        .filter(milestone_dependencies::plan_id.eq_any(plans))
        .order((milestone_dependencies::milestone_id, milestone_dependencies::upstream_id))
        .load(conn)
}
fn network(links: &[Link]) -> Network {
    let mut network = Network::default();
    links.iter().for_each(|link| network.wait(link.milestone_id, link.upstream_id, link.lag_days));
    network
}

/// What waits for what in a plan. The plan's row is held until the commit, so that two dependencies that would make a
/// circle together come one after the other.
pub fn held(conn: &mut Conn, plan: Id) -> QueryResult<Network> {
    diesel::update(plans::table.find(plan)).set(plans::version.eq(plans::version)).execute(conn)?;
    Ok(network(&of_plans(conn, &[plan])?))
}
/// Lets a milestone wait for another; the rules have been checked.
pub fn insert(
    conn: &mut Conn,
    milestone: &Milestone,
    upstream: Id,
    new: &NewMilestoneDependency,
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(milestone_dependencies::table)
        .values((
            milestone_dependencies::milestone_id.eq(milestone.id),
            milestone_dependencies::upstream_id.eq(upstream),
            milestone_dependencies::plan_id.eq(milestone.plan_id),
            milestone_dependencies::lag_days.eq(new.lag_days),
            milestone_dependencies::comment.eq(&new.comment),
            milestone_dependencies::created_at.eq(now),
        ))
        .execute(conn)
        .map(drop)
}
/// Lets a milestone no longer wait for another; says whether it did.
pub fn delete(conn: &mut Conn, milestone: Id, upstream: Id) -> QueryResult<bool> {
    diesel::delete(milestone_dependencies::table.find((milestone, upstream))).execute(conn).map(|rows| rows > 0)
}
