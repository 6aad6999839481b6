//! The contract, over real HTTP, on SQLite or (with `TEST_DATABASE_URL`) on PostgreSQL.
// The kit reads TEST_DATABASE_URL; the rule is for the service.
#![allow(clippy::disallowed_methods)]
mod kit;

mod areas;
mod assignments;
mod bootstrap;
mod bureaus;
mod databases;
mod document;
mod facts;
mod framework;
mod indicators;
mod jurisdictions;
mod milestones;
mod overview;
mod plans;
mod progress;
mod projects;
mod sessions;
mod transitions;
mod targets;
mod units;
mod users;
mod obligations;
mod periods;
mod reports;
mod review;
