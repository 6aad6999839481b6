//! The words of closed enumerations in the document: what each value means stands beside it, and in the description.
//!
//! `text_enum!` gives every schema the word of each value in both languages (`x-enum-words`) and the meaning
//! (`x-enum-descriptions`), which the catalogues translate. Here each meaning gets its word, as generators print it,
//! and the values are listed in the description, for who reads the document and not the extensions. The error codes
//! and the kinds of events are tables of their own, with their own words.
use super::clients::named_in;
use crate::foundation::{
    error::{Code, Language},
    events::Kind,
};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use strum::IntoEnumIterator;

/// The most values that a description lists. More are a table, and have an operation that serves it.
const LISTED: usize = 60;

/// Completes every enumeration of a document that is in this language.
pub fn complete(document: &mut Value, language: Language) {
    within(document, language);
    if let Some(codes) = document.pointer_mut("/components/schemas/Code").and_then(Value::as_object_mut) {
        let specs = || Code::iter().map(Code::spec);
        let words = specs().map(|spec| json!({"zh": spec.title[0], "en": spec.title[1]}));
        let told = specs().map(|spec| told(language.of(spec.title), language.of(spec.detail), language));
        codes.insert("x-enum-words".into(), words.collect());
        codes.insert("x-enum-descriptions".into(), told.collect());
    }
    if let Some(kinds) = document.pointer_mut("/components/schemas/EventKind").and_then(Value::as_object_mut) {
        let specs = || Kind::iter().map(Kind::spec);
        let names = specs().map(|spec| json!(spec.name.replace('.', "_").to_uppercase()));
        let words = specs().map(|spec| json!({"zh": gist(spec.meaning[0]), "en": gist(spec.meaning[1])}));
        let told = specs().map(|spec| language.of(spec.meaning)).map(|text| told(gist(text), text, language));
        kinds.insert("x-enum-varnames".into(), names.collect());
        kinds.insert("x-enum-words".into(), words.collect());
        kinds.insert("x-enum-descriptions".into(), told.map(Value::from).collect());
    }
}

/// What a sentence says first.
fn gist(sentence: &str) -> &str {
    sentence.split(['，', '；', '。', ';', '.']).next().unwrap_or(sentence)
}

fn within(value: &mut Value, language: Language) {
    match value {
        Value::Object(members) => {
            let told = members.iter_mut().filter(|(name, _)| *name != "example");
            told.for_each(|(_, member)| within(member, language));
            if members.contains_key("x-enum-words") {
                enumeration(value, language);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| within(item, language)),
        _ => {}
    }
}

fn enumeration(schema: &mut Value, language: Language) {
    let texts = |name: &str| schema[name].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let key = match language {
        Language::Chinese => "zh",
        Language::English => "en",
    };
    let values: Vec<String> = texts("enum").iter().map(text).collect();
    let words: Vec<String> = texts("x-enum-words").iter().map(|words| text(&words[key])).collect();
    let meanings: Vec<String> = texts("x-enum-descriptions").iter().map(text).collect();
    let told: Vec<String> = words.iter().zip(&meanings).map(|(word, meaning)| told(word, meaning, language)).collect();
    let listed: Vec<String> = values.iter().zip(&told).map(|(value, told)| format!("- `{value}` {told}")).collect();
    if listed.len() <= LISTED {
        let description = text(&schema["description"]);
        schema["description"] = format!("{description}\n\n{}", listed.join("\n")).trim().into();
    }
    schema["x-enum-descriptions"] = told.into();
}

/// A word and what it means.
fn told(word: &str, meaning: &str, language: Language) -> String {
    match language {
        Language::Chinese => format!("{word}：{meaning}"),
        Language::English => format!("{word}: {meaning}"),
    }
}

/// What is said of every member that `foundation/web/texts.rs` adds.
const WORD: &str = "The word of the code before it, in Chinese, for screens.";

/// Says of every member of an answer whose value is a code that its word stands beside it. Not of what is sent too: a
/// body holds codes alone.
pub fn beside(mut document: Value) -> Value {
    let asked = named_in(&document, &["requestBody", "parameters"]);
    let answered = shown(&document);
    let Some(schemas) = document.pointer("/components/schemas").and_then(Value::as_object) else { return document };
    let coded: BTreeSet<String> =
        schemas.iter().filter(|(_, one)| one["x-enum-words"].is_array()).map(|(name, _)| name.clone()).collect();
    let beside = told_beside(schemas);
    if let Some(schemas) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        let told = schemas.iter_mut().filter(|(name, _)| answered.contains(*name) && !asked.contains(*name));
        told.for_each(|(name, schema)| tell(schema, &coded, beside.get(name).unwrap_or(&BTreeSet::new())));
    }
    document
}

