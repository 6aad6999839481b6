//! Projects by stage, field, level, area, lead bureau or batch: from the same rows as `GET /projects`.
use super::{
    model::{
        GroupKey, MoneySum, ProjectDimension, ProjectGroup, ProjectMeasures, ProjectStatistics, ProjectStatisticsFilter,
    },
    rules::{self, Asked, Place},
    words,
};
use crate::{
    foundation::{
        auth::Scope,
        db::{Conn, Decimal, Id},
        error::Result,
        web::{OneOf, Reference, in_query, sort_key},
    },
    plan::{areas, plans},
    projects::projects::{self, ProjectDetail, ProjectFilter, ProjectListing},
};
use num_rational::BigRational;

/// What is summed while a group is counted.
#[derive(Debug, Default)]
struct Sums {
    measures: ProjectMeasures,
    total: BigRational,
    year: BigRational,
}

fn take(sum: &mut BigRational, money: &mut MoneySum, amount: Option<Decimal>) {
    match amount {
        Some(amount) => {
            *sum += amount.exact();
            money.stated += 1;
        }
        None => money.missing += 1,
    }
}

impl Sums {
    fn add(&mut self, one: &ProjectDetail) {
        let measures = &mut self.measures;
        if one.project.listing == ProjectListing::Group {
            measures.groups += 1;
            measures.declared += i64::from(one.project.declared_count.unwrap_or(0));
            return;
        }
        measures.count += 1;
        take(&mut self.total, &mut measures.total_investment, one.project.total_investment);
        take(&mut self.year, &mut measures.year_investment, one.project.year_investment);
    }
    fn measured(mut self) -> ProjectMeasures {
        for (money, sum) in
            [(&mut self.measures.total_investment, self.total), (&mut self.measures.year_investment, self.year)]
        {
            money.sum = Decimal::nearest(&sum).filter(|_| money.stated > 0);
        }
        self.measures
    }
}

/// The groups of a plan's projects, as they are now.
pub(super) fn get(conn: &mut Conn, scope: &Scope, filter: &ProjectStatisticsFilter) -> Result<ProjectStatistics> {
    let filter = filter.clone();
    let group_by = rules::dimensions(filter.group_by.as_ref(), ProjectDimension::Stage)?;
    let plan = plans::store::asked_or_in_force(conn, scope, filter.plan.as_ref())?;
    let filter = ProjectFilter {
        plan: Some(Reference::Id(plan.id)),
        area: filter.area,
        stage: filter.stage,
        field: filter.field,
        level: filter.level,
        batch: filter.batch,
        listing: None,
        lead_bureau: filter.lead_bureau,
        leader_post: filter.leader_post,
        suspended: filter.suspended,
        q: filter.q,
        code: None,
    };
    let area = in_query("area", filter.area.as_ref(), |area| areas::store::get_in(conn, plan.id, area))?;
    let rows = projects::store::all(conn, scope, &filter)?;
    let asked_of = Within { area: area.map(|area| area.id), filter: &filter };
    let places = |one: &ProjectDetail, dimension| places(one, dimension, &asked_of);
    let grouped = rules::group(&rows, &group_by, places, |sums: &mut Sums, one| sums.add(one));
    let asked = asked(&filter);
    let group = |group: rules::Group<Sums>| {
        Ok(ProjectGroup {
            href: asked.href("projects", &group.keys)?,
            keys: group.keys,
            measures: group.measures.measured(),
        })
    };
    Ok(ProjectStatistics {
        group_by,
        total: grouped.total.measured(),
        groups: grouped.groups.into_iter().map(group).collect::<Result<_>>()?,
        overlapping: grouped.overlapping,
        left_out: grouped.left_out,
        plan: plan.into(),
    })
}

fn asked(filter: &ProjectFilter) -> Asked {
    Asked::default()
        .with("plan", filter.plan.as_ref())
        .with("area", filter.area.as_ref())
        .with("listing", Some(ProjectListing::Named))
        .among("stage", filter.stage.as_ref())
        .among("field", filter.field.as_ref())
        .among("level", filter.level.as_ref())
        .among("batch", filter.batch.as_ref())
        .with("lead_bureau", filter.lead_bureau.as_ref())
        .with("leader_post", filter.leader_post.as_ref())
        .with("suspended", filter.suspended)
        .with("q", filter.q.as_ref())
}

/// What is asked of the dimensions of which a project may have several values: the others are no group of this
/// question, as their list would hold more than was counted.
struct Within<'a> {
    area: Option<Id>,
    filter: &'a ProjectFilter,
}

fn places(one: &ProjectDetail, dimension: ProjectDimension, within: &Within<'_>) -> Vec<Place> {
    let of = |order: usize, value: &str, text: &str| {
        let key = GroupKey { dimension: dimension.as_str(), value: value.to_owned(), id: None, text: text.to_owned() };
        Place { order: format!("{order:03}"), key }
    };
    let named = |id: Id, code: &str, name: &str| {
        let key =
            GroupKey { dimension: dimension.as_str(), value: code.to_owned(), id: Some(id), text: name.to_owned() };
        Place { order: sort_key(code), key }
    };
    let project = &one.project;
    match dimension {
        ProjectDimension::Stage => vec![of(project.stage as usize, project.stage.as_str(), project.stage.text())],
        ProjectDimension::Level => {
            vec![of(project.level as usize, project.level.as_str(), words::level(project.level))]
        }
        ProjectDimension::Field => {
            project.field.map(|field| of(field as usize, field.as_str(), words::field(field))).into_iter().collect()
        }
        ProjectDimension::LeadBureau => {
            one.lead_bureau.as_ref().map(|lead| named(lead.id, &lead.code, &lead.name)).into_iter().collect()
        }
        ProjectDimension::Area => {
            let admitted = one.areas.iter().filter(|area| within.area.is_none_or(|asked| asked == area.id));
            admitted.map(|area| named(area.id, &area.code, &area.name)).collect()
        }
        ProjectDimension::Batch => {
            let asked = |batch| within.filter.batch.as_ref().is_none_or(|OneOf(asked)| asked.contains(batch));
            let admitted = one.batches.iter().filter(|batch| asked(batch));
            admitted.map(|batch| of(*batch as usize, batch.as_str(), words::batch(*batch))).collect()
        }
    }
}
