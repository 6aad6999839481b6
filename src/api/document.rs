//! Makes the generated document pleasant to generate clients from.
//!
//! utoipa writes the parameter of a generic schema out wherever it is used; here each copy of a named schema becomes a
//! reference to it, and `Resource_Area` and `Page_Resource_Area` get names that read well in a client: `AreaResource`,
//! `AreaPage`.
use serde_json::{Map, Value, json};
use std::collections::HashMap;

const SCHEMAS: &str = "#/components/schemas/";

/// The document with shared schemas and readable names.
pub fn tidy(mut document: Value) -> Value {
    settle(&mut document);
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object).cloned().unwrap_or_default();
    let named: HashMap<String, String> = schemas
        .iter()
        .filter(|(_, schema)| is_composed(schema))
        .map(|(name, schema)| (schema.to_string(), name.clone()))
        .collect();
    if let Some(all) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        // The top of a named schema is the schema itself; what is inside may be a copy of another.
        all.values_mut().for_each(|schema| inside(schema, &named));
    }
    if let Some(paths) = document.get_mut("paths") {
        share(paths, &named);
    }
    rename(document)
}

/// utoipa keeps extensions in no order; in the document they stand in that of their names, so that every start and
/// every replica serves the same bytes.
fn settle(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.values_mut().for_each(settle);
            let mut extensions: Vec<String> = members.keys().filter(|name| name.starts_with("x-")).cloned().collect();
            extensions.sort();
            for name in extensions {
                if let Some(extension) = members.shift_remove(&name) {
                    members.insert(name, extension);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(settle),
        _ => {}
    }
}

/// Only schemas that are built from others or have fields: two equal strings may well mean different things.
fn is_composed(schema: &Value) -> bool {
    schema["properties"].is_object() || schema["allOf"].is_array()
}

fn share(value: &mut Value, named: &HashMap<String, String>) {
    if is_composed(value)
        && let Some(name) = named.get(&value.to_string())
    {
        *value = json!({ "$ref": format!("{SCHEMAS}{name}") });
        return;
    }
    inside(value, named);
}

fn inside(value: &mut Value, named: &HashMap<String, String>) {
    match value {
        Value::Object(members) => members.values_mut().for_each(|member| share(member, named)),
        Value::Array(items) => items.iter_mut().for_each(|item| share(item, named)),
        _ => {}
    }
}

fn readable(name: &str) -> String {
    match name.strip_prefix("Page_") {
        Some(of) => format!("{}Page", of.trim_start_matches("Resource_")),
        None => name.strip_prefix("Resource_").map_or_else(|| name.to_owned(), |of| format!("{of}Resource")),
    }
}

fn rename(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            // A PATCH field that is absent keeps its value: `null` is serde's default, not the contract's.
            let said = members.into_iter().filter(|(name, member)| !(name == "default" && member.is_null()));
            let renamed = said.map(|(name, member)| match (name.as_str(), &member) {
                ("$ref", Value::String(target)) => {
                    let target = target
                        .strip_prefix(SCHEMAS)
                        .map_or_else(|| target.clone(), |of| format!("{SCHEMAS}{}", readable(of)));
                    (name, target.into())
                }
                ("schemas", Value::Object(_)) => (name, schemas(member)),
                _ => (name, rename(member)),
            });
            renamed.collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.into_iter().map(rename).collect(),
        other => other,
    }
}

fn schemas(all: Value) -> Value {
    let Value::Object(all) = all else { return all };
    all.into_iter().map(|(name, schema)| (readable(&name), rename(schema))).collect::<Map<_, _>>().into()
}
