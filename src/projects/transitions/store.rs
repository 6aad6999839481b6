//! Queries on transitions. Whoever asks has found the project within the caller's scope.
use super::model::Transition;
use crate::foundation::{
    db::{Conn, Id, schema::project_transitions},
    error::Result,
    web::{Page, Paging},
};
use diesel::prelude::*;

/// A page of the transitions of a project, in the order of recording.
pub fn list(conn: &mut Conn, project: Id, paging: &Paging) -> Result<Page<Transition>> {
    let of_project = project_transitions::project_id.eq(project);
    let count = project_transitions::table.filter(of_project).count();
    let total = paging.counted().then(|| count.get_result(conn)).transpose()?;
    let mut query = Transition::query().filter(of_project).into_boxed();
    if let Some(after) = paging.after::<Id>(0)? {
        query = query.filter(project_transitions::id.gt(after));
    }
    let rows = query.order(project_transitions::id).limit(paging.fetch()).load(conn)?;
    paging.page(rows, total, |transition: &Transition| vec![transition.id.to_string()])
}
/// The transition that brought a project into its stage.
pub fn last(conn: &mut Conn, project: Id) -> QueryResult<Option<Transition>> {
    Transition::query()
        .filter(project_transitions::project_id.eq(project))
        .order(project_transitions::id.desc())
        .first(conn)
        .optional()
}
/// Records a transition.
pub fn insert(conn: &mut Conn, transition: &Transition) -> QueryResult<()> {
    diesel::insert_into(project_transitions::table).values(transition).execute(conn)?;
    Ok(())
}
