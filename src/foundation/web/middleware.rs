//! Around every request: its id, its log line, and the one place where failures become problems.
use super::{
    address::LONGEST,
    answer::GZIP,
    cors::{Cors, is_preflight},
};
use crate::{
    db::budgeted,
    error::{Code, Error, Language},
};
use actix_web::{
    HttpMessage, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    error::InternalError,
    http::{
        Method,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::Data,
};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, time::Instant};
use tracing::Instrument;

/// The id under which a request is logged: the client's `X-Request-Id` when it is sound, else a new one.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

fn request_id(request: &ServiceRequest) -> String {
    let given = request.headers().get("X-Request-Id").and_then(|value| value.to_str().ok());
    let sound = |id: &&str| {
        (1..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b))
    };
    given.filter(sound).map_or_else(|| crate::db::Id::new().to_string(), str::to_owned)
}

/// Gives the request an id, logs it once, contains panics, writes every failure as a problem, and says in every answer
/// what pages of other origins may read.
pub async fn observe(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let (id, started) = (request_id(&request), Instant::now());
    // HEAD is GET without the body (RFC 9110 §9.3.2), which the connection leaves out by itself.
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    request.extensions_mut().insert(RequestId(id.clone()));
    let admission = request.app_data::<Data<Cors>>().map(|cors| cors.admission(request.headers()));
    let (method, path) = (request.method().clone(), request.path().to_owned());
    let trace = request.headers().get("traceparent").and_then(|value| value.to_str().ok()).unwrap_or("").to_owned();
    let span = tracing::info_span!("request", request_id = %id, traceparent = %trace);
    let language = Language::from_header(header_of(request.request(), header::ACCEPT_LANGUAGE));
    let answered = match admission.as_ref().filter(|_| is_preflight(&request)) {
        Some(admission) => Ok(Ok(request.into_response(admission.preflight()))),
        None if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > LONGEST) => {
            Ok(Ok(request.error_response(Error::from(Code::UriTooLong))))
        }
        None => {
            let called = AssertUnwindSafe(budgeted(next.call(request))).catch_unwind().instrument(span.clone()).await;
            called.map(|answered| answered.map(ServiceResponse::map_into_boxed_body))
        }
    };
    let _entered = span.entered();
    let mut response = match answered {
        Ok(answered) => answered?,
        Err(_) => {
            tracing::error!(%method, path, "panic");
            let mut answer = Error::internal("panic").answer(language, &path, &id);
            admission.iter().for_each(|admission| admission.tell(answer.headers_mut()));
            return Err(InternalError::from_response("panic", answer).into());
        }
    };
    if response.status().is_client_error() || response.status().is_server_error() {
        response = as_problem(response, language, &id);
    }
    match response.headers().get(header::CONTENT_ENCODING).map(|coding| coding == "identity") {
        // How a handler says that its body must not be compressed; on the wire it would say nothing.
        Some(true) => drop(response.headers_mut().remove(header::CONTENT_ENCODING)),
        Some(false) => name_compressed(response.headers_mut()),
        None => {}
    }
    admission.iter().for_each(|admission| admission.tell(response.headers_mut()));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    let status = response.status().as_u16();
    tracing::info!(%method, path, status, ms = started.elapsed().as_secs_f64() * 1000.0, "answered");
    Ok(response)
}

/// Gives a compressed representation a tag of its own.
fn name_compressed(headers: &mut HeaderMap) {
    let tag = headers
        .get(header::ETAG)
        .and_then(|tag| tag.to_str().ok()?.strip_suffix('"').map(|tag| format!("{tag}{GZIP}")));
    if let Some(tag) = tag.and_then(|tag| HeaderValue::from_str(&tag).ok()) {
        headers.insert(header::ETAG, tag);
    }
}

/// The problem of a failure: our error in the client's language, or what the framework's bare status stands for.
fn as_problem(response: ServiceResponse<BoxBody>, language: Language, id: &str) -> ServiceResponse<BoxBody> {
    let (request, failed) = response.into_parts();
    let framework = match failed.status().as_u16() {
        // Of the pages of the documentation, which the framework serves by itself.
        404 => Code::AddressUnknown,
        405 => Code::MethodNotAllowed,
        408 => Code::RequestTimeout,
        413 => Code::PayloadTooLarge,
        414 => Code::UriTooLong,
        415 => Code::UnsupportedMediaType,
        503 => Code::Unavailable,
        400..=499 => Code::BadRequest,
        _ => Code::InternalError,
    };
    let other = match framework {
        Code::Unavailable => Error::unavailable("by the framework"),
        code => Error::new(code).with("nearest", "/docs/"),
    };
    let error = failed.error().and_then(|error| error.as_error::<Error>()).unwrap_or(&other);
    if error.code().status().is_server_error() {
        tracing::error!(%error, cause = ?failed.error(), "failed");
    } else {
        tracing::debug!(%error, "refused");
    }
    let answer = error.answer(language, request.path(), id);
    ServiceResponse::new(request, answer)
}

fn header_of(request: &HttpRequest, name: header::HeaderName) -> Option<&str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}
