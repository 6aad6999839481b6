//! The headers of answers, as `components.headers`, and which answer carries which.
//!
//! - Every answer: `X-Request-Id`, `Cache-Control`, and `Vary` where there is something to vary by.
//! - A success: `ETag`, except without a body and of tokens; `Location` of what was created; `Idempotency-Replayed` and
//!   `Dry-Run` of what reads the key and the parameter; `Content-Language` of what reads `Accept-Language`.
//! - A problem: `Content-Language`, and by its status `WWW-Authenticate`, `Retry-After`, `ETag`, `Accept-Encoding`.
//!
//! `required` says that an answer which declares the header always carries it: `tests/api/kit/contract.rs` holds every
//! answer of every test against that.
use serde_json::{Map, Value, json};

/// A header: its name, whether it is always there, an example, what it says.
type Header = (&'static str, bool, &'static str, &'static str);

const HEADERS: &[Header] = &[
    ("X-Request-Id", true, "01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11", "The id under which the request is logged."),
    ("Cache-Control", true, "private, no-cache", "Who may keep the answer; `no-cache` is kept and asked for again."),
    ("Vary", false, "Authorization, Accept-Encoding", "The headers of the request by which the answer differs."),
    ("Content-Language", true, "zh-CN", "The language of the texts for people: `zh-CN` or `en`."),
    ("ETag", true, "\"1.5f0c2a\"", "The tag of the representation, for `If-None-Match` and `If-Match`."),
    ("Location", false, "/api/v1/plans/01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11", "Where it is; not with `dry_run`."),
    ("Idempotency-Replayed", false, "true", "`true`: the stored answer of the first request with this key."),
    ("Dry-Run", false, "true", "`true`: nothing was changed."),
    ("Content-Disposition", true, "attachment; filename=\"a.pdf\"", "The name of the file."),
    ("WWW-Authenticate", true, "Bearer realm=\"duban\"", "What to sign in with, after RFC 6750."),
    ("Retry-After", true, "2", "After how many seconds to try again."),
    ("Accept-Encoding", false, "identity", "`identity`: how bodies are taken, after one that was encoded."),
];

/// The document with the headers of its answers.
pub fn declare(mut document: Value) -> Value {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        let asked = operation.get("parameters").cloned().unwrap_or_default();
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten();
        for (status, response) in responses {
            let names = of_answer(status, response, &asked);
            let refer = |name: &str| (name.to_owned(), json!({ "$ref": format!("#/components/headers/{name}") }));
            response["headers"] = names.into_iter().map(refer).collect::<Map<_, _>>().into();
        }
    }
    let of_header = |(name, always, example, text): &Header| {
        let kind = if *name == "Retry-After" { "integer" } else { "string" };
        let example = example.parse::<u64>().map_or_else(|_| json!(example), |number| json!(number));
        let schema = json!({"type": kind, "example": example});
        ((*name).to_owned(), json!({"description": text, "required": always, "schema": schema}))
    };
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        components.insert("headers".into(), HEADERS.iter().map(of_header).collect::<Map<_, _>>().into());
    }
    document
}

/// The headers that the answer of a status carries, or may carry.
fn of_answer(status: &str, response: &Value, asked: &Value) -> Vec<&'static str> {
    let asks = |name: &str| asked.as_array().into_iter().flatten().any(|parameter| parameter["name"] == name);
    let mut names = vec!["X-Request-Id", "Cache-Control", "Vary"];
    if status.starts_with(['4', '5']) {
        names.push("Content-Language");
        names.extend(match status {
            "401" => Some("WWW-Authenticate"),
            "412" => Some("ETag"),
            "415" => Some("Accept-Encoding"),
            "429" | "503" => Some("Retry-After"),
            _ => None,
        });
        return names;
    }
    let content = &response["content"];
    let shown = content.pointer("/application~1json/schema/$ref").and_then(Value::as_str);
    let tokens = shown == Some("#/components/schemas/Tokens");
    let tagged = (content.is_object() && !tokens) || status == "304";
    let declared = [
        ("ETag", tagged),
        ("Location", status == "201"),
        ("Idempotency-Replayed", asks("Idempotency-Key")),
        ("Dry-Run", asks("dry_run")),
        ("Content-Language", asks("Accept-Language")),
        ("Content-Disposition", content["*/*"].is_object()),
    ];
    names.extend(declared.into_iter().filter(|(_, carried)| *carried).map(|(name, _)| name));
    names
}
