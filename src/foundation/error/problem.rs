//! Problem details, RFC 9457.
use super::{Code, Error, Place, code::HINTS, words};
use actix_web::{
    HttpResponse, ResponseError,
    http::{StatusCode, header},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// 语言: the language of texts for people. Codes are never translated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema, clap::ValueEnum)]
pub enum Language {
    /// 简体中文, the default.
    #[default]
    #[serde(rename = "zh", alias = "zh-CN")]
    #[value(name = "zh", alias = "zh-CN")]
    Chinese,
    /// English.
    #[serde(rename = "en")]
    #[value(name = "en")]
    English,
}

impl Language {
    /// From `Accept-Language`: English when it is preferred to Chinese, else Chinese.
    pub fn from_header(value: Option<&str>) -> Self {
        let quality = |tag: &str| {
            let (name, rest) = tag.split_once(';').unwrap_or((tag, ""));
            let q = rest.trim().strip_prefix("q=").and_then(|q| q.parse::<f32>().ok()).unwrap_or(1.0);
            (name.trim().to_ascii_lowercase(), q)
        };
        let best = |prefix: &str| {
            value
                .into_iter()
                .flat_map(|v| v.split(','))
                .map(quality)
                .filter(|(name, _)| name.starts_with(prefix))
                .fold(0.0f32, |a, (_, q)| a.max(q))
        };
        if best("en") > best("zh") { Self::English } else { Self::Chinese }
    }
    /// The text of a pair in this language.
    pub const fn of(self, [chinese, english]: [&'static str; 2]) -> &'static str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
    /// The tag for `Content-Language`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }
}

/// A problem (RFC 9457). Every failure of the service has this shape, the framework's own included.
///
/// Branch on `code`; show `title` and `detail` to people.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "/problems/validation_failed", "title": "提交内容未通过校验", "status": 422, "code": "validation_failed",
    "detail": "共 1 处问题，见 errors。", "instance": "/api/v1/reports",
    "request_id": "01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11",
    "errors": [
        {
            "pointer": "/value", "code": "cumulative_decreased",
            "detail": "累计值小于上期已审定值 210.4 亿元；如属核减、更正或口径调整，请填写 decrease_reason。",
            "meta": {"previous": "210.4", "unit": "亿元"}
        }
    ]
}))]
pub struct Problem {
    /// Identifies the kind of problem; under `/api/v1/problems/{code}` it is explained.
    #[serde(rename = "type")]
    #[schema(format = "uri-reference")]
    pub kind: String,
    /// Short summary in the language of `Accept-Language` (`zh-CN` by default, or `en`).
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Stable code of the problem.
    pub code: Code,
    /// What happened and what to do about it.
    pub detail: String,
    /// The path that was asked for.
    pub instance: String,
    /// The id under which the request is logged; also in `X-Request-Id`.
    pub request_id: String,
    /// The faults of the request, each with its place: all of them, or the first 100 and `more_errors`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false, nullable = false)]
    pub errors: Vec<ProblemItem>,
    /// How many more faults there are than `errors` lists; only when it does not list them all. At least so many: once
    /// there are 100, the checks that are left are not made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false, value_type = u64, example = 12)]
    pub more_errors: Option<usize>,
    /// Members of particular codes; the document has each (`api/problems.rs`).
    #[serde(flatten)]
    #[schema(ignore)]
    pub extensions: Map<String, Value>,
}

/// One fault of a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemItem {
    /// JSON Pointer (RFC 6901) to the place in the body.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "/value", required = false, nullable = false)]
    pub pointer: Option<String>,
    /// The query parameter.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "limit", required = false, nullable = false)]
    pub parameter: Option<String>,
    /// Stable code of the fault.
    pub code: Code,
    /// What is wrong there and what to do about it.
    pub detail: String,
    /// The figures of the text, for programs.
    #[serde(skip_serializing_if = "Map::is_empty")]
    #[schema(value_type = Object, required = false, nullable = false)]
    pub meta: Map<String, Value>,
}

