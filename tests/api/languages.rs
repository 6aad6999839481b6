//! The document in Chinese and in English: both whole, both the same but for their texts, each for who prefers it.
//!
//! `UPDATE_TRANSLATIONS=1` takes the unused entries out of the catalogues and adds the missing ones, empty; it writes no
//! translation. `MISSING_TEXTS=<file>` lists what has no translation there, a JSON object a line.
use crate::kit::{TestApp, document};
use duban::{
    api::{document_in, languages::each_text, published},
    foundation::error::Language,
};
use polib::{catalog::Catalog, message::Message, po_file};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::PathBuf,
};

/// What is the same in every language.
const NAMES: &[&str] = &["Duban", "JSON"];

fn is_chinese(sign: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&sign)
}

/// The text without what is quoted in it: code, data, printed phrases.
fn spoken(text: &str) -> String {
    let mut rest = text.to_owned();
    for (open, close) in [('`', '`'), ('"', '"'), ('“', '”')] {
        let mut kept = String::new();
        while let Some((before, after)) = rest.split_once(open) {
            kept.push_str(before);
            let Some((_, after)) = after.split_once(close) else { panic!("{open} is not closed: {text}") };
            rest = after.to_owned();
        }
        rest = kept + &rest;
    }
    rest
}

/// Each once: a sentence may name it twice where the other language does not.
fn code_spans(text: &str) -> BTreeSet<String> {
    let words = |span: &str| span.split_whitespace().collect::<Vec<_>>().join(" ");
    text.split('`').skip(1).step_by(2).map(words).collect()
}

/// Every text of a document, in the order of their places.
fn texts(document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    each_text(&mut document.clone(), &mut |text| {
        found.push(text.to_owned());
        None
    });
    found
}

/// The catalogue, where it is, and what it should hold: the Chinese one every text, the English one those with Chinese.
fn catalogues() -> [(PathBuf, Catalog, BTreeSet<String>); 2] {
    let all: BTreeSet<String> = texts(document()).into_iter().filter(|text| !NAMES.contains(&text.as_str())).collect();
    let with_chinese = all.iter().filter(|text| spoken(text).contains(is_chinese)).cloned().collect();
    [("zh", all), ("en", with_chinese)].map(|(language, wanted)| {
        let path = PathBuf::from(format!("{}/openapi/{language}.po", env!("CARGO_MANIFEST_DIR")));
        let catalogue = po_file::parse(&path).unwrap();
        (path, catalogue, wanted)
    })
}

fn listed(found: &[String]) {
    assert!(found.is_empty(), "{} texts: {:#?}", found.len(), &found[..found.len().min(20)]);
}

#[test]
fn both_languages_are_complete() {
    let mut faults = Vec::new();
    let mut missing = BTreeSet::new();
    for (path, catalogue, wanted) in catalogues() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let held: BTreeMap<&str, &str> = catalogue.messages().map(|one| (one.msgid(), one.msgstr().unwrap())).collect();
        let without = wanted.iter().filter(|text| held.get(text.as_str()).is_none_or(|shown| shown.is_empty()));
        missing.extend(without.clone().cloned());
        faults.extend(without.map(|text| format!("{name} lacks: {text}")));
        let unused = held.keys().filter(|text| !wanted.contains(**text));
        faults.extend(unused.map(|text| format!("{name} holds what the document does not: {text}")));
        if std::env::var_os("UPDATE_TRANSLATIONS").is_some() {
            let mut anew = Catalog::new(catalogue.metadata.clone());
            for text in &wanted {
                let shown = held.get(text.as_str()).copied().unwrap_or_default().to_owned();
                anew.append_or_update(Message::build_singular().with_msgid(text.clone()).with_msgstr(shown).done());
            }
            po_file::write_to_file(&anew, &path).unwrap();
        }
    }
    if let Some(path) = std::env::var_os("MISSING_TEXTS") {
        let mut file = std::fs::File::create(path).unwrap();
        missing.iter().for_each(|text| writeln!(file, "{}", json!({"id": text})).unwrap());
    }
    listed(&faults);
}

/// But for the general description, which stands in the code in both languages.
#[test]
fn a_translation_keeps_the_code_of_its_text() {
    let mut faults = Vec::new();
    for (_, catalogue, _) in catalogues() {
        let changed = catalogue.messages().filter(|one| {
            let shown = one.msgstr().unwrap();
            let both = document()["info"]["description"] == one.msgid();
            !both && !shown.is_empty() && code_spans(one.msgid()) != code_spans(shown)
        });
        faults.extend(changed.map(|one| one.msgid().to_owned()));
    }
    listed(&faults);
}

/// Names of things, standards and codes are the same everywhere; a sentence is not.
#[test]
fn the_chinese_document_is_in_chinese() {
    let has_words = |text: &str| {
        spoken(text)
            .split(|sign: char| !sign.is_alphabetic())
            .any(|word| word.len() > 1 && word.chars().all(|sign| sign.is_ascii_lowercase()))
    };
    let all = texts(document_in(Language::Chinese));
    listed(&all.into_iter().filter(|text| !text.contains(is_chinese) && has_words(text)).collect::<Vec<_>>());
}

