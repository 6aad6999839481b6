//! What generators of clients in other languages need of the document; each was a client that could not be made, or that sent
//! something wrong.
use crate::kit::document;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn each(value: &'static Value, path: &str, visit: &mut dyn FnMut(&str, &'static Value)) {
    visit(path, value);
    match value {
        // Examples are data, not schemas.
        Value::Object(members) => members
            .iter()
            .filter(|(name, _)| !["example", "examples"].contains(&name.as_str()))
            .for_each(|(name, member)| each(member, &format!("{path}/{name}"), visit)),
        Value::Array(items) => {
            items.iter().zip(0..).for_each(|(item, index)| each(item, &format!("{path}/{index}"), visit));
        }
        _ => {}
    }
}
fn broken(rule: impl Fn(&str, &'static Value) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    each(document(), "", &mut |path, value| {
        if rule(path, value) {
            found.push(path.to_owned());
        }
    });
    found
}
fn none(found: Vec<String>) {
    assert!(found.is_empty(), "{} places: {:#?}", found.len(), &found[..found.len().min(20)]);
}
/// The schemas that parts of the operations lead to.
fn reached(parts: &[&str]) -> BTreeSet<&'static str> {
    fn follow(value: &'static Value, found: &mut BTreeSet<&'static str>) {
        if let Some(name) = value["$ref"].as_str().and_then(|target| target.strip_prefix("#/components/schemas/"))
            && found.insert(name)
        {
            follow(&document()["components"]["schemas"][name], found);
        }
        match value {
            Value::Object(members) => members.values().for_each(|member| follow(member, found)),
            Value::Array(items) => items.iter().for_each(|item| follow(item, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    for item in document()["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            parts.iter().for_each(|part| follow(&operation[*part], &mut found));
        }
    }
    found
}
fn may_be_null(schema: &Value) -> bool {
    let of_type =
        schema["type"] == "null" || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("null")));
    of_type || schema["oneOf"].as_array().is_some_and(|all| all.iter().any(may_be_null))
}

/// Python's generator refuses the whole document for one boolean schema.
#[test]
fn no_schema_is_a_boolean() {
    let holds_schema = |path: &str| ["/items", "/not", "/contains"].iter().any(|end| path.ends_with(end));
    none(broken(|path, value| value.is_boolean() && holds_schema(path)));
    none(broken(|_, value| value["prefixItems"].is_array()));
    none(broken(|path, value| path.ends_with("/parameters") && !value.is_array() && !value.is_object()));
}

/// Java's generator makes a number of a string with the format `decimal`, and sends one.
#[test]
fn figures_are_plain_strings() {
    none(broken(|_, value| value["type"] == "string" && value["format"] == "decimal"));
}

/// An empty requirement beside none is read as "some sign-in".
#[test]
fn public_operations_ask_for_nothing() {
    let public = broken(|path, value| path.ends_with("/security") && *value == json!([]));
    assert!(public.len() >= 5, "{public:?}");
    none(broken(|path, value| {
        path.ends_with("/security") && value.as_array().is_some_and(|all| all.contains(&json!({})))
    }));
}

/// What is always sent is `required`, or every program that reads it asks whether it is there.
#[test]
fn a_member_of_an_answer_that_may_be_null_is_always_there() {
    let asked = reached(&["requestBody", "parameters"]);
    let mut found = Vec::new();
    for name in reached(&["responses"]).difference(&asked) {
        let schema = &document()["components"]["schemas"][name];
        let parts = schema["allOf"].as_array().into_iter().flatten().chain([schema]);
        for part in parts {
            let required = part["required"].as_array().cloned().unwrap_or_default();
            let members = part["properties"].as_object().into_iter().flatten();
            let optional = members.filter(|(member, _)| !required.contains(&json!(member)));
            found.extend(
                optional.filter(|(_, schema)| may_be_null(schema)).map(|(member, _)| format!("{name}.{member}")),
            );
        }
    }
    none(found);
}

