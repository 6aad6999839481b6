//! The contract, over real HTTP, on SQLite or (with `TEST_DATABASE_URL`) on PostgreSQL.
// The kit reads TEST_DATABASE_URL; the rule is for the service.
#![allow(clippy::disallowed_methods)]
mod kit;

mod areas;
mod assignments;
mod bootstrap;
mod bulletins;
mod bureaus;
mod concurrency;
mod databases;
mod document;
mod exceptions;
mod extensions;
mod facts;
mod framework;
mod holidays;
mod indicators;
mod integrity;
mod jurisdictions;
mod locks;
mod main_job;
mod milestones;
mod obligations;
mod overrides;
mod overview;
mod periods;
mod permissions;
mod plans;
mod progress;
mod projects;
mod readme;
mod reports;
mod returns;
mod review;
mod rule_sets;
mod seeds;
mod sessions;
mod targets;
mod totals;
mod trajectories;
mod transitions;
mod units;
mod users;
mod verdicts;
