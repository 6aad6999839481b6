//! JSON bodies: read within limits, checked against the very schema that the OpenAPI document publishes, with every
//! fault told at once.
use super::{json, shape::Walk};
use crate::{
    State,
    error::{Code, Error, Place, Result, Violation, Violations},
};
use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::header,
    web::{BytesMut, Data},
};
use futures_util::{StreamExt, future::LocalBoxFuture};
use jsonschema::{ValidationError, Validator, error::ValidationErrorKind as Kind};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;
use serde_path_to_error::Segment;
use std::{
    any::TypeId,
    collections::{HashMap, HashSet},
    sync::{Arc, LazyLock, RwLock},
    time::Duration,
};
use utoipa::ToSchema;

/// How long a body may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);

/// A body without fields, for actions that need none; it may be left out.
#[derive(Debug, Default, Clone, Deserialize, serde::Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub struct Empty {}

/// A JSON body on its own, for the few requests that are not commands (log in).
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + ToSchema + 'static> FromRequest for Body<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;
    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move { parse(&read(&request, payload).await?)?.sound().map(Self) })
    }
}

/// PATCH fields: absent keeps, `null` clears, a value sets.
pub fn clearable<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(deserializer).map(Some)
}

/// The bytes of a body, within size and time. A body must say that it is JSON.
pub(super) async fn read(request: &HttpRequest, mut payload: Payload) -> Result<Vec<u8>> {
    let limit = request.app_data::<Data<State>>().map_or(1 << 20, |state| state.body_limit);
    let too_large = || Error::new(Code::PayloadTooLarge).with("limit", limit);
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    if header(header::CONTENT_LENGTH)
        .and_then(|length| length.parse::<usize>().ok())
        .is_some_and(|length| length > limit)
    {
        return Err(too_large());
    }
    let all = async {
        let mut body = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk.map_err(|_| Code::BadRequest)?;
            if body.len() + chunk.len() > limit {
                return Err(too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    };
    let body = tokio::time::timeout(PATIENCE, all).await.map_err(|_| Code::RequestTimeout)??;
    if !body.is_empty() {
        not_encoded(request)?;
        is_json(header(header::CONTENT_TYPE).unwrap_or(""))?;
    }
    Ok(body.to_vec())
}

/// A body comes as it is: what is compressed could be a thousand times as large as the limit.
pub fn not_encoded(request: &HttpRequest) -> Result<()> {
    let coding = request.headers().get(header::CONTENT_ENCODING).and_then(|coding| coding.to_str().ok());
    match coding.filter(|coding| !coding.eq_ignore_ascii_case("identity")) {
        None => Ok(()),
        Some(coding) => {
            Err(Error::new(Code::ContentEncodingRefused).with("encoding", coding).header("Accept-Encoding", "identity"))
        }
    }
}

/// JSON is UTF-8 (RFC 8259 §8.1): another `charset` is refused rather than ignored.
fn is_json(content_type: &str) -> Result<()> {
    let content_type = content_type.to_ascii_lowercase();
    let mut parts = content_type.split(';').map(str::trim);
    let kind = parts.next().unwrap_or("");
    let is_json = kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"));
    let charset = parts.find_map(|part| part.strip_prefix("charset=")).map(|charset| charset.trim_matches('"'));
    if is_json && charset.is_none_or(|charset| matches!(charset, "utf-8" | "utf8")) {
        return Ok(());
    }
    Err(Error::new(Code::UnsupportedMediaType).with("expected", "application/json; charset=utf-8"))
}

/// Faults that leave a value which the rules can still judge: what was too much, and texts that are not fit to be kept.
const BESIDE: &[Code] = &[
    Code::UnknownField,
    Code::ClientTimeRefused,
    Code::DuplicateMember,
    Code::BlankText,
    Code::InvisibleCharacter,
    Code::LineBreakNotAllowed,
];

/// What a body says, as it was taken.
pub(super) struct Taken<T> {
    /// The value.
    pub body: T,
    /// The JSON of it.
    pub json: Value,
    /// What is wrong with it. It may still be held against the rules, so that all faults are told at once; it is never
    /// kept.
    pub beside: Violations,
}

impl<T> Taken<T> {
    /// The value, unless something is wrong with it.
    fn sound(self) -> Result<T> {
        self.beside.finish().map(|()| self.body)
    }
}

/// A value from a body: well-formed (400), then valid under its schema (422, every fault at once).
pub(super) fn parse<T: DeserializeOwned + ToSchema + 'static>(bytes: &[u8]) -> Result<Taken<T>> {
    let (value, faults) = json::read(bytes)?;
    accepted(value, faults)
}

/// A value that is valid under the schema of its type, from JSON of whatever source.
pub fn validated<T: DeserializeOwned + ToSchema + 'static>(value: Value) -> Result<T> {
    accepted(value, Violations::new())?.sound()
}

