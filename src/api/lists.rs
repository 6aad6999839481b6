//! What `fields` and `include` mean for each list: the members of its items, and what may stand beside them.
use serde_json::{Map, Value, json};

const ACTIONS: &str = "allowed_actions";
/// Where an operation says what a page of its list is.
const PAGE: &str = "/responses/200/content/application~1json/schema";

/// What `include` may name: under which collection it stands beside the items, and what it is.
const INCLUDED: &[(&str, &str, &str)] = &[
    ("lead_bureau", "bureaus", "BureauResource"),
    ("owner", "bureaus", "BureauResource"),
    ("bureau", "bureaus", "BureauResource"),
    ("area", "areas", "AreaResource"),
    ("areas", "areas", "AreaResource"),
    ("project", "projects", "ProjectDetailResource"),
];

/// The document in which the pages of the lists that offer `include` say what then stands beside their items.
pub fn type_included(mut document: Value) -> Value {
    let mut pages = Vec::new();
    for (_, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
        let read = &item["get"];
        let page = read.pointer(PAGE).and_then(|page| page.get("$ref")).and_then(Value::as_str);
        let parameters = read["parameters"].as_array().into_iter().flatten();
        for include in parameters.filter(|parameter| parameter["name"] == "include") {
            let names = include.pointer("/schema/items/enum").and_then(Value::as_array).cloned().unwrap_or_default();
            pages.extend(page.and_then(|page| page.rsplit('/').next()).map(|page| (page.to_owned(), names)));
        }
    }
    for (page, names) in pages {
        let mut collections = Map::new();
        for (_, collection, schema) in INCLUDED.iter().filter(|(name, ..)| names.iter().any(|asked| asked == name)) {
            let each = json!({"$ref": format!("#/components/schemas/{schema}")});
            collections.insert((*collection).to_owned(), json!({"type": "array", "items": each}));
        }
        let members = document.pointer_mut(&format!("/components/schemas/{page}/properties"));
        if let Some(members) = members.and_then(Value::as_object_mut) {
            let what = "What `include` asked for, each object once.";
            let included = json!({"type": "object", "description": what, "properties": collections});
            members.insert("included".into(), included);
        }
    }
    document
}

/// The document in which every list says which members its items have.
pub fn name_fields(mut document: Value) -> Value {
    let schemas = document.pointer("/components/schemas").cloned().unwrap_or_default();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(|all| all.values_mut());
    for read in paths.filter_map(|item| item.get_mut("get")) {
        let page = resolved(&schemas, read.pointer(PAGE).unwrap_or(&Value::Null));
        let mut names = Vec::new();
        // A page may stand in an answer that says more.
        let parts = page["allOf"].as_array().into_iter().flatten().map(|part| resolved(&schemas, part));
        for part in std::iter::once(page).chain(parts) {
            members(&schemas, part.pointer("/properties/items/items").unwrap_or(&Value::Null), &mut names);
        }
        if names.iter().any(|name| name == ACTIONS) {
            names.push(format!("-{ACTIONS}"));
        }
        let example = names.iter().find(|name| name.starts_with('-')).or(names.first()).cloned();
        let parameters = read.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
        for parameter in parameters.filter(|parameter| parameter["name"] == "fields") {
            parameter["schema"] = json!({
                "type": "array", "items": {"type": "string", "enum": names}, "minItems": 1, "uniqueItems": true,
            });
            parameter["example"] = json!([example]);
        }
    }
    document
}

fn resolved<'a>(schemas: &'a Value, schema: &'a Value) -> &'a Value {
    let named = schema["$ref"].as_str().and_then(|target| target.rsplit('/').next());
    named.map_or(schema, |name| schemas.get(name).unwrap_or(&Value::Null))
}

/// The members of a schema and of what it is composed of, in their order.
fn members(schemas: &Value, schema: &Value, names: &mut Vec<String>) {
    let schema = resolved(schemas, schema);
    schema["allOf"].as_array().into_iter().flatten().for_each(|part| members(schemas, part, names));
    for name in schema["properties"].as_object().into_iter().flat_map(|own| own.keys()) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
}
