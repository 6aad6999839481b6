//! 核验: the log, the feed, the figures and the checkpoints of a jurisdiction, held against each other.
use super::{figures, model::AuditVerification};
use crate::foundation::{
    auth::PublicKeys,
    db::Conn,
    error::Result,
    events::{
        self,
        checkpoint::{self, Given},
    },
};

/// How much is read at once.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Entries.
    pub entries: i64,
    /// Rows of each kind of figures, in the search for those without a seal.
    pub rows: usize,
}

impl Bounds {
    /// Of a request: it must not hold a connection for long.
    pub const OF_A_REQUEST: Self = Self { entries: 2_000, rows: 5_000 };
    /// Of the command line, which goes on until it has read everything.
    pub const WHOLE: Self = Self { entries: 2_000, rows: usize::MAX };
}

/// Verifies what follows on a sequence, within bounds: the entries, their rows of the feed, the figures whose last seal
/// stands there, and the checkpoints that were made there; at the end of the log also what has no entry at all.
pub fn verify(
    conn: &mut Conn,
    jurisdiction: &str,
    after: i64,
    bounds: Bounds,
    (keys, given): (Option<&PublicKeys>, &[Given]),
) -> Result<AuditVerification> {
    let mut stretch = events::stretch(conn, jurisdiction, after, bounds.entries)?;
    let mut findings = std::mem::take(&mut stretch.findings);
    let figures = figures::compare(conn, jurisdiction, &stretch, &mut findings)?;
    let checkpoints = checkpoint::check(conn, jurisdiction, &stretch, keys, &mut findings)?;
    for given in given.iter().filter(|given| given.jurisdiction() == jurisdiction) {
        given.check(conn, &stretch, &mut findings)?;
    }
    let all = !stretch.ended || figures::unsealed(conn, jurisdiction, bounds.rows, &mut findings)?;
    let last = checkpoint::last(conn, jurisdiction)?;
    Ok(AuditVerification {
        jurisdiction: jurisdiction.to_owned(),
        intact: findings.is_empty(),
        complete: stretch.ended && all,
        entries: stretch.read,
        after_sequence: after,
        through_sequence: stretch.through,
        next_after_sequence: (!stretch.ended).then_some(stretch.through),
        figures,
        checkpoints,
        last_checkpoint_sequence: last.map(|last| last.sequence),
        findings: findings.kept,
        findings_left_off: findings.left_off,
    })
}
