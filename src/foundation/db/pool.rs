//! The connections that are open: at most so many, each used by one at a time. What could not be connected to a moment
//! ago is not tried again by everybody.
use super::{Conn, manager::Manager};
use crate::error::{Error, Result};
use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// How long nobody tries to connect after a connection failed; then one does. Bounds how late it is noticed that the
/// database is back.
const PAUSE: Duration = Duration::from_millis(300);
/// How old a connection gets before it is replaced, so that neither side's memory of it grows for ever.
const LIFE: Duration = Duration::from_secs(30 * 60);

/// Connections to one database.
pub struct Pool {
    manager: Manager,
    size: usize,
    inner: Mutex<Inner>,
    changed: Condvar,
}

#[derive(Default)]
struct Inner {
    idle: Vec<Kept>,
    /// All of them: idle, used, and on their way.
    open: usize,
    /// On their way.
    connecting: usize,
    /// When the last try to connect failed, unless one has succeeded since.
    failed: Option<Instant>,
}

struct Kept {
    conn: Conn,
    since: Instant,
}

impl Inner {
    fn may_connect(&self) -> bool {
        self.failed.is_none_or(|at| self.connecting == 0 && at.elapsed() >= PAUSE)
    }
    /// Whether there is no connection and none is to be had.
    fn is_hopeless(&self) -> bool {
        self.failed.is_some() && self.open == self.connecting && !self.may_connect()
    }
}

/// The place of a connection among the open ones: given up when this goes, a panic included, unless it was kept.
struct Place<'a> {
    pool: &'a Pool,
    kept: Option<Kept>,
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut inner = self.pool.lock();
        match self.kept.take() {
            Some(kept) => inner.idle.push(kept),
            None => inner.open -= 1,
        }
        drop(inner);
        self.pool.changed.notify_one();
    }
}

impl Pool {
    /// An empty pool of at most `size` connections.
    pub fn new(manager: Manager, size: usize) -> Self {
        Self { manager, size, inner: Mutex::default(), changed: Condvar::new() }
    }
    /// The most connections that it opens.
    pub fn size(&self) -> usize {
        self.size
    }
    /// Whether it is not worth waiting: the database refused a moment ago, and no connection is left.
    pub fn is_hopeless(&self) -> bool {
        self.lock().is_hopeless()
    }
    /// Lends a connection, waiting for one until then; `f` also says whether it is still good. Blocks.
    pub fn with<T>(&self, until: Instant, f: impl FnOnce(&mut Conn) -> (T, bool)) -> Result<T> {
        let (mut place, mut kept) = self.take(until)?;
        let (result, good) = f(&mut kept.conn);
        if good && kept.since.elapsed() < LIFE {
            place.kept = Some(kept);
        } else {
            // Closed before its place is given up: PostgreSQL counts it until then.
            drop(kept);
        }
        drop(place);
        Ok(result)
    }
    fn take(&self, until: Instant) -> Result<(Place<'_>, Kept)> {
        let mut inner = self.lock();
        loop {
            if let Some(kept) = inner.idle.pop() {
                return Ok((Place { pool: self, kept: None }, kept));
            }
            if inner.open < self.size && inner.may_connect() {
                inner.open += 1;
                inner.connecting += 1;
                drop(inner);
                let place = Place { pool: self, kept: None };
                let made = self.manager.establish();
                inner = self.lock();
                inner.connecting -= 1;
                match made {
                    Ok(conn) => {
                        inner.failed = None;
                        drop(inner);
                        self.changed.notify_all();
                        return Ok((place, Kept { conn, since: Instant::now() }));
                    }
                    Err(error) => {
                        inner.failed = Some(Instant::now());
                        drop(inner);
                        drop(place);
                        self.changed.notify_all();
                        inner = self.lock();
                        if inner.open == inner.connecting {
                            return Err(Error::unavailable(error));
                        }
                        continue;
                    }
                }
            }
            if inner.is_hopeless() {
                return Err(Error::unavailable("the database refused a connection a moment ago"));
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Error::unavailable("no connection became free in time"));
            }
            let waited = self.changed.wait_timeout(inner, left.min(PAUSE));
            inner = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
    fn lock(&self) -> MutexGuard<'_, Inner> {
        // Every change of it is complete: a panic of somebody else leaves it as it should be.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
