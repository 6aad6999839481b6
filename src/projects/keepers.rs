//! 谁来记载: who may record what happens to a project, and holding the project while it is recorded (docs/domain.md
//! §6).
use crate::foundation::{
    auth::{Permission, View},
    db::{Conn, Id, schema::projects as project_rows},
    error::{Result, Violation},
    web::{Case, Reference, Tx},
};
use crate::plan::plans;
use crate::projects::projects::{
    self, Project, ProjectDetail,
    rules::{Action, may_record, must_be_named, offered},
};
use diesel::prelude::*;

/// Ends with 403, which names the permission, unless the caller may change the projects of a jurisdiction.
pub fn must_edit(view: &View, jurisdiction: &str) -> Result<()> {
    let permission = Permission::EditProjects;
    view.caller.may_in(permission, jurisdiction).map_err(|code| permission.forbidden(code))
}

/// Opens the case of a named project of which something is to be recorded.
pub fn open(
    tx: &mut Tx<'_>,
    view: &View,
    reference: &Reference,
    (action, permission): (Action, Permission),
) -> Result<Case<ProjectDetail>> {
    let project = projects::action::find(tx, view, reference)?;
    let plan = project.project.plan_id;
    plans::store::hold(tx.conn, plan)?;
    let year_closed_at = plans::store::closed_years(tx.conn, &[plan])?.remove(&plan);
    let may = offered(action, &view.caller, &project, year_closed_at);
    Case::open_parent(tx, view, project, permission, may)
}

/// The named project that a body names at `/project`, once the caller is known to be allowed to record something of it.
pub fn named_in_body(conn: &mut Conn, view: &View, reference: &Reference, permission: Permission) -> Result<Project> {
    let project = reference.found("/project", projects::store::get(conn, view, reference))?;
    let may = may_record(&view.caller, permission, &project.jurisdiction, project.lead_bureau_id);
    may.map_err(|code| permission.forbidden(code))?;
    must_be_named(&project).map_err(|code| Violation::at("/project", code))?;
    plans::store::open_year(conn, project.plan_id)?;
    Ok(project)
}

/// Holds the project's row until the commit, without changing it: records of one project come one after the other, so
/// that each is checked against what was recorded before it.
pub fn hold(conn: &mut Conn, project: Id) -> QueryResult<()> {
    let unchanged = project_rows::version.eq(project_rows::version);
    diesel::update(project_rows::table.find(project)).set(unchanged).execute(conn).map(drop)
}
