//! The hash chain of the audit log.
use crate::db::{
    Backend, Conn, Id, Timestamp,
    schema::{audit_entries, feed_counters},
};
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// The hash before the first entry.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// A row of the audit log.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = audit_entries, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct Entry {
    pub jurisdiction: String,
    pub sequence: i64,
    pub occurred_at: Timestamp,
    pub actor_id: Option<Id>,
    pub actor_name: String,
    pub action: String,
    pub resource_type: String,
    pub resource_id: String,
    pub request_id: String,
    pub payload: String,
    pub previous_hash: String,
    pub hash: String,
}

impl Entry {
    /// The entry with its hash: SHA-256 over every other column, each preceded by its length, so that no two entries
    /// read alike.
    pub fn sealed(mut self) -> Self {
        let (sequence, at) = (self.sequence.to_string(), self.occurred_at.to_string());
        let actor = self.actor_id.map(|id| id.to_string()).unwrap_or_default();
        let mut digest = Sha256::new();
        for part in [
            &self.previous_hash,
            &self.jurisdiction,
            &sequence,
            &at,
            &actor,
            &self.actor_name,
            &self.action,
            &self.resource_type,
            &self.resource_id,
            &self.request_id,
            &self.payload,
        ] {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        self.hash = hex::encode(digest.finalize());
        self
    }
}

/// Where a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The jurisdiction.
    pub jurisdiction: String,
    /// The first entry that does not follow from the one before it.
    pub sequence: i64,
}

/// Recomputes a jurisdiction's chain from the first entry and gives its length.
pub fn verify(conn: &mut Conn, jurisdiction: &str) -> QueryResult<Result<i64, Broken>> {
    let (mut hash, mut sequence) = (GENESIS.to_owned(), 0);
    loop {
        let entries: Vec<Entry> = Entry::query()
            .filter(audit_entries::jurisdiction.eq(jurisdiction).and(audit_entries::sequence.gt(sequence)))
            .order(audit_entries::sequence)
            .limit(1000)
            .load(conn)?;
        if entries.is_empty() {
            return ends_as_counted(conn, jurisdiction, (sequence, hash));
        }
        for entry in entries {
            let good = entry.sequence == sequence + 1
                && entry.previous_hash == hash
                && entry.clone().sealed().hash == entry.hash;
            sequence = entry.sequence;
            if !good {
                return Ok(Err(Broken { jurisdiction: jurisdiction.to_owned(), sequence }));
            }
            hash = entry.hash;
        }
    }
}

/// The last entry must be the one that the counter knows, or the log was cut short.
fn ends_as_counted(conn: &mut Conn, jurisdiction: &str, found: (i64, String)) -> QueryResult<Result<i64, Broken>> {
    let counted = feed_counters::table
        .find(jurisdiction)
        .select((feed_counters::sequence, feed_counters::audit_hash))
        .first::<(i64, String)>(conn)
        .optional()?;
    if counted.unwrap_or((0, GENESIS.to_owned())) == found {
        return Ok(Ok(found.0));
    }
    Ok(Err(Broken { jurisdiction: jurisdiction.to_owned(), sequence: found.0 + 1 }))
}

/// Every jurisdiction that has a counter or an entry.
pub fn jurisdictions(conn: &mut Conn) -> QueryResult<BTreeSet<String>> {
    let counted: Vec<String> = feed_counters::table.select(feed_counters::jurisdiction).load(conn)?;
    let logged: Vec<String> = audit_entries::table.select(audit_entries::jurisdiction).distinct().load(conn)?;
    Ok(counted.into_iter().chain(logged).collect())
}
