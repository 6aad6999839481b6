//! The contract, over real HTTP, on SQLite or (with `TEST_DATABASE_URL`) on PostgreSQL.
mod kit;

mod document;
mod framework;
mod plans;
