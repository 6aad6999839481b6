//! 谁来记载: who may record what happens to a project, and holding the project while it is recorded (docs/domain.md
//! §6).
use crate::foundation::{
    auth::{Caller, Permission, View},
    db::{Conn, Id, schema::projects as project_rows},
    error::{Code, Result, Violation},
    web::{Case, Reference, Tx},
};
use crate::projects::projects::{self, Project, ProjectDetail, ProjectListing};
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

/// Ends with 403, which names the permission, unless the caller may change the projects of a jurisdiction.
pub fn must_edit(view: &View, jurisdiction: &str) -> Result<()> {
    let permission = Permission::EditProjects;
    view.caller.may_in(permission, jurisdiction).map_err(|code| permission.forbidden(code))
}

/// Only of a named project can be said what happens to it; a group is a number.
pub fn must_be_named(project: &Project) -> Result<(), Code> {
    if project.listing == ProjectListing::Named { Ok(()) } else { Err(Code::NamedProjectRequired) }
}

/// Opens the case of a named project of which something is to be recorded.
pub fn open(
    tx: &mut Tx<'_>,
    view: &View,
    reference: &Reference,
    permission: Permission,
) -> Result<Case<ProjectDetail>> {
    let project = projects::action::find(tx, view, reference)?;
    let may = may_record(&view.caller, permission, &project.project);
    let may = may.and_then(|()| must_be_named(&project.project));
    Case::open_parent(tx, view, project, permission, may)
}

/// The named project that a body names at `/project`, once the caller is known to be allowed to record something of it.
pub fn named_in_body(conn: &mut Conn, view: &View, reference: &Reference, permission: Permission) -> Result<Project> {
    let project = reference.found("/project", projects::store::get(conn, view, reference))?;
    may_record(&view.caller, permission, &project).map_err(|code| permission.forbidden(code))?;
    must_be_named(&project).map_err(|code| Violation::at("/project", code))?;
    Ok(project)
}

/// Holds the project's row until the commit, without changing it: records of one project come one after the other, so
/// that each is checked against what was recorded before it.
pub fn hold(conn: &mut Conn, project: Id) -> QueryResult<()> {
    let unchanged = project_rows::version.eq(project_rows::version);
    diesel::update(project_rows::table.find(project)).set(unchanged).execute(conn).map(drop)
}
