//! The one error type, written as RFC 9457 `application/problem+json` in one place.
//!
//! A handler returns [`Error`] with `?`; [`Error::problem`] turns it into the answer in the language of the request.
//! An internal cause is logged with the request id and never sent.
mod code;
pub mod constraints;
mod database;
mod problem;
mod words;

pub use code::{Code, Spec};
pub use problem::{Language, Problem, ProblemItem};

use diesel::result::Error as DieselError;
use serde_json::{Map, Value};
use std::fmt;

/// The result of everything that can fail towards a client.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The most faults that one problem lists; of the rest it says how many there are.
pub const MOST: usize = 100;
/// The most characters of a client's own text that a fault repeats.
const ECHO: usize = 256;

/// A text of a client as a fault repeats it.
fn echo(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(ECHO) {
        text.truncate(end);
        text.push('…');
    }
    text
}
/// A parameter of a text: long texts are cut.
fn bounded(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(echo(text)),
        other => other,
    }
}

/// One fault in a request: where, and what.
#[derive(Debug, Clone)]
pub struct Violation {
    /// JSON Pointer (RFC 6901) into the body, or the name of a query parameter.
    pub place: Place,
    /// What is wrong there.
    pub code: Code,
    /// What the texts' `{placeholders}` stand for; also sent as `meta`.
    pub params: Map<String, Value>,
}

/// Where in a request a fault is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// A JSON Pointer into the body.
    Pointer(String),
    /// A query parameter.
    Parameter(String),
}

impl Violation {
    /// A fault at a JSON Pointer of the body, `/value`.
    pub fn at(pointer: impl Into<String>, code: Code) -> Self {
        Self { place: Place::Pointer(echo(pointer.into())), code, params: Map::new() }
    }
    /// A fault in a query parameter.
    pub fn parameter(name: impl Into<String>, code: Code) -> Self {
        Self { place: Place::Parameter(echo(name.into())), code, params: Map::new() }
    }
    /// Adds what a `{name}` in the text stands for; a long text is cut.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.params.insert(name.to_owned(), bounded(value.into()));
        self
    }
}

/// A failure on its way to the client.
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: Code,
    params: Map<String, Value>,
    violations: Vec<Violation>,
    more: usize,
    extensions: Map<String, Value>,
    headers: Vec<(&'static str, String)>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    rerun: Rerun,
    of_database: bool,
    of_constraint: bool,
}

/// Whether a transaction that failed should be run again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Rerun {
    /// It would fail again.
    #[default]
    No,
    /// It may not meet the failure again: somebody else was faster, or is writing.
    Again,
    /// Its connection is lost: on another one.
    Elsewhere,
    /// Why it failed is not known, as PostgreSQL says it in its own language only: once more, on another connection.
    /// The victim of a deadlock, and a plan that a migration made invalid, pass then; what is our fault does not.
    Unexplained,
}

impl Error {
    /// A failure with this code.
    pub fn new(code: Code) -> Self {
        Self(Box::new(Inner {
            code,
            params: Map::new(),
            violations: Vec::new(),
            more: 0,
            extensions: Map::new(),
            headers: Vec::new(),
            source: None,
            rerun: Rerun::No,
            of_database: false,
            of_constraint: false,
        }))
    }
    /// A failure of ours: answered 500 without its cause, which is logged.
    pub fn internal(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let mut error = Self::new(Code::InternalError);
        error.0.source = Some(source.into());
        error
    }
    /// Adds the cause, which is logged and never sent.
    pub fn caused_by(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }
    /// The database cannot be reached in time: 503 with `Retry-After`.
    pub fn unavailable(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        let mut error = Self::new(Code::Unavailable).retry_after(2);
        error.0.source = Some(source.into());
        error
    }
    /// What a constraint of the database found.
    fn of_constraint(code: Code) -> Self {
        let mut error = Self::new(code);
        error.0.of_constraint = true;
        error
    }
    /// What the database says of itself, not of what it was asked.
    fn of_database(mut self) -> Self {
        self.0.of_database = !self.0.of_constraint;
        self
    }
    /// More is asked of the service than it can do now: 503 with `Retry-After`. Nothing was done.
    pub fn overloaded() -> Self {
        Self::new(Code::Overloaded).retry_after(1)
    }
    /// Adds what a `{name}` in the texts stands for; a long text is cut.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.params.insert(name.to_owned(), bounded(value.into()));
        self
    }
    /// Adds an extension member to the problem, such as `current_state` (RFC 9457 §3.2). The document has a table of
    /// them, `api/problems.rs`.
    pub fn extend(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.extensions.insert(name.to_owned(), value.into());
        self
    }
    /// Says after how many seconds to try again: in `Retry-After` and in the problem.
    pub fn retry_after(self, seconds: u64) -> Self {
        self.header("Retry-After", seconds.to_string()).extend("retry_after_seconds", seconds)
    }
    /// Adds a response header.
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.0.headers.push((name, value.into()));
        self
    }
    /// Marks a failure that the same transaction, run again, may not meet.
    pub fn retryable(self) -> Self {
        self.rerun_as(Rerun::Again)
    }
    /// Says whether the transaction should be run again.
    pub fn rerun_as(mut self, rerun: Rerun) -> Self {
        self.0.rerun = rerun;
        self
    }
    /// Whether the transaction should be run again.
    pub fn rerun(&self) -> Rerun {
        self.0.rerun
    }
    /// Whether the database failed, and not what it was asked: then the connection may be lost.
    pub fn is_of_database(&self) -> bool {
        self.0.of_database
    }
    /// Whether it is a conflict with the state of the object that is acted on, not yet explained. What a constraint of
    /// the database found is a conflict with another object, and nothing more can be read in its transaction.
    pub fn is_conflict_of_state(&self) -> bool {
        self.0.code.spec().status == 409 && !self.0.of_constraint && !self.0.extensions.contains_key("current_state")
    }
    /// The code.
    pub fn code(&self) -> Code {
        self.0.code
    }
    /// The faults of a `validation_failed`.
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }
    /// With its faults' pointers beneath another: of a body that is a part of the request's.
    pub fn beneath(mut self, prefix: &str) -> Self {
        for violation in &mut self.0.violations {
            if let Place::Pointer(pointer) = &mut violation.place {
                pointer.insert_str(0, prefix);
            }
        }
        self
    }
    /// A `validation_failed` (or another code) with its faults: the first [`MOST`] of them, and how many more there
    /// are.
    pub fn invalid(code: Code, violations: impl Into<Violations>) -> Self {
        let Violations { listed, more } = violations.into();
        let mut error = Self::new(code).with("count", listed.len() + more);
        if let Some(first) = listed.first().filter(|_| code != Code::ValidationFailed) {
            error.0.params.clone_from(&first.params);
        }
        (error.0.violations, error.0.more) = (listed, more);
        if more > 0 { error.with("more", more) } else { error }
    }
}

