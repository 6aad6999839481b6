//! What every wing stands on; it knows no resource.
pub mod auth;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod events;
pub mod web;

use std::sync::Arc;

/// What a handler may reach.
#[derive(Clone)]
pub struct State {
    /// The database.
    pub db: db::Db,
    /// The time.
    pub clock: clock::Clock,
    /// The keys of access tokens.
    pub keys: Arc<auth::Keys>,
    /// How long tokens and sessions last.
    pub auth: config::AuthSettings,
    /// The largest body of a request, in bytes.
    pub body_limit: usize,
    /// Demonstration or production.
    pub profile: config::Profile,
}
