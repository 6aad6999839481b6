//! The enumerations of the document, with the words of their values.
use super::model::{DictionaryEnum, DictionaryValue};
use serde_json::Value;

/// Every closed enumeration that has a name, by it.
pub(super) fn all([chinese, english]: [&Value; 2]) -> Vec<DictionaryEnum> {
    let schemas = chinese.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten();
    let named = schemas.filter(|(_, schema)| schema["x-enum-words"].is_array());
    let mut all: Vec<DictionaryEnum> = named
        .map(|(name, schema)| {
            let other = english.pointer(&format!("/components/schemas/{name}")).unwrap_or(&Value::Null);
            DictionaryEnum {
                name: name.clone(),
                description_zh: description(schema),
                description_en: description(other),
                values: values(schema, other),
            }
        })
        .collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// What a schema says of itself, without the list of its values.
pub(super) fn description(schema: &Value) -> String {
    let told = schema["description"].as_str().unwrap_or_default();
    told.split("\n\n- `").next().unwrap_or_default().to_owned()
}

fn values(chinese: &Value, english: &Value) -> Vec<DictionaryValue> {
    let codes = chinese["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let value = |(at, code): (usize, &str)| {
        let text = |schema: &Value, pointer: String| {
            schema.pointer(&pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let word = |language: &str| text(chinese, format!("/x-enum-words/{at}/{language}"));
        let meaning = |schema: &Value, colon: &str| {
            let told = text(schema, format!("/x-enum-descriptions/{at}"));
            told.split_once(colon).map_or_else(|| told.clone(), |(_, meaning)| meaning.to_owned())
        };
        DictionaryValue {
            order: at.saturating_add(1),
            code: code.to_owned(),
            zh: word("zh"),
            en: word("en"),
            meaning_zh: meaning(chinese, "："),
            meaning_en: meaning(english, ": "),
        }
    };
    codes.enumerate().map(value).collect()
}