fn accepted<T: DeserializeOwned + ToSchema + 'static>(mut json: Value, faults: Violations) -> Result<Taken<T>> {
    let schema = schema_of::<T>()?;
    let mut walk = Walk::new(&schema.root, faults);
    walk.through(&mut json);
    let mut faults = walk.faults;
    if !faults.is_full() {
        // What a text is told already is not told again by what the schema makes of it.
        let told: HashSet<Place> = faults.places().cloned().collect();
        let found = schema.validator.iter_errors(&json).flat_map(|error| explain(&error));
        found.filter(|fault| !told.contains(&fault.place)).for_each(|fault| faults.push(fault));
    }
    if faults.is_full() || !faults.codes().all(|code| BESIDE.contains(&code)) {
        return Err(Error::invalid(Code::ValidationFailed, faults));
    }
    match serde_path_to_error::deserialize(&json) {
        Ok(body) => Ok(Taken { body, json, beside: faults }),
        Err(_) if !faults.is_empty() => Err(Error::invalid(Code::ValidationFailed, faults)),
        Err(error) => {
            let pointer: String = error.path().iter().map(place).collect();
            Err(Violation::at(pointer, Code::InvalidValue).with("reason", error.inner().to_string()).into())
        }
    }
}

/// A step of the way to a value as a part of a pointer.
fn place(segment: &Segment) -> String {
    match segment {
        Segment::Seq { index } => format!("/{index}"),
        Segment::Map { key } => json::step(key),
        _ => String::new(),
    }
}

/// The schema of a body type, with all that it refers to, and as it is enforced.
struct Compiled {
    root: Value,
    validator: Validator,
}

/// The compiled schema of a body type, made once.
fn schema_of<T: ToSchema + 'static>() -> Result<Arc<Compiled>> {
    static MADE: LazyLock<RwLock<HashMap<TypeId, Arc<Compiled>>>> = LazyLock::new(RwLock::default);
    let id = TypeId::of::<T>();
    if let Some(made) = MADE.read().ok().and_then(|made| made.get(&id).cloned()) {
        return Ok(made);
    }
    let mut referred = Vec::new();
    T::schemas(&mut referred);
    let schemas: HashMap<String, _> = referred.into_iter().collect();
    let mut root = serde_json::to_value(T::schema())?;
    if let Some(root) = root.as_object_mut() {
        root.insert("components".into(), serde_json::json!({ "schemas": schemas }));
    }
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&root);
    let validator = validator.map_err(|error| Error::internal(error.to_string()))?;
    let made = Arc::new(Compiled { root, validator });
    if let Ok(mut all) = MADE.write() {
        all.insert(id, made.clone());
    }
    Ok(made)
}

/// A schema fault in our codes.
fn explain(error: &ValidationError<'_>) -> Vec<Violation> {
    let place = error.instance_path().to_string();
    let at = |code| Violation::at(place.clone(), code);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fault = match error.kind() {
        Kind::Required { property } => {
            let name = text(property);
            Violation::at(format!("{place}/{name}"), Code::Required).with("field", name)
        }
        Kind::Type { .. } => at(Code::WrongType).with("expected", expected_type(error)),
        Kind::Enum { options } => {
            let allowed: Vec<String> = options.as_array().into_iter().flatten().map(text).collect();
            at(Code::ValueNotAllowed).with("allowed", allowed.join(", "))
        }
        Kind::MinLength { limit } => at(Code::TooShort).with("min", *limit),
        Kind::MinItems { limit } => at(Code::TooShort).with("min", *limit),
        Kind::MaxLength { limit } => at(Code::TooLong).with("max", *limit),
        Kind::MaxItems { limit } => at(Code::TooLong).with("max", *limit),
        Kind::Minimum { limit } | Kind::ExclusiveMinimum { limit } => at(Code::TooSmall).with("min", limit.clone()),
        Kind::Maximum { limit } | Kind::ExclusiveMaximum { limit } => at(Code::TooLarge).with("max", limit.clone()),
        Kind::UniqueItems => at(Code::Duplicate).with("value", error.instance().to_string()),
        Kind::Pattern { pattern } if pattern == crate::db::DECIMAL_PATTERN => at(Code::InvalidDecimal),
        Kind::Pattern { pattern } if pattern == super::reference::PATTERN => {
            at(Code::MalformedId).with("value", text(error.instance()))
        }
        Kind::Pattern { pattern } => at(Code::InvalidFormat).with("format", pattern.clone()),
        Kind::Format { format } => at(Code::InvalidFormat).with("format", format.clone()),
        // A nullable reference is `oneOf` the schema and null, in either order: the faults under the schema are the
        // ones that help.
        Kind::OneOfNotValid { context } | Kind::AnyOf { context } => {
            let of_schema = context.iter().find(|faults| faults.iter().all(|fault| expected_type(fault) != "null"));
            return of_schema
                .map(|faults| faults.iter().flat_map(|fault| explain(fault)).collect())
                .unwrap_or_default();
        }
        other => at(Code::InvalidValue).with("reason", other.keyword().to_owned()),
    };
    vec![fault]
}

fn expected_type(error: &ValidationError<'_>) -> String {
    let Kind::Type { kind } = error.kind() else { return String::new() };
    match kind {
        jsonschema::error::TypeKind::Single(kind) => kind.to_string(),
        jsonschema::error::TypeKind::Multiple(kinds) => {
            kinds.iter().map(|kind| kind.to_string()).collect::<Vec<_>>().join(" | ")
        }
    }
}