/// The schemas of what is answered itself and of the items of pages, with what they are composed of.
fn shown(document: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let paths = document.get("paths").and_then(Value::as_object).into_iter().flat_map(Map::values);
    for operation in paths.filter_map(Value::as_object).flat_map(Map::values) {
        let answers = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
        for (_, answer) in answers.filter(|(status, _)| status.starts_with('2')) {
            let body = answer.pointer("/content/application~1json/schema").unwrap_or(&Value::Null);
            compose(document, body, &mut found);
        }
    }
    found
}

/// A schema, what it is composed of, and the items of what is a page.
fn compose(document: &Value, schema: &Value, found: &mut BTreeSet<String>) {
    let target = schema.get("$ref").and_then(Value::as_str);
    if let Some(name) = target.and_then(|target| target.rsplit('/').next())
        && found.insert(name.to_owned())
    {
        let named = document.pointer(&format!("/components/schemas/{name}")).unwrap_or(&Value::Null);
        compose(document, named, found);
    }
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    parts.for_each(|part| compose(document, part, found));
    let is_page = schema.pointer("/properties/page").is_some();
    if let Some(items) = schema.pointer("/properties/items/items").filter(|_| is_page) {
        compose(document, items, found);
    }
}

/// What a resource tells by itself, beside the schema that it is composed of: by the name of that schema.
fn told_beside(schemas: &Map<String, Value>) -> BTreeMap<String, BTreeSet<String>> {
    let mut beside: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for parts in schemas.values().filter_map(|schema| schema["allOf"].as_array()) {
        let members = parts.iter().filter_map(|part| part["properties"].as_object()).flat_map(Map::keys);
        let texts: BTreeSet<String> = members.filter(|name| name.ends_with("_text")).cloned().collect();
        for name in parts.iter().filter_map(|part| part["$ref"].as_str()?.rsplit('/').next()) {
            beside.entry(name.to_owned()).or_default().extend(texts.iter().cloned());
        }
    }
    beside
}

/// In the schema itself and in what it is composed of.
fn tell(schema: &mut Value, coded: &BTreeSet<String>, beside: &BTreeSet<String>) {
    let parts = schema.get_mut("allOf").and_then(Value::as_array_mut);
    parts.into_iter().flatten().for_each(|part| tell(part, coded, beside));
    let Some(members) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    let mut told = Map::new();
    for (name, member) in members.clone() {
        let text = format!("{name}_text");
        let tells = is_code(&member, coded) && !members.contains_key(&text) && !beside.contains(&text);
        told.insert(name, member);
        if tells {
            told.insert(text, json!({"type": "string", "description": WORD}));
        }
    }
    *members = told;
}

/// Whether a member refers to an enumeration, alone or beside `null`.
fn is_code(member: &Value, coded: &BTreeSet<String>) -> bool {
    let refers = |one: &Value| {
        one["$ref"].as_str().and_then(|target| target.rsplit('/').next()).is_some_and(|name| coded.contains(name))
    };
    refers(member) || member["oneOf"].as_array().is_some_and(|all| all.iter().any(refers))
}
