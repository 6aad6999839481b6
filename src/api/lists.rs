//! What `fields` and `include` mean for each list: the members of its items, and what may stand beside them.
use serde_json::{Value, json};

const ACTIONS: &str = "allowed_actions";

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
    for (_, item) in document["paths"].as_object().into_iter().flatten() {
        let read = &item["get"];
        let page = read["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].as_str();
        let parameters = read["parameters"].as_array().into_iter().flatten();
        for include in parameters.filter(|parameter| parameter["name"] == "include") {
            let names = include["schema"]["items"]["enum"].as_array().cloned().unwrap_or_default();
            pages.extend(page.and_then(|page| page.rsplit('/').next()).map(|page| (page.to_owned(), names)));
        }
    }
    for (page, names) in pages {
        let mut collections = json!({});
        for (_, collection, schema) in INCLUDED.iter().filter(|(name, ..)| names.iter().any(|asked| asked == name)) {
            let each = json!({"$ref": format!("#/components/schemas/{schema}")});
            collections[*collection] = json!({"type": "array", "items": each});
        }
        document["components"]["schemas"][page]["properties"]["included"] = json!({
            "type": "object", "description": "What `include` asked for, each object once.", "properties": collections,
        });
    }
    document
}

/// The document in which every list says which members its items have.
pub fn name_fields(mut document: Value) -> Value {
    let schemas = document["components"]["schemas"].clone();
    let paths = document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut());
    for read in paths.filter_map(|item| item.get_mut("get")) {
        let page = resolved(&schemas, &read["responses"]["200"]["content"]["application/json"]["schema"]);
        let mut names = Vec::new();
        // A page may stand in an answer that says more.
        let parts = page["allOf"].as_array().into_iter().flatten().map(|part| resolved(&schemas, part));
        for part in std::iter::once(page).chain(parts) {
            members(&schemas, &part["properties"]["items"]["items"], &mut names);
        }
        if names.iter().any(|name| name == ACTIONS) {
            names.push(format!("-{ACTIONS}"));
        }
        let example = names.iter().find(|name| name.starts_with('-')).or(names.first()).cloned();
        let parameters = read["parameters"].as_array_mut().into_iter().flatten();
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
    named.map_or(schema, |name| &schemas[name])
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
