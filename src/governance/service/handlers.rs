//! Where things are, health and keys.
use super::model::{Health, JobHealth, Readiness, ServiceDocument};
use crate::foundation::{
    State,
    error::{Problem, Result},
    job_runs,
    web::Answer,
};
use actix_web::{CustomizeResponder, HttpRequest, Responder, get, http::header, web::Data};

const OK: Health = Health { status: "ok", version: env!("CARGO_PKG_VERSION") };

/// The same for a person who came with a browser.
const WELCOME: &str = include_str!("welcome.html");

/// What this service is and where its parts are (服务说明)
///
/// - JSON for programs; a page with the same links for a browser, which asks for `text/html`.
/// - `/api/v1` answers the same as JSON.
#[utoipa::path(
    tag = "service",
    security(()),
    responses((
        status = 200,
        description = "The addresses",
        content((ServiceDocument = "application/json"), (String = "text/html")),
    )),
)]
#[get("/")]
pub async fn get_service(request: HttpRequest) -> Result<CustomizeResponder<Answer>> {
    let accepted = request.headers().get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok());
    let page = accepted.is_some_and(|accepted| accepted.contains("text/html"));
    let answer = if page { Answer::bytes("text/html; charset=utf-8", WELCOME.into()) } else { addresses()? };
    Ok(answer.customize().insert_header((header::VARY, "Accept, Accept-Encoding")))
}

/// What this service is and where its parts are (服务说明), at the base path
///
/// The same as `/`, always JSON.
#[utoipa::path(
    tag = "service",
    security(()),
    responses((status = 200, body = ServiceDocument, description = "The addresses")),
)]
#[get("")]
pub async fn get_api() -> Result<Answer> {
    addresses()
}

fn addresses() -> Result<Answer> {
    Answer::ok(&ServiceDocument::new())
}

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
