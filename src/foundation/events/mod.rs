//! How features tell the world: [`Tx::record`] writes the feed entry and the audit entry of a change, in the
//! transaction of the change itself.
//!
//! The sequence comes from one counter row per jurisdiction. Its row lock is held until the transaction commits, so the
//! order of sequences is the order of commits; record last, to hold it shortly. Audit entries form a hash chain per
//! jurisdiction: each hash covers the entry and the hash before it.
mod chain;
mod history;

pub use chain::{Broken, jurisdictions, verify};
pub use history::{HistoryEntry, history};

use crate::foundation::{
    auth::{Caller, Scope},
    clock::Clock,
    db::{Conn, Id, Timestamp, schema::*},
    error::Result,
};
use crate::{on_each, text_enum};
use diesel::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value};

/// How many rows one statement inserts: far below what either database takes as parameters.
const ROWS: usize = 500;

text_enum! {
    /// Who may see a feed entry, besides the supervision office and the leaders.
    pub enum Visibility {
        /// Everyone of the jurisdiction.
        Jurisdiction = "jurisdiction",
        /// The bureau that it concerns.
        Bureau = "bureau",
        /// Administrators only.
        Administration = "administration",
    }
}

/// Who acts: a user, or the service itself (seeding, bootstrap).
#[derive(Debug, Clone)]
pub struct Actor {
    /// The user, if it is one.
    pub id: Option<Id>,
    /// The username, or the service's part.
    pub name: String,
}

impl From<&Caller> for Actor {
    fn from(caller: &Caller) -> Self {
        Self { id: Some(caller.id), name: caller.username.clone() }
    }
}

/// A writing transaction: the connection, who acts, and one time for all that it writes.
pub struct Tx<'a> {
    /// The connection.
    pub conn: &'a mut Conn,
    /// Who acts.
    pub actor: Actor,
    /// Real time.
    pub now: Timestamp,
    /// Business time.
    pub business_now: Timestamp,
    /// Under which the request is logged.
    pub request_id: String,
}

/// One change, as it is told.
#[derive(Debug, Clone)]
pub struct Change {
    kind: &'static str,
    resource_type: &'static str,
    resource_id: String,
    version: i32,
    bureau_id: Option<Id>,
    visibility: Visibility,
    fields: Vec<String>,
    data: Value,
}

impl Change {
    /// `report.approved` of a `report`: visible in the whole jurisdiction until said otherwise.
    pub fn new(kind: &'static str, resource_id: impl ToString, version: i32) -> Self {
        Self {
            kind,
            resource_type: kind.split('.').next().unwrap_or(kind),
            resource_id: resource_id.to_string(),
            version,
            bureau_id: None,
            visibility: Visibility::Jurisdiction,
            fields: Vec::new(),
            data: Value::Null,
        }
    }
    /// Visible to one bureau only.
    pub fn of_bureau(mut self, bureau: Id) -> Self {
        (self.bureau_id, self.visibility) = (Some(bureau), Visibility::Bureau);
        self
    }
    /// Visible to the supervision office and the leaders only.
    pub fn of_supervision(mut self) -> Self {
        (self.bureau_id, self.visibility) = (None, Visibility::Bureau);
        self
    }
    /// Visible to administrators only.
    pub fn administrative(mut self) -> Self {
        self.visibility = Visibility::Administration;
        self
    }
    /// What is told beside the kind: thin, never a secret.
    pub fn data(mut self, data: Value) -> Self {
        self.data = data;
        self
    }
    /// The fields that differ between two states of the object, told and used to explain a 412.
    pub fn between<T: Serialize>(mut self, before: &T, after: &T) -> Result<Self> {
        let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
        let empty = Map::new();
        let (before, after) = (before.as_object().unwrap_or(&empty), after.as_object().unwrap_or(&empty));
        let told = |name: &String| !["version", "updated_at"].contains(&name.as_str());
        let changed: Map<String, Value> = after
            .iter()
            .filter(|(name, value)| told(name) && before.get(*name) != Some(value))
            .map(|(name, value)| (name.clone(), serde_json::json!({"from": before.get(name), "to": value})))
            .collect();
        self.fields = changed.keys().cloned().collect();
        self.data = Value::Object(changed);
        Ok(self)
    }
}

