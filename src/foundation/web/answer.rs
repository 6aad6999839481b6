//! An answer, serialised where the data was read: status, ETag, Location, body.
use super::texts::Worded;
use crate::error::{Language, Result};
use actix_web::{
    HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    http::{StatusCode, header},
    web::Bytes,
};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// How the tag of a compressed representation ends: a strong tag names one sequence of bytes (RFC 9110 §8.8.3).
pub(super) const GZIP: &str = "-gzip\"";

/// The media type of every answer that is not a stored text.
pub(super) const JSON: &str = "application/json";

/// What a handler answers with on success.
#[derive(Debug, Clone)]
pub struct Answer {
    pub(super) status: u16,
    pub(super) etag: Option<String>,
    pub(super) location: Option<String>,
    pub(super) body: Bytes,
    pub(super) content_type: &'static str,
    pub(super) replayed: bool,
    pub(super) dry_run: bool,
    pub(super) language: Option<Language>,
}

impl Answer {
    /// 200 with a representation; its ETag is its digest.
    pub fn ok(body: &impl Serialize) -> Result<Self> {
        let body = serde_json::to_vec(&Worded(body))?;
        let etag = Some(format!("\"{}\"", digest(&body)));
        Ok(Self { etag, ..Self::plain(200, JSON, body) })
    }
    /// 200 with a versioned resource: the ETag is the version, for `If-Match`, and the digest of the representation.
    pub fn resource(version: i32, body: &impl Serialize) -> Result<Self> {
        let mut answer = Self::ok(body)?;
        answer.etag = Some(format!("\"{version}.{}\"", digest(&answer.body)));
        Ok(answer)
    }
    /// Makes it a 201 with the address of what was created.
    pub fn created(mut self, location: String) -> Self {
        (self.status, self.location) = (201, Some(location));
        self
    }
    /// 204 without a body.
    pub fn nothing() -> Self {
        Self::plain(204, JSON, Vec::new())
    }
    /// 200 with bytes as they are, such as a stored text; its ETag is its digest.
    pub fn bytes(content_type: &'static str, body: Vec<u8>) -> Self {
        Self { etag: Some(format!("\"{}\"", digest(&body))), ..Self::plain(200, content_type, body) }
    }
    /// Says that the texts of the answer are in the language that was asked for.
    pub fn in_language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }
    /// Without anything beside the body.
    pub(super) fn plain(status: u16, content_type: &'static str, body: Vec<u8>) -> Self {
        Self {
            status,
            etag: None,
            location: None,
            body: body.into(),
            content_type,
            replayed: false,
            dry_run: false,
            language: None,
        }
    }
    /// The representation, as JSON.
    pub fn representation(&self) -> Result<serde_json::Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }
    /// The ETag.
    pub fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }
}

fn digest(body: &[u8]) -> String {
    let digest: Vec<u8> = Sha256::digest(body).into_iter().take(12).collect();
    hex::encode(digest)
}

impl Responder for Answer {
    type Body = BoxBody;
    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut answer = HttpResponse::build(status);
        let mut vary = "Authorization, Accept-Encoding".to_owned();
        if let Some(language) = self.language {
            answer.insert_header((header::CONTENT_LANGUAGE, language.tag()));
            vary.push_str(", Accept-Language");
        }
        // What one caller may see, another may not: no shared cache may keep it.
        answer.insert_header((header::CACHE_CONTROL, "private, no-cache")).insert_header((header::VARY, vary));
        if let Some(etag) = &self.etag {
            answer.insert_header((header::ETAG, etag.as_str()));
            let known = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
            let mut tags = known.flat_map(|value| value.split(',')).map(|tag| tag.trim().trim_start_matches("W/"));
            let same = |tag: &&str| *tag == "*" || *tag == etag || tag.replace(GZIP, "\"") == *etag;
            if let Some(tag) = tags.find(same).filter(|_| request.method().is_safe()) {
                let tag = if tag == "*" { etag } else { tag };
                return answer.insert_header((header::ETAG, tag)).status(StatusCode::NOT_MODIFIED).finish();
            }
        }
        if let Some(location) = self.location {
            answer.insert_header((header::LOCATION, location));
        }
        if self.replayed {
            answer.insert_header(("Idempotency-Replayed", "true"));
        }
        if self.dry_run {
            answer.insert_header(("Dry-Run", "true"));
        }
        if self.body.is_empty() {
            return answer.finish();
        }
        answer.content_type(self.content_type).body(self.body)
    }
}
