//! Holds every answer of every test against the OpenAPI document.
use super::{Answer, record};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

/// The document, as it is published.
pub fn document() -> &'static Value {
    duban::api::document()
}

/// The document's path that a requested path is of; literal paths before templates.
pub fn path_of(path: &str) -> Option<&'static str> {
    let matches = |template: &str| {
        let (a, b): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        a.len() == b.len() && a.iter().zip(&b).all(|(part, given)| part == given || part.starts_with('{'))
    };
    let paths = document()["paths"].as_object().unwrap();
    let found = paths.keys().filter(|template| matches(template));
    found.min_by_key(|template| template.matches('{').count()).map(String::as_str)
}

/// Panics where an answer is not what the document says: an undocumented status or content type, a body that does not fit.
pub fn check(method: &str, path: &str, answer: &Answer) {
    let at = format!("{method} {path} {}", answer.status);
    assert!(!answer.header("x-request-id").is_empty(), "{at}: no X-Request-Id");
    let kind = answer.header("content-type").split(';').next().unwrap_or("").to_owned();
    if answer.status >= 400 {
        assert_eq!(kind, "application/problem+json", "{at}");
        fits(&json!({"$ref": "#/components/schemas/Problem"}), "problem", &answer.body, &at);
        speaks_one_language(answer, &at);
        let known = &document()["components"]["schemas"]["Problem"]["properties"];
        let unknown: Vec<&String> =
            answer.body.as_object().unwrap().keys().filter(|name| known[name.as_str()].is_null()).collect();
        assert!(unknown.is_empty(), "{at}: {unknown:?} stand not in the table of src/api/problems.rs");
        assert!(!answer.bytes.windows(6).any(|w| w == b"diesel" || w == b"SQLite"), "{at}: an internal cause");
    }
    // HEAD is what GET would answer, without the body.
    let method = if method == "HEAD" { "GET" } else { method };
    let operation = path_of(path).map(|template| &document()["paths"][template][method.to_lowercase()]);
    let Some(operation) = operation.filter(|operation| operation.is_object()) else {
        let outside = ["/openapi.json", "/docs", "/problems/"].iter().any(|known| path.starts_with(known));
        assert!(outside || matches!(answer.status, 404 | 405) || method == "OPTIONS", "{at}: not in the document");
        return;
    };
    offers_what_it_takes(operation, answer, &at);
    let response = &operation["responses"][answer.status.to_string()];
    assert!(response.is_object(), "{at}: this status is not documented\n{:#}", answer.body);
    carries_what_it_declares(response, answer, &at);
    lists_its_codes(operation, answer, &at);
    if answer.status >= 400 || answer.bytes.is_empty() {
        return;
    }
    if response["content"]["*/*"]["schema"].is_object() {
        return; // a file: its bytes, of whatever type it says
    }
    let schema = &response["content"][&kind]["schema"];
    assert!(schema.is_object(), "{at}: {kind} is not documented");
    if !kind.ends_with("json") {
        return; // text or a file: there is nothing in it that a schema could describe
    }
    let key = format!("{method} {} {}", path_of(path).unwrap(), answer.status);
    fits(schema, &key, &answer.body, &at);
    let id = operation["operationId"].as_str().unwrap();
    record::example(id, answer, |example| faults(schema, &key, example).is_empty());
}

/// The code of a problem, and those of its faults, are among those that the operation lists for the status.
fn lists_its_codes(operation: &Value, answer: &Answer, at: &str) {
    let listed = operation["x-problem-codes"][answer.status.to_string()].as_array();
    let of_faults = answer.body["errors"].as_array().into_iter().flatten().map(|fault| &fault["code"]);
    let answered = of_faults.chain([&answer.body["code"]]).filter(|_| answer.status >= 400);
    for code in answered.filter(|code| listed.is_none_or(|listed| !listed.contains(code))) {
        assert!(record::is_on(), "{at}: {code} stands not in x-problem-codes of the operation: run `make record`");
        record::code(operation["operationId"].as_str().unwrap(), answer.status, code.as_str().unwrap());
    }
}

