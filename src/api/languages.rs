//! The document in the languages of its readers: Chinese and English, each whole.
//!
//! The texts stand in the code, in English with the Chinese term where there is one. The gettext catalogues
//! `openapi/zh.po` and `openapi/en.po` give each as it is shown: the Chinese one every text, the English one those that
//! hold Chinese. A text without a translation is shown as it stands; `tests/api/languages.rs` lets none be without.
use crate::foundation::error::Language;
use polib::po_file::parse_from_reader;
use serde_json::Value;
use std::{collections::HashMap, sync::LazyLock};

/// The members of the document that hold a text for people, or several.
const TEXTS: [&str; 3] = ["description", "summary", "x-enum-descriptions"];

/// The members of the document that hold data: what stands in them is never translated.
const DATA: [&str; 5] = ["example", "examples", "default", "enum", "const"];

/// A text as it stands in the code, and how it is shown.
type Catalogue = HashMap<String, String>;

/// Of `openapi/<language>.po`.
fn read(catalogue: &str) -> Catalogue {
    let parsed = parse_from_reader(catalogue.as_bytes());
    let entries = parsed.iter().flat_map(|all| all.messages());
    entries
        .filter_map(|one| Some((one.msgid().to_owned(), one.msgstr().ok().filter(|text| !text.is_empty())?.to_owned())))
        .collect()
}

/// How the language shows a text, where its catalogue has it.
pub fn shown(text: &str, language: Language) -> Option<&'static str> {
    static CHINESE: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../../openapi/zh.po")));
    static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../../openapi/en.po")));
    let catalogue = match language {
        Language::Chinese => &CHINESE,
        Language::English => &ENGLISH,
    };
    catalogue.get(text).map(String::as_str)
}

/// Makes every text of a document what `shown` gives for it, and leaves what it gives nothing for.
pub fn each_text<'a>(document: &mut Value, shown: &mut dyn FnMut(&str) -> Option<&'a str>) {
    named(document.pointer_mut("/x-tagGroups"), shown);
    if let Some(Value::Object(contact)) = document.pointer_mut("/info/contact") {
        contact.get_mut("name").into_iter().for_each(|name| texts(name, shown));
    }
    within(document, shown);
}

fn named<'a>(groups: Option<&mut Value>, shown: &mut dyn FnMut(&str) -> Option<&'a str>) {
    let groups = groups.and_then(Value::as_array_mut).into_iter().flatten();
    groups.filter_map(|group| group.get_mut("name")).for_each(|name| texts(name, shown));
}

fn within<'a>(value: &mut Value, shown: &mut dyn FnMut(&str) -> Option<&'a str>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let name = name.as_str();
                match member {
                    // Here the names are those of members, whatever they are called.
                    Value::Object(members) if name == "properties" => {
                        members.values_mut().for_each(|member| within(member, shown));
                    }
                    Value::String(_) | Value::Array(_) if TEXTS.contains(&name) => texts(member, shown),
                    _ if DATA.contains(&name) => {}
                    _ => within(member, shown),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| within(item, shown)),
        _ => {}
    }
}

fn texts<'a>(value: &mut Value, shown: &mut dyn FnMut(&str) -> Option<&'a str>) {
    match value {
        Value::String(text) => shown(text).into_iter().for_each(|shown| shown.clone_into(text)),
        Value::Array(all) => all.iter_mut().for_each(|text| texts(text, shown)),
        _ => {}
    }
}

/// The document in a language.
pub fn in_language(document: &Value, language: Language) -> Value {
    let mut document = document.clone();
    each_text(&mut document, &mut |text| shown(text, language));
    document
}
