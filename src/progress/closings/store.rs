//! What a closing writes.
use crate::{
    foundation::{error::Result, events::Tx},
    plan::periods::PeriodRow,
    progress::{overrides, verdicts},
};
use sha2::{Digest, Sha256};

/// What a closing froze.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frozen {
    /// How many verdicts were added.
    pub verdicts: usize,
    /// SHA-256 of the hashes of their inputs, in the order of the indicators: it goes into the audit log, and ties them
    /// to its chain.
    pub hash: String,
}

/// Freezes the lights of a period that has just closed: a verdict for each reported indicator of its plan. Reads as
/// often for ten indicators as for a thousand, and writes once for each.
pub fn freeze(tx: &mut Tx<'_>, period: &PeriodRow) -> Result<Frozen> {
    let until = period.closed_at.unwrap_or(period.updated_at);
    let overrides = overrides::store::to_keep(tx.conn, period.id)?;
    let gathered = verdicts::store::gather(tx.conn, period, until, None, &overrides)?;
    let mut digest = Sha256::new();
    for (inputs, lead) in &gathered {
        digest.update(verdicts::store::insert(tx.conn, period, inputs, *lead)?);
    }
    if let Some((inputs, _)) = gathered.first() {
        for verdict in verdicts::store::of_closing(tx.conn, period.id, inputs.closing)? {
            tx.seal(&verdict);
        }
    }
    Ok(Frozen { verdicts: gathered.len(), hash: hex::encode(digest.finalize()) })
}
