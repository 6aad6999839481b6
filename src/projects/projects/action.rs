//! What every action on a project begins and ends with: its case opened, and closed with what became of it.
use super::{
    model::{Project, ProjectDetail},
    rules::{self, Action},
    store,
};
use crate::foundation::{
    auth::Permission,
    error::Result,
    events::Kind,
    web::{Answer, Case, Expected, Reference, Tx, View},
};
use serde_json::Value;

/// One project within the view, with what belongs to it.
pub fn find(tx: &mut Tx<'_>, view: &View, id: &Reference) -> Result<ProjectDetail> {
    let project = store::get(tx.conn, view, id)?;
    Ok(store::detail(tx.conn, project)?)
}

/// Opens the case of a project for an action.
pub fn open(
    tx: &mut Tx<'_>,
    view: &View,
    id: &Reference,
    expected: &Expected,
    action: Action,
) -> Result<Case<ProjectDetail>> {
    let project = find(tx, view, id)?;
    let may = rules::may(action, &view.caller, &project);
    Case::open(tx, view, project, expected, Permission::EditProjects, may)
}

/// Tells of the change of a project that has its next version, and answers with the project.
pub fn close(tx: &mut Tx<'_>, case: &Case<ProjectDetail>, after: Project, kind: Kind, data: Value) -> Result<Answer> {
    let after = store::detail(tx.conn, after)?;
    case.close(tx, after, kind, data)
}
