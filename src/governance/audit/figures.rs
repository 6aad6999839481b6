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

/// How many rows one statement reads, of given ids and after an id.
const ROWS: u16 = 500;
const LIMIT: i64 = 500;

/// Which rows of a kind are read.
pub enum Which<'a> {
    /// These of a jurisdiction.
    Of(&'a str, &'a [Id]),
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

impl Kept {
    const fn of<F: Figures>(read: Read) -> Self {
        Self { resource_type: F::TYPE, read }
    }
}

fn seals<F: Figures>(rows: QueryResult<Vec<F>>) -> QueryResult<Vec<(Id, Option<Seal>)>> {
    Ok(rows?.iter().map(|row| (row.figure_id(), Seal::of(row))).collect())
}

/// Every kind.
pub const KEPT: &[Kept] = &[
    Kept::of::<BulletinRow>(|conn, which| {
        let all = BulletinRow::query().order(bulletins::id);
        match which {
            Which::Of(code, ids) => {
                seals(all.filter(bulletins::jurisdiction.eq(*code).and(bulletins::id.eq_any(*ids))).load(conn))
            }
            Which::After(code, id) => {
                seals(all.filter(bulletins::jurisdiction.eq(*code).and(bulletins::id.gt(*id))).limit(LIMIT).load(conn))
            }
        }
    }),
    Kept::of::<ConfirmationRow>(|conn, which| {
        let all = ConfirmationRow::query().order(confirmations::id);
        match which {
            Which::Of(code, ids) => {
                seals(all.filter(confirmations::jurisdiction.eq(*code).and(confirmations::id.eq_any(*ids))).load(conn))
            }
            Which::After(code, id) => seals(
                all.filter(confirmations::jurisdiction.eq(*code).and(confirmations::id.gt(*id)))
                    .limit(LIMIT)
                    .load(conn),
            ),
        }
    }),
    Kept::of::<Fact>(|conn, which| {
        let all = Fact::query().order(facts::id);
        match which {
            Which::Of(code, ids) => {
                seals(all.filter(facts::jurisdiction.eq(*code).and(facts::id.eq_any(*ids))).load(conn))
            }
            Which::After(code, id) => {
                seals(all.filter(facts::jurisdiction.eq(*code).and(facts::id.gt(*id))).limit(LIMIT).load(conn))
            }
        }
    }),
    Kept::of::<IndicatorRow>(|conn, which| {
        let all = IndicatorRow::query().order(indicators::id);
        match which {
            Which::Of(code, ids) => {
                seals(all.filter(indicators::jurisdiction.eq(*code).and(indicators::id.eq_any(*ids))).load(conn))
            }
            Which::After(code, id) => seals(
                all.filter(indicators::jurisdiction.eq(*code).and(indicators::id.gt(*id))).limit(LIMIT).load(conn),
            ),
        }
    }),
    Kept::of::<OverrideRow>(|conn, which| {
        let all = OverrideRow::query().order(light_overrides::id);
        match which {
            Which::Of(code, ids) => seals(
                all.filter(light_overrides::jurisdiction.eq(*code).and(light_overrides::id.eq_any(*ids))).load(conn),
            ),
            Which::After(code, id) => seals(
                all.filter(light_overrides::jurisdiction.eq(*code).and(light_overrides::id.gt(*id)))
                    .limit(LIMIT)
                    .load(conn),
            ),
        }
    }),
    Kept::of::<ListItemRow>(|conn, which| {
        let all = ListItemRow::query().order(list_items::id);
        match which {
            Which::Of(code, ids) => {
                seals(all.filter(list_items::jurisdiction.eq(*code).and(list_items::id.eq_any(*ids))).load(conn))
            }
            Which::After(code, id) => seals(
                all.filter(list_items::jurisdiction.eq(*code).and(list_items::id.gt(*id))).limit(LIMIT).load(conn),
            ),
        }
    }),
    Kept::of::<VerdictRow>(|conn, which| {
        let all = VerdictRow::query().order(period_verdicts::id);
        match which {
            Which::Of(code, ids) => seals(
                all.filter(period_verdicts::jurisdiction.eq(*code).and(period_verdicts::id.eq_any(*ids))).load(conn),
            ),
            Which::After(code, id) => seals(
                all.filter(period_verdicts::jurisdiction.eq(*code).and(period_verdicts::id.gt(*id)))
                    .limit(LIMIT)
                    .load(conn),
            ),
        }
    }),
    Kept::of::<Investment>(|conn, which| {
        let all = Investment::query().order(project_investments::id);
        match which {
            Which::Of(code, ids) => seals(
                all.filter(project_investments::jurisdiction.eq(*code).and(project_investments::id.eq_any(*ids)))
                    .load(conn),
            ),
            Which::After(code, id) => seals(
                all.filter(project_investments::jurisdiction.eq(*code).and(project_investments::id.gt(*id)))
                    .limit(LIMIT)
                    .load(conn),
            ),
        }
    }),
    Kept::of::<Project>(|conn, which| {
        let all = Project::query().order(projects::id);
        match which {
            Which::Of(code, ids) => {
                seals(all.filter(projects::jurisdiction.eq(*code).and(projects::id.eq_any(*ids))).load(conn))
            }
            Which::After(code, id) => {
                seals(all.filter(projects::jurisdiction.eq(*code).and(projects::id.gt(*id))).limit(LIMIT).load(conn))
            }
        }
    }),
    Kept::of::<RankingRules>(|conn, which| {
        let all = RankingRules::query().order(ranking_rules::id);
        match which {
            Which::Of(code, ids) => {
                seals(all.filter(ranking_rules::jurisdiction.eq(*code).and(ranking_rules::id.eq_any(*ids))).load(conn))
            }
            Which::After(code, id) => seals(
                all.filter(ranking_rules::jurisdiction.eq(*code).and(ranking_rules::id.gt(*id)))
                    .limit(LIMIT)
                    .load(conn),
            ),
        }
    }),
    Kept::of::<ReportRow>(|conn, which| {
        let all = ReportRow::query().order(reports::id);
        match which {
            Which::Of(code, ids) => {
                seals(all.filter(reports::jurisdiction.eq(*code).and(reports::id.eq_any(*ids))).load(conn))
            }
            Which::After(code, id) => {
                seals(all.filter(reports::jurisdiction.eq(*code).and(reports::id.gt(*id))).limit(LIMIT).load(conn))
            }
        }
    }),
    Kept::of::<RuleSet>(|conn, which| {
        let all = RuleSet::query().order(rule_sets::id);
        match which {
            Which::Of(code, ids) => {
                seals(all.filter(rule_sets::jurisdiction.eq(*code).and(rule_sets::id.eq_any(*ids))).load(conn))
            }
            Which::After(code, id) => {
                seals(all.filter(rule_sets::jurisdiction.eq(*code).and(rule_sets::id.gt(*id))).limit(LIMIT).load(conn))
            }
        }
    }),
    Kept::of::<Target>(|conn, which| {
        let all = Target::query().order(targets::id);
        match which {
            Which::Of(code, ids) => {
                seals(all.filter(targets::jurisdiction.eq(*code).and(targets::id.eq_any(*ids))).load(conn))
            }
            Which::After(code, id) => {
                seals(all.filter(targets::jurisdiction.eq(*code).and(targets::id.gt(*id))).limit(LIMIT).load(conn))
            }
        }
    }),
    Kept::of::<TrajectoryRow>(|conn, which| {
        let all = TrajectoryRow::query().order(trajectories::id);
        match which {
            Which::Of(code, ids) => {
                seals(all.filter(trajectories::jurisdiction.eq(*code).and(trajectories::id.eq_any(*ids))).load(conn))
            }
            Which::After(code, id) => seals(
                all.filter(trajectories::jurisdiction.eq(*code).and(trajectories::id.gt(*id))).limit(LIMIT).load(conn),
            ),
        }
    }),
];

