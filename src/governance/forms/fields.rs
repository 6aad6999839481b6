//! The fields of a body, read from its schema in the document.
use super::model::{FormField, FormValue};
use serde_json::Value;

/// How deep a body may be nested; deeper ones are refused when they are read (`too_deep`).
const DEPTH: usize = 8;

/// The writable fields of a schema, in its order.
pub(super) fn of(document: &Value, schema: &Value) -> Vec<FormField> {
    members(document, schema, "", DEPTH)
}

/// A schema, or what it refers to.
pub(super) fn resolved<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema["$ref"].as_str().and_then(|target| document.pointer(target.strip_prefix('#')?));
    target.map_or(schema, |target| resolved(document, target))
}

fn members(document: &Value, schema: &Value, pointer: &str, depth: usize) -> Vec<FormField> {
    let schema = resolved(document, schema);
    let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
    let parts = schema["allOf"].as_array().into_iter().flatten();
    let mut all: Vec<FormField> = parts.flat_map(|part| members(document, part, pointer, depth)).collect();
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let required = schema["required"].as_array().is_some_and(|all| all.iter().any(|one| one == name));
        let mut field = FormField {
            name: name.clone(),
            pointer: format!("{pointer}/{name}"),
            required,
            description: member["description"].as_str().unwrap_or_default().to_owned(),
            ..FormField::default()
        };
        describe(document, member, &mut field, depth);
        all.push(field);
    }
    all
}

/// What a schema says of a value, what it refers to included; of `null` beside it, that it may be.
fn describe(document: &Value, schema: &Value, field: &mut FormField, depth: usize) {
    let alternatives = ["oneOf", "anyOf", "allOf"].into_iter().flat_map(|word| schema[word].as_array());
    alternatives.flatten().for_each(|one| describe(document, one, field, depth));
    let told = resolved(document, schema);
    if !std::ptr::eq(told, schema) {
        describe(document, told, field, depth);
        return;
    }
    let kinds = match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    for kind in kinds {
        field.nullable |= kind == "null";
        if kind != "null" && !field.types.iter().any(|known| known == kind) {
            field.types.push(kind.to_owned());
        }
    }
    let text = |name: &str| schema[name].as_str().map(str::to_owned);
    if field.description.is_empty() {
        // Of an enumeration without the list of its values: they are in `values`.
        let told = text("description").unwrap_or_default();
        field.description = told.split("\n\n- `").next().unwrap_or_default().to_owned();
    }
    field.format = field.format.take().or_else(|| text("format"));
    field.pattern = field.pattern.take().or_else(|| text("pattern"));
    let number = |name: &str| schema[name].as_i64();
    field.minimum = field.minimum.or_else(|| number("minimum"));
    field.maximum = field.maximum.or_else(|| number("maximum"));
    field.min_length = field.min_length.or_else(|| number("minLength"));
    field.max_length = field.max_length.or_else(|| number("maxLength"));
    field.min_items = field.min_items.or_else(|| number("minItems"));
    field.max_items = field.max_items.or_else(|| number("maxItems"));
    field.values.extend(values(schema));
    if field.fields.is_empty() {
        field.fields = members(document, schema, &field.pointer, depth);
    }
    if !schema["items"].is_null() {
        items(document, &schema["items"], field, depth);
    }
}

/// Of a list what its items are: their members, or the values that they may have.
fn items(document: &Value, schema: &Value, field: &mut FormField, depth: usize) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let mut item = FormField { pointer: format!("{}/*", field.pointer), ..FormField::default() };
    describe(document, schema, &mut item, depth);
    if item.fields.is_empty() {
        field.values.append(&mut item.values);
        field.pattern = field.pattern.take().or(item.pattern);
        field.format = field.format.take().or(item.format);
    }
    field.fields = item.fields;
}

/// The values of an enumeration with their words.
fn values(schema: &Value) -> Vec<FormValue> {
    let all = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).enumerate();
    let of = |(at, value): (usize, &str)| {
        let word = |language: &str| {
            let word = schema.pointer(&format!("/x-enum-words/{at}/{language}"));
            word.and_then(Value::as_str).map(str::to_owned)
        };
        FormValue { value: value.to_owned(), text: word("zh"), text_en: word("en") }
    };
    all.map(of).collect()
}

