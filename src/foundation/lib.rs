//! What every wing stands on; it knows no resource.
pub mod auth;
pub mod clock;
pub mod config;
pub mod db;
pub mod deployment;
pub mod error;
pub mod events;
pub mod job_runs;
pub mod network;
pub mod objects;
pub mod outside;
pub mod text;
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
    /// Where the content of attachments is.
    pub objects: objects::Objects,
    /// Where checkpoints of the audit log are written outside the database.
    pub outside: outside::Outside,
    /// Demonstration or production.
    pub profile: config::Profile,
    /// Proxies whose `X-Forwarded-For` counts.
    pub trusted_proxies: Vec<network::Network>,
    /// The address under which clients know the service, without a slash at its end.
    pub public_url: String,
}

impl State {
    /// Reads in one snapshot, within what the caller may know of.
    pub async fn read<P: 'static, T: Send + 'static>(
        &self,
        caller: auth::Allowed<P>,
        mut f: impl FnMut(&mut db::Conn, &auth::View) -> error::Result<T> + Send + 'static,
    ) -> error::Result<T> {
        let view = auth::View::of(caller.into_inner(), self.clock.business_now());
        self.db.read(move |conn| f(conn, &view)).await
    }
}
