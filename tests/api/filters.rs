//! Filters of closed sets: typed in the document, and refused by name where a value is none of the set.
use crate::{
    kit::{Client, TestApp, document},
    permissions::{MATRIX, Operation, one_of_each, operations},
};
use serde_json::Value;

/// A query parameter of an operation, as the document has it.
struct Asked {
    name: &'static str,
    schema: &'static Value,
    of: &'static Value,
}

fn resolved(schema: &'static Value) -> &'static Value {
    schema["$ref"].as_str().map_or(schema, |target| document().pointer(target.trim_start_matches('#')).unwrap())
}
fn asked(operation: &Operation) -> Vec<Asked> {
    let of_document = &document()["paths"][operation.path][operation.method.as_str().to_lowercase()];
    let parameters = of_document["parameters"].as_array().into_iter().flatten();
    let of_query = parameters.filter(|parameter| parameter["in"] == "query");
    let each = |of: &'static Value| Asked { name: of["name"].as_str().unwrap(), schema: resolved(&of["schema"]), of };
    of_query.map(each).collect()
}
/// The closed set that a parameter takes one or several values of.
fn set_of(asked: &Asked) -> Option<Vec<&'static str>> {
    let values = if asked.schema["type"] == "array" { resolved(&asked.schema["items"]) } else { asked.schema };
    values["enum"].as_array().map(|values| values.iter().filter_map(Value::as_str).collect())
}
async fn caller(app: &TestApp, operation: &Operation) -> Client {
    let (_, roles) = MATRIX.iter().find(|(id, _)| *id == operation.id).unwrap();
    match roles.first() {
        Some(role) => app.user(role).await,
        None => app.nobody(),
    }
}
/// The address of an operation with a parameter beside those that it cannot do without.
fn address(operation: &Operation, id: &str, name: &str, value: &str) -> String {
    let mut path = operation.path.trim_start_matches("/api/v1").to_owned();
    if let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
        path.replace_range(start..=end, id);
    }
    let others = operation.parameters.iter().filter(|other| !other.starts_with(&format!("{name}=")));
    let query: Vec<String> = others.cloned().chain([format!("{name}={value}")]).collect();
    format!("{path}?{}", query.join("&"))
}

#[test]
fn what_takes_several_values_is_an_array_with_commas() {
    let mut arrays = 0;
    for operation in operations() {
        for asked in asked(&operation).iter().filter(|asked| asked.schema["type"] == "array") {
            let at = format!("{} {}", operation.id, asked.name);
            assert!(asked.of["style"] == "form" && asked.of["explode"] == false, "{at}");
            assert!(asked.of["example"].is_array(), "{at}: its example is a list");
            arrays += 1;
        }
        for asked in asked(&operation).iter().filter(|asked| asked.schema["type"] != "array") {
            let said = asked.of["description"].as_str().unwrap();
            assert!(!said.contains("separated by commas"), "{} {}: {said}", operation.id, asked.name);
        }
    }
    assert!(arrays > 50, "{arrays}");
}

/// What an answer types as a closed set is the same set where it is asked for.
#[test]
fn a_filter_by_a_member_that_is_of_a_closed_set_is_of_that_set() {
    let mut held = 0;
    for operation in operations().iter().filter(|operation| operation.method == "GET") {
        let answer = &document()["paths"][operation.path]["get"]["responses"]["200"]["content"]["application/json"];
        let items = &resolved(&answer["schema"])["properties"]["items"]["items"];
        let shown = resolved(items);
        let parts = shown["allOf"].as_array().into_iter().flatten().map(resolved).chain([shown]);
        let members: Vec<_> = parts.filter_map(|part| part["properties"].as_object()).flatten().collect();
        for asked in asked(operation) {
            let Some((_, member)) = members.iter().find(|(name, _)| *name == asked.name) else { continue };
            let one = member["oneOf"].as_array().and_then(|all| all.iter().find(|one| one["$ref"].is_string()));
            let Some(set) = resolved(one.unwrap_or(member))["enum"].as_array() else { continue };
            let here: Vec<&str> = set.iter().filter_map(Value::as_str).collect();
            let there = set_of(&asked).unwrap_or_default();
            assert!(there.iter().all(|value| here.contains(value)), "{} {}", operation.id, asked.name);
            assert!(!there.is_empty(), "{} {}: {here:?}", operation.id, asked.name);
            held += 1;
        }
    }
    assert!(held > 10, "{held}");
}

#[actix_web::test]
async fn a_value_that_is_none_of_a_closed_set_is_refused_by_name_and_every_list_of_them_taken() {
    let app = TestApp::with_reporting().await;
    let objects = one_of_each(&app).await;
    let mut tried = 0;
    for operation in operations() {
        let client = caller(&app, &operation).await;
        let kind = operation.path.split('/').nth(3).unwrap_or("");
        let id = objects.get(kind).map_or("code:nothing", String::as_str);
        for asked in asked(&operation).iter().filter(|asked| asked.schema["type"] != "boolean") {
            let at = format!("{} {}", operation.id, asked.name);
            let wrong = client.request(operation.method.clone(), &address(&operation, id, asked.name, "no_such_value"));
            let answer = client.send(wrong).await;
            let fault = answer.body["errors"][0].clone();
            let Some(set) = set_of(asked) else {
                assert!(fault["meta"]["allowed"].is_null(), "{at} is of a closed set: {fault}");
                continue;
            };
            let answer = answer.refused(400, "invalid_parameter");
            assert_eq!(answer.places(), [asked.name], "{at}");
            assert_eq!(fault["meta"]["allowed"], Value::from(set.clone()), "{at}");
            // A choice of fields or of an order is no filter: not all of it goes together.
            let several = asked.schema["type"] == "array" && !["group_by", "fields", "sort"].contains(&asked.name);
            let given = if several { set.join(",") } else { set[0].to_owned() };
            let taken = client.request(operation.method.clone(), &address(&operation, id, asked.name, &given));
            let answer = client.send(taken).await;
            let faults = answer.body["errors"].as_array().cloned().unwrap_or_default();
            assert!(faults.iter().all(|fault| fault["parameter"] != asked.name), "{at}={given}: {:#}", answer.body);
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
}

#[actix_web::test]
async fn a_value_that_is_nearly_right_is_told_what_was_meant() {
    let app = TestApp::new().await;
    let answer = app.supervisor().await.get("/projects?stage=proposed,under_constuction").await;
    let answer = answer.refused(400, "invalid_parameter");
    assert_eq!(answer.body["errors"][0]["meta"]["nearest"], "under_construction");
    assert!(answer.body["detail"].as_str().unwrap().contains("under_construction"));
    let audit = app.user("audit-admin").await;
    let answer = audit.get("/audit-entries?action=report.aproved").await.refused(400, "invalid_parameter");
    assert_eq!(answer.body["errors"][0]["meta"]["nearest"], "report.approved");
}

/// An id or a code, and nothing else: so says the document, of paths and of queries.
#[test]
fn references_carry_their_pattern() {
    for operation in operations() {
        let of_document = &document()["paths"][operation.path][operation.method.as_str().to_lowercase()];
        for parameter in of_document["parameters"].as_array().into_iter().flatten() {
            let said = parameter["description"].as_str().unwrap();
            if said.contains("code:") || parameter["name"] == "id" {
                let schema = resolved(&parameter["schema"]);
                assert!(schema["pattern"].is_string(), "{} {}", operation.id, parameter["name"]);
            }
        }
    }
}
