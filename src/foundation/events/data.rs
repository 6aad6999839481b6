//! How the document describes the data of events.
use super::Kind;
use serde_json::{Map, Value};
use std::{borrow::Cow, str::FromStr};
use strum::IntoEnumIterator;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr, Schema,
        extensions::ExtensionsBuilder,
        schema::{AdditionalProperties, Type},
    },
};

/// The kind of a name; the error lists the names that there are.
impl FromStr for Kind {
    type Err = String;
    fn from_str(name: &str) -> Result<Self, String> {
        Self::named(name).ok_or_else(|| Self::iter().map(Self::as_str).collect::<Vec<_>>().join(", "))
    }
}
impl PartialSchema for Kind {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("变更类型: a kind of change; `GET /api/v1/event-types` explains each."))
            .enum_values(Some(Self::iter().map(Self::as_str)))
            .into()
    }
}
impl ToSchema for Kind {
    fn name() -> Cow<'static, str> {
        "EventKind".into()
    }
}

/// What is told beside the type of an event. Its type says which members there are: the document holds a schema for
/// each under `x-data-by-event-type`, the same as `GET /api/v1/event-types` serves.
#[derive(Debug)]
pub struct EventData;

impl PartialSchema for EventData {
    fn schema() -> RefOr<Schema> {
        let by_type: Map<String, Value> =
            Kind::iter().map(|kind| (kind.as_str().to_owned(), kind.spec().data.schema())).collect();
        let described = "What is told beside the type. Its members depend on the type: `x-data-by-event-type` holds a \
             JSON Schema for each, as `GET /api/v1/event-types` serves them.";
        ObjectBuilder::new()
            .schema_type(Type::Object)
            .description(Some(described))
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .extensions(Some(ExtensionsBuilder::new().add("x-data-by-event-type", Value::Object(by_type)).build()))
            .into()
    }
}
impl ToSchema for EventData {
    fn name() -> Cow<'static, str> {
        "EventData".into()
    }
}
