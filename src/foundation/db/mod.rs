//! The database: SQLite or PostgreSQL, one binary, chosen at run time by the URL.
//!
//! [`Db::read`] and [`Db::write`] are the only ways in: one blocking task, one transaction, commit on `Ok`. A write is
//! run again when the database asks for it, so its closure must be repeatable.
mod columns;
mod conn;
mod decimal;
pub mod migrations;
mod pool;
mod repeatable;
mod search;
#[rustfmt::skip]
#[allow(missing_docs)]
pub mod schema;
#[allow(missing_docs)]
mod views;

pub use columns::{Id, Timestamp, sql};
pub use conn::Conn;
pub use decimal::{Decimal, PATTERN as DECIMAL_PATTERN, display};
pub use search::{containing, lower};
pub use views::obligations;

use crate::error::{Error, Result};
use diesel::{
    Connection,
    connection::{AnsiTransactionManager, TransactionManager},
    r2d2::{Pool, PooledConnection},
};
use pool::Manager;
use std::{sync::Arc, time::Duration};
use tokio::sync::Semaphore;

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

/// How often a write is run again before the client is told to.
const ATTEMPTS: usize = 5;

/// The connection pools.
#[derive(Clone)]
pub struct Db {
    readers: Pool<Manager>,
    writers: Pool<Manager>,
    /// Wait here, asynchronously, rather than in a blocked thread: cuts the tail under load.
    reading: Arc<Semaphore>,
    writing: Arc<Semaphore>,
}

impl Db {
    /// Opens the pools. SQLite gets one writer, as it can write from one connection at a time only.
    pub fn connect(url: &str, pool_size: u32) -> Result<Self> {
        let pool = |size| {
            Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .test_on_check_out(false)
                .connection_timeout(Duration::from_secs(2))
                .build(Manager::new(url)?)
                .map_err(Error::unavailable)
        };
        let readers = pool(pool_size)?;
        let reading = Arc::new(Semaphore::new(pool_size as usize));
        let (writers, writing) = if Manager::new(url)?.is_sqlite() {
            (pool(1)?, Arc::new(Semaphore::new(1)))
        } else {
            (readers.clone(), reading.clone())
        };
        Ok(Self { readers, writers, reading, writing })
    }
    /// Runs queries in one read-only snapshot.
    pub async fn read<T: Send + 'static>(&self, f: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        let (pool, _permit) = (self.readers.clone(), self.reading.clone().acquire_owned().await);
        actix_web::web::block(move || {
            let conn = &mut *begun(&pool, "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")?;
            let result = f(conn);
            roll_back(conn);
            result
        })
        .await
        .map_err(Error::internal)?
    }
    /// Runs a single query. One statement is a snapshot by itself: it goes without a transaction, which would cost two
    /// more round trips.
    pub async fn read_one<T: Send + 'static>(
        &self,
        f: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (pool, _permit) = (self.readers.clone(), self.reading.clone().acquire_owned().await);
        actix_web::web::block(move || f(&mut *pool.get().map_err(Error::unavailable)?))
            .await
            .map_err(Error::internal)?
    }
    /// Runs `f` in one transaction: all of it happens, or nothing.
    pub async fn write<T: Send + 'static>(&self, f: impl FnMut(&mut Conn) -> Result<T> + Send + 'static) -> Result<T> {
        let (db, _permit) = (self.clone(), self.writing.clone().acquire_owned().await);
        actix_web::web::block(move || db.write_blocking(f)).await.map_err(Error::internal)?
    }
    /// Runs `f` in a transaction that is rolled back whatever it says.
    pub async fn rehearse<T: Send + 'static>(
        &self,
        mut f: impl FnMut(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (pool, _permit) = (self.writers.clone(), self.writing.clone().acquire_owned().await);
        actix_web::web::block(move || {
            let conn = &mut *begun(&pool, "BEGIN IMMEDIATE", "BEGIN")?;
            let result = f(conn);
            roll_back(conn);
            result
        })
        .await
        .map_err(Error::internal)?
    }
    /// [`write`](Self::write) for the command line and for start-up, where blocking is right.
    pub fn write_blocking<T>(&self, mut f: impl FnMut(&mut Conn) -> Result<T>) -> Result<T> {
        let conn = &mut *begun(&self.writers, "BEGIN IMMEDIATE", "BEGIN")?;
        let mut attempt = 1;
        loop {
            let result = f(conn).and_then(|value| {
                <Conn as Connection>::TransactionManager::commit_transaction(conn)?;
                Ok(value)
            });
            match result {
                Ok(value) => return Ok(value),
                Err(error) => {
                    roll_back(conn);
                    if !error.is_retryable() || attempt == ATTEMPTS {
                        return Err(error);
                    }
                    attempt += 1;
                    begin(conn, "BEGIN IMMEDIATE", "BEGIN")?;
                }
            }
        }
    }
}

/// A connection in a transaction. Connections that the database closed meanwhile, by a restart, show at the first
/// statement: they are dropped and another is taken, as nothing has happened on them yet.
fn begun(pool: &Pool<Manager>, sqlite: &str, postgres: &str) -> Result<PooledConnection<Manager>> {
    let mut left = pool.max_size();
    loop {
        let mut conn = pool.get().map_err(Error::unavailable)?;
        match begin(&mut conn, sqlite, postgres) {
            Ok(()) => return Ok(conn),
            Err(error) if left == 0 => return Err(error),
            Err(error) => tracing::debug!(%error, "a stale connection"),
        }
        left -= 1;
    }
}

/// Diesel can begin a transaction with given SQL on the inner connections only.
fn begin(conn: &mut Conn, sqlite: &str, postgres: &str) -> Result<()> {
    match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, sqlite)?,
        Conn::Pg(c) => AnsiTransactionManager::begin_transaction_sql(c, postgres)?,
    }
    Ok(())
}

/// Ends a transaction without effect. When that fails the pool finds the connection broken and replaces it.
fn roll_back(conn: &mut Conn) {
    if let Err(error) = <Conn as Connection>::TransactionManager::rollback_transaction(conn) {
        tracing::debug!(%error, "roll back");
    }
}
