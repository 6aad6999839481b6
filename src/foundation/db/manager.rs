//! How connections are made: where to, and what is set on each.
use super::Conn;
use crate::error::{Error, Result};
use diesel::{
    connection::SimpleConnection,
    prelude::*,
    r2d2::{Error as PoolError, R2D2Connection},
};
use std::{path::Path, time::Duration};

/// Set on every SQLite connection; the wait for a lock first, so that the others wait too. Little is cached by each, as
/// the file is in the system's cache already and there is a connection for every reader.
const SQLITE: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF; PRAGMA cache_size = -2000;";
/// Set on every PostgreSQL connection, beside the longest time of a statement. A wait for a lock is part of a
/// statement.
const POSTGRES: &str = "SET TIME ZONE 'UTC'; SET idle_in_transaction_session_timeout = '30s';
    SET client_min_messages = warning;";
/// How libpq finds out that a PostgreSQL server is gone which no longer answers: seconds until a connection must stand,
/// seconds of silence before it asks, and milliseconds that what was sent may stay without an acknowledgement. What the
/// URL says itself is left as it is.
const LIBPQ: &[(&str, u32)] = &[
    ("connect_timeout", 2),
    ("keepalives_idle", 5),
    ("keepalives_interval", 2),
    ("keepalives_count", 2),
    ("tcp_user_timeout", 5000),
];

/// Makes connections. Chooses by the URL's scheme: Diesel's own derived `establish` tries each and hides the error.
#[derive(Debug, Clone)]
pub struct Manager {
    url: String,
    sqlite: bool,
    patience: Duration,
}

impl Manager {
    /// `postgres://…`, `postgresql://…`, `sqlite://PATH` or `sqlite:PATH`. No statement, and no wait for a lock, takes
    /// longer than `patience` on its connections, unless a transaction says otherwise.
    pub fn new(url: &str, patience: Duration) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self { url: with_timeouts(url), sqlite: false, patience });
        }
        let path = url
            .strip_prefix("sqlite://")
            .or_else(|| url.strip_prefix("sqlite:"))
            .ok_or_else(|| Error::internal("DATABASE_URL must begin with postgres://, postgresql:// or sqlite:"))?;
        if let Some(folder) = Path::new(path).parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(Error::internal)?;
        }
        Ok(Self { url: path.to_owned(), sqlite: true, patience })
    }
    /// Whether the URL names an SQLite file.
    pub fn is_sqlite(&self) -> bool {
        self.sqlite
    }
    /// The path of the SQLite file, or the URL.
    pub fn path(&self) -> &str {
        &self.url
    }
    /// One connection.
    pub fn establish(&self) -> Result<Conn, PoolError> {
        let milliseconds = self.patience.as_millis();
        let (mut conn, set_up) = if self.sqlite {
            let set_up = format!("PRAGMA busy_timeout = {milliseconds}; {SQLITE}");
            (SqliteConnection::establish(&self.url).map(Conn::Sqlite), set_up)
        } else {
            let set_up = format!("{POSTGRES} SET statement_timeout = {milliseconds};");
            (PgConnection::establish(&self.url).map(Conn::Pg), set_up)
        };
        if let Ok(Conn::Sqlite(conn)) = &mut conn {
            // By code points, under the name that PostgreSQL has for it, so that a statement is one text. Diesel gives
            // the right side first.
            conn.register_collation("C", |right, left| left.cmp(right)).map_err(PoolError::QueryError)?;
        }
        if let Ok(conn) = &mut conn {
            conn.batch_execute(&set_up).map_err(PoolError::QueryError)?;
        }
        conn.map_err(PoolError::ConnectionError)
    }
}

/// Whether a connection can still be used: asked after a failure, so that the state of the connection decides and not
/// the text of the failure, which PostgreSQL translates.
pub fn is_alive(conn: &mut Conn) -> bool {
    !conn.is_broken() && conn.ping().is_ok()
}

/// The URL with what libpq must know.
fn with_timeouts(url: &str) -> String {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let said = |name: &str| query.split('&').any(|pair| pair.split('=').next() == Some(name));
    let missing = LIBPQ.iter().filter(|(name, _)| !said(name));
    missing.fold(url.to_owned(), |url, (name, value)| {
        let joint = if url.ends_with('?') {
            ""
        } else if url.contains('?') {
            "&"
        } else {
            "?"
        };
        format!("{url}{joint}{name}={value}")
    })
}

#[cfg(test)]
mod tests {
    use super::with_timeouts;

    #[test]
    fn what_the_url_says_itself_is_left() {
        let url = with_timeouts("postgres://u:p@h/d?connect_timeout=9&sslmode=require");
        assert!(url.starts_with("postgres://u:p@h/d?connect_timeout=9&sslmode=require&keepalives_idle=5&"), "{url}");
        assert_eq!(url.matches("connect_timeout").count(), 1);
        assert!(with_timeouts("postgres://h/d").starts_with("postgres://h/d?connect_timeout=2&keepalives_idle=5&"));
    }
}
