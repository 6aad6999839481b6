//! What generators of clients stumble over, put right in one place.
//!
//! - A public operation is `security: []`: with `[{}]` some generators ask for a signed-in client.
//! - A member of an answer that may be `null` is always there, hence `required`; one that may be absent is never
//!   `null`.
//! - A member of a body with a default is optional. Some take the keyword for "always there", so it becomes a sentence.
//! - The description of a member that refers to a schema stands on the member and not on one of its alternatives.
//! - What a page holds has a name.
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const SCHEMAS: &str = "#/components/schemas/";

/// The document as generators take it.
pub fn ease(mut document: Value) -> Value {
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        name_items_of_pages(schemas);
    }
    let (asked, answered) = (named_in(&document, &["requestBody", "parameters"]), named_in(&document, &["responses"]));
    open_to_the_public(&mut document);
    let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return document;
    };
    for (name, schema) in schemas.iter_mut() {
        if answered.contains(name) && !asked.contains(name) {
            require_what_may_be_null(schema);
        }
        describe_members(schema);
    }
    document
}

/// The schemas that the named parts of any operation lead to.
pub(super) fn named_in(document: &Value, parts: &[&str]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    for operation in paths.filter_map(Value::as_object).flat_map(Map::values) {
        for part in parts.iter().filter_map(|part| operation.get(part)) {
            follow(document, part, &mut found);
        }
    }
    found
}

fn follow(document: &Value, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            let name = members.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix(SCHEMAS));
            if let Some(name) = name
                && found.insert(name.to_owned())
            {
                follow(
                    document,
                    document.pointer(&format!("/components/schemas/{name}")).unwrap_or(&Value::Null),
                    found,
                );
            }
            members.values().for_each(|member| follow(document, member, found));
        }
        Value::Array(items) => items.iter().for_each(|item| follow(document, item, found)),
        _ => {}
    }
}

fn open_to_the_public(document: &mut Value) {
    let paths =
        document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(|paths| paths.values_mut());
    for operation in paths.filter_map(Value::as_object_mut).flat_map(|item| item.values_mut()) {
        if let Some(security) = operation.get_mut("security").filter(|security| **security == json!([{}])) {
            *security = json!([]);
        }
    }
}

/// In the schema itself and in what it is composed of.
fn require_what_may_be_null(schema: &mut Value) {
    if let Some(parts) = schema.get_mut("allOf").and_then(Value::as_array_mut) {
        parts.iter_mut().for_each(require_what_may_be_null);
    }
    let Some(schema) = schema.as_object_mut() else { return };
    let Some(members) = schema.get("properties").and_then(Value::as_object) else { return };
    let always = |name: &String| {
        schema
            .get("required")
            .and_then(Value::as_array)
            .is_some_and(|all| all.iter().any(|required| required.as_str() == Some(name)))
    };
    let required: Vec<Value> = members
        .iter()
        .filter(|(name, member)| always(name) || may_be_null(member))
        .map(|(name, _)| json!(name))
        .collect();
    if !required.is_empty() {
        schema.insert("required".into(), required.into());
    }
}

fn may_be_null(schema: &Value) -> bool {
    let null = |value: &Value| value.as_str() == Some("null");
    let of_type = |kind: &Value| null(kind) || kind.as_array().is_some_and(|kinds| kinds.iter().any(null));
    let alternatives = schema.get("oneOf").and_then(Value::as_array);
    schema.get("type").is_some_and(of_type) || alternatives.is_some_and(|all| all.iter().any(may_be_null))
}

/// In the schema itself and in what it is composed of.
fn describe_members(schema: &mut Value) {
    schema.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten().for_each(describe_members);
    let members = schema.get_mut("properties").and_then(Value::as_object_mut);
    for member in members.into_iter().flat_map(|members| members.values_mut()) {
        lift_description(member);
        say_default(member);
    }
}

fn lift_description(member: &mut Value) {
    let Some(member) = member.as_object_mut() else { return };
    let alternatives = member.get_mut("oneOf").and_then(Value::as_array_mut).into_iter().flatten();
    let described = alternatives.filter(|one| one.get("$ref").is_some()).filter_map(Value::as_object_mut);
    let lifted: Vec<Value> = described.filter_map(|one| one.shift_remove("description")).collect();
    if let Some(description) = lifted.into_iter().next().filter(|_| !member.contains_key("description")) {
        member.insert("description".into(), description);
    }
}

fn say_default(member: &mut Value) {
    let Some(member) = member.as_object_mut() else { return };
    let Some(default) = member.shift_remove("default") else { return };
    let value = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
    let description = member.get("description").and_then(Value::as_str).unwrap_or_default();
    let description = format!("{description}\n\n缺省 default: `{value}`.");
    member.insert("description".into(), description.trim().into());
}

/// A page whose items are written out, an object with what may be done with it, refers to a schema of their own.
fn name_items_of_pages(schemas: &mut Map<String, Value>) {
    let mut named = Map::new();
    for (name, page) in schemas.iter_mut() {
        let Some(base) = name.strip_suffix("Page") else { continue };
        let Some(items) = page.pointer_mut("/properties/items/items").filter(|items| items.get("$ref").is_none())
        else {
            continue;
        };
        let is_resource = items.get("allOf").is_some();
        let name = if is_resource { format!("{base}Resource") } else { base.to_owned() };
        named.insert(name.clone(), std::mem::replace(items, json!({ "$ref": format!("{SCHEMAS}{name}") })));
    }
    schemas.extend(named);
}
