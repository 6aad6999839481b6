//! Query parameters that take several values: each an array in the document, written as a comma list (`style: form`,
//! `explode: false`), and its closed set a schema of its own, the same that answers refer to.
use serde_json::{Map, Value, json};

const SCHEMAS: &str = "#/components/schemas/";

/// The document with its filters typed.
pub fn type_filters(mut document: Value) -> Value {
    let schemas = document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
    let sets = schemas.filter(|(_, schema)| schema["enum"].is_array());
    let named: Vec<(Value, String)> = sets.map(|(name, schema)| (schema.clone(), name.clone())).collect();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten();
        for parameter in parameters.filter(|parameter| parameter["in"] == "query") {
            let schema = &mut parameter["schema"];
            if schema["type"] != "array" {
                name_set(schema, &named);
                continue;
            }
            name_set(&mut schema["items"], &named);
            if schema.pointer("/items/$ref").is_some() {
                schema["uniqueItems"] = true.into();
            }
            // What the type is for is said in the code; what the parameter is for, beside it.
            schema.as_object_mut().and_then(|schema| schema.shift_remove("description"));
            (parameter["style"], parameter["explode"]) = ("form".into(), false.into());
        }
    }
    document
}

/// A closed set that is written out becomes a reference to the schema of its name.
fn name_set(schema: &mut Value, named: &[(Value, String)]) {
    if let Some((_, name)) = named.iter().find(|(known, _)| known == schema) {
        *schema = json!({ "$ref": format!("{SCHEMAS}{name}") });
    }
}
