//! 核验: the audit log read again, a stretch at a time, against its own hashes, the feed, the seals and the counter.
use super::{
    chain::{Entry, FeedEntry, GENESIS},
    finding::{Finding, FindingKind, Findings},
    seal::{SealRow, digest_of_all},
};
use crate::db::{
    Conn,
    schema::{audit_entries, changes, feed_counters, figure_seals, users},
};
use diesel::prelude::*;
use std::collections::HashMap;

/// How many rows below the first sequence are named.
const STRAY: i64 = 10;

/// What was read of a log.
#[derive(Debug, Default)]
pub struct Stretch {
    /// How many entries were read.
    pub read: i64,
    /// After which sequence reading began.
    pub after: i64,
    /// The last sequence that was read.
    pub through: i64,
    /// Whether that is the last of the log.
    pub ended: bool,
    /// The hash of each entry that was read, and of the one before them.
    pub hashes: HashMap<i64, String>,
    /// The seals of these entries.
    pub seals: Vec<SealRow>,
    /// What is wrong with them.
    pub findings: Findings,
}

/// Verifies at most `limit` entries after a sequence. From the beginning (0) on, what stands before the first is found
/// too; at the end, what should have followed.
pub fn stretch(conn: &mut Conn, jurisdiction: &str, after: i64, limit: i64) -> QueryResult<Stretch> {
    let mut found = Stretch { after, through: after, ..Stretch::default() };
    if after == 0 {
        before_the_first(conn, jurisdiction, &mut found.findings)?;
    }
    let mut hash = (after > 0).then(|| hash_of(conn, jurisdiction, after)).transpose()?.flatten();
    match &hash {
        Some(hash) => drop(found.hashes.insert(after, hash.clone())),
        None if after == 0 => hash = Some(GENESIS.to_owned()),
        None => found.findings.push(Finding::new(FindingKind::EntryMissing).at(after)),
    }
    let entries: Vec<Entry> = Entry::query()
        .filter(audit_entries::jurisdiction.eq(jurisdiction).and(audit_entries::sequence.gt(after)))
        .order(audit_entries::sequence)
        .limit(limit)
        .load(conn)?;
    found.ended = i64::try_from(entries.len()).is_ok_and(|read| read < limit);
    let last = entries.last().map_or(after, |entry| entry.sequence);
    let (mut feed, mut seals) = covered(conn, jurisdiction, (after, last), found.ended)?;
    for entry in entries {
        follows(&entry, (found.through, hash.as_deref()), &mut found.findings);
        covers(&entry, feed.remove(&entry.sequence), &seals.remove(&entry.sequence).unwrap_or_default(), &mut found);
        (found.read, found.through) = (found.read + 1, entry.sequence);
        found.hashes.insert(entry.sequence, entry.hash.clone());
        hash = Some(entry.hash);
    }
    // What is left belongs to no entry.
    let mut stray: Vec<(i64, FindingKind)> = feed.into_keys().map(|at| (at, FindingKind::FeedEntryAdded)).collect();
    stray.extend(seals.into_keys().map(|at| (at, FindingKind::SealsChanged)));
    stray.sort_by_key(|(at, _)| *at);
    stray.into_iter().for_each(|(at, kind)| found.findings.push(Finding::new(kind).at(at)));
    if found.ended {
        ends_as_counted(conn, jurisdiction, &mut found, &hash.unwrap_or_default())?;
    }
    Ok(found)
}

fn hash_of(conn: &mut Conn, jurisdiction: &str, sequence: i64) -> QueryResult<Option<String>> {
    audit_entries::table.find((jurisdiction, sequence)).select(audit_entries::hash).first(conn).optional()
}

/// The service counts from 1: nothing stands before.
fn before_the_first(conn: &mut Conn, jurisdiction: &str, findings: &mut Findings) -> QueryResult<()> {
    let entries: Vec<i64> = audit_entries::table
        .filter(audit_entries::jurisdiction.eq(jurisdiction).and(audit_entries::sequence.lt(1)))
        .order(audit_entries::sequence)
        .limit(STRAY)
        .select(audit_entries::sequence)
        .load(conn)?;
    let told: Vec<i64> = changes::table
        .filter(changes::jurisdiction.eq(jurisdiction).and(changes::sequence.lt(1)))
        .order(changes::sequence)
        .limit(STRAY)
        .select(changes::sequence)
        .load(conn)?;
    let sealed: Vec<i64> = figure_seals::table
        .filter(figure_seals::jurisdiction.eq(jurisdiction).and(figure_seals::sequence.lt(1)))
        .order(figure_seals::sequence)
        .limit(STRAY)
        .select(figure_seals::sequence)
        .load(conn)?;
    for at in sealed {
        findings.push(Finding::new(FindingKind::SealsChanged).at(at));
    }
    for at in entries {
        findings.push(Finding::new(FindingKind::SequenceOutOfRange).at(at));
    }
    for at in told {
        findings.push(Finding::new(FindingKind::FeedEntryAdded).at(at));
    }
    Ok(())
}

