//! The enumerations of the document, with the words of their values.
use super::model::{DictionaryEnum, DictionaryValue};
use serde_json::Value;

/// Every closed enumeration that has a name, by it.
pub(super) fn all([chinese, english]: [&Value; 2]) -> Vec<DictionaryEnum> {
    let schemas = chinese["components"]["schemas"].as_object().into_iter().flatten();
    let named = schemas.filter(|(_, schema)| schema["x-enum-words"].is_array());
    let mut all: Vec<DictionaryEnum> = named
        .map(|(name, schema)| {
            let other = &english["components"]["schemas"][name];
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
        let word = |language: &str| chinese["x-enum-words"][at][language].as_str().unwrap_or_default().to_owned();
        let meaning = |schema: &Value, colon: &str| {
            let told = schema["x-enum-descriptions"][at].as_str().unwrap_or_default();
            told.split_once(colon).map_or(told, |(_, meaning)| meaning).to_owned()
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
