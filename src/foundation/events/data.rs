//! How the document describes the data of events.
use super::Kind;
use serde_json::{Map, Value};
use std::borrow::Cow;
use strum::IntoEnumIterator;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ObjectBuilder, RefOr, Schema,
        extensions::ExtensionsBuilder,
        schema::{AdditionalProperties, Type},
    },
};

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