type Covered = (HashMap<i64, FeedEntry>, HashMap<i64, Vec<SealRow>>);

/// The rows of the feed and the seals of a stretch, and at the end of the log those behind it.
fn covered(conn: &mut Conn, jurisdiction: &str, (after, last): (i64, i64), ended: bool) -> QueryResult<Covered> {
    let last = if ended { i64::MAX } else { last };
    let told: Vec<FeedEntry> = FeedEntry::query()
        .filter(changes::jurisdiction.eq(jurisdiction))
        .filter(changes::sequence.gt(after).and(changes::sequence.le(last)))
        .load(conn)?;
    let sealed: Vec<SealRow> = SealRow::query()
        .filter(figure_seals::jurisdiction.eq(jurisdiction))
        .filter(figure_seals::sequence.gt(after).and(figure_seals::sequence.le(last)))
        .load(conn)?;
    let mut seals: HashMap<i64, Vec<SealRow>> = HashMap::new();
    for seal in sealed {
        seals.entry(seal.sequence).or_default().push(seal);
    }
    Ok((told.into_iter().map(|row| (row.sequence, row)).collect(), seals))
}

/// An entry follows from the one before it, and is what its hash says.
fn follows(entry: &Entry, (before, hash): (i64, Option<&str>), findings: &mut Findings) {
    let gap = entry.sequence != before + 1;
    if gap {
        findings.push(Finding::new(FindingKind::EntryMissing).at(before + 1));
    }
    if entry.clone().sealed().hash != entry.hash {
        findings.push(Finding::new(FindingKind::EntryChanged).at(entry.sequence));
    }
    // Behind a gap the hash before is not known.
    if !gap && hash.is_some_and(|hash| hash != entry.previous_hash) {
        findings.push(Finding::new(FindingKind::ChainBroken).at(entry.sequence));
    }
}

/// The row of the feed and the seals are those that the entry covers.
fn covers(entry: &Entry, told: Option<FeedEntry>, seals: &[SealRow], found: &mut Stretch) {
    let wrong = match (entry.feed_digest.as_deref(), told) {
        (None, _) | (Some(""), None) => None,
        (Some(""), Some(_)) => Some(FindingKind::FeedEntryAdded),
        (Some(_), None) => Some(FindingKind::FeedEntryMissing),
        (Some(digest), Some(told)) => (told.digest() != digest).then_some(FindingKind::FeedEntryChanged),
    };
    wrong.into_iter().for_each(|kind| found.findings.push(Finding::new(kind).at(entry.sequence)));
    if entry.seals_digest.clone().unwrap_or_default() != digest_of_all(seals) {
        found.findings.push(Finding::new(FindingKind::SealsChanged).at(entry.sequence));
    }
    found.seals.extend_from_slice(seals);
}

/// The last entry is the one that the counter knows; and a jurisdiction with accounts has entries.
fn ends_as_counted(conn: &mut Conn, jurisdiction: &str, found: &mut Stretch, hash: &str) -> QueryResult<()> {
    let counted = feed_counters::table
        .find(jurisdiction)
        .select((feed_counters::sequence, feed_counters::audit_hash))
        .first::<(i64, String)>(conn)
        .optional()?
        .unwrap_or((0, GENESIS.to_owned()));
    if found.through == 0 && counted.0 == 0 {
        let accounts: i64 = users::table.filter(users::jurisdiction.eq(jurisdiction)).count().get_result(conn)?;
        let told: i64 = changes::table.filter(changes::jurisdiction.eq(jurisdiction)).count().get_result(conn)?;
        if accounts + told > 0 {
            found.findings.push(Finding::new(FindingKind::LogEmpty));
        }
    } else if counted.0 > found.through {
        found.findings.push(Finding::new(FindingKind::LogCut).at(found.through + 1));
    } else if counted != (found.through, hash.to_owned()) {
        found.findings.push(Finding::new(FindingKind::CounterDiffers).at(found.through));
    }
    Ok(())
}