/// TypeScript's generator takes a member with a default for one that is always there, also in a body.
#[test]
fn defaults_of_members_are_told_in_words() {
    none(broken(|path, value| path.starts_with("/components/schemas/") && value.get("default").is_some()));
}

/// A description beside a reference within `oneOf` belongs to the member, and is lost.
#[test]
fn alternatives_are_described_where_they_are_named() {
    none(broken(|path, value| {
        path.contains("/oneOf/") && value["$ref"].is_string() && value["description"].is_string()
    }));
}

/// An item that is written out gets a name from each generator, and another with each version.
#[test]
fn what_a_page_holds_has_a_name() {
    let schemas = document()["components"]["schemas"].as_object().unwrap();
    let pages = schemas.iter().filter(|(name, _)| name.ends_with("Page"));
    let unnamed = pages.filter(|(_, page)| !page["properties"]["items"]["items"]["$ref"].is_string());
    none(unnamed.map(|(name, _)| name.clone()).collect());
}

/// What is answered itself and the items of pages, with what they are composed of.
fn shown() -> BTreeSet<String> {
    fn compose(schema: &Value, found: &mut BTreeSet<String>) {
        if let Some(name) = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next())
            && found.insert(name.to_owned())
        {
            compose(&document()["components"]["schemas"][name], found);
        }
        schema["allOf"].as_array().into_iter().flatten().for_each(|part| compose(part, found));
        if schema["properties"]["page"].is_object() {
            compose(&schema["properties"]["items"]["items"], found);
        }
    }
    let mut found = BTreeSet::new();
    for item in document()["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values().filter(|operation| operation.is_object()) {
            let answers = operation["responses"].as_object().into_iter().flatten();
            let good = answers.filter(|(status, _)| status.starts_with('2'));
            good.for_each(|(_, answer)| compose(&answer["content"]["application/json"]["schema"], &mut found));
        }
    }
    found
}

/// A screen shows words: every code of what is answered and of the items of pages has its word beside it. Nothing of it is
/// sent as it is, so that a body holds codes alone.
#[test]
fn a_code_of_an_answer_has_its_word_beside_it() {
    let schemas = document()["components"]["schemas"].as_object().unwrap();
    let coded = |member: &Value| {
        let refers = |one: &Value| {
            let name = one["$ref"].as_str().and_then(|target| target.rsplit('/').next());
            name.is_some_and(|name| schemas[name]["x-enum-words"].is_array())
        };
        refers(member) || member["oneOf"].as_array().is_some_and(|all| all.iter().any(refers))
    };
    let (answered, asked) = (shown(), reached(&["requestBody", "parameters"]));
    // Or the resource that is composed of it tells it by itself.
    let composed = |name: &str| {
        let target = json!(format!("#/components/schemas/{name}"));
        let whole = schemas.values().filter_map(|schema| schema["allOf"].as_array());
        whole.filter(move |parts| parts.iter().any(|part| part["$ref"] == target)).flatten()
    };
    let (mut sent, mut seen, mut found) = (BTreeSet::new(), 0, Vec::new());
    for name in &answered {
        let name = name.as_str();
        let schema = &schemas[name];
        for part in schema["allOf"].as_array().into_iter().flatten().chain([schema]) {
            let members = part["properties"].as_object().into_iter().flatten();
            for (member, _) in members.filter(|(_, schema)| coded(schema)) {
                seen += 1;
                if asked.contains(name) {
                    sent.insert(name);
                } else if part["properties"][format!("{member}_text")].is_null()
                    && !composed(name).any(|part| part["properties"][format!("{member}_text")].is_object())
                {
                    found.push(format!("{name}.{member}"));
                }
            }
        }
    }
    assert!(seen > 90, "{seen}");
    assert!(sent.is_empty(), "{sent:?}");
    none(found);
}
