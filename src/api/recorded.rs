//! What the tests saw the operations answer: `openapi/examples.json`, an example of each success, and
//! `openapi/codes.json`, the codes of problems that are an operation's own. `make record` writes both.
//!
//! Codes that follow from what an operation has (a body, a cursor, a permission) are given by [`RULES`], whether or not
//! a test met them there.
use crate::foundation::error::Code;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What an operation has for which it may answer a code.
enum Has {
    /// The status of the code among its answers.
    Status,
    /// Callers who are signed in.
    Callers,
    /// A parameter in the query.
    Query,
    /// A parameter in the path.
    Path,
    /// The parameter of this name.
    Parameter(&'static str),
    /// A body in JSON.
    Body,
}

/// The codes that are no operation's own. Each is answered with its status, where the operation has that at all.
const RULES: &[(Has, &[Code])] = &[
    (
        Has::Status,
        &[
            Code::UnknownParameter,
            Code::NotFound,
            Code::RequestTimeout,
            Code::PreconditionFailed,
            Code::PreconditionRequired,
            Code::PayloadTooLarge,
            Code::UnsupportedMediaType,
            Code::TooManyAttempts,
            Code::InternalError,
            Code::Unavailable,
            Code::Overloaded,
        ],
    ),
    (
        Has::Callers,
        &[
            Code::AuthenticationRequired,
            Code::TokenInvalid,
            Code::TokenExpired,
            Code::SessionEnded,
            Code::PermissionDenied,
            Code::PasswordChangeRequired,
        ],
    ),
    (Has::Query, &[Code::InvalidParameter, Code::EmptyParameter, Code::DuplicateParameter, Code::UnknownReference]),
    (Has::Path, &[Code::MalformedId]),
    (Has::Parameter("limit"), &[Code::LimitOutOfRange]),
    (Has::Parameter("cursor"), &[Code::CursorInvalid]),
    (
        Has::Parameter("Idempotency-Key"),
        &[
            Code::IdempotencyKeyRequired,
            Code::IdempotencyKeyInvalid,
            Code::IdempotencyKeyReused,
            Code::IdempotencyInProgress,
        ],
    ),
    (
        Has::Body,
        &[
            Code::InvalidJson,
            Code::BadRequest,
            Code::NotUtf8,
            Code::ContentEncodingRefused,
            Code::ValidationFailed,
            Code::Required,
            Code::UnknownField,
            Code::WrongType,
            Code::InvalidValue,
            Code::ValueNotAllowed,
            Code::TooShort,
            Code::TooLong,
            Code::TooSmall,
            Code::TooLarge,
            Code::InvalidFormat,
            Code::InvalidDecimal,
            Code::NulCharacter,
            Code::TooDeep,
            Code::ReferenceNotFound,
            Code::Duplicate,
            Code::ClientTimeRefused,
            Code::DuplicateMember,
            Code::BlankText,
            Code::InvisibleCharacter,
            Code::LineBreakNotAllowed,
        ],
    ),
];

/// The document with what was recorded: `example` of answers, `x-problem-codes` of operations, by status.
pub fn join(mut document: Value) -> Value {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
    let examples = read(include_str!("../../openapi/examples.json"));
    let codes = read(include_str!("../../openapi/codes.json"));
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        let id = operation["operationId"].as_str().unwrap_or_default().to_owned();
        for (status, example) in examples.get(&id).and_then(Value::as_object).into_iter().flatten() {
            let content = operation.pointer_mut(&format!("/responses/{status}/content/application~1json"));
            if let Some(content) = content.and_then(Value::as_object_mut) {
                content.insert("example".into(), example.clone());
            }
        }
        let codes = codes_of(operation, codes.get(&id));
        if let Some(operation) = operation.as_object_mut().filter(|_| !codes.is_empty()) {
            operation.insert("x-problem-codes".into(), json!(codes));
        }
    }
    document
}

/// By status: what follows from the rules, and what was seen.
fn codes_of(operation: &Value, seen: Option<&Value>) -> BTreeMap<String, BTreeSet<String>> {
    let mut codes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let by_rule = RULES.iter().filter(|(what, _)| has(operation, what)).flat_map(|(_, codes)| codes.iter());
    for code in by_rule {
        let status = code.spec().status.to_string();
        if operation["responses"].get(&status).is_some() {
            codes.entry(status).or_default().insert(code.as_str().to_owned());
        }
    }
    for (status, seen) in seen.and_then(Value::as_object).into_iter().flatten() {
        let seen = seen.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
        codes.entry(status.clone()).or_default().extend(seen);
    }
    codes
}

fn has(operation: &Value, what: &Has) -> bool {
    let mut parameters = operation.get("parameters").and_then(Value::as_array).into_iter().flatten();
    match what {
        Has::Status => true,
        Has::Callers => operation.get("security") != Some(&json!([])),
        Has::Query => parameters.any(|parameter| parameter["in"] == "query"),
        Has::Path => parameters.any(|parameter| parameter["in"] == "path"),
        Has::Parameter(name) => parameters.any(|parameter| parameter["name"] == *name),
        Has::Body => operation.pointer("/requestBody/content/application~1json").is_some(),
    }
}
