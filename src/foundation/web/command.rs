//! Requests that change something: the body with everything that makes the change safe, run in one transaction.
use super::{
    Answer, RequestId,
    body::{Taken, parse, read},
    idempotency::{self, Claim},
    json::canonical,
};
use crate::{
    State,
    auth::{Allowed, View},
    error::{Code, Error, Place, Rerun, Result, Violations},
    events::{Actor, Tx},
};
use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::{Method, header},
};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Map;
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use utoipa::ToSchema;

/// A request that changes something.
///
/// `MATCH` requires `If-Match` (428 without it), `KEY` requires `Idempotency-Key` (400 without it).
#[derive(Debug)]
pub struct Command<T, const MATCH: bool, const KEY: bool> {
    body: T,
    beside: Violations,
    expected: Expected,
    key: Option<String>,
    operation: String,
    fingerprint: String,
    dry_run: bool,
    request_id: String,
}

/// POST that creates.
pub type Create<T> = Command<T, false, true>;
/// POST that acts on an object that was read.
pub type Act<T> = Command<T, true, true>;
/// PATCH, PUT or DELETE of an object that was read.
pub type Edit<T> = Command<T, true, false>;

/// What a POST that creates says beside its body: for bodies that are not JSON, read before them.
#[derive(Debug)]
pub struct Preamble {
    key: Option<String>,
    operation: String,
    dry_run: bool,
    request_id: String,
}

impl Preamble {
    /// Reads `Idempotency-Key`, which is required, and `dry_run`.
    pub fn of(request: &HttpRequest) -> Result<Self> {
        Self::read(request, true)
    }
    fn read(request: &HttpRequest, keyed: bool) -> Result<Self> {
        let dry_run = dry_run(request)?;
        let key = key(request, keyed)?;
        let operation = format!("{} {}", request.method(), request.path());
        let request_id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        Ok(Self { key, operation, dry_run, request_id })
    }
    /// The command with a body; `content` is what makes two bodies the same for `Idempotency-Key`.
    pub fn create<T>(self, body: T, content: &str) -> Create<T> {
        let fingerprint = hex::encode(Sha256::digest(content));
        let Self { key, operation, dry_run, request_id } = self;
        let (beside, expected) = (Violations::new(), Expected(Vec::new()));
        Command { body, beside, expected, key, operation, fingerprint, dry_run, request_id }
    }
}

/// The version of the object that the client read; where it names several, any of them will do.
#[derive(Debug, Clone)]
pub struct Expected(Vec<i32>);

impl Expected {
    /// Whether the client read this version.
    pub(super) fn is(&self, version: i32) -> bool {
        self.0.contains(&version)
    }
    /// The version that the client read; 0 of a tag that is not ours.
    pub(super) fn version(&self) -> i32 {
        self.0.iter().copied().max().unwrap_or(0)
    }
}

impl<T, const MATCH: bool, const KEY: bool> Command<T, MATCH, KEY>
where
    T: Send + 'static,
{
    /// The body, for what has to be done before the transaction (hashing a password).
    pub fn body(&self) -> &T {
        &self.body
    }
    /// Whether it is to change nothing.
    pub fn is_dry_run(&self) -> bool {
        self.dry_run
    }
    /// Runs the change: in one transaction with its idempotency record, again when the database asks for it, and
    /// without effect for `dry_run`.
    ///
    /// `f` gets the transaction, the caller, the body and the version that the client read; it answers what the client
    /// gets.
    pub async fn run<P: 'static>(
        self,
        state: &State,
        caller: Allowed<P>,
        mut f: impl FnMut(&mut Tx<'_>, &View, &T, &Expected) -> Result<Answer> + Send + 'static,
    ) -> Result<Answer> {
        let (caller, clock) = (caller.into_inner(), state.clock.clone());
        let (dry_run, db) = (self.dry_run, state.db.clone());
        let work = move |conn: &mut _| {
            let mut tx = Tx {
                conn,
                actor: Actor::from(&caller),
                now: clock.now(),
                business_now: clock.business_now(),
                request_id: self.request_id.clone(),
                conflict: None,
                seals: Vec::new(),
            };
            let view = tx.view(&caller);
            let mut f = |tx: &mut Tx<'_>| f(tx, &view, &self.body, &self.expected).map_err(|error| tx.explained(error));
            if !self.beside.is_empty() {
                return Err(all_faults(f(&mut tx), &self.beside));
            }
            let Some(key) = self.key.as_ref().filter(|_| !self.dry_run) else {
                return f(&mut tx);
            };
            // Who may do less, or belongs elsewhere, than when the key was first used gets no stored answer.
            let reach =
                format!("{} {:?} {:?} {}", caller.jurisdiction, caller.bureau_id, caller.roles, self.fingerprint);
            let fingerprint = hex::encode(Sha256::digest(reach));
            let claim = Claim { caller: caller.id, operation: &self.operation, key, fingerprint: &fingerprint };
            if let Some(stored) = idempotency::claim(tx.conn, &claim, tx.now)? {
                return Ok(stored);
            }
            let answer = f(&mut tx)?;
            idempotency::keep(tx.conn, &claim, &answer)?;
            Ok(answer)
        };
        if !dry_run {
            return db.write(work).await;
        }
        let mut answer = db.rehearse(work).await?;
        (answer.dry_run, answer.location) = (true, None);
        Ok(answer)
    }
}

