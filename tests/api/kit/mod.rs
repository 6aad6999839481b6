//! `TestApp`: the real server on a database of its own, with a stopped clock and clients named for who they are.
mod app;
mod client;
mod contract;
mod database;
mod plan;
pub mod reporting;

pub use app::TestApp;
pub use client::{Answer, Client};
pub use contract::{document, path_of};
pub use database::Database;
pub use plan::{codes, indicator};
