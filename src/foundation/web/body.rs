//! JSON bodies: read within limits, checked against the very schema that the OpenAPI document publishes, with every
//! fault told at once.
use crate::{
    State,
    error::{Code, Error, Result, Violation},
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
use serde_json::{Value, json};
use std::{
    any::TypeId,
    collections::HashMap,
    sync::{Arc, LazyLock, RwLock},
    time::Duration,
};
use utoipa::ToSchema;

/// How deep a body may be nested.
const DEPTH: usize = 8;
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
        Box::pin(async move { parse(&read(&request, payload).await?).map(Self) })
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
    let kind = header(header::CONTENT_TYPE).unwrap_or("").split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    let is_json = kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"));
    if !body.is_empty() && (!is_json || header(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity")) {
        return Err(Error::new(Code::UnsupportedMediaType).with("expected", "application/json; charset=utf-8"));
    }
    Ok(body.to_vec())
}

/// A value from a body: well-formed (400), then valid under its schema (422, every fault at once).
pub(super) fn parse<T: DeserializeOwned + ToSchema + 'static>(bytes: &[u8]) -> Result<T> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or("syntax").to_owned();
        Error::new(Code::InvalidJson).with("line", error.line()).with("column", error.column()).with("reason", reason)
    })?;
    validated(value)
}

/// A value that is valid under the schema of its type, from JSON of whatever source.
pub fn validated<T: DeserializeOwned + ToSchema + 'static>(value: Value) -> Result<T> {
    let mut faults = Vec::new();
    inspect(&value, &mut String::new(), 1, &mut faults);
    if faults.is_empty() {
        faults = validator::<T>()?.iter_errors(&value).flat_map(|error| explain(&error, &value)).collect();
    }
    if !faults.is_empty() {
        return Err(Error::invalid(Code::ValidationFailed, faults));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let pointer: String =
            error.path().to_string().split('.').filter(|part| *part != ".").map(|part| format!("/{part}")).collect();
        Violation::at(pointer, Code::InvalidValue).with("reason", error.inner().to_string()).into()
    })
}

/// Finds what no field may hold: NUL characters, too deep nesting.
fn inspect(value: &Value, pointer: &mut String, depth: usize, faults: &mut Vec<Violation>) {
    if depth > DEPTH {
        faults.push(Violation::at(pointer.clone(), Code::TooDeep).with("max", DEPTH));
        return;
    }
    let length = pointer.len();
    match value {
        Value::String(text) if text.contains('\0') => faults.push(Violation::at(pointer.clone(), Code::NulCharacter)),
        Value::Array(items) => items.iter().enumerate().for_each(|(index, item)| {
            pointer.push_str(&format!("/{index}"));
            inspect(item, pointer, depth + 1, faults);
            pointer.truncate(length);
        }),
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            pointer.push_str(&format!("/{}", name.replace('~', "~0").replace('/', "~1").replace('\0', "")));
            if name.contains('\0') {
                faults.push(Violation::at(pointer.clone(), Code::NulCharacter));
            }
            inspect(member, pointer, depth + 1, faults);
            pointer.truncate(length);
        }),
        _ => {}
    }
}

/// The compiled schema of a body type, made once.
fn validator<T: ToSchema + 'static>() -> Result<Arc<Validator>> {
    static MADE: LazyLock<RwLock<HashMap<TypeId, Arc<Validator>>>> = LazyLock::new(RwLock::default);
    let id = TypeId::of::<T>();
    if let Some(made) = MADE.read().ok().and_then(|made| made.get(&id).cloned()) {
        return Ok(made);
    }
    let mut referred = Vec::new();
    T::schemas(&mut referred);
    let schemas: HashMap<String, _> = referred.into_iter().collect();
    let mut root = serde_json::to_value(T::schema())?;
    if let Some(root) = root.as_object_mut() {
        root.insert("components".into(), json!({ "schemas": schemas }));
    }
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&root);
    let validator = Arc::new(validator.map_err(|error| Error::internal(error.to_string()))?);
    if let Ok(mut made) = MADE.write() {
        made.insert(id, validator.clone());
    }
    Ok(validator)
}

/// A schema fault in our codes.
fn explain(error: &ValidationError<'_>, body: &Value) -> Vec<Violation> {
    let place = error.instance_path().to_string();
    let at = |code| Violation::at(place.clone(), code);
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fault = match error.kind() {
        Kind::Required { property } => {
            let name = text(property);
            Violation::at(format!("{place}/{name}"), Code::Required).with("field", name)
        }
        Kind::AdditionalProperties { unexpected } => {
            return unexpected
                .iter()
                .map(|name| {
                    // A time stamped by a client is refused, past or future (docs/domain.md §4): say so rather than
                    // "unknown".
                    let code = if name.ends_with("_at") { Code::ClientTimeRefused } else { Code::UnknownField };
                    Violation::at(format!("{place}/{name}"), code).with("field", name.clone())
                })
                .collect();
        }
        // A body without fields (`Empty`) refuses each one like this, and does not say which.
        Kind::FalseSchema => {
            let names = body.as_object().into_iter().flat_map(|body| body.keys());
            return names
                .map(|name| Violation::at(format!("/{name}"), Code::UnknownField).with("field", name.clone()))
                .collect();
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
                .map(|faults| faults.iter().flat_map(|fault| explain(fault, body)).collect())
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
