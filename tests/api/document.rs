//! The document is the contract: committed, whole, and valid.
use crate::kit::document;
use duban::foundation::error::Language;
use serde_json::Value;
use std::collections::HashSet;

/// Every start and every replica serves the same bytes: nothing in it stands in the order of a hash.
#[test]
fn the_document_is_the_same_at_every_start() {
    let mut unsorted = Vec::new();
    fn look(value: &Value, path: &str, unsorted: &mut Vec<String>) {
        if let Some(members) = value.as_object() {
            let extensions: Vec<&String> = members.keys().filter(|name| name.starts_with("x-")).collect();
            if !extensions.is_sorted() {
                unsorted.push(path.to_owned());
            }
            members.iter().for_each(|(name, member)| look(member, &format!("{path}/{name}"), unsorted));
        }
        value.as_array().into_iter().flatten().for_each(|item| look(item, path, unsorted));
    }
    look(document(), "", &mut unsorted);
    assert!(unsorted.is_empty(), "{unsorted:#?}");
}

/// `UPDATE_OPENAPI=1` accepts a change; the diff is then reviewed like code.
#[test]
fn the_committed_document_is_current() {
    let [chinese, english] = ["openapi.json", "openapi.en.json"]
        .map(|name| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi").join(name));
    for (path, language) in [(chinese, Language::Chinese), (english, Language::English)] {
        let made = serde_json::to_string_pretty(&duban::api::published(language)).unwrap() + "\n";
        if std::env::var_os("UPDATE_OPENAPI").is_some() {
            std::fs::write(&path, &made).unwrap();
        }
        let current = std::fs::read_to_string(&path).is_ok_and(|committed| committed == made);
        assert!(current, "{} is stale: run UPDATE_OPENAPI=1 cargo test --test api document", path.display());
    }
}

fn operations() -> Vec<(String, &'static Value)> {
    let paths = document()["paths"].as_object().unwrap();
    let of = |(path, item): (&'static String, &'static Value)| {
        item.as_object().unwrap().iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
    };
    paths.iter().flat_map(of).collect()
}

fn walk(value: &'static Value, visit: &mut dyn FnMut(&'static str, &'static Value)) {
    match value {
        Value::Object(members) => members.iter().for_each(|(name, member)| {
            visit(name, member);
            walk(member, visit);
        }),
        Value::Array(items) => items.iter().for_each(|item| walk(item, visit)),
        _ => {}
    }
}

#[test]
fn every_reference_resolves() {
    walk(document(), &mut |name, value| {
        if name == "$ref" {
            let target = value.as_str().unwrap().trim_start_matches('#');
            assert!(document().pointer(target).is_some(), "dangling {target}");
        }
    });
}

#[test]
fn operation_ids_are_unique_and_read_as_functions() {
    let mut seen = HashSet::new();
    for (at, operation) in operations() {
        let id = operation["operationId"].as_str().unwrap_or_else(|| panic!("{at}: no operationId"));
        assert!(seen.insert(id), "{at}: {id} twice");
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{at}: {id}");
    }
}

#[test]
fn every_operation_is_described_tagged_and_secured() {
    let tags: HashSet<&str> =
        document()["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    for (at, operation) in operations() {
        assert!(
            operation["summary"].as_str().is_some_and(|text| !text.is_empty() && text.len() < 100),
            "{at}: summary"
        );
        assert!(operation["description"].as_str().is_some_and(|text| !text.is_empty()), "{at}: description");
        let own = operation["tags"].as_array().unwrap();
        assert!(own.len() == 1 && tags.contains(own[0].as_str().unwrap()), "{at}: one described tag, not {own:?}");
        let public = operation["security"] == serde_json::json!([]);
        assert!(public || operation["responses"]["401"].is_object(), "{at}: secured operations answer 401");
        for (status, response) in operation["responses"].as_object().unwrap() {
            assert!(
                response["description"].as_str().is_some_and(|text| !text.is_empty()),
                "{at} {status}: description"
            );
        }
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(parameter["description"].is_string(), "{at}: {} has no description", parameter["name"]);
        }
    }
    assert!(
        document()["security"].as_array().is_some_and(|all| !all.is_empty()),
        "secured unless an operation says otherwise"
    );
}

