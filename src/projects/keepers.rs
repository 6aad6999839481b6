//! 谁来记载: who may record what happens to a project, and holding the project while it is recorded (docs/domain.md
//! §6).
use crate::foundation::{
    auth::{Caller, Permission, View},
    db::{Conn, Id, Timestamp, schema::projects},
    error::{Code, Result, Violation, stale},
    web::Reference,
};
use crate::projects::projects::{self as project_store, Project, ProjectListing};
use diesel::prelude::*;

/// Whether the caller may record something of a project: the supervision office of its jurisdiction, or its lead
/// bureau.
pub fn may_record(caller: &Caller, permission: Permission, project: &Project) -> Result<(), Code> {
    may_record_of(caller, permission, &project.jurisdiction, project.lead_bureau_id)
}

/// The same of a project of this jurisdiction and lead bureau.
pub fn may_record_of(
    caller: &Caller,
    permission: Permission,
    jurisdiction: &str,
    lead: Option<Id>,
) -> Result<(), Code> {
    caller.may_in(permission, jurisdiction)?;
    match caller.confined_to() {
        Some(bureau) if lead != Some(bureau) => Err(Code::ProjectNotLed),
        _ => Ok(()),
    }
}

/// Only of a named project can be said what happens to it; a group is a number.
pub fn must_be_named(project: &Project) -> Result<(), Code> {
    if project.listing == ProjectListing::Named { Ok(()) } else { Err(Code::NamedProjectRequired) }
}

/// The project, found within the scope, once the caller is known to be allowed to record something of it.
pub fn find(conn: &mut Conn, view: &View, reference: &Reference, permission: Permission) -> Result<Project> {
    let project = project_store::store::get(conn, view, reference)?;
    may_record(&view.caller, permission, &project)?;
    must_be_named(&project)?;
    Ok(project)
}

/// The same of a project that a body names at `/project`.
pub fn named_in_body(conn: &mut Conn, view: &View, reference: &Reference, permission: Permission) -> Result<Project> {
    let project = reference.found("/project", project_store::store::get(conn, view, reference))?;
    may_record(&view.caller, permission, &project)?;
    must_be_named(&project).map_err(|code| Violation::at("/project", code))?;
    Ok(project)
}

/// Holds the project's row until the commit, without changing it: records of one project come one after the other, so
/// that each is checked against what was recorded before it.
pub fn hold(conn: &mut Conn, project: Id) -> QueryResult<()> {
    diesel::update(projects::table.find(project)).set(projects::version.eq(projects::version)).execute(conn).map(drop)
}

/// The next version of a project that still has the version that was read, for what is shown with the project but
/// stored beside it.
pub fn touch(conn: &mut Conn, project: &Project, now: Timestamp) -> Result<Project> {
    diesel::update(projects::table.find(project.id).filter(projects::version.eq(project.version)))
        .set((projects::version.eq(project.version + 1), projects::updated_at.eq(now)))
        .returning(projects::all_columns)
        .get_result(conn)
        .map_err(stale)
}
