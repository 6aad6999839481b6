//! The hash chain of the audit log, and the row of the feed that an entry covers.
use super::seal::digest_of;
use crate::db::{
    Backend, Conn, Id, Timestamp,
    schema::{audit_checkpoints, audit_entries, changes, feed_counters, figure_seals, users},
};
use diesel::prelude::*;
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
    /// The digest of its row of the feed, empty where nobody is told; `None` of an entry of before.
    pub feed_digest: Option<String>,
    /// The digest of its seals, empty without any; `None` of an entry of before.
    pub seals_digest: Option<String>,
}

impl Entry {
    /// The entry with its hash: SHA-256 over every other column, each preceded by its length, so that no two entries
    /// read alike.
    pub fn sealed(mut self) -> Self {
        let (sequence, at) = (self.sequence.to_string(), self.occurred_at.to_string());
        let actor = self.actor_id.map(|id| id.to_string()).unwrap_or_default();
        let always = [
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
        ];
        // Entries of before lack the digests and keep the hash that they have.
        let digests = self.feed_digest.iter().chain(&self.seals_digest);
        self.hash = digest_of(always.into_iter().chain(digests).map(String::as_str));
        self
    }
}

/// A row of the feed.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = changes, check_for_backend(Backend), treat_none_as_default_value = false)]
pub struct FeedEntry {
    pub jurisdiction: String,
    pub sequence: i64,
    pub kind: String,
    pub occurred_at: Timestamp,
    pub business_at: Timestamp,
    pub actor_id: Option<Id>,
    pub actor_name: String,
    pub resource_type: String,
    pub resource_id: String,
    pub resource_version: i32,
    pub bureau_id: Option<Id>,
    pub visibility: String,
    pub fields: String,
    pub data: String,
}

impl FeedEntry {
    /// SHA-256 over every column.
    pub fn digest(&self) -> String {
        let id = |id: Option<Id>| id.map(|id| id.to_string()).unwrap_or_default();
        let (actor, bureau) = (id(self.actor_id), id(self.bureau_id));
        let (sequence, version) = (self.sequence.to_string(), self.resource_version.to_string());
        let (at, business_at) = (self.occurred_at.to_string(), self.business_at.to_string());
        digest_of([
            self.jurisdiction.as_str(),
            &sequence,
            &self.kind,
            &at,
            &business_at,
            &actor,
            &self.actor_name,
            &self.resource_type,
            &self.resource_id,
            &version,
            &bureau,
            &self.visibility,
            &self.fields,
            &self.data,
        ])
    }
}

/// Every jurisdiction that has, or should have, a log: with a counter, an entry, a checkpoint or an account.
pub fn jurisdictions(conn: &mut Conn) -> QueryResult<BTreeSet<String>> {
    let counted: Vec<String> = feed_counters::table.select(feed_counters::jurisdiction).load(conn)?;
    let logged: Vec<String> = audit_entries::table.select(audit_entries::jurisdiction).distinct().load(conn)?;
    let vouched: Vec<String> =
        audit_checkpoints::table.select(audit_checkpoints::jurisdiction).distinct().load(conn)?;
    let peopled: Vec<String> = users::table.select(users::jurisdiction).distinct().load(conn)?;
    // Rows of the feed and seals of a jurisdiction that has no log were put there by nobody of ours.
    let told: Vec<String> = changes::table.select(changes::jurisdiction).distinct().load(conn)?;
    let sealed: Vec<String> = figure_seals::table.select(figure_seals::jurisdiction).distinct().load(conn)?;
    Ok(counted.into_iter().chain(logged).chain(vouched).chain(peopled).chain(told).chain(sealed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(feed: Option<&str>, seals: Option<&str>) -> String {
        let (feed_digest, seals_digest) = (feed.map(str::to_owned), seals.map(str::to_owned));
        let text = String::new;
        let at = Timestamp::from(chrono::DateTime::UNIX_EPOCH);
        let entry = Entry {
            jurisdiction: "410102".into(),
            sequence: 1,
            occurred_at: at,
            actor_id: None,
            actor_name: text(),
            action: text(),
            resource_type: text(),
            resource_id: text(),
            request_id: text(),
            payload: "{}".into(),
            previous_hash: GENESIS.into(),
            hash: text(),
            feed_digest,
            seals_digest,
        };
        entry.sealed().hash
    }

    #[test]
    fn the_digests_are_covered_by_the_hash() {
        let hashes =
            [entry(None, None), entry(Some(""), Some("")), entry(Some("a"), Some("")), entry(Some(""), Some("a"))];
        let unlike: BTreeSet<&String> = hashes.iter().collect();
        assert_eq!(unlike.len(), hashes.len());
    }
}
