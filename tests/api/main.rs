//! The contract, over real HTTP, on SQLite or (with `TEST_DATABASE_URL`) on PostgreSQL.
// The kit reads TEST_DATABASE_URL; the rule is for the service.
#![allow(clippy::disallowed_methods)]
#[path = "../figures/arithmetic.rs"]
mod arithmetic;
mod kit;

mod areas;
mod assignments;
mod bootstrap;
mod bulletins;
mod bureaus;
mod concurrency;
mod databases;
mod document;
mod explanations;
mod facts;
mod framework;
mod indicators;
mod integrity;
mod jurisdictions;
mod main_job;
mod milestones;
mod obligations;
mod observations;
mod overview;
mod periods;
mod permissions;
mod plans;
mod progress;
mod projects;
mod readme;
mod reports;
mod review;
mod seeds;
mod sessions;
mod targets;
mod totals;
mod transitions;
mod units;
mod users;