/// Collects faults, so that a client learns of all of them at once; beyond [`MOST`] they are only counted.
#[derive(Debug, Default, Clone)]
pub struct Violations {
    listed: Vec<Violation>,
    more: usize,
}

impl Violations {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }
    /// Adds one.
    pub fn push(&mut self, violation: Violation) {
        self.note(|| violation);
    }
    /// Adds one that is made only if it will be listed.
    pub fn note(&mut self, make: impl FnOnce() -> Violation) {
        if self.is_full() { self.more += 1 } else { self.listed.push(make()) }
    }
    /// Whether another one would only be counted.
    pub fn is_full(&self) -> bool {
        self.listed.len() >= MOST
    }
    /// The first one.
    pub fn first(&self) -> Option<&Violation> {
        self.listed.first()
    }
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }
    /// What the listed ones are.
    pub fn codes(&self) -> impl Iterator<Item = Code> {
        self.listed.iter().map(|violation| violation.code)
    }
    /// Where the listed ones are.
    pub fn places(&self) -> impl Iterator<Item = &Place> {
        self.listed.iter().map(|violation| &violation.place)
    }
    /// Adds the fault of a failed check and gives the value of a passed one.
    pub fn check<T>(&mut self, result: Result<T, Violation>) -> Option<T> {
        result.map_err(|violation| self.push(violation)).ok()
    }
    /// Adds the faults of a `validation_failed`, such as a reference that names nothing, and gives the value of a
    /// success; another failure is handed on.
    pub fn absorb<T>(&mut self, result: Result<T>) -> Result<Option<T>> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.code() == Code::ValidationFailed => {
                self.more += error.0.more;
                error.0.violations.into_iter().for_each(|violation| self.push(violation));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
    /// `Ok` when there is none, else `validation_failed`.
    pub fn finish(self) -> Result<()> {
        if self.listed.is_empty() { Ok(()) } else { Err(Error::invalid(Code::ValidationFailed, self)) }
    }
}

impl From<Vec<Violation>> for Violations {
    fn from(all: Vec<Violation>) -> Self {
        let mut violations = Self::new();
        all.into_iter().for_each(|violation| violations.push(violation));
        violations
    }
}
impl From<Violation> for Error {
    fn from(violation: Violation) -> Self {
        Self::invalid(Code::ValidationFailed, vec![violation])
    }
}
impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}
/// Of an update that asks for the version that was read: no row means that another transaction was faster. Run again,
/// the transaction reads the new version and answers 412 with what changed.
pub fn stale(error: DieselError) -> Error {
    match error {
        DieselError::NotFound => Error::new(Code::PreconditionFailed).retryable(),
        other => other.into(),
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Self::internal(error)
    }
}
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.as_str())?;
        self.0.source.as_ref().map_or(Ok(()), |source| write!(f, ": {source}"))
    }
}
impl std::error::Error for Error {}
