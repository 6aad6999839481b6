//! A client of the service; every answer that it gets is checked against the document.
use super::contract;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

/// Someone who calls the service.
#[derive(Clone)]
pub struct Client {
    base: String,
    token: Option<String>,
    http: reqwest::Client,
}

/// `json` as reqwest has it behind a feature, which would make reqwest and all that stands on it compile twice: for the
/// program and for its tests.
pub trait Json {
    fn json(self, body: &impl serde::Serialize) -> Self;
}
impl Json for RequestBuilder {
    fn json(self, body: &impl serde::Serialize) -> Self {
        self.header("Content-Type", "application/json").body(serde_json::to_vec(body).unwrap())
    }
}

/// What the service answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
    pub bytes: Vec<u8>,
}

impl Answer {
    /// The value of a header, empty without it.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
    /// The ETag.
    pub fn etag(&self) -> &str {
        self.header("etag")
    }
    /// The id of the resource in the body.
    pub fn id(&self) -> &str {
        self.body["id"].as_str().unwrap_or("")
    }
    /// The code of the problem in the body.
    pub fn code(&self) -> &str {
        self.body["code"].as_str().unwrap_or("")
    }
    /// Ends the test unless this is the status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", serde_json::to_string_pretty(&self.body).unwrap());
        self
    }
    /// Ends the test unless this is the status and the problem's code, or that of one of its faults.
    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        let faults = self.body["errors"].as_array().cloned().unwrap_or_default();
        let named = self.code() == code || faults.iter().any(|fault| fault["code"] == code);
        assert!(self.status == status && named, "{status} {code} expected, not {} {:#}", self.status, self.body);
        self
    }
    fn without_items(&self) -> Self {
        let mut answer = self.clone();
        answer.body.get_mut("items").into_iter().for_each(|items| *items = serde_json::json!([]));
        answer
    }
    /// The pointers (or parameters) of the faults.
    pub fn places(&self) -> Vec<String> {
        let faults = self.body["errors"].as_array().cloned().unwrap_or_default();
        let place = |fault: &Value| fault["pointer"].as_str().or(fault["parameter"].as_str()).unwrap_or("").to_owned();
        faults.iter().map(place).collect()
    }
}

impl Client {
    pub fn new(base: &str, token: Option<String>) -> Self {
        Self { base: base.to_owned(), token, http: reqwest::Client::new() }
    }
    /// The same person with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }
    /// Whether somebody is signed in.
    pub fn is_known(&self) -> bool {
        self.token.is_some()
    }
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path)).await
    }
    /// POST with an `Idempotency-Key` of its own.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(self.request(Method::POST, path).header("Idempotency-Key", key()).json(body)).await
    }
    /// POST of an action on an object that was read.
    pub async fn act(&self, path: &str, etag: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).header("Idempotency-Key", key()).header("If-Match", etag);
        self.send(request.json(body)).await
    }
    pub async fn patch(&self, path: &str, etag: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PATCH, path).header("If-Match", etag).json(body)).await
    }
    pub async fn put(&self, path: &str, etag: &str, body: &Value) -> Answer {
        self.send(self.request(Method::PUT, path).header("If-Match", etag).json(body)).await
    }
    /// Uploads a file, with an `Idempotency-Key` of its own.
    pub async fn upload(&self, file_name: &str, content: &[u8]) -> Answer {
        self.send(self.form("/attachments", &[file(file_name, content)]).header("Idempotency-Key", key())).await
    }
    /// A POST of a form, to add headers; then [`send`](Self::send). A part is what stands after `form-data;` and its content.
    pub fn form(&self, path: &str, parts: &[(String, Vec<u8>)]) -> RequestBuilder {
        let mut body = Vec::new();
        for (disposition, content) in parts {
            let head = format!("--part\r\nContent-Disposition: form-data; {disposition}\r\n");
            body.extend_from_slice(head.as_bytes());
            // What a client says of the type does not count.
            body.extend_from_slice(b"Content-Type: text/html\r\n\r\n");
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--part--\r\n");
        self.request(Method::POST, path).header("Content-Type", "multipart/form-data; boundary=part").body(body)
    }
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path)).await
    }
    /// Any request, to add headers or a raw body; then [`send`](Self::send). `path` is under `/api/v1` unless it says `//…`.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let url = match path.strip_prefix('/') {
            Some(rest) if rest.starts_with('/') => format!("{}{rest}", self.base),
            _ => format!("{}/api/v1{path}", self.base),
        };
        let request = self.http.request(method, url);
        self.token.iter().fold(request, |request, token| request.bearer_auth(token))
    }
    /// Sends, and checks the answer against the document.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let request = request.build().unwrap();
        let (method, path) = (request.method().to_string(), request.url().path().to_owned());
        let sparse = request.url().query_pairs().any(|(name, _)| name == "fields");
        let response = self.http.execute(request).await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        let answer = Answer { status, headers, body, bytes };
        // What `fields` leaves out is not there; tests/api/lists.rs holds the rest against the whole items.
        let whole = if sparse { answer.without_items() } else { answer.clone() };
        contract::check(&method, &path, &whole);
        answer
    }
}

/// The part of a form that is a file.
pub fn file(name: &str, content: &[u8]) -> (String, Vec<u8>) {
    (format!("name=\"file\"; filename=\"{name}\""), content.to_vec())
}

/// A new idempotency key.
pub fn key() -> String {
    duban::foundation::db::Id::new().to_string()
}
