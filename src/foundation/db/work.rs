//! One transaction on a connection of a pool: run again where that helps, never committed after its request was
//! answered.
use super::{Conn, lane::Fate, manager::is_alive, pool::Pool};
use crate::error::{Code, Error, Rerun, Result};
use diesel::{
    Connection, QueryResult,
    connection::{AnsiTransactionManager, TransactionManager},
    r2d2::R2D2Connection,
};
use std::time::{Duration, Instant};

/// How often a transaction is run again before the client is told to.
const ATTEMPTS: usize = 5;

/// What a transaction is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Queries in one snapshot.
    Read,
    /// A single query, which needs no transaction.
    Query,
    /// Changes, committed.
    Write,
    /// Changes, taken back.
    Rehearsal,
}

impl Kind {
    /// What begins it, at most `left` for each statement. On SQLite only the writer waits, for the lock.
    fn beginning(self, sqlite: bool, left: Duration) -> Option<String> {
        let left = left.as_millis().max(1);
        let sql = match (self, sqlite) {
            (Self::Query, _) => return None,
            (Self::Read, true) => "BEGIN".to_owned(),
            (_, true) => format!("PRAGMA busy_timeout = {left}; BEGIN IMMEDIATE"),
            (Self::Read, false) => {
                format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = {left}")
            }
            (_, false) => format!("BEGIN; SET LOCAL statement_timeout = {left}"),
        };
        Some(sql)
    }
}

/// Runs `f` in a transaction until then, again on another connection where one is lost, and again where the database
/// asks for it. Blocks.
pub fn run<T>(
    pool: &Pool,
    kind: Kind,
    until: Instant,
    fate: &Fate,
    mut f: impl FnMut(&mut Conn) -> Result<T>,
) -> Result<T> {
    let (mut again, mut elsewhere, mut unexplained) = (0, 0, 0);
    loop {
        let error = match pool.with(until, |conn| once(conn, kind, until, fate, &mut f))? {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        let (times, most) = match error.rerun() {
            Rerun::No => return Err(error),
            Rerun::Again => (&mut again, ATTEMPTS),
            // Every connection that was idle may be lost, and then the first new one is good.
            Rerun::Elsewhere => (&mut elsewhere, pool.size() + 1),
            Rerun::Unexplained => (&mut unexplained, 2),
        };
        *times += 1;
        if Instant::now() >= until {
            // What PostgreSQL ended because its time was over is told by the clock, as its text may be in any language.
            return Err(if error.is_of_database() { Error::unavailable(error) } else { error });
        }
        if *times >= most || fate.is_abandoned() {
            return Err(error);
        }
        tracing::debug!(%error, "run again");
    }
}

/// Runs it once; also says whether the connection is still good.
fn once<T>(
    conn: &mut Conn,
    kind: Kind,
    until: Instant,
    fate: &Fate,
    f: &mut impl FnMut(&mut Conn) -> Result<T>,
) -> (Result<T>, bool) {
    let left = until.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return (Err(Error::unavailable("the budget is spent")), true);
    }
    if let Err(error) = begin(conn, kind, left) {
        return judged(conn, error.into(), true);
    }
    let result = f(conn);
    if kind == Kind::Write && result.is_ok() {
        if fate.is_abandoned() {
            let ended = roll_back(conn);
            return (Err(Error::unavailable("the budget is spent")), ended);
        }
        return match <Conn as Connection>::TransactionManager::commit_transaction(conn) {
            Ok(()) => (result, true),
            Err(error) => {
                roll_back(conn);
                let ended = !conn.is_broken();
                let (error, good) = judged(conn, error.into(), ended);
                // Whether a commit happened on a connection that is lost is not known: it is not done twice.
                let unknown = |error: Error| match error.rerun() {
                    Rerun::Elsewhere => Error::unavailable(error),
                    _ => error,
                };
                (error.map_err(unknown), good)
            }
        };
    }
    let ended = kind == Kind::Query || roll_back(conn);
    match result {
        Ok(_) => (result, ended),
        Err(error) if error.is_of_database() || error.code() == Code::InternalError => judged(conn, error, ended),
        Err(_) => (result, ended),
    }
}

/// What a failure means: when its connection is lost, that and nothing else.
fn judged<T>(conn: &mut Conn, error: Error, ended: bool) -> (Result<T>, bool) {
    if ended && is_alive(conn) {
        let good = error.rerun() != Rerun::Unexplained;
        return (Err(error), good);
    }
    let lost = matches!(conn, Conn::Pg(_));
    (Err(if lost { Error::unavailable(error).rerun_as(Rerun::Elsewhere) } else { error }), false)
}

/// Diesel can begin a transaction with given SQL on the inner connections only.
fn begin(conn: &mut Conn, kind: Kind, left: Duration) -> QueryResult<()> {
    let Some(sql) = kind.beginning(matches!(conn, Conn::Sqlite(_)), left) else { return Ok(()) };
    begin_with(conn, &sql)
}

/// Begins a transaction with this.
pub fn begin_with(conn: &mut Conn, sql: &str) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, sql),
        Conn::Pg(c) => AnsiTransactionManager::begin_transaction_sql(c, sql),
    }
}

/// Ends a transaction without effect; `false` when that failed, and then the connection is not used again.
pub fn roll_back(conn: &mut Conn) -> bool {
    let ended = <Conn as Connection>::TransactionManager::rollback_transaction(conn);
    if let Err(error) = &ended {
        tracing::debug!(%error, "roll back");
    }
    ended.is_ok()
}