impl<T, const MATCH: bool, const KEY: bool> FromRequest for Command<T, MATCH, KEY>
where
    T: DeserializeOwned + ToSchema + 'static,
{
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let Preamble { key, operation, dry_run, request_id } = Preamble::read(&request, KEY)?;
            let expected = if MATCH { expected(&request)? } else { Expected(Vec::new()) };
            let bytes = read(&request, payload).await?;
            let Taken { body, json, beside } = parse(&bytes)?;
            if request.method() == Method::PATCH && json.as_object().is_some_and(Map::is_empty) {
                beside.finish()?;
                return Err(Code::NothingToChange.into());
            }
            // What was taken, not how it was written: the order of members and white space are no other payload.
            let mut digest = Sha256::new();
            digest.update(canonical(&json)?);
            digest.update(format!("\0{expected:?}"));
            let fingerprint = hex::encode(digest.finalize());
            Ok(Self { body, beside, expected, key, operation, fingerprint, dry_run, request_id })
        })
    }
}

/// The faults of a body, with those that the rules find in the rest of it. That it is an error rolls back whatever was
/// done to find them.
fn all_faults(answered: Result<Answer>, beside: &Violations) -> Error {
    let mut faults = beside.clone();
    match answered {
        // Not the faults but the database: run again, or told as it is.
        Err(error) if error.rerun() != Rerun::No || error.is_of_database() => return error,
        Err(error) if error.code() == Code::ValidationFailed => {
            let told: HashSet<&Place> = beside.places().collect();
            let others = error.violations().iter().filter(|other| !told.contains(&other.place));
            others.for_each(|other| faults.push(other.clone()));
        }
        _ => {}
    }
    Error::invalid(Code::ValidationFailed, faults)
}

/// `dry_run` is the only parameter of a command.
fn dry_run(request: &HttpRequest) -> Result<bool> {
    #[derive(serde::Deserialize, utoipa::IntoParams)]
    struct Parameters {
        dry_run: Option<bool>,
    }
    let query = super::Query::<Parameters>::from_request(request, &mut Payload::None).into_inner()?;
    Ok(query.0.dry_run.unwrap_or(false))
}

fn key(request: &HttpRequest, required: bool) -> Result<Option<String>> {
    let Some(value) = request.headers().get("Idempotency-Key") else {
        return if required { Err(Code::IdempotencyKeyRequired.into()) } else { Ok(None) };
    };
    let text = value.to_str().map_err(|_| Code::IdempotencyKeyInvalid)?;
    let good = (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if good { Ok(Some(text.to_owned())) } else { Err(Code::IdempotencyKeyInvalid.into()) }
}

/// `If-Match` names the version that was read, or several of which one has to match (RFC 9110 §13.1.1). `*` would
/// defeat its purpose; a tag that is not ours matches nothing.
fn expected(request: &HttpRequest) -> Result<Expected> {
    let value = request.headers().get(header::IF_MATCH).ok_or(Code::PreconditionRequired)?;
    let text = value.to_str().unwrap_or("").trim();
    if text == "*" {
        return Err(Code::PreconditionRequired.into());
    }
    Ok(Expected(text.split(',').filter_map(version_of).collect()))
}

/// The version in a tag as this service makes them: `"5.5f0c2a"`; a compressed representation's ends in `-gzip`.
fn version_of(tag: &str) -> Option<i32> {
    let (version, digest) = tag.trim().strip_prefix('"')?.strip_suffix('"')?.split_once('.')?;
    let ours = !version.starts_with('0') && version.bytes().all(|byte| byte.is_ascii_digit());
    let made = digest.strip_suffix("-gzip").unwrap_or(digest).bytes().all(|byte| byte.is_ascii_hexdigit());
    if ours && made && !digest.is_empty() { version.parse().ok() } else { None }
}