#[test]
fn the_english_document_is_in_english() {
    let all = texts(document_in(Language::English));
    listed(&all.into_iter().filter(|text| spoken(text).contains(is_chinese)).collect::<Vec<_>>());
}

#[test]
fn the_documents_differ_in_texts_only() {
    let [chinese, english] = [Language::Chinese, Language::English].map(|language| {
        let mut bare = document_in(language).clone();
        each_text(&mut bare, &mut |_| Some(""));
        bare
    });
    assert_eq!(texts(document_in(Language::Chinese)).len(), texts(document_in(Language::English)).len());
    assert!(chinese == english, "something else than texts is translated");
}

#[actix_web::test]
async fn the_document_is_answered_in_the_language_that_is_asked_for() {
    let app = TestApp::new().await;
    let nobody = app.nobody();
    let get = async |query: &str, preferred: &str| {
        let request = nobody.request(reqwest::Method::GET, &format!("//openapi.json{query}"));
        let answer = nobody.send(request.header("Accept-Language", preferred)).await.expect(200);
        let varies = answer.headers.get_all("vary").iter().any(|v| v.to_str().unwrap().contains("Accept-Language"));
        assert!(varies, "{:?}", answer.headers);
        let language = answer.header("content-language").to_owned();
        let document = match language.as_str() {
            "zh-CN" => published(Language::Chinese),
            _ => published(Language::English),
        };
        assert!(answer.body == document, "{query} {preferred}");
        (language, answer.header("etag").to_owned())
    };
    let (default, etag) = get("", "*").await;
    let (english, other) = get("", "en-GB,en;q=0.9,zh;q=0.3").await;
    assert_eq!((default.as_str(), english.as_str()), ("zh-CN", "en"));
    assert_ne!(etag, other);
    assert_eq!(get("?lang=en", "zh-CN").await, (english, other.clone()));
    assert_eq!(get("?lang=zh", "en").await, (default, etag));
    let known = nobody.request(reqwest::Method::GET, "//openapi.json?lang=en").header("If-None-Match", other);
    nobody.send(known).await.expect(304);
    nobody.get("//openapi.json?lang=de").await.refused(400, "invalid_parameter");
}

/// What a screen shows and a generator prints of a code: a word and a meaning in both languages, a constant of its own.
#[test]
fn every_value_of_a_closed_enumeration_has_its_words() {
    fn closed<'a>(value: &'a Value, path: String, found: &mut Vec<(String, &'a Value)>) {
        match value {
            // Names of members and not codes.
            Value::Object(_) if ["fields", "include", "sort"].iter().any(|name| value["name"] == *name) => {}
            Value::Object(members) => {
                if value["enum"].is_array() {
                    found.push((path.clone(), value));
                }
                members.iter().for_each(|(name, member)| closed(member, format!("{path}/{name}"), found));
            }
            Value::Array(items) => {
                items.iter().enumerate().for_each(|(at, item)| closed(item, format!("{path}/{at}"), found));
            }
            _ => {}
        }
    }
    let mut faults = Vec::new();
    for language in [Language::Chinese, Language::English] {
        let mut found = Vec::new();
        closed(document_in(language), String::new(), &mut found);
        assert!(found.len() > 100, "{}", found.len());
        for (path, schema) in found {
            let names: BTreeSet<&str> =
                schema["x-enum-varnames"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let codes = ["/Code", "/EventKind"].iter().any(|table| path.ends_with(table));
            for (at, value) in schema["enum"].as_array().unwrap().iter().enumerate() {
                let [zh, en] = ["zh", "en"].map(|key| schema["x-enum-words"][at][key].as_str().unwrap_or_default());
                let told = schema["x-enum-descriptions"][at].as_str().unwrap_or_default();
                let (word, colon) = if language == Language::Chinese { (zh, "：") } else { (en, ": ") };
                let meaning = told.strip_prefix(word).and_then(|rest| rest.strip_prefix(colon)).unwrap_or_default();
                let listed = codes || schema["description"].as_str().is_some_and(|text| text.contains(told));
                if !zh.contains(is_chinese) || en.is_empty() || meaning.is_empty() || !listed {
                    faults.push(format!("{} {path}: {value}", language.tag()));
                }
            }
            if !codes && names.len() != schema["enum"].as_array().unwrap().len() {
                faults.push(format!("{} {path}: constants", language.tag()));
            }
        }
    }
    listed(&faults);
}

/// Who reads the document has the service, and not the repository.
#[test]
fn no_text_points_at_a_file_that_is_not_served() {
    let all = [Language::Chinese, Language::English].into_iter().flat_map(|language| texts(document_in(language)));
    listed(&all.filter(|text| text.contains(".md") || text.contains("src/")).collect::<Vec<_>>());
}
