//! Health and keys.
use super::model::{Health, JobHealth, Readiness};
use crate::foundation::{
    State,
    error::{Problem, Result},
    job_runs,
    web::Answer,
};
use actix_web::{get, web::Data};

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
/// Asks the database a question, on a connection of its own and for a second at most. For a load balancer: 503 takes
/// the replica out.
///
/// - `jobs` says how the service's own jobs (后台任务) are.
/// - A job that fails or is overdue takes no replica out, because another replica could do no better, but somebody
///   should look.
/// - Why a job failed is not said here; `duban doctor` tells the operator.
#[utoipa::path(
    tag = "service",
    security(()),
    responses(
        (status = 200, body = Readiness, description = "Ready"),
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
    let jobs = state.db.probe(|conn| Ok(job_runs::all(conn)?)).await?;
    let now = state.clock.now();
    let jobs = jobs.into_iter().map(|job| JobHealth::of(job, now)).collect();
    Answer::ok(&Readiness { status: OK.status, version: OK.version, jobs })
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
