//! The document as it is published: compact, and the same as the one that the code reads.
use crate::kit::{TestApp, document};
use duban::{
    api::{document_in, published},
    foundation::error::Language,
};
use serde_json::Value;

const LANGUAGES: [Language; 2] = [Language::Chinese, Language::English];

/// The most that a generator has to read, and that a browser has to load, in bytes.
const LARGEST: usize = 1_650_000;
const LARGEST_COMPRESSED: usize = 430_000;

/// Writes out what stands under `components` as one of these kinds.
fn resolve(value: &mut Value, whole: &Value) {
    let kinds = ["parameters", "responses"].map(|kind| format!("#/components/{kind}/"));
    let target = value["$ref"].as_str().filter(|target| kinds.iter().any(|kind| target.starts_with(kind)));
    if let Some(target) = target {
        *value = whole.pointer(target.trim_start_matches('#')).unwrap_or_else(|| panic!("dangling {target}")).clone();
    }
    match value {
        Value::Object(members) => members.values_mut().for_each(|member| resolve(member, whole)),
        Value::Array(items) => items.iter_mut().for_each(|item| resolve(item, whole)),
        _ => {}
    }
}

#[test]
fn what_is_published_is_what_the_code_reads() {
    for language in LANGUAGES {
        let compact = published(language);
        let shared = |kind: &str| compact["components"][kind].as_object().unwrap();
        assert!(shared("parameters").contains_key("Limit") && shared("responses").contains_key("NotFound"));
        let readable = |name: &String| name.bytes().all(|sign| sign.is_ascii_alphabetic());
        let names: Vec<&String> = shared("parameters").keys().chain(shared("responses").keys()).collect();
        assert!(names.iter().all(|name| readable(name)), "{names:?}");
        let mut whole = compact.clone();
        resolve(&mut whole, &compact);
        let components = whole["components"].as_object_mut().unwrap();
        for kind in ["parameters", "responses"] {
            components.shift_remove(kind);
        }
        assert!(whole == *document_in(language), "{}: resolved it is another document", language.tag());
    }
}

#[test]
fn an_operation_without_parameters_lists_none() {
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation.get("parameters");
            assert!(parameters.is_none_or(Value::is_array), "{method} {path}: {parameters:?}");
        }
    }
}

#[test]
fn the_example_of_a_parameter_fits_it() {
    let mut faults = Vec::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        let parameters = item.as_object().unwrap().values().flat_map(|one| one["parameters"].as_array());
        for parameter in parameters.flatten().filter(|parameter| !parameter["example"].is_null()) {
            let mut root = parameter["schema"].clone();
            root["components"] = document()["components"].clone();
            if !jsonschema::draft202012::new(&root).unwrap().is_valid(&parameter["example"]) {
                faults.push(format!("{path} {}: {}", parameter["name"], parameter["example"]));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[actix_web::test]
async fn it_stays_small() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    for language in ["zh", "en"] {
        let get = |encoding: &str| {
            let request = nobody.request(reqwest::Method::GET, &format!("//openapi.json?lang={language}"));
            nobody.send(request.header("Accept-Encoding", encoding))
        };
        let (plain, compressed) = (get("identity").await.expect(200), get("gzip").await.expect(200));
        assert_eq!(compressed.header("content-encoding"), "gzip");
        let sizes = (plain.bytes.len(), compressed.bytes.len());
        println!("{language}: {sizes:?}");
        assert!(sizes.0 <= LARGEST && sizes.1 <= LARGEST_COMPRESSED, "{language}: {sizes:?}");
    }
}
