//! The signatures of the handlers and the document say the same: every extractor has its parameters, its body and its
//! problems in the document, and the document has no others. Read from the sources, where the signatures are.
use crate::kit::document;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

type Names = BTreeSet<String>;

/// What an extractor adds to an operation: parameters as `header If-Match`, optional ones with a `?`, and problems.
const READS: (&[&str], &[u16]) = (&["header If-None-Match?"], &[304, 400, 401, 403, 404, 500, 503]);
const PAGES: &[&str] = &["query limit?", "query cursor?", "query count?", "query fields?"];
const CREATES: (&[&str], &[u16]) =
    (&["header Idempotency-Key", "query dry_run?"], &[400, 401, 403, 404, 409, 413, 415, 422, 500, 503]);
const ACTS: (&[&str], &[u16]) = (
    &["header If-Match", "header Idempotency-Key", "query dry_run?"],
    &[400, 401, 403, 404, 409, 412, 413, 415, 422, 428, 500, 503],
);
const EDITS: (&[&str], &[u16]) = (&["header If-Match", "header Idempotency-Key?", "query dry_run?"], ACTS.1);
/// What signing in and the own session answer instead.
const SIGNS_IN: &[u16] = &[400, 401, 413, 415, 422, 429, 500, 503];

/// The few operations whose problems do not follow from their extractors.
const OWN_PROBLEMS: &[(&str, &[u16])] = &[
    ("log_in", SIGNS_IN),
    ("refresh_session", SIGNS_IN),
    ("log_out", SIGNS_IN),
    ("change_password", SIGNS_IN),
    ("end_my_session", SIGNS_IN),
    ("bootstrap", CREATES.1),
    ("list_problems", &[400]),
    ("list_event_types", &[400]),
    ("get_dictionary", &[400]),
    ("get_problem", &[400, 404]),
    ("get_service", &[400]),
    ("get_api", &[400]),
    ("get_liveness", &[400]),
    ("get_readiness", &[400, 503]),
    ("get_keys", &[400]),
];
/// And those that answer one more.
const MORE_PROBLEMS: &[(&str, u16)] =
    &[("create_attachment", 408), ("export_oc4ids", 409), ("convert_value", 422), ("end_my_session", 404)];
/// Operations of a caller that are neither a GET of a representation nor a command.
const UNCONDITIONAL: &[&str] = &["get_attachment_content", "log_out", "change_password", "end_my_session"];

/// A handler as it stands in the sources.
#[derive(Debug)]
struct Handler {
    method: String,
    path: String,
    name: String,
    extractors: Vec<String>,
}

/// What is compared.
#[derive(Debug, Default, PartialEq)]
struct Contract {
    public: bool,
    parameters: Names,
    body: Option<(String, String)>,
    problems: BTreeSet<u16>,
}

fn sources(folder: &Path, all: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        match entry.path() {
            path if path.is_dir() => sources(&path, all),
            path if path.extension().is_some_and(|extension| extension == "rs") => {
                all.push(fs::read_to_string(path).unwrap());
            }
            _ => {}
        }
    }
}

/// Splits at commas that no bracket holds; ends where the brackets do.
fn arguments(text: &str) -> Vec<String> {
    let (mut depth, mut all, mut current) = (0, Vec::new(), String::new());
    for c in text.chars() {
        match c {
            '(' | '<' | '{' | '[' => depth += 1,
            ')' if depth == 0 => break,
            ')' | '>' | '}' | ']' => depth -= 1,
            ',' if depth == 0 => {
                all.push(std::mem::take(&mut current));
                continue;
            }
            _ => {}
        }
        current.push(c);
    }
    all.push(current);
    all.into_iter().map(|argument| argument.trim().to_owned()).filter(|argument| !argument.is_empty()).collect()
}

fn handlers(sources: &[String]) -> Vec<Handler> {
    let documented = sources.iter().flat_map(|source| source.split("#[utoipa::path(").skip(1));
    let read = |rest: &str| {
        let (attributes, function) = rest.split_once("async fn ").unwrap();
        let route = attributes.lines().filter_map(|line| line.strip_prefix("#[")?.split_once("(\"")).next().unwrap();
        let (name, rest) = function.split_once('(').unwrap();
        let kind = |argument: String| argument.split_once(": ").unwrap().1.to_owned();
        Handler {
            method: route.0.to_owned(),
            path: route.1.split('"').next().unwrap().to_owned(),
            name: name.to_owned(),
            extractors: arguments(rest).into_iter().map(kind).collect(),
        }
    };
    documented.map(read).collect()
}

/// The public fields of the struct of that name: the parameters of a filter.
fn fields(sources: &[String], filter: &str) -> Vec<String> {
    if filter == "NoParameters" {
        return Vec::new();
    }
    let declared = format!("pub struct {filter} {{\n");
    let found = sources.iter().find_map(|source| source.split_once(&declared)).unwrap_or_else(|| panic!("no {filter}"));
    let body = found.1.split("\n}").next().unwrap();
    let field = |line: &str| {
        let (name, kind) = line.trim().strip_prefix("pub ")?.split_once(": ")?;
        let optional = if kind.starts_with("Option<") { "?" } else { "" };
        Some(format!("query {}{optional}", name.trim_start_matches("r#")))
    };
    body.lines().filter_map(field).collect()
}

