//! What the schema validation is given: the body with its texts as they are kept and without what no schema can say
//! more of.
//!
//! The walk follows the schema. It cleans texts, takes out unknown fields and cuts lists to the length that they may
//! have, each with its fault: so the validator is not asked about them, and what it finds in the rest is bounded by the
//! schema.
use super::json::step;
use crate::{
    error::{Code, Violation, Violations},
    text::{Form, LONG, clean},
};
use serde_json::{Map, Value};

/// The most items of a list whose schema states no limit.
const ITEMS: u64 = 1000;
/// Longer names are like no field's.
const NAME: usize = 64;

/// The walk through a body.
pub(super) struct Walk<'a> {
    /// Where `$ref` leads.
    root: &'a Value,
    pointer: String,
    /// What it found.
    pub faults: Violations,
}

impl<'a> Walk<'a> {
    /// A walk under a schema that holds what it refers to; it adds to the faults.
    pub(super) fn new(root: &'a Value, faults: Violations) -> Self {
        Self { root, pointer: String::new(), faults }
    }
    /// Walks through a whole body.
    pub(super) fn through(&mut self, body: &mut Value) {
        let mut schemas = Vec::new();
        self.alternatives(self.root, &mut schemas);
        self.visit(body, &schemas);
    }
    /// The schemas that a value may be under: the schema itself, what it refers to, and each of its alternatives.
    fn alternatives(&self, schema: &'a Value, found: &mut Vec<&'a Value>) {
        if let Some(target) = schema["$ref"].as_str().and_then(|target| self.root.pointer(target.strip_prefix('#')?)) {
            self.alternatives(target, found);
        }
        for keyword in ["oneOf", "anyOf", "allOf"] {
            schema[keyword].as_array().into_iter().flatten().for_each(|schema| self.alternatives(schema, found));
        }
        found.push(schema);
    }
    fn visit(&mut self, value: &mut Value, schemas: &[&'a Value]) {
        match value {
            // Of a text far beyond its length the validator says that, and nobody reads it through before.
            Value::String(text) if text.len() > most_bytes(schemas) => {}
            Value::String(text) => match clean(text, form(schemas), &self.pointer) {
                Ok(kept) => *text = kept,
                Err(fault) => self.faults.push(fault),
            },
            Value::Array(items) => self.items(items, schemas),
            Value::Object(members) => self.members(members, schemas),
            _ => {}
        }
    }
    fn items(&mut self, items: &mut Vec<Value>, schemas: &[&'a Value]) {
        let max = schemas.iter().filter_map(|schema| schema["maxItems"].as_u64()).min().unwrap_or(ITEMS);
        if items.len() as u64 > max {
            self.faults.push(Violation::at(self.pointer.clone(), Code::TooLong).with("max", max));
            items.truncate(usize::try_from(max).unwrap_or(usize::MAX));
        }
        let mut of_items = Vec::new();
        schemas.iter().for_each(|schema| self.alternatives(&schema["items"], &mut of_items));
        for (index, item) in items.iter_mut().enumerate() {
            self.beneath(&format!("/{index}"), item, &of_items);
        }
    }
    fn members(&mut self, members: &mut Map<String, Value>, schemas: &[&'a Value]) {
        let known: Vec<(&String, &Value)> =
            schemas.iter().filter_map(|schema| schema["properties"].as_object()).flatten().collect();
        let closed = schemas.iter().any(|schema| schema["additionalProperties"] == Value::Bool(false));
        members.retain(|name, member| {
            let mut of_member = Vec::new();
            let named = known.iter().filter(|(known, _)| *known == name);
            named.for_each(|(_, schema)| self.alternatives(schema, &mut of_member));
            if of_member.is_empty() && closed {
                self.faults.note(|| unknown(&self.pointer, name, known.iter().map(|(known, _)| known.as_str())));
                return false;
            }
            self.beneath(&step(name), member, &of_member);
            true
        });
    }
    fn beneath(&mut self, step: &str, value: &mut Value, schemas: &[&'a Value]) {
        let length = self.pointer.len();
        self.pointer.push_str(step);
        self.visit(value, schemas);
        self.pointer.truncate(length);
    }
}

/// The bytes of the longest text that the schemas may allow; one without `maxLength` has a pattern or a format, which
/// is short.
fn most_bytes(schemas: &[&Value]) -> usize {
    let most = schemas.iter().filter_map(|schema| schema["maxLength"].as_u64()).max().unwrap_or(LONG);
    usize::try_from(most).unwrap_or(usize::MAX).saturating_mul(4)
}

/// What kind of text the schemas speak of.
fn form(schemas: &[&Value]) -> Form {
    let long = |schema: &&Value| schema["maxLength"].as_u64().is_some_and(|max| max >= LONG);
    if schemas.iter().any(|schema| schema["format"] == "password") {
        Form::Secret
    } else if schemas.iter().any(long) {
        Form::Lines
    } else {
        Form::Line
    }
}

fn unknown<'n>(place: &str, name: &str, known: impl Iterator<Item = &'n str>) -> Violation {
    // A time stamped by a client is refused, past or future (docs/domain.md §4): say so rather than "unknown".
    let code = if name.ends_with("_at") { Code::ClientTimeRefused } else { Code::UnknownField };
    let fault = Violation::at(format!("{place}{}", step(name)), code).with("field", name);
    match nearest(name, known) {
        Some(near) => fault.with("nearest", near),
        None => fault,
    }
}

/// The known name that somebody may have meant; none where none is near.
pub(super) fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    if name.len() > NAME {
        return None;
    }
    let name = name.to_lowercase();
    let like = |known: &'n str| (strsim::jaro_winkler(&name, known), known);
    let near = known.map(like).filter(|(likeness, _)| *likeness >= 0.85);
    near.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_name_is_offered_when_it_is_near_only() {
        let near = |name| nearest(name, ["year", "jurisdiction", "count", "limit", "lead_bureau"].into_iter());
        assert_eq!(near("yaer"), Some("year"));
        assert_eq!(near("leadBureau"), Some("lead_bureau"));
        for far in ["sort", "page", "colour", "x", "", &"y".repeat(100)] {
            assert_eq!(near(far), None, "{far}");
        }
    }
    #[test]
    fn the_validator_is_given_what_a_schema_can_speak_of() {
        let schema = json!({
            "type": "object", "additionalProperties": false,
            "properties": {
                "name": {"type": "string", "maxLength": 200},
                "note": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Note"}]},
                "marks": {"type": "array", "maxItems": 2, "items": {"type": "string"}},
            },
            "components": {"schemas": {"Note": {"type": "string", "maxLength": 1000}}},
        });
        let mut body =
            json!({"name": " a ", "note": "a\r\nb", "marks": ["x", "\u{200b}", "y", "z"], "nane": 1, "b": {}});
        let mut walk = Walk::new(&schema, Violations::new());
        walk.through(&mut body);
        assert_eq!(body, json!({"name": "a", "note": "a\nb", "marks": ["x", "\u{200b}"]}));
        let faults = walk.faults.finish().err();
        let codes: Vec<Code> = faults.iter().flat_map(|error| error.violations()).map(|fault| fault.code).collect();
        assert_eq!(codes, [Code::TooLong, Code::InvisibleCharacter, Code::UnknownField, Code::UnknownField]);
    }
}
