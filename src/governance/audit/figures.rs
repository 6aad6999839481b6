//! 受封签的数据: every row whose figures are judged or published, held against its last seal.
//!
//! The wings say of their rows what counts ([`Figures`]); which rows there are is said here, once.
use crate::{
    foundation::{
        db::{Conn, Id, schema::*},
        error::Result,
        events::{Change, Figures, Finding, FindingKind, Findings, Kind, Seal, Stretch, Tx, last_of},
    },
    plan::{facts::Fact, indicators::IndicatorRow, targets::Target, trajectories::TrajectoryRow},
    progress::{overrides::OverrideRow, rule_sets::RuleSet, verdicts::VerdictRow},
    projects::{investments::Investment, list_items::ListItemRow, projects::Project},
    reporting::{confirmations::ConfirmationRow, reports::ReportRow},
    supervision::{bulletins::BulletinRow, rankings::RankingRules},
};
use diesel::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many rows one statement reads.
const ROWS: u16 = 500;

/// Which rows of a kind are read.
pub enum Which<'a> {
    /// These.
    Of(&'a [Id]),
    /// Those of a jurisdiction after an id, in the order of their ids.
    After(&'a str, Id),
}

/// Reads rows of a kind: the id of each, and its seal as it is now where it counts.
type Read = fn(&mut Conn, &Which<'_>) -> QueryResult<Vec<(Id, Option<Seal>)>>;

/// A kind of figures.
pub struct Kept {
    /// The type of its seals.
    pub resource_type: &'static str,
    read: Read,
}

macro_rules! kept {
    ($($table:ident: $row:ty),+ $(,)?) => {
        /// Every kind.
        pub const KEPT: &[Kept] = &[$(Kept {
            resource_type: <$row as Figures>::TYPE,
            read: |conn, which| {
                let rows: Vec<$row> = match which {
                    Which::Of(ids) => <$row>::query().filter($table::id.eq_any(*ids)).load(conn)?,
                    Which::After(jurisdiction, after) => <$row>::query()
                        .filter($table::jurisdiction.eq(*jurisdiction).and($table::id.gt(*after)))
                        .order($table::id)
                        .limit(i64::from(ROWS))
                        .load(conn)?,
                };
                Ok(rows.iter().map(|row| (row.figure_id(), Seal::of(row))).collect())
            },
        }),+];
    };
}
kept! {
    bulletins: BulletinRow,
    confirmations: ConfirmationRow,
    facts: Fact,
    indicators: IndicatorRow,
    light_overrides: OverrideRow,
    list_items: ListItemRow,
    period_verdicts: VerdictRow,
    project_investments: Investment,
    projects: Project,
    ranking_rules: RankingRules,
    reports: ReportRow,
    rule_sets: RuleSet,
    targets: Target,
    trajectories: TrajectoryRow,
}

/// Compares the figures whose last seal stands in a stretch of the log with their rows; gives how many they are.
pub fn compare(conn: &mut Conn, stretch: &Stretch, findings: &mut Findings) -> QueryResult<usize> {
    let mut by_type: BTreeMap<&str, BTreeSet<Id>> = BTreeMap::new();
    for seal in &stretch.seals {
        by_type.entry(&seal.resource_type).or_default().insert(seal.resource_id);
    }
    let mut compared = 0;
    for (resource_type, ids) in by_type {
        let Some(kept) = KEPT.iter().find(|kept| kept.resource_type == resource_type) else { continue };
        for ids in ids.into_iter().collect::<Vec<_>>().chunks(usize::from(ROWS)) {
            let rows: HashMap<Id, Option<Seal>> = (kept.read)(conn, &Which::Of(ids))?.into_iter().collect();
            let mut last: Vec<(Id, (i64, String))> = last_of(conn, resource_type, ids)?.into_iter().collect();
            // Each is compared once: where its last seal stands.
            last.retain(|(_, (sequence, _))| *sequence > stretch.after && *sequence <= stretch.through);
            last.sort();
            compared += last.len();
            for (id, (sequence, digest)) in last {
                let kind = match rows.get(&id) {
                    Some(Some(seal)) if seal.digest == digest => continue,
                    Some(Some(_)) => FindingKind::FigureChanged,
                    _ => FindingKind::FigureMissing,
                };
                findings.push(Finding::new(kind).at(sequence).of(resource_type, id));
            }
        }
    }
    Ok(compared)
}

/// The figures of a jurisdiction that have no seal, as they are; reads at most so many rows of each kind.
fn without_seal(conn: &mut Conn, jurisdiction: &str, most: usize) -> QueryResult<Vec<Seal>> {
    let mut found = Vec::new();
    for kept in KEPT {
        let (mut after, mut read) = (Id(uuid::Uuid::nil()), 0);
        while read < most {
            let rows = (kept.read)(conn, &Which::After(jurisdiction, after))?;
            let Some((last, _)) = rows.last() else { break };
            (after, read) = (*last, read + rows.len());
            let seals: Vec<Seal> = rows.into_iter().filter_map(|(_, seal)| seal).collect();
            let ids: Vec<Id> = seals.iter().map(|seal| seal.resource_id).collect();
            let sealed = last_of(conn, kept.resource_type, &ids)?;
            found.extend(seals.into_iter().filter(|seal| !sealed.contains_key(&seal.resource_id)));
        }
    }
    Ok(found)
}

/// Finds the figures of a jurisdiction of which the log does not tell; reads at most so many rows of each kind.
pub fn unsealed(conn: &mut Conn, jurisdiction: &str, most: usize, findings: &mut Findings) -> QueryResult<()> {
    for seal in without_seal(conn, jurisdiction, most)? {
        findings.push(Finding::new(FindingKind::FigureUnsealed).of(&seal.resource_type, seal.resource_id));
    }
    Ok(())
}

/// Seals the figures of a jurisdiction that have no seal, as they are now, and tells so in the audit log; gives how
/// many. For figures of before there were seals, and of a restored backup: whoever looks at the log sees that it was
/// done, when and for how many.
pub fn seal(tx: &mut Tx<'_>, jurisdiction: &str) -> Result<usize> {
    let seals = without_seal(tx.conn, jurisdiction, usize::MAX)?;
    let count = seals.len();
    if count > 0 {
        tx.seals.extend(seals);
        tx.record(jurisdiction, Change::new(Kind::FigureSealed, jurisdiction, 1).data(json!({"figures": count})))?;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_figures_have_types_of_their_own() {
        let types: BTreeSet<&str> = KEPT.iter().map(|kept| kept.resource_type).collect();
        assert_eq!(types.len(), KEPT.len());
    }
}
