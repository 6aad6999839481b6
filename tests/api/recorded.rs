//! What was recorded of the answers (`make record`) fits the document, and leaves nothing out.
use crate::kit::{document, faults, record};
use duban::foundation::error::Code;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};
use strum::IntoEnumIterator;

/// Operations without an example of a success, and why.
const WITHOUT: &[(&str, &str)] = &[];

/// Codes that no operation of the document answers, and why.
const NOBODYS: &[(&str, &str)] = &[
    ("address_unknown", "what is asked for is no operation"),
    ("method_not_allowed", "the same"),
    ("uri_too_long", "before the address is read"),
];

/// By operation and status.
type Recorded = BTreeMap<String, BTreeMap<String, Value>>;

fn file(name: &str) -> PathBuf {
    PathBuf::from(format!("{}/openapi/{name}", env!("CARGO_MANIFEST_DIR")))
}

fn read(name: &str) -> Recorded {
    serde_json::from_str(&std::fs::read_to_string(file(name)).unwrap()).unwrap()
}

fn operations() -> BTreeMap<&'static str, &'static Value> {
    let items = document()["paths"].as_object().unwrap().values();
    let all = items.flat_map(|item| item.as_object().unwrap().values());
    all.map(|operation| (operation["operationId"].as_str().unwrap(), operation)).collect()
}

/// The schema of a success in JSON.
fn schema_of(operation: &'static Value, status: &str) -> Option<&'static Value> {
    operation.pointer(&format!("/responses/{status}/content/application~1json/schema"))
}

fn fits(operation: &str, status: &str, example: &Value) -> bool {
    let schema = operations().get(operation).and_then(|operation| schema_of(operation, status));
    schema.is_some_and(|schema| faults(schema, &format!("{operation} {status}"), example).is_empty())
}

/// `UPDATE_RECORDED=<file>` takes what is new out of a recording. An example stays for as long as it fits.
#[test]
fn the_recorded_files_are_current() {
    let [mut examples, mut codes] = ["examples.json", "codes.json"].map(read);
    if let Some(recording) = std::env::var_os("UPDATE_RECORDED") {
        for (operation, answers) in &mut examples {
            answers.retain(|status, example| fits(operation, status, example));
        }
        examples.retain(|_, answers| !answers.is_empty());
        codes.retain(|operation, _| operations().contains_key(operation.as_str()));
        let seen = std::fs::read_to_string(recording).unwrap();
        merge(seen.lines().map(|line| serde_json::from_str(line).unwrap()), &mut examples, &mut codes);
        for (name, recorded) in [("examples.json", &examples), ("codes.json", &codes)] {
            std::fs::write(file(name), serde_json::to_string_pretty(recorded).unwrap() + "\n").unwrap();
        }
    }
    for (operation, answers) in &examples {
        for (status, example) in answers {
            assert!(fits(operation, status, example), "{operation} {status}: run `make record`\n{example:#}");
        }
    }
    let known: BTreeSet<&str> = Code::iter().map(Code::as_str).collect();
    for (operation, answers) in &codes {
        let listed = answers.values().flat_map(|codes| codes.as_array().unwrap()).map(|code| code.as_str().unwrap());
        let gone: Vec<&str> = listed.filter(|code| !known.contains(code)).collect();
        assert!(gone.is_empty() && operations().contains_key(operation.as_str()), "{operation}: {gone:?}");
    }
}

fn merge(lines: impl Iterator<Item = Value>, examples: &mut Recorded, codes: &mut Recorded) {
    let mut best = Recorded::new();
    for line in lines {
        let [operation, status] = ["operation", "status"].map(|name| line[name].as_str().unwrap().to_owned());
        if let Some(code) = line["code"].as_str() {
            let listed = codes.entry(operation).or_default().entry(status).or_insert(json!([]));
            let mut all: BTreeSet<&str> = listed.as_array().unwrap().iter().filter_map(Value::as_str).collect();
            all.insert(code);
            *listed = json!(all);
            continue;
        }
        let known = best.entry(operation.clone()).or_default().get(&status);
        let better = known.is_none_or(|known| record::rank(&line["example"]) < record::rank(known));
        if better && fits(&operation, &status, &line["example"]) {
            best.entry(operation).or_default().insert(status, line["example"].clone());
        }
    }
    for (operation, answers) in best {
        for (status, example) in answers {
            examples.entry(operation.clone()).or_default().entry(status).or_insert(example);
        }
    }
}

#[test]
fn every_answer_in_json_has_an_example() {
    let mut without = BTreeSet::new();
    for (id, operation) in operations() {
        for status in operation["responses"].as_object().unwrap().keys().filter(|status| status.starts_with('2')) {
            let content = operation.pointer(&format!("/responses/{status}/content/application~1json"));
            if content.is_some_and(|content| content["example"].is_null()) {
                without.insert(id);
            }
        }
    }
    let named: BTreeSet<&str> = WITHOUT.iter().map(|(id, _)| *id).collect();
    assert_eq!(without, named, "run `make record`, or say why in WITHOUT");
}

#[test]
fn every_code_is_of_an_operation() {
    let all = operations().into_values().filter_map(|operation| operation["x-problem-codes"].as_object());
    let listed = all.flat_map(|codes| codes.values()).flat_map(|codes| codes.as_array().unwrap());
    let listed: BTreeSet<&str> = listed.map(|code| code.as_str().unwrap()).collect();
    let unlisted: BTreeSet<&str> = Code::iter().map(Code::as_str).filter(|code| !listed.contains(code)).collect();
    let named: BTreeSet<&str> = NOBODYS.iter().map(|(code, _)| *code).collect();
    assert_eq!(unlisted, named, "run `make record`, or say why in NOBODYS");
}
