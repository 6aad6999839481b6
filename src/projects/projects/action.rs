//! What every action on a project begins and ends with: the project as it was read, and the telling of what became of
//! it.
use super::{
    model::{Project, ProjectDetail},
    store,
};
use crate::foundation::{
    auth::Caller,
    error::Result,
    events::{Change, Kind, Tx},
    web::{Answer, Expected, Reference},
};
use serde_json::Value;

/// The project that an action is on: within the caller's reach, the caller's to change, and as the client read it.
pub fn begin(
    tx: &mut Tx<'_>,
    caller: &Caller,
    id: &Reference,
    expected: &Expected,
) -> Result<(Project, ProjectDetail)> {
    let scope = tx.scope(caller);
    let project = store::get(tx.conn, &scope, id)?;
    scope.may_change(&project.jurisdiction)?;
    let before = store::detail(tx.conn, project.clone())?;
    expected.check(tx, project.id, project.version, |_| {
        Answer::resource(project.version, &before.clone().shown_to(caller))
    })?;
    Ok((project, before))
}

/// Records the change of a project that has its next version, and answers the project.
pub fn end(
    tx: &mut Tx<'_>,
    caller: &Caller,
    kind: Kind,
    before: &ProjectDetail,
    after: Project,
    told: Option<Value>,
) -> Result<Answer> {
    let (id, version, jurisdiction) = (after.id, after.version, after.jurisdiction.clone());
    let after = store::detail(tx.conn, after)?;
    let change = Change::new(kind, id, version).between(before, &after)?;
    tx.record(
        &jurisdiction,
        match told {
            Some(told) => change.data(told),
            None => change,
        },
    )?;
    Answer::resource(version, &after.shown_to(caller))
}
