//! The document as it is published: what many operations repeat stands once, under `components`, and is referred to.
//!
//! The document that the code reads has everything where it holds; written out so it would be three times as long. What
//! stands once is decided before the translation, so it is the same in every language.
use actix_web::http::StatusCode;
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// How often an equal part stands in the document until it gets a name.
const REPEATED: usize = 4;

/// The parts of one kind, by what they are.
#[derive(Default)]
struct Parts {
    times: HashMap<String, usize>,
    names: HashMap<String, String>,
    named: Map<String, Value>,
}

impl Parts {
    fn count(&mut self, part: &Value) {
        *self.times.entry(part.to_string()).or_default() += 1;
    }

    /// Replaces a part that is repeated by a reference; its first operation decides what it is called.
    fn share(&mut self, part: &mut Value, kind: &str, names: &[String]) {
        let written = part.to_string();
        if self.times.get(&written).is_none_or(|times| *times < REPEATED) {
            return;
        }
        let name = match self.names.get(&written) {
            Some(name) => name.clone(),
            None => {
                let numbered = (2..).map(|number| format!("{}{number}", names.first().cloned().unwrap_or_default()));
                let free = |name: &String| !self.named.contains_key(name);
                names.iter().cloned().chain(numbered).find(free).unwrap_or_default()
            }
        };
        let reference = json!({ "$ref": format!("#/components/{kind}/{name}") });
        let whole = std::mem::replace(part, reference);
        self.named.entry(name.clone()).or_insert(whole);
        self.names.insert(written, name);
    }
}

/// The document in which equal parameters and answers of several operations stand once.
pub fn compact(mut document: Value) -> Value {
    let [mut parameters, mut answers] = [Parts::default(), Parts::default()];
    for (_, operation) in operations(&mut document) {
        each_parameter(operation).for_each(|parameter| parameters.count(parameter));
        each_answer(operation).for_each(|(_, answer)| answers.count(answer));
    }
    for (method, operation) in operations(&mut document) {
        let tag = pascal(operation.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default());
        for parameter in each_parameter(operation) {
            let name = pascal(parameter["name"].as_str().unwrap_or_default());
            parameters.share(parameter, "parameters", &[name.clone(), format!("{name}Of{tag}")]);
        }
        for (status, answer) in each_answer(operation) {
            let name = reason(status);
            let names = [name.clone(), format!("{name}On{}", pascal(&method)), format!("{name}Of{tag}")];
            answers.share(answer, "responses", &names);
        }
    }
    if let Some(components) = document.get_mut("components").and_then(Value::as_object_mut) {
        for (kind, parts) in [("parameters", parameters), ("responses", answers)] {
            components.insert(kind.into(), parts.named.into());
        }
    }
    document
}

/// Every operation with its method.
fn operations(document: &mut Value) -> impl Iterator<Item = (String, &mut Value)> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    paths.filter_map(Value::as_object_mut).flatten().map(|(method, operation)| (method.clone(), operation))
}

fn each_parameter(operation: &mut Value) -> impl Iterator<Item = &mut Value> {
    operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten()
}

fn each_answer(operation: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    operation.get_mut("responses").and_then(Value::as_object_mut).into_iter().flatten()
}

/// What HTTP calls a status.
fn reason(status: &str) -> String {
    let known = status.parse::<StatusCode>().ok().and_then(|status| status.canonical_reason());
    pascal(known.unwrap_or(status))
}

/// As a type of a generated client is called.
fn pascal(name: &str) -> String {
    let capital = |word: &str| {
        let mut signs = word.chars();
        signs.next().map(|first| first.to_ascii_uppercase().to_string() + &signs.as_str().to_ascii_lowercase())
    };
    name.split(|sign: char| !sign.is_ascii_alphanumeric()).filter_map(capital).collect()
}