/// The parameters of the order that a filter's list has: it is declared in the file that implements `Listed`.
fn ordered(sources: &[String], filter: &str) -> Vec<&'static str> {
    let declared = format!("impl Listed for {filter} {{");
    let source = sources.iter().find(|source| source.contains(&declared)).unwrap_or_else(|| panic!("no {declared}"));
    let of_list = source.split_once(&declared).unwrap().0.rsplit(" -> Order<").next().unwrap();
    let since = of_list.contains(".changed(") || of_list.contains(".created(attachments");
    let all =
        [(true, "query sort?"), (of_list.contains(".include("), "query include?"), (since, "query updated_since?")];
    all.into_iter().filter(|(offered, _)| *offered).map(|(_, name)| name).collect()
}

/// What the signature promises.
fn promised(sources: &[String], handler: &Handler) -> Contract {
    let mut contract = Contract { public: true, ..Contract::default() };
    let mut kind = READS;
    for extractor in &handler.extractors {
        let (outer, inner) = extractor.split_once('<').unwrap_or((extractor, ">"));
        let inner = inner.strip_suffix('>').unwrap();
        let json = || Some(("application/json".to_owned(), inner.to_owned()));
        match outer {
            "Data" | "ReqData" | "HttpRequest" | "Source" => {}
            "Allowed" => contract.public = false,
            "Language" => drop(contract.parameters.insert("header Accept-Language?".to_owned())),
            "Reference" => drop(contract.parameters.insert("path id".to_owned())),
            "Path" => contract.parameters.extend(handler.path.split(['{', '}']).nth(1).map(|n| format!("path {n}"))),
            "Query" => contract.parameters.extend(fields(sources, inner)),
            "List" | "Listing" => {
                contract.parameters.extend(fields(sources, inner));
                if outer == "Listing" {
                    contract.parameters.extend(ordered(sources, inner).iter().map(|name| name.to_string()));
                }
                contract.parameters.extend(PAGES.iter().map(|name| name.to_string()));
            }
            "Body" => contract.body = json(),
            "Create" => (kind, contract.body) = (CREATES, json()),
            "Act" => (kind, contract.body) = (ACTS, json()),
            "Edit" => (kind, contract.body) = (EDITS, json().filter(|_| handler.method != "delete")),
            "Received" => {
                kind = CREATES;
                contract.body = Some(("multipart/form-data".to_owned(), "AttachmentUpload".to_owned()));
            }
            _ => panic!("{}: what does the document say of {extractor}? Add it here and in src/api", handler.name),
        }
    }
    let (parameters, problems) = kind;
    if !contract.public && !UNCONDITIONAL.contains(&handler.name.as_str()) {
        contract.parameters.extend(parameters.iter().map(|name| name.to_string()));
    }
    let own = OWN_PROBLEMS.iter().find(|(name, _)| *name == handler.name).map(|(_, problems)| *problems);
    contract.problems.extend(own.unwrap_or(problems));
    contract.problems.extend(MORE_PROBLEMS.iter().filter(|(name, _)| *name == handler.name).map(|(_, more)| more));
    contract
}

/// What the document says.
fn published(operation: &Value) -> Contract {
    let parameter = |parameter: &Value| {
        let optional = if parameter["required"] == true { "" } else { "?" };
        format!("{} {}{optional}", parameter["in"].as_str().unwrap(), parameter["name"].as_str().unwrap())
    };
    let content = operation["requestBody"]["content"].as_object();
    let body = content.map(|content| {
        let (kind, of) = content.iter().next().unwrap();
        let schema = of["schema"]["$ref"].as_str().unwrap_or_default();
        (kind.clone(), schema.trim_start_matches("#/components/schemas/").to_owned())
    });
    let statuses = operation["responses"].as_object().unwrap().keys().map(|status| status.parse::<u16>().unwrap());
    Contract {
        public: operation["security"] == serde_json::json!([]),
        parameters: operation["parameters"].as_array().into_iter().flatten().map(parameter).collect(),
        body,
        problems: statuses.filter(|status| *status >= 300).collect(),
    }
}

#[test]
fn every_operation_is_documented_as_its_handler_reads_it() {
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let mut documented: BTreeMap<&str, (String, &Value)> = BTreeMap::new();
    for (path, item) in document()["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let at = format!("{method} {}", path.trim_start_matches("/api/v1"));
            documented.insert(operation["operationId"].as_str().unwrap(), (at, operation));
        }
    }
    let mut faults = Vec::new();
    for handler in handlers(&all) {
        let name = handler.name.as_str();
        let (at, operation) = documented.remove(name).unwrap_or_else(|| panic!("{name} is not mounted"));
        assert_eq!(at, format!("{} {}", handler.method, handler.path), "{name}");
        let (promised, published) = (promised(&all, &handler), published(operation));
        if promised != published {
            faults.push(format!("{name}\n  its signature: {promised:?}\n  the document:  {published:?}"));
        }
        let good = operation["responses"].as_object().unwrap().keys().filter(|status| status.starts_with('2'));
        assert_eq!(good.count(), 1, "{name}: one way to succeed");
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
    assert!(documented.is_empty(), "without a handler: {:?}", documented.keys());
}

/// Every exception above is needed: it names an operation that there is.
#[test]
fn the_exceptions_name_operations_that_there_are() {
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let known: Names = handlers(&all).into_iter().map(|handler| handler.name).collect();
    let own = OWN_PROBLEMS.iter().map(|(name, _)| name);
    for name in own.chain(MORE_PROBLEMS.iter().map(|(name, _)| name)).chain(UNCONDITIONAL) {
        assert!(known.contains(*name), "{name} is no operation");
    }
}
