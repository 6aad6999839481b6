//! Queries on the audit log.
use super::model::{AuditEntry, AuditFilter};
use crate::foundation::{
    auth::Scope,
    db::{Backend, Conn, schema::audit_entries},
    error::Result,
    web::{Page, Paging},
};
use diesel::prelude::*;

fn matching<'a>(scope: &'a Scope, filter: &'a AuditFilter) -> audit_entries::BoxedQuery<'a, Backend> {
    let mut query = audit_entries::table.filter(audit_entries::jurisdiction.eq(&scope.own)).into_boxed();
    if let Some(actions) = &filter.action {
        query = query.filter(audit_entries::action.eq_any(actions.0.iter().map(|action| action.as_str())));
    }
    if let Some(resource) = &filter.resource_id {
        query = query.filter(audit_entries::resource_id.eq(resource));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(audit_entries::actor_name.eq(actor));
    }
    if let Some(after) = filter.after_sequence {
        query = query.filter(audit_entries::sequence.gt(after));
    }
    query
}

/// A page of the own jurisdiction's entries, oldest first.
pub fn list(conn: &mut Conn, scope: &Scope, filter: &AuditFilter, paging: &Paging) -> Result<Page<AuditEntry>> {
    let total = paging.counted().then(|| matching(scope, filter).count().get_result(conn)).transpose()?;
    let mut query = matching(scope, filter);
    if let Some(after) = paging.after::<i64>(0)? {
        query = query.filter(audit_entries::sequence.gt(after));
    }
    let rows = query.select(AuditEntry::as_select()).order(audit_entries::sequence).limit(paging.fetch()).load(conn)?;
    paging.page(rows, total, |entry: &AuditEntry| vec![entry.sequence.to_string()])
}
