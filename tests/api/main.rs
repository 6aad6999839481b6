//! The contract, over real HTTP, on SQLite or (with `TEST_DATABASE_URL`) on PostgreSQL.
// The kit reads TEST_DATABASE_URL; the rule is for the service.
#![allow(clippy::disallowed_methods)]
// A test ends where it fails.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, clippy::unwrap_used)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]
#[path = "../figures/arithmetic.rs"]
mod arithmetic;
mod kit;
mod languages;

mod areas;
mod assignments;
mod attachments;
mod attempts;
mod audit;
mod audit_checkpoints;
mod bootstrap;
mod bulletins;
mod bureaus;
mod changes;
mod changes_causes;
mod changes_records;
mod concurrency;
mod confirmations;
mod corrections;
mod databases;
mod deadlines;
mod dictionary;
mod document;
mod every_action;
mod evidence;
mod exceptions;
mod explanations;
mod extensions;
mod facts;
mod filters;
mod forms;
mod framework;
mod full_copy;
mod gates;
mod generators;
mod holidays;
mod indicators;
mod inputs;
mod integrity;
mod investments;
mod jobs;
mod jurisdictions;
mod leaders;
mod list_items;
mod lists;
mod locks;
mod main_job;
mod milestones;
mod my_sessions;
mod obligations;
mod observations;
mod obstacles;
mod oc4ids;
mod offers;
mod one_at_a_time;
mod origins;
mod overrides;
mod overview;
mod periods;
mod permissions;
mod plans;
mod progress;
mod projects;
mod published;
mod quality;
mod rankings;
mod readme;
mod recorded;
mod registry_entries;
mod reminders;
mod renewal;
mod reports;
mod returns;
mod review;
mod rule_sets;
mod secrecy;
mod seeds;
mod sessions;
mod signatures;
mod starts;
mod statistics;
mod submission_kinds;
mod supervision_orders;
mod suspensions;
mod targets;
mod totals;
mod trajectories;
mod transitions;
mod units;
mod users;
mod verdicts;
mod vocabulary;
