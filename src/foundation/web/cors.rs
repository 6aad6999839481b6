//! What pages of other origins may call and read (CORS). Told at the very end of a request, so that a browser can read
//! every answer, a refusal and a failure too.
use actix_web::{
    HttpResponse,
    dev::ServiceRequest,
    http::{
        Method,
        header::{self, HeaderMap, HeaderValue},
    },
};

const METHODS: &str = "GET, HEAD, POST, PATCH, PUT, DELETE";
/// What a request may carry: what the contract names, and what tracing adds (W3C Trace Context).
const REQUEST_HEADERS: &str = "Accept-Language, Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, \
     X-Request-Id, traceparent, tracestate";
/// What the contract tells in headers and a browser would hide.
const EXPOSED: &str = "Allow, Content-Disposition, Content-Language, Dry-Run, ETag, Idempotency-Replayed, Location, \
     Retry-After, WWW-Authenticate, X-Request-Id";
/// Seconds that a browser may keep the answer to a preflight.
const MAX_AGE: &str = "3600";

/// The origins whose pages may call, listed one by one.
#[derive(Debug, Clone)]
pub struct Cors(Vec<String>);

/// What an answer says of the origin that asked.
#[derive(Debug, Clone)]
pub struct Admission {
    /// The origin, where it is listed.
    origin: Option<HeaderValue>,
    /// Whether it depends on the origin at all.
    varies: bool,
}

impl Cors {
    /// Of these origins.
    pub fn new(origins: &[String]) -> Self {
        Self(origins.to_vec())
    }
    /// Whether the origin of a request is listed.
    pub(super) fn admission(&self, request: &HeaderMap) -> Admission {
        let origin = request.get(header::ORIGIN);
        let listed = |origin: &&HeaderValue| self.0.iter().any(|known| known.as_bytes() == origin.as_bytes());
        Admission { origin: origin.filter(listed).cloned(), varies: !self.0.is_empty() }
    }
}

impl Admission {
    /// Says it in the headers of an answer.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        if self.varies {
            headers.append(header::VARY, HeaderValue::from_static("Origin"));
        }
        if let Some(origin) = &self.origin {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
        }
    }
    /// The answer to a preflight, whatever it asks for: the browser compares. To an origin that is not listed it says
    /// nothing, and the browser refuses.
    pub(super) fn preflight(&self) -> HttpResponse {
        let mut answer = HttpResponse::NoContent();
        if self.origin.is_some() {
            answer
                .insert_header((header::ACCESS_CONTROL_ALLOW_METHODS, METHODS))
                .insert_header((header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS))
                .insert_header((header::ACCESS_CONTROL_MAX_AGE, MAX_AGE));
        }
        answer.finish()
    }
}

/// Whether a browser asks by it what it may do.
pub(super) fn is_preflight(request: &ServiceRequest) -> bool {
    let asks = |name| request.headers().contains_key(name);
    request.method() == Method::OPTIONS && asks(header::ORIGIN) && asks(header::ACCESS_CONTROL_REQUEST_METHOD)
}
