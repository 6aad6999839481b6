//! How the pools make connections and tell broken ones.
use super::Conn;
use crate::error::{Error, Result};
use diesel::{
    connection::SimpleConnection,
    prelude::*,
    r2d2::{Error as PoolError, ManageConnection, R2D2Connection},
};
use std::path::Path;

/// Set on every SQLite connection, `busy_timeout` first so that the others wait for a lock too.
const SQLITE: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -32000;";
/// Set on every PostgreSQL connection: no statement may hold a request, or a lock, for long.
const POSTGRES: &str = "SET TIME ZONE 'UTC'; SET statement_timeout = '15s'; SET lock_timeout = '5s';
    SET idle_in_transaction_session_timeout = '30s'; SET client_min_messages = warning;";

/// Makes connections for r2d2. Chooses by the URL's scheme: Diesel's own derived `establish` tries each and hides the
/// error.
#[derive(Debug, Clone)]
pub struct Manager {
    url: String,
    sqlite: bool,
}

impl Manager {
    /// `postgres://…`, `postgresql://…`, `sqlite://PATH` or `sqlite:PATH`.
    pub fn new(url: &str) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self { url: url.to_owned(), sqlite: false });
        }
        let path = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"))
            .ok_or_else(|| Error::internal("DATABASE_URL must begin with postgres://, postgresql:// or sqlite:"))?;
        if let Some(folder) = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(Error::internal)?;
        }
        Ok(Self { url: path.to_owned(), sqlite: true })
    }
    /// Whether the URL names an SQLite file.
    pub fn is_sqlite(&self) -> bool {
        self.sqlite
    }
    /// The path of the SQLite file, or the URL.
    pub fn path(&self) -> &str {
        &self.url
    }
    /// One connection outside the pools, for migrations.
    pub fn establish(&self) -> Result<Conn, PoolError> {
        let (mut conn, set_up) = if self.sqlite {
            (SqliteConnection::establish(&self.url).map(Conn::Sqlite), SQLITE)
        } else {
            (PgConnection::establish(&self.url).map(Conn::Pg), POSTGRES)
        };
        if let Ok(conn) = &mut conn {
            conn.batch_execute(set_up).map_err(PoolError::QueryError)?;
        }
        conn.map_err(PoolError::ConnectionError)
    }
}

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = PoolError;
    fn connect(&self) -> Result<Conn, PoolError> {
        self.establish()
    }
    fn is_valid(&self, conn: &mut Conn) -> Result<(), PoolError> {
        conn.ping().map_err(PoolError::QueryError)
    }
    fn has_broken(&self, conn: &mut Conn) -> bool {
        conn.is_broken()
    }
}
