//! JSON as it comes: UTF-8, every member once, nested no deeper than any body is.
use crate::error::{Code, Error, Result, Violation, Violations};
use num_traits::ToPrimitive;
use serde::{
    Deserializer,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::{Map, Number, Value};
use std::fmt;

/// How deep a body may be nested.
const DEPTH: usize = 8;
/// Up to here every whole number is written as it is; RFC 8259 §6 promises no more.
const EXACT: i64 = 1 << 53;

/// The value of a body and what is wrong with its form; no bytes are an object without members. What is no JSON at all
/// is 400.
pub(super) fn read(bytes: &[u8]) -> Result<(Value, Violations)> {
    let mut faults = Violations::new();
    if bytes.is_empty() {
        return Ok((Value::Object(Map::new()), faults));
    }
    // A byte order mark says nothing in UTF-8; some editors write it all the same.
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // JSON begins with two ASCII characters, or has one only: a zero among them is UTF-16 or UTF-32.
    let wide = bytes.iter().take(2).any(|byte| *byte == 0);
    let text = std::str::from_utf8(bytes).ok().filter(|_| !wide).ok_or(Code::NotUtf8)?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let mut pointer = String::new();
    let value = Node { pointer: &mut pointer, depth: 1, faults: &mut faults }.deserialize(&mut deserializer);
    let value = value.and_then(|value| deserializer.end().map(|()| value)).map_err(|error| {
        let reason = error.to_string();
        let reason = reason.split(" at line ").next().unwrap_or("syntax").to_owned();
        Error::new(Code::InvalidJson).with("line", error.line()).with("column", error.column()).with("reason", reason)
    })?;
    Ok((value, faults))
}

/// The one spelling of a value (after RFC 8785): members sorted, no white space, numbers as [`read`] made them.
pub(super) fn canonical(value: &Value) -> Result<Vec<u8>> {
    let mut sorted = value.clone();
    sorted.sort_all_objects();
    Ok(serde_json::to_vec(&sorted)?)
}

/// A name as a part of a JSON Pointer (RFC 6901).
pub(super) fn step(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}

/// One value of the body, at its place.
struct Node<'a> {
    pointer: &'a mut String,
    depth: usize,
    faults: &'a mut Violations,
}

impl Node<'_> {
    /// The value one step further down.
    fn below(&mut self, step: &str) -> Node<'_> {
        self.pointer.push_str(step);
        Node { pointer: self.pointer, depth: self.depth + 1, faults: self.faults }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth <= DEPTH {
            return deserializer.deserialize_any(self);
        }
        self.faults.note(|| Violation::at(self.pointer.clone(), Code::TooDeep).with("max", DEPTH));
        deserializer.deserialize_ignored_any(IgnoredAny).map(|_| Value::Null)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;
    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }
    /// `2025.0` is the number 2025 (RFC 8785), and a whole number to JSON Schema.
    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        let whole = value.to_i64().filter(|whole| value.fract() == 0.0 && (-EXACT..=EXACT).contains(whole));
        if let Some(whole) = whole {
            return Ok(whole.into());
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("number out of range"))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }
    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        let (mut all, length) = (Vec::new(), self.pointer.len());
        while let Some(item) = items.next_element_seed(self.below(&format!("/{}", all.len())))? {
            all.push(item);
            self.pointer.truncate(length);
        }
        self.pointer.truncate(length);
        Ok(all.into())
    }
    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        let (mut all, length) = (Map::new(), self.pointer.len());
        while let Some(name) = members.next_key::<String>()? {
            let value = members.next_value_seed(self.below(&step(&name)))?;
            if all.contains_key(&name) {
                let fault = || Violation::at(self.pointer.clone(), Code::DuplicateMember).with("field", name.clone());
                self.faults.note(fault);
            } else {
                all.insert(name, value);
            }
            self.pointer.truncate(length);
        }
        Ok(all.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Place;

    /// The value, and the places of the faults.
    fn of(text: &str) -> (Value, Vec<(Place, Code)>) {
        let (value, faults) = read(text.as_bytes()).unwrap();
        let faults = faults.finish().err();
        let listed = faults.iter().flat_map(|error| error.violations());
        (value, listed.map(|fault| (fault.place.clone(), fault.code)).collect())
    }

    #[test]
    fn two_spellings_are_one_value() {
        let one = read(br#"{"a": 2025.0, "b": ["x", 1e3], "c": {"e": null, "d": 0.5}}"#).unwrap().0;
        let other =
            read("\u{feff}{ \"c\":{\"d\":0.50,\"e\":null},\"b\":[\"x\",1000],\"a\":2025 }".as_bytes()).unwrap().0;
        assert_eq!(canonical(&one).unwrap(), canonical(&other).unwrap());
        assert_eq!(
            String::from_utf8(canonical(&one).unwrap()).unwrap(),
            r#"{"a":2025,"b":["x",1000],"c":{"d":0.5,"e":null}}"#
        );
    }
    #[test]
    fn a_member_stands_once_at_any_depth() {
        let (value, faults) = of(r#"{"a": 1, "b": [{"x/y": 1, "x\u002fy": 2}], "a": 2}"#);
        assert_eq!(value["a"], 1);
        let at = |pointer: &str| (Place::Pointer(pointer.into()), Code::DuplicateMember);
        assert_eq!(faults, [at("/b/0/x~1y"), at("/a")]);
    }
    #[test]
    fn what_is_nested_deeper_than_any_body_is_told_so_however_deep() {
        for levels in [10, 100_000] {
            let (_, faults) = of(&format!("{{\"a\": {}1{}}}", "[".repeat(levels), "]".repeat(levels)));
            assert_eq!(faults, [(Place::Pointer("/a/0/0/0/0/0/0/0".into()), Code::TooDeep)]);
        }
        assert_eq!(of(&format!("{}1{}", "[".repeat(7), "]".repeat(7))).1, []);
    }
    #[test]
    fn only_utf_8_is_read() {
        let wide: Vec<u8> = "{\"a\": 1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [wide.as_slice(), b"\xFF\xFE{\0}\0", b"{\"name\": \"\xD6\xD0\xD4\xAD\"}"] {
            assert_eq!(read(bytes).err().map(|error| error.code()), Some(Code::NotUtf8));
        }
        assert_eq!(read(b"{").err().map(|error| error.code()), Some(Code::InvalidJson));
    }
}