/// The reference shows the groups: a tag that stands in none is not found there.
#[test]
fn every_tag_stands_in_one_group() {
    let groups = document()["x-tagGroups"].as_array().unwrap();
    let grouped = groups.iter().flat_map(|group| group["tags"].as_array().unwrap());
    let mut grouped: Vec<_> = grouped.map(|tag| tag.as_str().unwrap()).collect();
    let mut tags: Vec<_> =
        document()["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    grouped.sort_unstable();
    tags.sort_unstable();
    assert_eq!(grouped, tags, "GROUPS of src/api/mod.rs");
}

#[test]
fn every_summary_has_its_chinese_term() {
    for (at, operation) in operations() {
        let summary = operation["summary"].as_str().unwrap();
        assert!(summary.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{at}: {summary}");
    }
}

/// A paragraph or an item of a list says at most two sentences: rules are found one a line.
#[test]
fn rules_are_lists() {
    for (at, operation) in operations() {
        let description = operation["description"].as_str().unwrap();
        for part in description.split("\n\n").flat_map(|paragraph| paragraph.split("\n- ")) {
            let text = part.split_whitespace().collect::<Vec<_>>().join(" ");
            let sentences = text.split(". ").count();
            assert!(sentences <= 2, "{at}: {sentences} sentences in one: {text}");
        }
    }
}

#[test]
fn every_request_body_has_an_example_that_fits() {
    for (at, operation) in operations() {
        let Some(reference) = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str() else {
            continue;
        };
        let schema = document().pointer(reference.trim_start_matches('#')).unwrap();
        let example = if schema["example"].is_null() { &schema["examples"][0] } else { &schema["example"] };
        assert!(!example.is_null(), "{at}: {reference} has no example");
        let mut root = schema.clone();
        root["components"] = document()["components"].clone();
        let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&root).unwrap();
        let faults: Vec<String> = validator.iter_errors(example).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{at}: its own example does not fit: {faults:?}");
    }
}

#[test]
fn every_property_and_enumeration_is_described() {
    for (name, schema) in document()["components"]["schemas"].as_object().unwrap() {
        // `Resource<T>` and `Page<T>` are described by their parts.
        for (property, of) in schema["properties"].as_object().into_iter().flatten() {
            let described = of["description"].is_string()
                || of["$ref"].is_string()
                || of["oneOf"].is_array()
                || of["allOf"].is_array();
            assert!(described, "{name}.{property} has no description");
        }
    }
}

/// A half-width sign beside a Chinese one, as a keyboard left it.
fn half_width(text: &str) -> bool {
    let chinese = |c: &char| ('\u{4e00}'..='\u{9fff}').contains(c) || "”》）".contains(*c);
    let signs: Vec<char> = text.chars().collect();
    (0..signs.len()).any(|at| {
        let beside = [at.checked_sub(1).map(|before| signs[before]), signs.get(at + 1).copied()];
        ",;!?()".contains(signs[at]) && beside.iter().flatten().any(chinese)
    })
}

/// Its readers are clerks: a Chinese sentence has Chinese signs.
#[test]
fn chinese_sentences_have_full_width_signs() {
    use duban::foundation::{error::Code, events::Kind};
    use strum::IntoEnumIterator;
    assert!(half_width("数据已变更,请重新读取。") && !half_width("数据已变更，请按 current_etag（见上）重新读取。"));
    let codes = Code::iter().flat_map(|code| [code.spec().title[0], code.spec().detail[0]]);
    let found: Vec<&str> =
        codes.chain(Kind::iter().map(|kind| kind.spec().meaning[0])).filter(|text| half_width(text)).collect();
    assert!(found.is_empty(), "{found:#?}");
}

/// `UPDATE_DOCS=1` writes it anew.
#[test]
fn the_page_of_error_codes_is_the_table() {
    use duban::foundation::error::Code;
    use strum::IntoEnumIterator;
    let mut made = String::from(
        "# Error codes\n\nMade from `src/foundation/error/code.rs` (`UPDATE_DOCS=1 cargo test --test api error_codes`); the same table is at \
         `GET /api/v1/problems`. Codes are stable; texts may be reworded. A status of 422 is also carried by the codes that only stand in `errors`.\n\n\
         | code | status | 中文 | English |\n|---|---|---|---|\n",
    );
    for code in Code::iter() {
        let spec = code.spec();
        let [zh, en] = [0, 1]
            .map(|language| format!("**{}** {}", spec.title[language], spec.detail[language].replace('|', "\\|")));
        made.push_str(&format!("| `{}` | {} | {zh} | {en} |\n", code.as_str(), spec.status));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/errors.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap_or_default() == made,
        "docs/errors.md is stale: run UPDATE_DOCS=1 cargo test --test api error_codes"
    );
}

/// `UPDATE_DOCS=1` writes it anew.
#[test]
fn the_page_of_events_is_the_table() {
    use duban::foundation::events::{Data, Kind};
    use strum::IntoEnumIterator;
    let mut made = String::from(
        "# Events\n\nMade from `src/foundation/events/kind.rs` (`UPDATE_DOCS=1 cargo test --test api page_of_events`); the same table is at \
         `GET /api/v1/event-types`, with a JSON Schema of each type's `data`. Types are stable: a type never changes its meaning; new ones may be \
         added. The audience is who is told, of those who may read the object: `jurisdiction` everyone, `bureau` the bureau that it concerns with \
         the supervision office and the leaders, `supervision` the latter two, `administration` the administrators, `nobody` the audit log only.\n\n\
         | type | of | audience | 中文 | English | data |\n|---|---|---|---|---|---|\n",
    );
    for kind in Kind::iter() {
        let spec = kind.spec();
        let data = match spec.data {
            Data::Edit => "each changed field: `from`, `to`".to_owned(),
            Data::Members(members) => {
                let named = |member: &duban::foundation::events::Member| {
                    format!("`{}`{}", member.name, if member.optional { "?" } else { "" })
                };
                members.iter().map(named).collect::<Vec<_>>().join(", ")
            }
        };
        let [zh, en] = spec.meaning;
        made.push_str(&format!(
            "| `{}` | {} | {} | {zh} | {en} | {data} |\n",
            spec.name, spec.resource_type, spec.audience
        ));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/events.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, &made).unwrap();
    }
    assert!(
        std::fs::read_to_string(path).unwrap_or_default() == made,
        "docs/events.md is stale: run UPDATE_DOCS=1 cargo test --test api page_of_events"
    );
}
