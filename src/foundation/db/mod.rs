//! The database: SQLite or PostgreSQL, one binary, chosen at run time by the URL.
//!
//! [`Db::read`] and [`Db::write`] are the only ways in: one blocking task, one transaction, commit on `Ok`. Both are
//! run again when the database asks for it, so their closures must be repeatable. No request waits longer than its
//! budget: how is told in docs/operations.md.
mod budget;
mod columns;
mod conn;
mod decimal;
pub mod enumeration;
mod keyset;
mod lane;
mod manager;
pub mod migrations;
mod pool;
mod repeatable;
mod search;
mod threads;
mod work;
#[rustfmt::skip]
#[allow(missing_docs)]
pub mod schema;
#[allow(missing_docs)]
mod views;

pub use budget::budgeted;
pub use columns::{Id, Timestamp, sql};
pub use conn::Conn;
pub use decimal::{Decimal, PATTERN as DECIMAL_PATTERN, display};
pub use keyset::{Clause, KeyColumn, KeyPart, KeyType, KeyValue};
pub use search::{containing, lower};
pub use views::obligations;

use crate::error::{Error, Result};
use budget::Meter;
use diesel::Connection;
use lane::{Fate, Lane};
use manager::Manager;
use pool::Pool;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use threads::Threads;
use tokio::time;
use work::Kind;

/// The backend of [`Conn`], for `check_for_backend(...)`.
pub type Backend = <Conn as Connection>::Backend;

/// Compiles one statement once per backend, for what the multi backend lacks (`on_conflict`, inserts of a `Vec`).
///
/// `on_each!(conn, c => statement.execute(c))` expands to a `match` whose arms are the same statement.
#[macro_export]
macro_rules! on_each {
    ($conn:expr, $c:ident => $query:expr) => {
        match $conn {
            $crate::db::Conn::Pg($c) => $query,
            $crate::db::Conn::Sqlite($c) => $query,
        }
    };
}

/// The budget of what is no request: jobs, the command line, start-up.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a single step of the command line or of start-up may take.
const LONGEST: Duration = Duration::from_secs(600);
/// The budget of a health check, at most: who asks wants to know now.
const HEALTH: Duration = Duration::from_secs(1);
/// By how much the request outwaits its thread, so that the thread's own answer is heard when both end together.
const GRACE: Duration = Duration::from_millis(50);

/// How much of the database one process may use, and for how long.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections for requests and jobs.
    pub pool_size: u32,
    /// How long one request may wait for the database, over all its steps.
    pub budget: Duration,
    /// How many requests may wait for a connection; the next is told to come again.
    pub waiting: usize,
}

/// The connection pools.
#[derive(Clone)]
pub struct Db {
    readers: Arc<Lane>,
    writers: Arc<Lane>,
    /// Of its own, so that the health of the database is told however many requests wait.
    health: Arc<Lane>,
    threads: Arc<Threads>,
    budget: Duration,
}

impl Db {
    /// Opens the pools for the command line, which is patient.
    pub fn connect(url: &str, pool_size: u32) -> Result<Self> {
        Self::open(url, Limits { pool_size, budget: PATIENCE, waiting: usize::MAX })
    }
    /// Opens the pools, and one connection to see that it can be done. SQLite gets one writer, as it can write from one
    /// connection at a time only.
    pub fn open(url: &str, limits: Limits) -> Result<Self> {
        let Limits { pool_size, budget, waiting } = limits;
        let manager = Manager::new(url, budget)?;
        let lane = |size| Lane::new(Pool::new(manager.clone(), size), waiting);
        let readers = lane(pool_size as usize);
        let writers = if manager.is_sqlite() { lane(1) } else { readers.clone() };
        // A thread for each connection: whoever has its turn finds one.
        let threads = Arc::new(Threads::new(readers.pool.size() + 2)?);
        let db = Self { readers, writers, health: lane(1), threads, budget };
        db.readers.pool.with(Instant::now() + PATIENCE, |_| ((), true))?;
        Ok(db)
    }
    /// The same connections with the budget of what is no request: for jobs.
    pub fn patient(&self) -> Self {
        Self { budget: self.budget.max(PATIENCE), ..self.clone() }
    }
    /// Runs queries in one read-only snapshot.
    pub async fn read<T: Send + 'static>(&self, f: impl FnMut(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        self.call(&self.readers, Kind::Read, self.budget, f).await
    }
    /// Runs a single query. One statement is a snapshot by itself: it goes without a transaction, which would cost two
    /// more round trips.
    pub async fn read_one<T: Send + 'static>(
        &self,
        f: impl FnMut(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.call(&self.readers, Kind::Query, self.budget, f).await
    }
    /// [`read_one`](Self::read_one) on the connection of the health checks.
    pub async fn probe<T: Send + 'static>(&self, f: impl FnMut(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        self.call(&self.health, Kind::Query, self.budget.min(HEALTH), f).await
    }
    /// Runs `f` in one transaction: all of it happens, or nothing. Once the client has been told that its time was
    /// over, nothing happens any more.
    pub async fn write<T: Send + 'static>(&self, f: impl FnMut(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        self.call(&self.writers, Kind::Write, self.budget, f).await
    }
    /// Runs `f` in a transaction that is rolled back whatever it says.
    pub async fn rehearse<T: Send + 'static>(
        &self,
        f: impl FnMut(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.call(&self.writers, Kind::Rehearsal, self.budget, f).await
    }
    /// [`write`](Self::write) for the command line and for start-up, where blocking is right.
    pub fn write_blocking<T>(&self, f: impl FnMut(&mut Conn) -> Result<T>) -> Result<T> {
        work::run(&self.writers.pool, Kind::Write, Instant::now() + LONGEST, &Fate::default(), f)
    }
    /// [`read`](Self::read) for the command line. It keeps no writer waiting.
    pub fn read_blocking<T>(&self, f: impl FnMut(&mut Conn) -> Result<T>) -> Result<T> {
        work::run(&self.readers.pool, Kind::Read, Instant::now() + LONGEST, &Fate::default(), f)
    }
    /// Waits for a connection and for what is done on it, no longer than the budget. A thread that is still at it then
    /// keeps its connection until the database ends it, and the request is answered without it.
    async fn call<T: Send + 'static>(
        &self,
        lane: &Arc<Lane>,
        kind: Kind,
        budget: Duration,
        f: impl FnMut(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (_meter, until) = Meter::start(budget);
        let ticket = lane.enter(until).await?;
        let fate = ticket.fate();
        let known = fate.clone();
        let mut task = self.threads.spawn(move || work::run(ticket.pool(), kind, until, &known, f))?;
        match time::timeout_at((until + GRACE).into(), &mut task).await {
            Ok(done) => done.map_err(Error::internal)?,
            Err(_) if lane.abandon(&fate) => Err(Error::unavailable("the database did not answer in time")),
            Err(_) => task.await.map_err(Error::internal)?,
        }
    }
}
