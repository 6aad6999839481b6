//! Brings a database to the schema of this binary, under a lock, so that several replicas may start at once.
use super::{Conn, pool::Manager};
use crate::foundation::error::{Error, Result};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use std::fs::File;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
/// The number of our advisory lock on PostgreSQL: the ASCII codes of "duban".
const LOCK: i64 = 0x0064_7562_616e;

/// Runs the pending migrations and gives how many there were.
pub fn run(url: &str) -> Result<usize> {
    locked(url, |conn| match conn {
        Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map(|done| done.len()),
        Conn::Pg(c) => c.run_pending_migrations(POSTGRES).map(|done| done.len()),
    })
}

/// How many migrations of this binary the database lacks.
pub fn pending(url: &str) -> Result<usize> {
    let conn = Manager::new(url)?.establish().map_err(Error::unavailable)?;
    match conn {
        Conn::Sqlite(mut c) => c.pending_migrations(SQLITE).map(|pending| pending.len()),
        Conn::Pg(mut c) => c.pending_migrations(POSTGRES).map(|pending| pending.len()),
    }
    .map_err(Error::internal)
}

/// Takes every migration back; for the test that each can be.
pub fn revert_all(url: &str) -> Result<usize> {
    locked(url, |conn| match conn {
        Conn::Sqlite(c) => c.revert_all_migrations(SQLITE).map(|done| done.len()),
        Conn::Pg(c) => c.revert_all_migrations(POSTGRES).map(|done| done.len()),
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
    let manager = Manager::new(url)?;
    // On SQLite the file is locked before anyone connects: setting a new database to WAL waits for nobody.
    let _file = manager.is_sqlite().then(|| lock_file(&manager)).transpose().map_err(Error::internal)?;
    let mut conn = manager.establish().map_err(Error::unavailable)?;
    if let Conn::Pg(c) = &mut conn {
        diesel::sql_query("SET lock_timeout = 0").execute(c)?;
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