impl<'a> Tx<'a> {
    /// A transaction of the service itself.
    pub fn of_service(conn: &'a mut Conn, clock: &Clock, part: &str) -> Self {
        Self {
            conn,
            actor: Actor { id: None, name: part.to_owned() },
            now: clock.now(),
            business_now: clock.business_now(),
            request_id: part.to_owned(),
        }
    }
    /// What the caller may know of, now.
    pub fn scope(&self, caller: &Caller) -> Scope {
        Scope::of(caller, self.business_now)
    }
    /// Writes the feed entry and the audit entry of a change. Call it last in the transaction.
    pub fn record(&mut self, jurisdiction: &str, change: Change) -> Result<()> {
        self.record_all(jurisdiction, vec![change])
    }
    /// [`record`](Self::record) of many changes, with as many statements as of one, or a few more.
    pub fn record_all(&mut self, jurisdiction: &str, all: Vec<Change>) -> Result<()> {
        let Some(count) = i64::try_from(all.len()).ok().filter(|count| *count > 0) else { return Ok(()) };
        let (last, mut hash) = self.take(jurisdiction, count)?;
        let (mut audited, mut told) = (Vec::new(), Vec::new());
        for (sequence, change) in (last - count + 1..).zip(all) {
            let entry = self.entry(jurisdiction, sequence, &change, std::mem::take(&mut hash))?;
            hash.clone_from(&entry.hash);
            told.push((
                changes::jurisdiction.eq(jurisdiction.to_owned()),
                changes::sequence.eq(sequence),
                changes::kind.eq(change.kind),
                changes::occurred_at.eq(self.now),
                changes::business_at.eq(self.business_now),
                changes::actor_id.eq(self.actor.id),
                changes::actor_name.eq(self.actor.name.clone()),
                changes::resource_type.eq(change.resource_type),
                changes::resource_id.eq(change.resource_id),
                changes::resource_version.eq(change.version),
                changes::bureau_id.eq(change.bureau_id),
                changes::visibility.eq(change.visibility),
                changes::fields.eq(change.fields.join(",")),
                changes::data.eq(entry.payload.clone()),
            ));
            audited.push(entry);
        }
        diesel::update(feed_counters::table.find(jurisdiction))
            .set(feed_counters::audit_hash.eq(hash))
            .execute(self.conn)?;
        // One row is the rule, and a statement of one row stays prepared.
        if let ([audited], [told]) = (audited.as_slice(), told.as_slice()) {
            diesel::insert_into(audit_entries::table).values(audited).execute(self.conn)?;
            diesel::insert_into(changes::table).values(told.clone()).execute(self.conn)?;
            return Ok(());
        }
        for rows in audited.chunks(ROWS) {
            on_each!(&mut *self.conn, c => diesel::insert_into(audit_entries::table).values(rows).execute(c))?;
        }
        for rows in told.chunks(ROWS) {
            on_each!(&mut *self.conn, c => diesel::insert_into(changes::table).values(rows.to_vec()).execute(c))?;
        }
        Ok(())
    }
    /// The audit entry of a change, sealed.
    fn entry(&self, jurisdiction: &str, sequence: i64, change: &Change, previous_hash: String) -> Result<chain::Entry> {
        let entry = chain::Entry {
            jurisdiction: jurisdiction.to_owned(),
            sequence,
            occurred_at: self.now,
            actor_id: self.actor.id,
            actor_name: self.actor.name.clone(),
            action: change.kind.to_owned(),
            resource_type: change.resource_type.to_owned(),
            resource_id: change.resource_id.clone(),
            request_id: self.request_id.clone(),
            payload: serde_json::to_string(&change.data)?,
            previous_hash,
            hash: String::new(),
        };
        Ok(entry.sealed())
    }
    /// Takes the next numbers and gives the last of them with the hash before the first; from here to the commit no
    /// other transaction of the jurisdiction can take one.
    fn take(&mut self, jurisdiction: &str, count: i64) -> Result<(i64, String)> {
        let take = |conn: &mut Conn| {
            diesel::update(feed_counters::table.find(jurisdiction))
                .set(feed_counters::sequence.eq(feed_counters::sequence + count))
                .returning((feed_counters::sequence, feed_counters::audit_hash))
                .get_result::<(i64, String)>(conn)
                .optional()
        };
        if let Some(taken) = take(self.conn)? {
            return Ok(taken);
        }
        let first = (
            feed_counters::jurisdiction.eq(jurisdiction),
            feed_counters::sequence.eq(0),
            feed_counters::audit_hash.eq(chain::GENESIS),
        );
        let insert = diesel::insert_into(feed_counters::table).values(first).on_conflict_do_nothing();
        on_each!(&mut *self.conn, c => insert.execute(c))?;
        Ok(take(self.conn)?.ok_or(diesel::NotFound)?)
    }
}

/// The fields that changed after a version of a resource, for the problem of a stale `If-Match`.
pub fn fields_changed_since(conn: &mut Conn, resource_id: &str, version: i32) -> QueryResult<Vec<String>> {
    let lists: Vec<String> = changes::table
        .filter(changes::resource_id.eq(resource_id).and(changes::resource_version.gt(version)))
        .order(changes::sequence)
        .select(changes::fields)
        .load(conn)?;
    let mut fields: Vec<String> =
        lists.iter().flat_map(|l| l.split(',')).filter(|f| !f.is_empty()).map(str::to_owned).collect();
    fields.sort();
    fields.dedup();
    Ok(fields)
}
