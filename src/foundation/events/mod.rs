//! How features tell the world: [`Tx::record`] writes the feed entry and the audit entry of a change, in the
//! transaction of the change itself.
//!
//! The sequence comes from one counter row per jurisdiction. Its row lock is held until the transaction commits, so the
//! order of sequences is the order of commits; record last, to hold it shortly. Audit entries form a hash chain per
//! jurisdiction: each hash covers the entry and the hash before it.
mod chain;
mod change;
mod data;
mod kind;
mod member;
mod spec;

pub use chain::{Broken, jurisdictions, verify};
pub use change::Change;
pub use data::EventData;
pub use kind::Kind;
pub use member::Member;
pub use spec::{Audience, Data, Spec};

use crate::on_each;
use crate::{
    auth::{Caller, View},
    clock::Clock,
    db::{Conn, Id, Timestamp, schema::*},
    error::{Error, Result},
};
use diesel::prelude::*;

/// How many rows one statement inserts: far below what either database takes as parameters.
const ROWS: usize = 500;

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
    /// What a conflict with the state of the object that is acted on says, once one is.
    pub conflict: Option<Conflict>,
}

/// Adds to a conflict the state of the object and what may be done with it.
pub type Conflict = Box<dyn FnOnce(&mut Conn, Error) -> Error>;

/// A row of the feed.
#[derive(Insertable, Clone)]
#[diesel(table_name = changes, treat_none_as_default_value = false)]
struct FeedEntry {
    jurisdiction: String,
    sequence: i64,
    kind: &'static str,
    occurred_at: Timestamp,
    business_at: Timestamp,
    actor_id: Option<Id>,
    actor_name: String,
    resource_type: &'static str,
    resource_id: String,
    resource_version: i32,
    bureau_id: Option<Id>,
    visibility: &'static str,
    fields: String,
    data: String,
}

/// How an audience stands in the feed: the supervision office alone is told what concerns no bureau.
fn stored(audience: Audience, bureau: Option<Id>) -> Option<(&'static str, Option<Id>)> {
    match audience {
        Audience::Jurisdiction => Some(("jurisdiction", bureau)),
        Audience::Bureau => Some(("bureau", bureau)),
        Audience::Supervision => Some(("bureau", None)),
        Audience::Administration => Some(("administration", None)),
        Audience::Nobody => None,
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
            conflict: None,
        }
    }
    /// The caller with what may be known of, now.
    pub fn view(&self, caller: &Caller) -> View {
        View::of(caller.clone(), self.business_now)
    }
    /// A failure as the client is told it: a conflict with the state of the object that is acted on says what the state
    /// is and what may be done in it.
    pub fn explained(&mut self, error: Error) -> Error {
        match self.conflict.take() {
            Some(conflict) if error.is_conflict_of_state() => conflict(self.conn, error),
            _ => error,
        }
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
            // A wrong label is no reason to refuse a bureau's report, but the tests must not pass with it.
            if let Some(misfit) = change.misfit() {
                tracing::error!(misfit, "an event that is not as the table says");
                if cfg!(debug_assertions) {
                    return Err(Error::internal(misfit));
                }
            }
            let entry = self.entry(jurisdiction, sequence, &change, std::mem::take(&mut hash))?;
            hash.clone_from(&entry.hash);
            told.extend(self.feed_entry(&entry, change));
            audited.push(entry);
        }
        diesel::update(feed_counters::table.find(jurisdiction))
            .set(feed_counters::audit_hash.eq(hash))
            .execute(self.conn)?;
        // One row is the rule, and a statement of one row stays prepared.
        if let [audited] = audited.as_slice() {
            diesel::insert_into(audit_entries::table).values(audited).execute(self.conn)?;
            if let [told] = told.as_slice() {
                diesel::insert_into(changes::table).values(told).execute(self.conn)?;
            }
            return Ok(());
        }
        for rows in audited.chunks(ROWS) {
            on_each!(&mut *self.conn, c => diesel::insert_into(audit_entries::table).values(rows).execute(c))?;
        }
        for rows in told.chunks(ROWS) {
            on_each!(&mut *self.conn, c => diesel::insert_into(changes::table).values(rows).execute(c))?;
        }
        Ok(())
    }
    /// The entry of the feed beside the audit entry, unless nobody is told.
    fn feed_entry(&self, entry: &chain::Entry, change: Change) -> Option<FeedEntry> {
        let (visibility, bureau_id) = stored(change.kind.spec().audience, change.bureau_id)?;
        Some(FeedEntry {
            jurisdiction: entry.jurisdiction.clone(),
            sequence: entry.sequence,
            kind: change.kind.as_str(),
            occurred_at: self.now,
            business_at: self.business_now,
            actor_id: self.actor.id,
            actor_name: self.actor.name.clone(),
            resource_type: change.kind.spec().resource_type,
            resource_id: change.resource_id,
            resource_version: change.version,
            bureau_id,
            visibility,
            fields: change.fields.join(","),
            data: entry.payload.clone(),
        })
    }
    /// The audit entry of a change, sealed.
    fn entry(&self, jurisdiction: &str, sequence: i64, change: &Change, previous_hash: String) -> Result<chain::Entry> {
        let entry = chain::Entry {
            jurisdiction: jurisdiction.to_owned(),
            sequence,
            occurred_at: self.now,
            actor_id: self.actor.id,
            actor_name: self.actor.name.clone(),
            action: change.kind.as_str().to_owned(),
            resource_type: change.kind.spec().resource_type.to_owned(),
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
