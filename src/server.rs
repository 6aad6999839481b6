//! The HTTP server: middleware in order, listeners, graceful stop.
use crate::{
    api::{self, addresses, page::page},
    foundation::{
        State,
        auth::identify,
        error::{Error, Language},
        web as shared,
    },
    governance::forms::Document,
};
use actix_web::{
    App, HttpRequest, HttpResponse, HttpServer, Responder,
    body::{BoxBody, MessageBody},
    dev::{Server, ServiceRequest, ServiceResponse},
    middleware::{Compress, Next, from_fn},
    web,
};
use serde::Deserialize;
use std::{net::TcpListener, sync::LazyLock, time::Duration};
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

/// Threads for what blocks, of each worker and made when they are needed: passwords and files. The database has its
/// own.
const BLOCKING: usize = 512;

/// What may be asked of the document.
#[derive(Debug, Deserialize, IntoParams)]
struct InLanguage {
    /// Its language, whatever `Accept-Language` prefers.
    lang: Option<Language>,
}

/// How a server listens and stops.
#[derive(Debug, Clone)]
pub struct Listening {
    /// Threads that answer.
    pub workers: usize,
    /// Connections that are served at the same time.
    pub connections: usize,
    /// Origins of browsers that may call.
    pub cors_origins: Vec<String>,
    /// Seconds that a stop waits for running requests.
    pub stop_seconds: u64,
    /// Whether SIGTERM and SIGINT stop it.
    pub signals: bool,
}

/// A server on an open listener; await it to run it.
pub fn serve(state: State, listener: TcpListener, listening: Listening) -> std::io::Result<Server> {
    let cors_origins = listening.cors_origins.clone();
    let server = HttpServer::new(move || {
        App::new()
            .app_data(web::Data::new(state.clone()))
            .app_data(web::Data::new(Document(api::document_in)))
            .app_data(web::Data::new(shared::Cors::new(&cors_origins)))
            .wrap(from_fn(api::strict))
            .wrap(from_fn(identify))
            .wrap(from_fn(only_its_methods))
            .wrap(Compress::default())
            .wrap(from_fn(shared::observe))
            .configure(|cfg| api::mount(&mut ServiceConfig::new(cfg)))
            .route("/openapi.json", web::get().to(openapi))
            // Where the `type` of a problem leads.
            .route("/problems/{code}", web::get().to(problem_type))
            .route("/docs", web::get().to(|| async { web::Redirect::to("/docs/").permanent() }))
            .route("/docs/{file:.*}", web::get().to(page))
            .default_service(web::to(nothing_here))
    })
    .client_request_timeout(Duration::from_secs(10))
    .worker_max_blocking_threads(BLOCKING)
    .shutdown_timeout(listening.stop_seconds);
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = if listening.workers > 0 { listening.workers } else { processors };
    let server = server.workers(workers).max_connections(listening.connections.div_ceil(workers));
    let server = if listening.signals { server } else { server.disable_signals() };
    Ok(server.listen(listener)?.run())
}

/// The code of a problem, where it is explained.
async fn problem_type(code: web::Path<String>) -> impl Responder {
    web::Redirect::to(format!("/api/v1/problems/{code}")).permanent()
}

/// A literal path takes its own methods only, not those of a template that it fits too: there its last part would be
/// taken for an id.
async fn only_its_methods(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    match addresses::misled(request.path(), request.method().as_str()) {
        Some(methods) => Ok(request.error_response(shared::not_found(methods, ""))),
        None => next.call(request).await.map(ServiceResponse::map_into_boxed_body),
    }
}

/// The document: by `lang`, else by `Accept-Language`.
async fn openapi(
    asked: shared::Query<InLanguage>,
    preferred: Language,
    request: HttpRequest,
) -> Result<HttpResponse, Error> {
    // Made once: it is large, and anybody may ask for it.
    static CHINESE: LazyLock<Result<shared::Answer, Error>> = LazyLock::new(|| document(Language::Chinese));
    static ENGLISH: LazyLock<Result<shared::Answer, Error>> = LazyLock::new(|| document(Language::English));
    let made = match asked.0.lang.unwrap_or(preferred) {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    };
    match &**made {
        Ok(answer) => Ok(answer.clone().respond_to(&request)),
        Err(error) => Err(Error::internal(error.to_string())),
    }
}

fn document(language: Language) -> Result<shared::Answer, Error> {
    Ok(shared::Answer::ok(&api::published(language))?.in_language(language))
}

/// 405 where the address exists for another method, else 404.
async fn nothing_here(request: HttpRequest) -> Result<HttpResponse, Error> {
    let path = request.path();
    Err(shared::not_found(addresses::methods_of(path), addresses::nearest_to(path)))
}
