//! What `fields` may name of each list: the members of its items, as the document has them.
use serde_json::{Value, json};

const ACTIONS: &str = "allowed_actions";

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