/// Compares the figures whose last seal stands in a stretch of the log with their rows; gives how many they are.
pub fn compare(conn: &mut Conn, jurisdiction: &str, stretch: &Stretch, findings: &mut Findings) -> QueryResult<usize> {
    let mut by_type: BTreeMap<&str, BTreeSet<Id>> = BTreeMap::new();
    for seal in &stretch.seals {
        by_type.entry(&seal.resource_type).or_default().insert(seal.resource_id);
    }
    let mut compared = 0;
    for (resource_type, ids) in by_type {
        let Some(kept) = KEPT.iter().find(|kept| kept.resource_type == resource_type) else { continue };
        for ids in ids.into_iter().collect::<Vec<_>>().chunks(usize::from(ROWS)) {
            let rows: HashMap<Id, Option<Seal>> =
                (kept.read)(conn, &Which::Of(jurisdiction, ids))?.into_iter().collect();
            let mut last: Vec<(Id, (i64, String))> =
                last_of(conn, jurisdiction, resource_type, ids)?.into_iter().collect();
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

/// The figures of a jurisdiction that have no seal, as they are; reads at most so many rows of each kind, and says
/// whether those were all.
fn without_seal(conn: &mut Conn, jurisdiction: &str, most: usize) -> QueryResult<(Vec<Seal>, bool)> {
    let (mut found, mut all) = (Vec::new(), true);
    for kept in KEPT {
        let (mut after, mut read) = (Id(uuid::Uuid::nil()), 0);
        loop {
            if read >= most {
                all = false;
                break;
            }
            let rows = (kept.read)(conn, &Which::After(jurisdiction, after))?;
            let Some((last, _)) = rows.last() else { break };
            (after, read) = (*last, read + rows.len());
            let seals: Vec<Seal> = rows.into_iter().filter_map(|(_, seal)| seal).collect();
            let ids: Vec<Id> = seals.iter().map(|seal| seal.resource_id).collect();
            let sealed = last_of(conn, jurisdiction, kept.resource_type, &ids)?;
            found.extend(seals.into_iter().filter(|seal| !sealed.contains_key(&seal.resource_id)));
        }
    }
    Ok((found, all))
}

/// Finds the figures of a jurisdiction of which the log does not tell; reads at most so many rows of each kind, and
/// says whether those were all.
pub fn unsealed(conn: &mut Conn, jurisdiction: &str, most: usize, findings: &mut Findings) -> QueryResult<bool> {
    let (unsealed, all) = without_seal(conn, jurisdiction, most)?;
    for seal in unsealed {
        findings.push(Finding::new(FindingKind::FigureUnsealed).of(&seal.resource_type, seal.resource_id));
    }
    Ok(all)
}

/// Seals the figures of a jurisdiction that have no seal, as they are now, and tells so in the audit log; gives how
/// many. For figures of before there were seals, and of a restored backup: whoever looks at the log sees that it was
/// done, when and for how many.
pub fn seal(tx: &mut Tx<'_>, jurisdiction: &str) -> Result<usize> {
    let (seals, _) = without_seal(tx.conn, jurisdiction, usize::MAX)?;
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
