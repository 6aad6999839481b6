//! Brings a database to the schema of this binary, its views included, under a lock, so that several replicas may start
//! at once.
use super::{Conn, PATIENCE, manager::Manager, repeatable, work};
use crate::error::{Error, Result};
use diesel::{
    connection::TransactionManager,
    migration::{self, MigrationSource},
    pg::Pg,
    prelude::*,
    sqlite::Sqlite,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::fs::File;

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");
/// The number of our advisory lock on PostgreSQL: the ASCII codes of "duban".
const LOCK: i64 = 0x0064_7562_616e;

/// Runs the pending migrations and gives how many there were. All of them and the views are one transaction: a replica
/// that serves meanwhile never finds a view missing, and a migration that fails leaves everything as it was.
pub fn run(url: &str) -> Result<usize> {
    whole(url, |conn| {
        if unapplied(conn)? + repeatable::stale(conn)? == 0 {
            return Ok(0);
        }
        repeatable::prepare(conn)?;
        repeatable::drop_all(conn)?;
        let done = match conn {
            Conn::Sqlite(c) => c.run_pending_migrations(SQLITE)?.len(),
            Conn::Pg(c) => c.run_pending_migrations(POSTGRES)?.len(),
        };
        repeatable::create_all(conn)?;
        Ok(done)
    })
}

/// How many migrations and views of this binary the database lacks. Only reads: whoever asks holds no lock.
pub fn pending(url: &str) -> Result<usize> {
    let mut conn = Manager::new(url, PATIENCE)?.establish().map_err(Error::unavailable)?;
    Ok(unapplied(&mut conn).map_err(Error::internal)? + repeatable::stale(&mut conn)?)
}

/// Takes every migration back; for the test that each can be.
pub fn revert_all(url: &str) -> Result<usize> {
    whole(url, |conn| {
        repeatable::prepare(conn)?;
        repeatable::drop_all(conn)?;
        Ok(match conn {
            Conn::Sqlite(c) => c.revert_all_migrations(SQLITE)?.len(),
            Conn::Pg(c) => c.revert_all_migrations(POSTGRES)?.len(),
        })
    })
}

fn unapplied(conn: &mut Conn) -> migration::Result<usize> {
    // Diesel makes its table when it is asked what is pending.
    if !repeatable::has_table(conn, "__diesel_schema_migrations")? {
        return Ok(match conn {
            Conn::Sqlite(_) => MigrationSource::<Sqlite>::migrations(&SQLITE)?.len(),
            Conn::Pg(_) => MigrationSource::<Pg>::migrations(&POSTGRES)?.len(),
        });
    }
    match conn {
        Conn::Sqlite(c) => c.pending_migrations(SQLITE).map(|pending| pending.len()),
        Conn::Pg(c) => c.pending_migrations(POSTGRES).map(|pending| pending.len()),
    }
}

/// Under the lock, in one transaction: all of it happens, or nothing.
fn whole(url: &str, f: impl FnOnce(&mut Conn) -> migration::Result<usize>) -> Result<usize> {
    locked(url, |conn| {
        let sql = if matches!(conn, Conn::Sqlite(_)) { "BEGIN IMMEDIATE" } else { "BEGIN" };
        work::begin_with(conn, sql)?;
        let done = f(conn).and_then(|done| {
            <Conn as Connection>::TransactionManager::commit_transaction(conn)?;
            Ok(done)
        });
        if done.is_err() {
            work::roll_back(conn);
        }
        done
    })
}

/// Does something that only one replica at a time may do, such as filling an empty database.
pub fn exclusively<T>(url: &str, f: impl FnOnce() -> T) -> Result<T> {
    let mut done = None;
    locked(url, |_| {
        done = Some(f());
        Ok::<_, Error>(0)
    })?;
    done.ok_or_else(|| Error::internal("not run"))
}

/// Diesel's migrations take no lock of their own: a session lock on PostgreSQL, a locked file beside an SQLite
/// database.
fn locked<E: Into<Box<dyn std::error::Error + Send + Sync>>>(
    url: &str,
    f: impl FnOnce(&mut Conn) -> Result<usize, E>,
) -> Result<usize> {
    let manager = Manager::new(url, PATIENCE)?;
    // On SQLite the file is locked before anyone connects: setting a new database to WAL waits for nobody.
    let _file = manager.is_sqlite().then(|| lock_file(&manager)).transpose().map_err(Error::internal)?;
    let mut conn = manager.establish().map_err(Error::unavailable)?;
    if let Conn::Pg(c) = &mut conn {
        diesel::sql_query("SET statement_timeout = 0").execute(c)?;
        diesel::sql_query(format!("SELECT pg_advisory_lock({LOCK})")).execute(c)?;
    }
    // The PostgreSQL lock ends with this connection, the file's with the file.
    f(&mut conn).map_err(Error::internal)
}

fn lock_file(manager: &Manager) -> std::io::Result<File> {
    let file = File::create(format!("{}.migrating", manager.path()))?;
    file.lock()?;
    Ok(file)
}