/// Writes into the fields what an object has now. An object that is shown whole is sent as its id.
pub(super) fn fill(fields: &mut [FormField], object: &Value) {
    for field in fields {
        field.current = sent(field, object.get(&field.name).unwrap_or(&Value::Null));
    }
}

/// A shown value as it would be sent.
pub(super) fn sent(field: &FormField, shown: &Value) -> Value {
    let is_text = |field: &FormField| field.types.iter().any(|kind| kind == "string");
    match shown {
        Value::Object(object) if is_text(field) => object.get("id").cloned().unwrap_or(Value::Null),
        Value::Object(object) if !field.fields.is_empty() => {
            let held = field.fields.iter().filter_map(|of| Some((of.name.clone(), sent(of, object.get(&of.name)?))));
            Value::Object(held.collect())
        }
        Value::Array(all) if !field.fields.is_empty() => {
            let item = FormField { fields: field.fields.clone(), ..FormField::default() };
            all.iter().map(|one| sent(&item, one)).collect()
        }
        Value::Array(all) => {
            let id = |one: &Value| one.get("id").cloned().unwrap_or_else(|| one.clone());
            all.iter().map(id).collect()
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_field_says_what_its_schema_says_of_it() {
        let document = json!({"components": {"schemas": {
            "Body": {"type": "object", "required": ["code"], "properties": {
                "code": {"type": "string", "maxLength": 32, "description": "Code."},
                "lead": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Reference"}],
                    "description": "Lead."},
                "kind": {"$ref": "#/components/schemas/Kind"},
                "days": {"type": ["integer", "null"], "minimum": 1, "maximum": 9},
                "points": {"type": "array", "maxItems": 12, "items": {"$ref": "#/components/schemas/Point"}},
                "tags": {"type": "array", "items": {"$ref": "#/components/schemas/Kind"}},
            }},
            "Reference": {"type": "string", "pattern": "^x$", "description": "A reference."},
            "Kind": {"type": "string", "enum": ["a", "b"],
                    "x-enum-words": [{"zh": "甲", "en": "A"}, {"zh": "乙", "en": "B"}],
                    "description": "Kind.\n\n- `a` 甲"},
            "Point": {"type": "object", "required": ["at"], "properties": {"at": {"type": "string", "format": "date"}}},
        }}});
        let fields = of(&document, &json!({"$ref": "#/components/schemas/Body"}));
        let [code, lead, kind, days, points, tags] = fields.as_slice() else { panic!("{fields:?}") };
        assert!(code.required && !code.nullable && code.max_length == Some(32) && code.pointer == "/code");
        assert!(lead.nullable && lead.pattern.as_deref() == Some("^x$") && lead.description == "Lead.");
        let words: Vec<_> = kind.values.iter().map(|one| (one.value.as_str(), one.text.as_deref())).collect();
        assert_eq!(words, [("a", Some("甲")), ("b", Some("乙"))]);
        assert_eq!((days.minimum, days.maximum, days.nullable, days.types.len()), (Some(1), Some(9), true, 1));
        assert_eq!((points.max_items, points.fields[0].pointer.as_str()), (Some(12), "/points/*/at"));
        assert!(points.fields[0].required && points.fields[0].format.as_deref() == Some("date"));
        assert_eq!((tags.types.as_slice(), tags.values.len()), (["array".to_owned()].as_slice(), 2));
        let mut fields = fields.clone();
        fill(&mut fields, &json!({"code": "1", "lead": {"id": "i", "code": "c"}, "tags": ["a"]}));
        assert_eq!((&fields[0].current, &fields[1].current), (&json!("1"), &json!("i")));
        assert_eq!((&fields[5].current, &fields[3].current), (&json!(["a"]), &Value::Null));
        // Of what is shown only what can be sent.
        fill(&mut fields, &json!({"points": [{"at": "2025-09-30", "at_text": "9月30日"}]}));
        assert_eq!(fields[4].current, json!([{"at": "2025-09-30"}]));
    }
}
