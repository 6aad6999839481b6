//! The fields of the main resources, as their schemas define them.
use super::{
    model::{DictionaryField, DictionaryResource},
    sources::{self, ORIGINS, Origin},
    values::description,
};
use crate::foundation::db::enumeration::english as word;
use serde_json::Value;

/// Every main resource.
pub(super) fn all(documents: [&Value; 2]) -> Vec<DictionaryResource> {
    ORIGINS.iter().map(|origin| resource(documents, origin)).collect()
}

fn resource([chinese, english]: [&Value; 2], origin: &Origin) -> DictionaryResource {
    let at = format!("/components/schemas/{}", origin.schema);
    let schema = |document: &Value| document.pointer(&at).cloned().unwrap_or_default();
    let (shown, other) = (members(chinese, &schema(chinese)), members(english, &schema(english)));
    let fields = shown.iter().zip(&other).map(|((name, chinese_member), (_, english_member))| {
        let (source, refresh) = sources::of(origin, name);
        let definition_zh = definition(chinese, chinese_member);
        DictionaryField {
            field: name.clone(),
            zh: title(&definition_zh),
            en: word(name),
            definition_en: definition(english, english_member),
            definition_zh,
            unit: sources::unit(name),
            r#enum: enumeration(chinese, chinese_member),
            source,
            refresh,
        }
    });
    DictionaryResource { resource: origin.resource, schema: origin.schema, fields: fields.collect() }
}

/// The members of a schema and of what it is composed of.
fn members(document: &Value, schema: &Value) -> Vec<(String, Value)> {
    let schema = referred(document, schema).unwrap_or(schema);
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let mut all: Vec<(String, Value)> = parts.flat_map(|part| members(document, part)).collect();
    let own = schema["properties"].as_object().into_iter().flatten();
    all.extend(own.map(|(name, member)| (name.clone(), member.clone())));
    all
}

fn referred<'a>(document: &'a Value, schema: &Value) -> Option<&'a Value> {
    document.pointer(schema["$ref"].as_str()?.strip_prefix('#')?)
}

/// What a member refers to: itself, or the one of its alternatives that is not `null`.
fn target(member: &Value) -> &Value {
    let alternatives = member["oneOf"].as_array().into_iter().flatten();
    alternatives.into_iter().find(|one| one["$ref"].is_string()).unwrap_or(member)
}

fn definition(document: &Value, member: &Value) -> String {
    let own = description(member);
    if own.is_empty() { referred(document, target(member)).map(description).unwrap_or_default() } else { own }
}

/// The enumeration whose values a member has, alone or in a list.
fn enumeration(document: &Value, member: &Value) -> Option<String> {
    let one = target(member);
    let one = if one["items"].is_object() { &one["items"] } else { one };
    referred(document, one).filter(|schema| schema["x-enum-words"].is_array())?;
    one["$ref"].as_str()?.rsplit('/').next().map(str::to_owned)
}

/// The term that a Chinese definition begins with.
fn title(definition: &str) -> String {
    definition.split(['：', '，', '。', '；', '（', '\n']).next().unwrap_or_default().to_owned()
}
