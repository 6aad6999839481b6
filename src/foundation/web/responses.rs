//! What operations share in the document: path parameters, headers, problems. `api/operations.rs` gives them out.
use super::{Command, Reference};
use crate::error::Problem;
use std::collections::BTreeMap;
use utoipa::{
    IntoParams, IntoResponses,
    openapi::{
        RefOr, Response,
        path::{Parameter, ParameterIn},
    },
};

/// The object of the path.
#[derive(IntoParams)]
#[into_params(parameter_in = Path)]
#[allow(dead_code)] // read by the document only
pub struct ById {
    /// The object's id, or `code:` and its human code (`code:1.8`).
    #[param(value_type = Reference, example = "code:1.8")]
    id: Reference,
}

/// Headers of a reading request.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code)]
pub struct ReadHeaders {
    /// The ETag of a representation that the client has: 304 without a body when it is still current.
    #[param(rename = "If-None-Match")]
    if_none_match: Option<String>,
}

/// The header of what has texts for people.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code)]
pub struct AcceptLanguage {
    /// The language of the texts for people: Chinese, unless English is preferred to it.
    #[param(rename = "Accept-Language", example = "zh-CN")]
    accept_language: Option<String>,
}

/// The one parameter of a request that changes something.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)]
struct DryRun {
    /// Checks permission, state and validity and answers as the real call would, and changes nothing.
    #[param(default = false)]
    dry_run: Option<bool>,
}

/// The header of a request that changes an object which was read before.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code)]
pub struct IfMatch {
    /// The ETag of the object as the client read it.
    #[param(rename = "If-Match", example = "\"1.5f0c2a\"")]
    if_match: String,
}

/// The header of a POST.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code)]
struct RequiredKey {
    /// One new value for each operation; repeating a request with it repeats the answer, not the effect.
    #[param(
        rename = "Idempotency-Key",
        min_length = 1,
        max_length = 128,
        example = "0b7e7d0e-8f0c-4a53-9f63-1f2b8a0f3c11"
    )]
    idempotency_key: String,
}

/// The header of a PATCH, PUT or DELETE, which need none.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[allow(dead_code)]
struct OptionalKey {
    /// Optional: repeating a request with it repeats the answer, not the effect.
    #[param(rename = "Idempotency-Key", min_length = 1, max_length = 128)]
    idempotency_key: Option<String>,
}

/// What a command reads beside its body: the switches that make it read a header also document the header.
impl<T, const MATCH: bool, const KEY: bool> IntoParams for Command<T, MATCH, KEY> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let condition = if MATCH { IfMatch::into_params(|| None) } else { Vec::new() };
        let key = if KEY { RequiredKey::into_params(|| None) } else { OptionalKey::into_params(|| None) };
        [condition, key, DryRun::into_params(|| None)].concat()
    }
}

/// What a command may answer instead, by the same switches.
impl<T, const MATCH: bool, const KEY: bool> IntoResponses for Command<T, MATCH, KEY> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut all = CreateProblems::responses();
        if MATCH {
            all.extend(MatchProblems::responses());
        }
        all
    }
}

/// What a reading operation of a signed-in caller may answer instead.
#[derive(IntoResponses)]
#[allow(dead_code)]
pub enum ReadProblems {
    /// The representation that the client has is still current (`If-None-Match`).
    #[response(status = 304)]
    NotModified,
    /// `unknown_parameter`, `empty_parameter`, `invalid_parameter`, `unknown_reference`, `limit_out_of_range`,
    /// `cursor_invalid`, `malformed_id`.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// `authentication_required`, `token_invalid`, `token_expired`, `session_ended`.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// `permission_denied`, `password_change_required`.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// `not_found`: absent, or not yours to know of.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// `internal_error`.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(Problem),
    /// `unavailable`, `overloaded`; try again after `Retry-After`, a command with the same `Idempotency-Key`.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// What a creating operation may answer instead.
#[derive(IntoResponses)]
#[allow(dead_code)]
pub enum CreateProblems {
    /// `invalid_json`, `not_utf8`, `unknown_parameter`, `empty_parameter`, `malformed_id`, `idempotency_key_required`.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// `authentication_required`, `token_invalid`, `token_expired`, `session_ended`.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// `permission_denied` and the operation's own refusals.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// `not_found`: absent, or not yours to know of.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// A conflict with the state or with another object.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// `payload_too_large`.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// `unsupported_media_type`, `content_encoding_refused`.
    #[response(status = 415, content_type = "application/problem+json")]
    MediaType(Problem),
    /// `validation_failed` with every fault in `errors`; `idempotency_key_reused`.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(Problem),
    /// `internal_error`.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(Problem),
    /// `unavailable`, `overloaded`; try again after `Retry-After`, a command with the same `Idempotency-Key`.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// What an operation that reads `If-Match` may answer beyond [`CreateProblems`].
#[derive(IntoResponses)]
#[allow(dead_code)]
enum MatchProblems {
    /// `precondition_failed`: changed since it was read; `current_etag` and `changed_fields` say how.
    #[response(status = 412, content_type = "application/problem+json")]
    Stale(Problem),
    /// `precondition_required`: no `If-Match`.
    #[response(status = 428, content_type = "application/problem+json")]
    Unconditional(Problem),
}
