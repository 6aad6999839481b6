//! What the service does with checkpoints by itself.
use super::store;
use crate::foundation::{
    State,
    error::Result,
    events::{
        self, Tx,
        checkpoint::{self, CheckpointReason},
    },
};

/// How many checkpoints are read at once.
const BATCH: i64 = 100;

/// Makes a checkpoint for each jurisdiction in whose log anything happened since the last one; gives how many. An idle
/// log gets none, and a checkpoint makes no entry, so that days without an act leave no trace.
pub async fn daily(state: &State) -> Result<usize> {
    let jurisdictions = state.db.read_one(|conn| Ok(events::jurisdictions(conn)?)).await?;
    let mut made = 0;
    for jurisdiction in jurisdictions {
        let (keys, clock) = (state.keys.clone(), state.clock.clone());
        let make = move |conn: &mut _| {
            let mut tx = Tx::of_service(conn, &clock, "checkpoints");
            let vouched = checkpoint::last(tx.conn, &jurisdiction)?.map_or(0, |last| last.sequence);
            if checkpoint::counted(tx.conn, &jurisdiction)? <= vouched {
                return Ok(0);
            }
            tx.checkpoint(&keys, &jurisdiction, CheckpointReason::Daily).map(|_| 1)
        };
        made += state.db.write(make).await?;
    }
    if made > 0 {
        // Now rather than within a minute; what fails here, the other job tries again.
        export(state).await?;
    }
    Ok(made)
}

/// Writes to each place outside the database what was not yet written there; gives how many. A place that fails holds
/// none of the others up, and is tried again.
pub async fn export(state: &State) -> Result<usize> {
    let (mut written, mut failure) = (0, None);
    for target in state.outside.targets() {
        match export_to(state, target).await {
            Ok(count) => written += count,
            Err(error) => {
                tracing::warn!(target = target.name, %error, "checkpoints could not be written outside");
                failure = Some(error);
            }
        }
    }
    failure.map_or(Ok(written), Err)
}

async fn export_to(state: &State, target: &crate::foundation::outside::Target) -> Result<usize> {
    let (name, mut written) = (target.name, 0);
    loop {
        let waiting = state.db.read_one(move |conn| Ok(store::waiting(conn, name, BATCH)?)).await?;
        if waiting.is_empty() {
            return Ok(written);
        }
        for row in waiting {
            target.keep(&row.file_name(), &row.token, &state.clock).await?;
            let (id, at) = (row.id, state.clock.now());
            state.db.write(move |conn| Ok(store::written(conn, id, name, at)?)).await?;
            written += 1;
        }
    }
}
