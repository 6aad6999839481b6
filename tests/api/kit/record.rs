//! `RECORD=<file>`: what the tests see, a JSON object a line: answers that are better examples than those before, and codes
//! of problems that the document does not list. `tests/api/recorded.rs` makes the files of `openapi/` of it.
use super::Answer;
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    fs::{File, OpenOptions},
    io::Write,
    sync::{LazyLock, Mutex},
};

/// What is in no example: instead of it stands its name.
const SECRET: [&str; 2] = ["access_token", "refresh_token"];

type Recording = Mutex<(File, HashMap<String, Rank>)>;

/// How good an example is, the least the best: something in it, little of it `null` or empty, short; then by its text.
pub type Rank = (bool, usize, usize, String);

static RECORDING: LazyLock<Option<Recording>> = LazyLock::new(|| {
    let path = std::env::var_os("RECORD")?;
    let file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    Some(Mutex::new((file, HashMap::new())))
});

/// Whether what is seen is recorded and not held against the document.
pub fn is_on() -> bool {
    RECORDING.is_some()
}

fn write(key: String, rank: Rank, line: &Value) {
    let Some(recording) = &*RECORDING else { return };
    let mut recording = recording.lock().unwrap();
    if recording.1.get(&key).is_none_or(|known| rank < *known) {
        writeln!(recording.0, "{line}").unwrap();
        recording.1.insert(key, rank);
    }
}

/// A code that an operation answered and the document does not list.
pub fn code(operation: &str, status: u16, code: &str) {
    let line = json!({"operation": operation, "status": status.to_string(), "code": code});
    write(line.to_string(), Rank::default(), &line);
}

/// A success, if it fits when it is cut to the size of an example.
pub fn example(operation: &str, answer: &Answer, fits: impl Fn(&Value) -> bool) {
    if !is_on() || answer.header("content-language") == "en" {
        return;
    }
    let mut body = answer.body.clone();
    cut(&mut body, 2);
    if fits(&body) && !has_references(&body) {
        let line = json!({"operation": operation, "status": answer.status.to_string(), "example": body});
        write(format!("{operation} {}", answer.status), rank(&body), &line);
    }
}

/// See [`Rank`].
pub fn rank(example: &Value) -> Rank {
    let text = example.to_string();
    let nothing = example["items"].as_array().is_some_and(Vec::is_empty);
    (nothing, empty(example), text.len(), text)
}

fn empty(value: &Value) -> usize {
    match value {
        Value::Null => 1,
        Value::Array(items) => usize::from(items.is_empty()) + items.iter().map(empty).sum::<usize>(),
        Value::Object(members) => members.values().map(empty).sum(),
        _ => 0,
    }
}

/// Lists show two of their items, and one where they are inside others.
fn cut(value: &mut Value, shown: usize) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if SECRET.contains(&name.as_str()) {
                    *member = json!(name);
                }
                cut(member, shown);
            }
        }
        Value::Array(items) => {
            items.truncate(shown);
            items.iter_mut().for_each(|item| cut(item, 1));
        }
        _ => {}
    }
}

/// A reference inside an example would be taken for one of the document.
fn has_references(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(name, member)| name == "$ref" || has_references(member)),
        Value::Array(items) => items.iter().any(has_references),
        _ => false,
    }
}
