//! 后台任务: what the service does by itself, beside the requests. Each run is harmless to repeat; of several replicas
//! one runs.
//!
//! A job is a line of [`ALL`] and a function that says how much it did. When it runs, and how that went, is the loop's.
mod hygiene;
mod looping;
mod reminding;

pub use looping::{Job, Running, turn};

use crate::{evidence::attachments, foundation::State, governance::checkpoints};
use std::time::Duration;

/// Every job.
pub const ALL: &[Job] = &[
    Job { name: "reminders", every: Duration::from_secs(300), run: |state| Box::pin(reminding::remind(state)) },
    Job { name: "clean_up", every: Duration::from_secs(3600), run: |state| Box::pin(hygiene::clean_up(state)) },
    Job {
        name: "attachment_sweep",
        every: Duration::from_secs(24 * 3600),
        run: |state| Box::pin(attachments::sweep(state)),
    },
    Job {
        name: "audit_checkpoints",
        every: Duration::from_secs(24 * 3600),
        run: |state| Box::pin(checkpoints::daily(state)),
    },
    Job {
        name: "audit_checkpoint_export",
        every: Duration::from_secs(60),
        run: |state| Box::pin(checkpoints::export(state)),
    },
];

/// Starts the jobs of a serving process; they end with what this gives. Nobody waits for them: the database may take
/// longer for them than for a request.
pub fn start(state: &State) -> Running {
    looping::start(ALL, &State { db: state.db.patient(), ..state.clone() })
}
