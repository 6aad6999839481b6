//! Health and keys.
use crate::foundation::{
    State,
    error::{Problem, Result},
    web::Answer,
};
use actix_web::{get, web::Data};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// 服务状态: how the service is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// `ok`.
    #[schema(example = "ok")]
    pub status: &'static str,
    /// The version of the service.
    #[schema(example = "0.1.0")]
    pub version: &'static str,
}

const OK: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// Is the process alive (存活检查)
///
/// Answers without touching the database. For a supervisor that restarts the process.
#[utoipa::path(tag = "service", security(()), responses((status = 200, body = Health, description = "Alive")))]
#[get("/health/live")]
pub async fn get_liveness() -> Result<Answer> {
    Answer::ok(&OK)
}

/// Is the service ready for requests (就绪检查)
///
/// Asks the database a question. For a load balancer: 503 takes the replica out.
#[utoipa::path(
    tag = "service",
    security(()),
    responses(
        (status = 200, body = Health, description = "Ready"),
        (
            status = 503,
            body = Problem,
            content_type = "application/problem+json",
            description = "`unavailable`: the database cannot be reached",
        ),
    ),
)]
#[get("/health/ready")]
pub async fn get_readiness(state: Data<State>) -> Result<Answer> {
    use crate::foundation::db::schema::deployment;
    state.db.read(|conn| Ok(deployment::table.count().get_result::<i64>(conn)?)).await?;
    Answer::ok(&OK)
}

/// Public keys of access tokens (JWKS, 令牌公钥)
///
/// RFC 7517. A key that is about to sign is published before, and one that signed stays while its tokens live.
#[utoipa::path(
    tag = "service",
    security(()),
    responses(
        (
            status = 200,
            description = "The keys",
            body = Object,
            example = json!({"keys": [{
                "kty": "OKP",
                "crv": "Ed25519",
                "use": "sig",
                "alg": "EdDSA",
                "kid": "9f2c…",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
            }]}),
        ),
    ),
)]
#[get("/.well-known/jwks.json")]
pub async fn get_keys(state: Data<State>) -> Result<Answer> {
    Answer::ok(state.keys.published())
}
