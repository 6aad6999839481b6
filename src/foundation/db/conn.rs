//! The connection that is either database's. In a file of its own because the derive makes items without documentation.
#![allow(missing_docs)]

/// A connection to whichever database is in use.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// PostgreSQL.
    Pg(diesel::PgConnection),
    /// SQLite.
    Sqlite(diesel::SqliteConnection),
}
