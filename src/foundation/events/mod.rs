//! How features tell the world: [`Tx::record`] writes the feed entry and the audit entry of a change, in the
//! transaction of the change itself.
//!
//! The sequence comes from one counter row per jurisdiction. Its row lock is held until the transaction commits, so the
//! order of sequences is the order of commits; record last, to hold it shortly. Audit entries form a hash chain per
//! jurisdiction: each hash covers the entry and the hash before it, its row of the feed, and the figures that it sets
//! ([`Seal`]).
mod chain;
mod change;
pub mod checkpoint;
mod data;
mod finding;
mod kind;
mod member;
mod seal;
mod spec;
mod verify;

pub use chain::jurisdictions;
pub use change::Change;
pub use data::EventData;
pub use finding::{Finding, FindingKind, Findings};
pub use kind::Kind;
pub use member::Member;
pub use seal::{Figures, Seal, last_of};
pub use spec::{Audience, Data, Spec};
pub use verify::{Stretch, stretch};

use crate::on_each;
use crate::{
    auth::{Caller, Keys, View},
    clock::Clock,
    db::{Conn, Id, Timestamp, schema::*},
    error::{Error, Result},
};
use chain::FeedEntry;
use checkpoint::{CheckpointClaims, CheckpointReason, CheckpointRow};
use diesel::prelude::*;
use seal::SealRow;
use std::collections::BTreeMap;

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
    /// What was sealed and waits for the entry that covers it.
    pub seals: Vec<Seal>,
}

/// Adds to a conflict the state of the object and what may be done with it.
pub type Conflict = Box<dyn FnOnce(&mut Conn, Error) -> Error>;

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
            seals: Vec::new(),
        }
    }
    /// Seals a figure that is set in this transaction beside the object that it tells of; the next entry covers it.
    pub fn seal<F: Figures>(&mut self, object: &F) {
        self.seals.extend(Seal::of(object));
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
        let (mut audited, mut told, mut sealed) = (Vec::new(), Vec::new(), Vec::new());
        for (sequence, change) in (last - count + 1..).zip(all) {
            // A wrong label is no reason to refuse a bureau's report, but the tests must not pass with it.
            if let Some(misfit) = change.misfit() {
                tracing::error!(misfit, "an event that is not as the table says");
                if cfg!(debug_assertions) {
                    return Err(Error::internal(misfit));
                }
            }
            let seals = self.seals_of(jurisdiction, sequence, &change);
            let row = self.feed_entry(jurisdiction, sequence, &change)?;
            let covered = (row.as_ref(), seals.as_slice());
            let entry = self.entry(jurisdiction, sequence, &change, std::mem::take(&mut hash), covered)?;
            hash.clone_from(&entry.hash);
            told.extend(row);
            sealed.extend(seals);
            audited.push(entry);
        }
        diesel::update(feed_counters::table.find(jurisdiction))
            .set(feed_counters::audit_hash.eq(hash))
            .execute(self.conn)?;
        for rows in sealed.chunks(ROWS) {
            on_each!(&mut *self.conn, c => diesel::insert_into(figure_seals::table).values(rows).execute(c))?;
        }
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
    /// The seals that an entry covers: those that wait, and those of its own object, one for each object.
    fn seals_of(&mut self, jurisdiction: &str, sequence: i64, change: &Change) -> Vec<SealRow> {
        let mut all: BTreeMap<(String, Id), String> = BTreeMap::new();
        for seal in self.seals.drain(..).chain(change.seals.iter().cloned()) {
            all.insert((seal.resource_type, seal.resource_id), seal.digest);
        }
        let row = |((resource_type, resource_id), digest)| SealRow {
            jurisdiction: jurisdiction.to_owned(),
            sequence,
            resource_type,
            resource_id,
            digest,
        };
        all.into_iter().map(row).collect()
    }
    /// The entry of the feed beside the audit entry, unless nobody is told.
    fn feed_entry(&self, jurisdiction: &str, sequence: i64, change: &Change) -> Result<Option<FeedEntry>> {
        let Some((visibility, bureau_id)) = stored(change.kind.spec().audience, change.bureau_id) else {
            return Ok(None);
        };
        Ok(Some(FeedEntry {
            jurisdiction: jurisdiction.to_owned(),
            sequence,
            kind: change.kind.as_str().to_owned(),
            occurred_at: self.now,
            business_at: self.business_now,
            actor_id: self.actor.id,
            actor_name: self.actor.name.clone(),
            resource_type: change.kind.spec().resource_type.to_owned(),
            resource_id: change.resource_id.clone(),
            resource_version: change.version,
            bureau_id,
            visibility: visibility.to_owned(),
            fields: change.fields.join(","),
            data: serde_json::to_string(&change.data)?,
        }))
    }
    /// The audit entry of a change, sealed.
    fn entry(
        &self,
        jurisdiction: &str,
        sequence: i64,
        change: &Change,
        previous_hash: String,
        (told, seals): (Option<&FeedEntry>, &[SealRow]),
    ) -> Result<chain::Entry> {
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
            feed_digest: Some(told.map(FeedEntry::digest).unwrap_or_default()),
            seals_digest: Some(seal::digest_of_all(seals)),
        };
        Ok(entry.sealed())
    }
    /// Makes a checkpoint of the log as it is now, in this transaction: what it has recorded is in it, and nothing of
    /// another comes in between.
    pub fn checkpoint(&mut self, keys: &Keys, jurisdiction: &str, reason: CheckpointReason) -> Result<CheckpointRow> {
        // Takes no number: it holds the counter, and with it the numbers of checkpoints.
        let (sequence, hash) = self.take(jurisdiction, 0)?;
        let before = checkpoint::last(self.conn, jurisdiction)?;
        let entries = checkpoint::count(self.conn, jurisdiction)?;
        let claims = CheckpointClaims {
            iss: keys.issuer().to_owned(),
            iat: self.now.timestamp(),
            jurisdiction: jurisdiction.to_owned(),
            number: before.as_ref().map_or(0, |before| before.number) + 1,
            made_at: self.now,
            reason,
            sequence,
            entries,
            hash,
            previous: before.map(|before| checkpoint::digest(&before.token)),
        };
        let token = keys.sign_as(checkpoint::TYPE, &claims)?;
        let row = CheckpointRow {
            id: Id::new(),
            jurisdiction: claims.jurisdiction,
            number: claims.number,
            made_at: claims.made_at,
            reason,
            sequence,
            entries,
            hash: claims.hash,
            previous: claims.previous,
            token,
        };
        checkpoint::insert(self.conn, &row)?;
        Ok(row)
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