/// The sentence of a code for people, with the hints that this occurrence has.
fn detail(code: Code, params: &Map<String, Value>, language: Language) -> String {
    let hints = HINTS.iter().filter(|(name, _)| params.contains_key(*name));
    let sentences = std::iter::once(language.of(code.spec().detail)).chain(hints.map(|(_, hint)| language.of(*hint)));
    sentences
        .map(|sentence| fill(sentence, params, language))
        .collect::<Vec<_>>()
        .join(if language == Language::English { " " } else { "" })
}

fn fill(template: &str, params: &Map<String, Value>, language: Language) -> String {
    params.iter().fold(template.to_owned(), |text, (name, value)| {
        let place = format!("{{{name}}}");
        if text.contains(&place) { text.replace(&place, &words::word(name, value, language)) } else { text }
    })
}

/// `WWW-Authenticate` after RFC 6750 §3: who sent no token is asked for one, who sent a bad one learns what was wrong
/// with it. What was wrong with a password or a refresh token is no error of a bearer token.
fn challenge(code: Code) -> String {
    let realm = "Bearer realm=\"duban\"";
    match code {
        Code::TokenInvalid | Code::TokenExpired | Code::SessionEnded => {
            format!("{realm}, error=\"invalid_token\", error_description=\"{}\"", code.spec().detail[1])
        }
        _ => realm.to_owned(),
    }
}

impl Error {
    /// The problem as the client of this request sees it.
    pub fn problem(&self, language: Language, instance: &str, request_id: &str) -> Problem {
        let spec = self.0.code.spec();
        Problem {
            kind: format!("/problems/{}", self.0.code.as_str()),
            title: language.of(spec.title).to_owned(),
            status: spec.status,
            code: self.0.code,
            detail: detail(self.0.code, &self.0.params, language),
            instance: instance.to_owned(),
            request_id: request_id.to_owned(),
            errors: self
                .0
                .violations
                .iter()
                .map(|violation| {
                    let (pointer, parameter) = match &violation.place {
                        Place::Pointer(pointer) => (Some(pointer.clone()), None),
                        Place::Parameter(name) => (None, Some(name.clone())),
                    };
                    let detail = detail(violation.code, &violation.params, language);
                    ProblemItem { pointer, parameter, code: violation.code, detail, meta: violation.params.clone() }
                })
                .collect(),
            more_errors: Some(self.0.more).filter(|more| *more > 0),
            extensions: self.0.extensions.clone(),
        }
    }
    /// The answer to the client of this request.
    pub fn answer(&self, language: Language, instance: &str, request_id: &str) -> HttpResponse {
        let mut answer = HttpResponse::build(self.0.code.status());
        for (name, value) in &self.0.headers {
            answer.insert_header((*name, value.as_str()));
        }
        if self.0.code.status() == StatusCode::UNAUTHORIZED {
            answer.insert_header((header::WWW_AUTHENTICATE, challenge(self.0.code)));
        }
        answer
            .insert_header((header::CONTENT_LANGUAGE, language.tag()))
            .insert_header((header::VARY, "Accept-Language"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_TYPE, "application/problem+json"))
            .body(serde_json::to_vec(&self.problem(language, instance, request_id)).unwrap_or_default())
    }
}

/// Actix asks for this when no middleware rewrites the error; the server's always does, in the request's language.
impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        self.code().status()
    }
    fn error_response(&self) -> HttpResponse {
        self.answer(Language::default(), "", "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_says_what_was_wrong_with_the_token_in_ascii() {
        assert_eq!(challenge(Code::AuthenticationRequired), "Bearer realm=\"duban\"");
        assert_eq!(challenge(Code::InvalidCredentials), "Bearer realm=\"duban\"");
        for code in [Code::TokenInvalid, Code::TokenExpired, Code::SessionEnded] {
            let (said, text) = (challenge(code), code.spec().detail[1]);
            assert!(said.contains("error=\"invalid_token\", error_description=\"") && said.contains(text), "{said}");
            assert!(text.bytes().all(|byte| matches!(byte, 0x20 | 0x21 | 0x23..=0x5b | 0x5d..=0x7e)), "{text}");
        }
    }
}
