//! `TestApp`: the real server on a database of its own, with a stopped clock and clients named for who they are.
mod app;
mod client;
mod contract;
mod database;
mod plan;
pub mod record;
pub mod reporting;
pub mod supervision;

pub use app::{PASSWORD, TestApp};
pub use client::{Answer, Client, Json, file, key};
pub use contract::{document, faults};
pub use database::Database;
pub use plan::{codes, indicator, papers};
