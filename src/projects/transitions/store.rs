//! Queries on transitions and evidence. But for the list, whoever asks has found the project within the caller's scope.
use super::{
    evidence::{self, NewProjectEvidence, ProjectEvidence, ProjectEvidenceDetail},
    model::{Stage, Transition, TransitionDetail},
};
use crate::evidence::attachments;
use crate::foundation::{
    auth::Scope,
    db::{
        Backend, Conn, Id, Timestamp,
        schema::{project_evidence, project_transitions, projects},
    },
    error::{Result, Violations},
    web::{Page, Paging},
};
use crate::on_each;
use chrono::NaiveDate;
use diesel::prelude::*;
use std::collections::HashMap;

/// Under which attachments are linked to items of evidence.
const OWNER_TYPE: &str = "project_evidence";

fn matching<'a>(
    scope: &'a Scope,
    (plan, project): (Option<Id>, Option<Id>),
) -> project_transitions::BoxedQuery<'a, Backend> {
    let covered = project_transitions::jurisdiction.between(&scope.covered.0, &scope.covered.1);
    let mut query = project_transitions::table.filter(covered).into_boxed();
    if let Some(plan) = plan {
        let of_plan = projects::table.filter(projects::plan_id.eq(plan)).select(projects::id);
        query = query.filter(project_transitions::project_id.eq_any(of_plan));
    }
    match project {
        Some(project) => query.filter(project_transitions::project_id.eq(project)),
        None => query,
    }
}

/// A page of the transitions of a plan or of a project with their evidence, in the order of recording.
pub fn list(
    conn: &mut Conn,
    scope: &Scope,
    named: (Option<Id>, Option<Id>),
    paging: &Paging,
) -> Result<Page<TransitionDetail>> {
    let total = paging.counted().then(|| matching(scope, named).count().get_result(conn)).transpose()?;
    let mut query = matching(scope, named);
    if let Some(after) = paging.after::<Id>(0)? {
        query = query.filter(project_transitions::id.gt(after));
    }
    let rows = query.order(project_transitions::id).limit(paging.fetch()).load(conn)?;
    let page = paging.page(rows, total, |transition: &Transition| vec![transition.id.to_string()])?;
    let mut brought: HashMap<Id, Vec<ProjectEvidenceDetail>> = HashMap::new();
    let at: Vec<Id> = page.items.iter().map(|transition| transition.id).collect();
    let all = ProjectEvidence::query()
        .filter(project_evidence::transition_id.eq_any(at))
        .order(project_evidence::id)
        .load(conn)?;
    for item in with_files(conn, scope, all)? {
        let Some(transition) = item.evidence.transition_id else { continue };
        brought.entry(transition).or_default().push(item);
    }
    Ok(page.map(|transition| {
        let evidence = brought.remove(&transition.id).unwrap_or_default();
        TransitionDetail { transition, evidence }
    }))
}
/// The transition that brought a project into its stage.
pub fn last(conn: &mut Conn, project: Id) -> QueryResult<Option<Transition>> {
    Transition::query()
        .filter(project_transitions::project_id.eq(project))
        .order(project_transitions::id.desc())
        .first(conn)
        .optional()
}
/// Everything that a project brought, oldest first.
pub fn evidence_of(conn: &mut Conn, project: Id) -> QueryResult<Vec<ProjectEvidence>> {
    ProjectEvidence::query().filter(project_evidence::project_id.eq(project)).order(project_evidence::id).load(conn)
}
/// Items of evidence with as much of their files as the scope may know of: one statement.
pub fn with_files(
    conn: &mut Conn,
    scope: &Scope,
    items: Vec<ProjectEvidence>,
) -> QueryResult<Vec<ProjectEvidenceDetail>> {
    let ids: Vec<Id> = items.iter().map(|item| item.id).collect();
    let mut files = attachments::store::known_of_owners(conn, scope, OWNER_TYPE, &ids)?;
    let detail = |evidence: ProjectEvidence| ProjectEvidenceDetail {
        attachments: files.remove(&evidence.id).unwrap_or_default(),
        evidence,
    };
    Ok(items.into_iter().map(detail).collect())
}
/// Links the files of the items that a body brings at a pointer, before the items are recorded; with every fault.
pub fn attach(
    conn: &mut Conn,
    scope: &Scope,
    pointer: &str,
    items: &[NewProjectEvidence],
    faults: &mut Violations,
) -> QueryResult<()> {
    let named = |(index, item)| {
        let NewProjectEvidence { id, attachments: files, .. }: &NewProjectEvidence = item;
        let pointer = format!("{pointer}/{index}/attachments");
        attachments::store::Named { owner: *id, references: files, pointer }
    };
    let named: Vec<_> = items.iter().enumerate().map(named).collect();
    let files = attachments::store::attach_each(conn, scope, OWNER_TYPE, &named, faults)?;
    evidence::pictures(pointer, items, &files, faults);
    Ok(())
}
/// When each of these projects first entered one of these stages; one that never did is absent.
pub fn first_entries(conn: &mut Conn, projects: &[Id], stages: &[Stage]) -> QueryResult<HashMap<Id, NaiveDate>> {
    let rows: Vec<(Id, NaiveDate)> = project_transitions::table
        .filter(project_transitions::project_id.eq_any(projects).and(project_transitions::to_stage.eq_any(stages)))
        .order(project_transitions::id.desc())
        .select((project_transitions::project_id, project_transitions::effective_on))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}
/// Records a transition with its evidence.
pub fn insert(
    conn: &mut Conn,
    transition: &Transition,
    brought: &[NewProjectEvidence],
    now: Timestamp,
) -> QueryResult<()> {
    diesel::insert_into(project_transitions::table).values(transition).execute(conn)?;
    put_evidence(conn, &transition.jurisdiction, transition.project_id, Some(transition.id), brought, now)
}
/// Records evidence of a project, brought at a transition or when it was put into use.
pub fn put_evidence(
    conn: &mut Conn,
    jurisdiction: &str,
    project: Id,
    transition: Option<Id>,
    brought: &[NewProjectEvidence],
    now: Timestamp,
) -> QueryResult<()> {
    let rows: Vec<ProjectEvidence> =
        brought.iter().map(|item| item.record(jurisdiction, project, transition, now)).collect();
    on_each!(conn, c => diesel::insert_into(project_evidence::table).values(rows).execute(c)).map(drop)
}
