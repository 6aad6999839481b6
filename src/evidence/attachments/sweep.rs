//! 清理: removes content that no attachment speaks of, such as that of an upload whose transaction failed.
use super::store;
use crate::foundation::{State, db::Timestamp, error::Result};
use chrono::TimeDelta;

/// How old content must be before it is removed: far longer than an upload takes from its content to its row.
const KEPT: TimeDelta = TimeDelta::days(1);
/// How many are looked up in one statement.
const AT_ONCE: usize = 500;

/// Removes old content without a row; gives how much. Harmless to repeat and to run on several replicas at once.
pub async fn sweep(state: &State) -> Result<usize> {
    let cutoff = Timestamp::from(*state.clock.now() - KEPT);
    let old = state.objects.older_than(cutoff).await?;
    let mut removed = 0;
    for some in old.chunks(AT_ONCE) {
        let hashes: Vec<String> = some.iter().map(|object| object.sha256.clone()).collect();
        let kept = state.db.read_one(move |conn| Ok(store::known(conn, &hashes)?)).await?;
        for object in some.iter().filter(|object| !kept.contains(&object.sha256)) {
            removed += usize::from(state.objects.remove(object, cutoff).await?);
        }
    }
    Ok(removed)
}