/// A Chinese sentence holds no English one: two Latin words beside each other stand in quotes only, as what somebody wrote
/// or what is to be written; and no pattern that a clerk cannot read.
fn speaks_one_language(answer: &Answer, at: &str) {
    if answer.header("content-language") != "zh-CN" {
        return;
    }
    let items = answer.body["errors"].as_array().into_iter().flatten().map(|item| &item["detail"]);
    for sentence in items.chain([&answer.body["detail"]]).filter_map(Value::as_str) {
        let bare: String =
            sentence.split('“').map(|part| part.split_once('”').map_or(part, |(_, rest)| rest)).collect();
        let words: Vec<&str> = bare.split(' ').collect();
        let is_latin = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
        let english = words.windows(2).any(|pair| pair.iter().all(|word| is_latin(word)));
        assert!(!english && !bare.contains("[0-9"), "{at}: not one language: {sentence}");
    }
}

/// Of the headers that the document knows an answer carries those that it declares and no other.
fn carries_what_it_declares(response: &Value, answer: &Answer, at: &str) {
    for (name, header) in document()["components"]["headers"].as_object().unwrap() {
        let (declared, carried) = (response["headers"][name].is_object(), answer.headers.contains_key(name));
        assert!(declared || !carried, "{at}: {name} is not declared");
        assert!(carried || !declared || header["required"] == false, "{at}: no {name}");
    }
}

/// Conflicts that the body decides, a day, a stage, an object, so that the operation is rightly offered although this request
/// was refused.
const OF_THE_BODY: &[&str] = &[
    "area_code_taken",
    "assignment_taken",
    "baseline_frozen",
    "dependency_cycle",
    "dependency_exists",
    "exception_exists",
    "fact_code_taken",
    "figure_confirmed",
    "indicator_code_taken",
    "indicator_reported",
    "last_administrator",
    "leader_term_taken",
    "light_frozen",
    "light_overridden",
    "list_item_duplicate",
    "nothing_to_confirm",
    "objection_repeated",
    "period_not_begun",
    "project_code_taken",
    "project_leader_taken",
    "project_suspended",
    "renewal_code_taken",
    "target_date_taken",
    "trajectory_date_taken",
    "trajectory_not_applicable",
    "transition_blocked",
    "transition_not_allowed",
];
/// And those that the object cannot know: a plan knows its periods, and not the reports that wait for a review.
const OF_OTHERS: &[&str] = &["plan_year_unfinished"];

/// A conflict with the state of an object names what may be done in it: never what was just refused.
fn offers_what_it_takes(operation: &Value, answer: &Answer, at: &str) {
    let code = answer.body["code"].as_str().unwrap_or_default();
    if answer.status == 409 && !OF_THE_BODY.contains(&code) && !OF_OTHERS.contains(&code) {
        let offered = answer.body["allowed_actions"].as_array().into_iter().flatten();
        let again = offered.filter(|offered| **offered == operation["operationId"]).count();
        assert_eq!(again, 0, "{at}: offered and refused: {code}\n{:#}", answer.body);
    }
}

fn fits(schema: &Value, key: &str, body: &Value, at: &str) {
    let faults = faults(schema, key, body);
    assert!(faults.is_empty(), "{at} does not fit the document: {faults:#?}\n{body:#}");
}

/// What of a body does not fit a schema of the document; the schema is known by the key.
pub fn faults(schema: &Value, key: &str, body: &Value) -> Vec<String> {
    static MADE: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let validator = MADE
        .lock()
        .unwrap()
        .entry(key.to_owned())
        .or_insert_with(|| {
            let mut root = schema.clone();
            root["components"] = document()["components"].clone();
            Arc::new(jsonschema::draft202012::options().should_validate_formats(true).build(&root).unwrap())
        })
        .clone();
    validator.iter_errors(body).map(|e| format!("{}: {e}", e.instance_path())).collect()
}
