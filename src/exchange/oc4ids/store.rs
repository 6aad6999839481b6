//! What a package is made of: as many statements for one project as for a thousand.
use super::{
    model::{PackagePublisher, ProjectPackage},
    rules::{self, Known},
};
use crate::{
    directory::{bureaus, jurisdictions},
    foundation::{
        auth::Scope,
        db::{
            Backend, Conn, Id, Timestamp,
            schema::{milestones, projects},
        },
        error::{Code, Result},
    },
    plan::plans::Plan,
    projects::{
        investments,
        milestones::MilestoneKind,
        projects::{Project, ProjectListing},
        registry_entries,
        transitions::timeline,
        year_plans,
    },
};
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

/// A milestone, as far as a package tells of it.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = milestones, check_for_backend(Backend))]
pub struct Mark {
    project_id: Option<Id>,
    /// Its code.
    pub code: String,
    /// 名称.
    pub name: String,
    /// 节点类型.
    pub kind: MilestoneKind,
    /// 期限.
    pub due_on: NaiveDate,
    /// 完成日期.
    pub completed_on: Option<NaiveDate>,
    /// Last changed at.
    pub updated_at: Timestamp,
}

/// The package of a plan; `uri` is where it stands.
pub fn package(conn: &mut Conn, scope: &Scope, plan: &Plan, uri: String) -> Result<ProjectPackage> {
    let named = projects::plan_id.eq(plan.id).and(projects::listing.eq(ProjectListing::Named));
    let rows: Vec<Project> = Project::query().filter(named).order((projects::sort_key, projects::id)).load(conn)?;
    let ids: Vec<Id> = rows.iter().map(|project| project.id).collect();
    let leads: Vec<Id> = rows.iter().filter_map(|project| project.lead_bureau_id).collect();
    let leads = bureaus::store::summaries(conn, &leads)?;
    let steps = timeline::steps(conn, plan.id, scope.now)?;
    let marks = marks(conn, plan.id)?;
    let entries = registry_entries::store::open_of(conn, &ids)?;
    let records = investments::store::current(conn, &ids, scope.today(), scope.now)?;
    let mut years = year_plans::store::of_projects(conn, &ids)?;
    let packaged = |project: &Project| {
        let years = years.remove(&project.id).unwrap_or_default();
        rules::project(&Known {
            project,
            year: plan.year,
            lead: project.lead_bureau_id.and_then(|id| leads.get(&id)),
            steps: steps.get(&project.id).map_or(&[], Vec::as_slice),
            milestones: marks.get(&project.id).map_or(&[], Vec::as_slice),
            entries: entries.get(&project.id).map_or(&[], Vec::as_slice),
            records: records.get(&project.id).map_or(&[], Vec::as_slice),
            years: &year_plans::rules::beside_total(project, plan.year, years).years,
            today: scope.today(),
        })
    };
    let projects: Vec<_> = rows.iter().map(packaged).collect();
    let published_date = projects.iter().map(|project| project.updated).max().ok_or(Code::NothingToExport)?;
    let publisher = jurisdictions::store::find_by_code(conn, &plan.jurisdiction)?.ok_or(diesel::NotFound)?;
    let publisher = PackagePublisher { name: publisher.name, scheme: "GB/T 2260", uid: publisher.code };
    Ok(ProjectPackage { uri, published_date, version: "0.9", publisher, projects })
}

/// The milestones of a plan's projects, in the order of their due days: one statement.
fn marks(conn: &mut Conn, plan: Id) -> QueryResult<HashMap<Id, Vec<Mark>>> {
    let rows: Vec<Mark> =
        Mark::query().filter(milestones::plan_id.eq(plan)).order((milestones::due_on, milestones::id)).load(conn)?;
    let mut marks: HashMap<Id, Vec<Mark>> = HashMap::new();
    for row in rows {
        let Some(project) = row.project_id else { continue };
        marks.entry(project).or_default().push(row);
    }
    Ok(marks)
}
