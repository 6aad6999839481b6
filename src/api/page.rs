//! The documentation page at `/docs/`: Swagger UI, and around it what it lacks for 200 operations (groups, a filter of
//! all of them, sign-in, the reader's language). Why so: docs/decisions/0012.
//!
//! All of it is in the binary, and the page may ask nobody but this service: the policy of its HTML says so.
use crate::foundation::{
    error::Error,
    web::{Answer, not_found},
};
use actix_web::{
    HttpRequest, HttpResponse, Responder,
    http::header::{self, HeaderValue},
    web::Path,
};
use std::sync::Arc;
use utoipa_swagger_ui::Config;

/// Only this service: no script in the HTML, no frame around it, nothing from outside. Swagger UI draws its arrows as
/// `data:` pictures and sets sizes in `style` attributes.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What is our own: the file, its type, its text.
const OWN: &[(&str, &str, &str)] = &[
    ("", "text/html; charset=utf-8", include_str!("page/index.html")),
    ("page.css", "text/css; charset=utf-8", include_str!("page/page.css")),
    ("page.js", "text/javascript; charset=utf-8", include_str!("page/page.js")),
    ("words.js", "text/javascript; charset=utf-8", include_str!("page/words.js")),
    ("session.js", "text/javascript; charset=utf-8", include_str!("page/session.js")),
    ("swagger.js", "text/javascript; charset=utf-8", include_str!("page/swagger.js")),
    ("README.md", "text/plain; charset=utf-8", include_str!("../../README.md")),
    ("README.zh-CN.md", "text/plain; charset=utf-8", include_str!("../../README.zh-CN.md")),
];

/// What is Swagger UI's.
const LIBRARY: &[(&str, &str)] =
    &[("swagger-ui-bundle.js", "text/javascript; charset=utf-8"), ("swagger-ui.css", "text/css; charset=utf-8")];

/// A file of the page.
///
/// # Errors
///
/// `address_unknown` where the page has no such file.
pub async fn page(file: Path<String>, request: HttpRequest) -> Result<HttpResponse, Error> {
    let file = file.as_str();
    let mut answer = match OWN.iter().find(|(name, ..)| *name == file) {
        Some((_, kind, text)) => Answer::bytes(kind, text.as_bytes().to_vec()).respond_to(&request),
        None => library(file, &request).ok_or_else(|| not_found(&[], "/docs/"))?,
    };
    let headers = answer.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    Ok(answer)
}

/// Kept compressed, and sent so: every browser takes it.
fn library(file: &str, request: &HttpRequest) -> Option<HttpResponse> {
    let (name, kind) = LIBRARY.iter().find(|(name, _)| *name == file)?;
    let found = utoipa_swagger_ui::serve(name, Arc::new(Config::from("/openapi.json"))).ok()??;
    let mut answer = Answer::bytes(kind, found.bytes.into_owned()).respond_to(request);
    if found.gzpipped {
        answer.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Some(answer)
}
