//! How an object is named in a path or a body: by its id, or by `code:` and the code that people use.
use crate::{
    db::Id,
    error::{Code, Error, Result, Violation},
};
use actix_web::{FromRequest, HttpRequest, dev::Payload};
use diesel::QueryResult;
use serde::{Deserialize, Deserializer, de::Error as _};
use std::{
    fmt,
    future::{Ready, ready},
    str::FromStr,
};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

/// What a reference looks like in JSON; stated in the OpenAPI document and enforced from there.
pub(super) const PATTERN: &str = "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|code:.{1,64})$";

/// An id or a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// The identity.
    Id(Id),
    /// The human code: within the caller's jurisdiction and, for parts of a plan, the plan of the business year.
    Code(String),
}

impl Reference {
    /// What a look-up of this reference in a body found; `reference_not_found` at the pointer when it found nothing.
    pub fn found<T>(&self, pointer: &str, looked_up: QueryResult<T>) -> Result<T> {
        match looked_up {
            Err(diesel::NotFound) => {
                Err(Violation::at(pointer, Code::ReferenceNotFound).with("value", self.to_string()).into())
            }
            other => Ok(other?),
        }
    }
}

/// What the reference of a query parameter names, where the parameter is given. What it cannot name, because it is not
/// there or not the caller's to know of, is 400 `unknown_reference` at the parameter: never an empty list, never a
/// missing address.
pub fn in_query<R: fmt::Display, T>(
    parameter: &str,
    reference: Option<&R>,
    look_up: impl FnOnce(&R) -> QueryResult<T>,
) -> Result<Option<T>> {
    let Some(reference) = reference else { return Ok(None) };
    match look_up(reference) {
        Err(diesel::NotFound) => {
            let fault = Violation::parameter(parameter, Code::UnknownReference);
            let fault = fault.with("parameter", parameter).with("value", reference.to_string());
            Err(Error::invalid(Code::UnknownReference, vec![fault]))
        }
        other => Ok(Some(other?)),
    }
}

impl FromStr for Reference {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let bad = || Error::new(Code::MalformedId).with("value", text.chars().take(80).collect::<String>());
        match text.strip_prefix("code:") {
            Some(code) if code.is_empty() || code.chars().count() > 64 || code.contains('\0') => Err(bad()),
            Some(code) => Ok(Self::Code(code.to_owned())),
            None => text.parse().map(Self::Id).map_err(|_| bad()),
        }
    }
}
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Code(code) => write!(f, "code:{code}"),
        }
    }
}
impl serde::Serialize for Reference {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|_| D::Error::custom("neither a UUID nor code:CODE"))
    }
}
impl PartialSchema for Reference {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .pattern(Some(PATTERN))
            .examples(["code:1.8"])
            .description(Some("An object's id, or `code:` and its human code: `code:1.8`."))
            .into()
    }
}
impl ToSchema for Reference {
    fn name() -> std::borrow::Cow<'static, str> {
        "Reference".into()
    }
}

/// The last parameter of the path.
impl FromRequest for Reference {
    type Error = Error;
    type Future = Ready<Result<Self>>;
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.match_info().iter().last().map_or("", |(_, value)| value).parse())
    }
}
