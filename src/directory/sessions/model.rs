//! The shapes of signing in.
use crate::{
    foundation::{
        db::{
            Backend, Id, Timestamp,
            schema::{sessions, users},
        },
        error::Problem,
    },
    text_enum,
};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use utoipa::{IntoResponses, ToSchema};

text_enum! {
    /// Why a session ended before its time.
    pub enum EndReason {
        /// 退出: the user logged out.
        LogOut = "log_out",
        /// 停用: the account was disabled.
        Disabled = "disabled",
        /// 角色变更: the account was given other roles.
        Roles = "roles",
        /// 改密: the password was changed or reset.
        Password = "password",
        /// 本人终止: its owner ended it from another.
        Owner = "owner",
        /// 令牌重用: a refresh token was used twice.
        Reuse = "reuse",
    }
}

/// A session.
#[derive(Debug, Clone, HasQuery)]
#[diesel(table_name = sessions, check_for_backend(Backend))]
pub struct Session {
    /// Identity; `sid` in access tokens.
    pub id: Id,
    /// Whose it is.
    pub user_id: Id,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When tokens were last made for it; `None` of one begun before this was kept.
    pub last_used_at: Option<Timestamp>,
    /// The network that it was begun from.
    pub source: Option<String>,
    /// The `User-Agent` that it was begun with.
    pub user_agent: Option<String>,
    /// When it ends whatever is refreshed.
    pub expires_at: Timestamp,
    /// When it was ended before.
    pub ended_at: Option<Timestamp>,
}

/// What proves who somebody is; never shown.
#[derive(Clone, HasQuery)]
#[diesel(table_name = users, check_for_backend(Backend))]
pub struct Credentials {
    /// The user.
    pub id: Id,
    /// GB/T 2260 code of the jurisdiction.
    pub jurisdiction: String,
    /// The name to log in with.
    pub username: String,
    /// The bureau.
    pub bureau_id: Option<Id>,
    /// Whether it may be used.
    pub active: bool,
    /// argon2id, as a PHC string.
    pub password_hash: String,
    /// Changes when password, roles or state change.
    pub stamp: i32,
    /// Counts changes.
    pub version: i32,
}

/// Who wants to log in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"username": "supervisor", "password": "Duban-demo-2025"}))]
pub struct LogIn {
    /// 用户名.
    #[schema(min_length = 1, max_length = 64)]
    pub username: String,
    /// 密码.
    #[schema(format = Password, min_length = 1, max_length = 512)]
    pub password: String,
}

/// The token to exchange.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"refresh_token": "7h0mXo8y5lq8c0m5d3yJ6m1o8v7u2w4x9z0a1b2c3d4"}))]
pub struct Refresh {
    /// The newest refresh token of the session.
    #[schema(min_length = 1, max_length = 200)]
    pub refresh_token: String,
}

/// Tokens of a session.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({
    "access_token": "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSIsImtpZCI6Ii4uLiJ9.eyJzdWIiOiIuLi4ifQ.c2ln",
    "token_type": "Bearer", "expires_in": 900, "refresh_token": "7h0mXo8y5lq8c0m5d3yJ6m1o8v7u2w4x9z0a1b2c3d4"
}))]
pub struct Tokens {
    /// 访问令牌: goes into `Authorization: Bearer`. A JWT (RFC 9068), signed with EdDSA; keys at
    /// `/.well-known/jwks.json`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds that the access token is valid.
    pub expires_in: i64,
    /// 刷新令牌: exchanged once for new tokens with `POST /api/v1/sessions/refresh`.
    pub refresh_token: String,
}

/// What signing in and using one's own session may answer instead.
#[derive(IntoResponses)]
#[allow(dead_code)]
pub enum SignInProblems {
    /// `invalid_json`, `bad_request`.
    #[response(status = 400, content_type = "application/problem+json")]
    BadRequest(Problem),
    /// `invalid_credentials`, `refresh_token_invalid`, `refresh_token_reused`, `session_ended`,
    /// `authentication_required`, `token_invalid`, `token_expired`.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// `payload_too_large`.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// `unsupported_media_type`.
    #[response(status = 415, content_type = "application/problem+json")]
    MediaType(Problem),
    /// `validation_failed` with every fault in `errors`.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(Problem),
    /// `too_many_attempts`: too many failed ones under this name from there; try again after `Retry-After`.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
    /// `internal_error`.
    #[response(status = 500, content_type = "application/problem+json")]
    Internal(Problem),
    /// `unavailable`, `overloaded`; try again after `Retry-After`, a command with the same `Idempotency-Key`.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}
