//! The contract, over real HTTP, on SQLite or (with `TEST_DATABASE_URL`) on PostgreSQL.
// The kit reads TEST_DATABASE_URL; the rule is for the service.
#![allow(clippy::disallowed_methods)]
mod kit;

mod bootstrap;
mod bureaus;
mod databases;
mod document;
mod framework;
mod jurisdictions;
mod milestones;
mod obligations;
mod periods;
mod plans;
mod projects;
mod reports;
mod review;
mod sessions;
mod transitions;
mod users;
