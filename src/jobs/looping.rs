//! The one loop of all jobs: wait until it is due, take the run, do it, write down how it went.
use crate::foundation::{
    State,
    db::Timestamp,
    error::{Error, Result},
    job_runs,
};
use actix_web::rt;
use chrono::TimeDelta;
use futures_util::{FutureExt, future::LocalBoxFuture};
use std::{
    hash::{BuildHasher, RandomState},
    panic::AssertUnwindSafe,
    time::Duration,
};
use tokio::{sync::watch, task::JoinHandle, time};

/// Within how long after the start the first runs happen. Not at once: replicas that start together spread over it.
const FIRST: Duration = Duration::from_secs(3);
/// The largest part of an interval by which a run is put off, so that jobs and replicas do not beat together.
const JITTER: u32 = 10;
/// How long a loop waits when the database does not even say when the job is due.
const BLIND: Duration = Duration::from_secs(30);

/// Something that the service does by itself.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// Its name, in the database and in the log.
    pub name: &'static str,
    /// How often it runs, over all replicas together.
    pub every: Duration,
    /// Does it once; gives how much was done, for the log.
    pub run: for<'a> fn(&'a State) -> LocalBoxFuture<'a, Result<usize>>,
}

impl Job {
    fn interval(&self) -> TimeDelta {
        TimeDelta::from_std(self.every).unwrap_or(TimeDelta::MAX)
    }
}

/// The loops of a process. They end when this is dropped, or when it is [stopped](Self::stop).
pub struct Running {
    stop: watch::Sender<bool>,
    loops: Vec<JoinHandle<()>>,
}

impl Running {
    /// Begins no further run and waits for those that are under way, for `patience` at most.
    pub async fn stop(self, patience: Duration) {
        self.stop.send_replace(true);
        let ended = time::timeout(patience, futures_util::future::join_all(self.loops)).await;
        if ended.is_err() {
            tracing::warn!("a job was still running at the stop; another process takes it up");
        }
    }
}

/// Starts a loop for each job.
pub(super) fn start(jobs: &'static [Job], state: &State) -> Running {
    let (stop, stopped) = watch::channel(false);
    let names: Vec<&str> = jobs.iter().map(|job| job.name).collect();
    let known = state.clone();
    let registering = rt::spawn(async move {
        let now = known.clock.now();
        if let Err(error) = known.db.write(move |conn| Ok(job_runs::register(conn, &names, now)?)).await {
            tracing::warn!(%error, "the jobs could not be registered");
        }
    });
    let mut loops = vec![registering];
    loops.extend(jobs.iter().map(|job| rt::spawn(keep(*job, state.clone(), stopped.clone()))));
    Running { stop, loops }
}

/// Runs a job whenever it is due, until the stop. Only the waiting is broken off, never a run.
async fn keep(job: Job, state: State, mut stopped: watch::Receiver<bool>) {
    let mut wait = jitter(FIRST);
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            () = time::sleep(wait) => {}
        }
        wait = turn(&job, &state).await;
    }
}

/// One turn of the loop: runs the job if it is due and no other replica has taken it. Gives how long to wait for the
/// next.
pub async fn turn(job: &Job, state: &State) -> Duration {
    match run_if_due(job, state).await {
        Ok(due_at) => {
            let wait = (*due_at - *state.clock.now()).to_std().unwrap_or_default();
            wait.min(job.every) + jitter(job.every / JITTER).min(BLIND)
        }
        Err(error) => {
            tracing::warn!(job = job.name, %error, "whether the job is due, or how it went, could not be told");
            BLIND.min(job.every) + jitter(FIRST)
        }
    }
}

/// Gives when the job is due next.
async fn run_if_due(job: &Job, state: &State) -> Result<Timestamp> {
    let (name, every, began) = (job.name, job.interval(), state.clock.now());
    if !state.db.write(move |conn| Ok(job_runs::claim(conn, name, every, began)?)).await? {
        return state.db.read_one(move |conn| Ok(job_runs::due_at(conn, name)?)).await;
    }
    let outcome = AssertUnwindSafe((job.run)(state)).catch_unwind().await;
    let now = state.clock.now();
    match outcome.unwrap_or_else(|_| Err(Error::internal("it panicked"))) {
        Ok(done) => {
            tracing::debug!(job = name, done, "ran");
            state.db.write(move |conn| Ok(job_runs::succeeded(conn, name, every, began, now)?)).await
        }
        Err(error) => {
            tracing::warn!(job = name, %error, "failed");
            let reason = error.to_string();
            state.db.write(move |conn| Ok(job_runs::failed(conn, name, every, &reason, now)?)).await
        }
    }
}

/// A part of `most` that nobody can tell beforehand. The seeds of a hash map are random enough for this.
fn jitter(most: Duration) -> Duration {
    let most = u64::try_from(most.as_millis()).unwrap_or(u64::MAX).max(1);
    Duration::from_millis(RandomState::new().hash_one(0_u8) % most)
}
