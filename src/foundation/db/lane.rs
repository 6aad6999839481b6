//! The way of requests to the connections of a pool: few go at once, some wait without holding a thread, the others are
//! told to come again.
use super::pool::Pool;
use crate::error::{Error, Result};
use std::{
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicUsize, Ordering},
    },
    time::Instant,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time,
};

/// A pool with its queue.
pub struct Lane {
    /// The connections.
    pub pool: Pool,
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    most: usize,
    abandoned: AtomicUsize,
}

/// The right to use a connection; it stays with the thread that uses it, even when the request has been answered.
pub struct Ticket {
    lane: Arc<Lane>,
    fate: Arc<Fate>,
    _permit: OwnedSemaphorePermit,
}

/// Whether the request still waits for what its thread does.
#[derive(Default)]
pub struct Fate(AtomicU8);

const WAITED_FOR: u8 = 0;
const ABANDONED: u8 = 1;
const ENDED: u8 = 2;

impl Fate {
    /// Whether the request was answered without it. Then nothing may be committed any more.
    pub fn is_abandoned(&self) -> bool {
        self.0.load(Ordering::SeqCst) == ABANDONED
    }
}

impl Ticket {
    /// The pool that it is for.
    pub fn pool(&self) -> &Pool {
        &self.lane.pool
    }
    /// What the request and its thread know of each other.
    pub fn fate(&self) -> Arc<Fate> {
        self.fate.clone()
    }
}
impl Drop for Ticket {
    fn drop(&mut self) {
        if self.fate.0.swap(ENDED, Ordering::SeqCst) == ABANDONED {
            self.lane.abandoned.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// Counts one who waits for as long as it does.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Lane {
    /// A lane to a pool; `most` may wait.
    pub fn new(pool: Pool, most: usize) -> Arc<Self> {
        let permits = Arc::new(Semaphore::new(pool.size()));
        let (waiting, abandoned) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Arc::new(Self { pool, permits, waiting, most, abandoned })
    }
    /// Waits for its turn until then. 503 at once where waiting is of no use, `overloaded` where too many wait already.
    pub async fn enter(self: &Arc<Self>, until: Instant) -> Result<Ticket> {
        // A single connection may be at something long: that says nothing of the database.
        if self.pool.size() > 1 && self.abandoned.load(Ordering::SeqCst) >= self.pool.size() {
            return Err(Error::unavailable("the database answers none of the connections"));
        }
        if self.pool.is_hopeless() {
            return Err(Error::unavailable("the database refused a connection a moment ago"));
        }
        let permit = match self.permits.clone().try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => {
                let turn = self.waiting.fetch_add(1, Ordering::SeqCst);
                let _waiting = Waiting(&self.waiting);
                if turn >= self.most {
                    return Err(Error::overloaded());
                }
                time::timeout_at(until.into(), self.permits.clone().acquire_owned())
                    .await
                    .map_err(|_| Error::unavailable("no connection became free in time"))?
                    .map_err(Error::internal)?
            }
        };
        Ok(Ticket { lane: self.clone(), fate: Arc::default(), _permit: permit })
    }
    /// The request is answered although its thread is still at it; `false` when it has just ended.
    pub fn abandon(&self, fate: &Fate) -> bool {
        // Counted first, so that the thread never takes away what was not added.
        self.abandoned.fetch_add(1, Ordering::SeqCst);
        let abandoned = fate.0.compare_exchange(WAITED_FOR, ABANDONED, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        if !abandoned {
            self.abandoned.fetch_sub(1, Ordering::SeqCst);
        }
        abandoned
    }
}
