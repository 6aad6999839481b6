//! The word of a code beside it: a member `stage` whose value is one of a `text_enum!` is followed by `stage_text`, its
//! Chinese word, without a line in any resource. So it is of the object that is answered and of the items of a page,
//! which are what a screen shows; what stands within them has the words that it tells itself, and `GET /dictionary`
//! has all.
//!
//! An enumeration serialises itself as a newtype that is named by its word; JSON knows no newtypes and writes the code
//! alone. Here an object keeps the words of its members until it ends, and then tells those that the resource has not
//! told itself. What is in a map, whose keys are data, has no member and gets no word.
use serde::{
    Serialize, Serializer,
    ser::{
        Impossible, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
        SerializeTupleStruct, SerializeTupleVariant,
    },
};
use std::fmt;

/// A value that is written with the words of its codes.
pub(super) struct Worded<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Serialize for Worded<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Words(serializer))
    }
}

struct Words<S>(S);

/// A list or the like: its items are worded, itself it has no members.
struct Items<S>(S);

/// An object, with the words that it has yet to tell.
struct Object<M> {
    inner: M,
    is_struct: bool,
    words: Vec<(String, &'static str)>,
    told: Vec<String>,
}

impl<M: SerializeMap> Object<M> {
    fn member<V: Serialize + ?Sized>(&mut self, name: &str, value: &V) {
        if !self.is_struct {
            return;
        }
        if name.ends_with("_text") {
            self.told.push(name.to_owned());
        } else if let Ok(Seen::Word(word)) = value.serialize(Probe) {
            self.words.push((format!("{name}_text"), word));
        }
    }
    fn finish(mut self) -> Result<M::Ok, M::Error> {
        for (name, word) in &self.words {
            if !self.told.contains(name) {
                self.inner.serialize_entry(name, word)?;
            }
        }
        self.inner.end()
    }
}

impl<M: SerializeMap> SerializeMap for Object<M> {
    type Ok = M::Ok;
    type Error = M::Error;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), M::Error> {
        self.inner.serialize_key(key)
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), M::Error> {
        self.inner.serialize_value(value)
    }
    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), M::Error> {
        if self.is_struct
            && let Ok(Seen::Text(name)) = key.serialize(Probe)
        {
            self.member(&name, value);
        }
        self.inner.serialize_entry(key, value)
    }
    fn end(self) -> Result<M::Ok, M::Error> {
        self.finish()
    }
}

impl<M: SerializeMap> SerializeStruct for Object<M> {
    type Ok = M::Ok;
    type Error = M::Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), M::Error> {
        self.member(key, value);
        self.inner.serialize_entry(key, value)
    }
    fn end(self) -> Result<M::Ok, M::Error> {
        self.finish()
    }
}

impl<S: SerializeSeq> SerializeSeq for Items<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_element(&Worded(value))
    }
    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

impl<S: SerializeTuple> SerializeTuple for Items<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_element(&Worded(value))
    }
    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

impl<S: SerializeTupleStruct> SerializeTupleStruct for Items<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_field(&Worded(value))
    }
    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

impl<S: SerializeTupleVariant> SerializeTupleVariant for Items<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), S::Error> {
        self.0.serialize_field(&Worded(value))
    }
    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

impl<S: SerializeStructVariant> SerializeStructVariant for Items<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), S::Error> {
        self.0.serialize_field(key, &Worded(value))
    }
    fn end(self) -> Result<S::Ok, S::Error> {
        self.0.end()
    }
}

impl<S: Serializer> Serializer for Words<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Items<S::SerializeSeq>;
    type SerializeTuple = Items<S::SerializeTuple>;
    type SerializeTupleStruct = Items<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Items<S::SerializeTupleVariant>;
    type SerializeMap = Object<S::SerializeMap>;
    type SerializeStruct = Object<S::SerializeMap>;
    type SerializeStructVariant = Items<S::SerializeStructVariant>;
    fn serialize_bool(self, value: bool) -> Result<S::Ok, S::Error> {
        self.0.serialize_bool(value)
    }
    fn serialize_i8(self, value: i8) -> Result<S::Ok, S::Error> {
        self.0.serialize_i8(value)
    }
    fn serialize_i16(self, value: i16) -> Result<S::Ok, S::Error> {
        self.0.serialize_i16(value)
    }
    fn serialize_i32(self, value: i32) -> Result<S::Ok, S::Error> {
        self.0.serialize_i32(value)
    }
    fn serialize_i64(self, value: i64) -> Result<S::Ok, S::Error> {
        self.0.serialize_i64(value)
    }
    fn serialize_i128(self, value: i128) -> Result<S::Ok, S::Error> {
        self.0.serialize_i128(value)
    }
    fn serialize_u8(self, value: u8) -> Result<S::Ok, S::Error> {
        self.0.serialize_u8(value)
    }
    fn serialize_u16(self, value: u16) -> Result<S::Ok, S::Error> {
        self.0.serialize_u16(value)
    }
    fn serialize_u32(self, value: u32) -> Result<S::Ok, S::Error> {
        self.0.serialize_u32(value)
    }
    fn serialize_u64(self, value: u64) -> Result<S::Ok, S::Error> {
        self.0.serialize_u64(value)
    }
    fn serialize_u128(self, value: u128) -> Result<S::Ok, S::Error> {
        self.0.serialize_u128(value)
    }
    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        self.0.serialize_f32(value)
    }
    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        self.0.serialize_f64(value)
    }
    fn serialize_char(self, value: char) -> Result<S::Ok, S::Error> {
        self.0.serialize_char(value)
    }
    fn serialize_str(self, value: &str) -> Result<S::Ok, S::Error> {
        self.0.serialize_str(value)
    }
    fn serialize_bytes(self, value: &[u8]) -> Result<S::Ok, S::Error> {
        self.0.serialize_bytes(value)
    }
    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }
    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_none()
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Worded(value))
    }
    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit()
    }
    fn serialize_unit_struct(self, name: &'static str) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit_struct(name)
    }
    fn serialize_unit_variant(self, name: &'static str, at: u32, variant: &'static str) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit_variant(name, at, variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &Worded(value))
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        at: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_variant(name, at, variant, &Worded(value))
    }
    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        self.0.serialize_seq(len).map(Items)
    }
    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        self.0.serialize_tuple(len).map(Items)
    }
    fn serialize_tuple_struct(self, name: &'static str, len: usize) -> Result<Self::SerializeTupleStruct, S::Error> {
        self.0.serialize_tuple_struct(name, len).map(Items)
    }
    fn serialize_tuple_variant(
        self,
        name: &'static str,
        at: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        self.0.serialize_tuple_variant(name, at, variant, len).map(Items)
    }
    /// Of unknown length is what a struct with flattened parts is written as; a map knows how many it holds.
    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        let inner = self.0.serialize_map(len)?;
        Ok(Object { inner, is_struct: len.is_none(), words: Vec::new(), told: Vec::new() })
    }
    /// As a map: what is told beside a member has no static name.
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, S::Error> {
        let inner = self.0.serialize_map(None)?;
        Ok(Object { inner, is_struct: true, words: Vec::new(), told: Vec::new() })
    }
    fn serialize_struct_variant(
        self,
        name: &'static str,
        at: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        self.0.serialize_struct_variant(name, at, variant, len).map(Items)
    }
}

/// What a look at a value finds: the word of a code, a text, or neither, which is an error and costs nothing.
enum Seen {
    Word(&'static str),
    Text(String),
}

struct Probe;

impl Serializer for Probe {
    type Ok = Seen;
    type Error = fmt::Error;
    type SerializeSeq = Impossible<Seen, fmt::Error>;
    type SerializeTuple = Impossible<Seen, fmt::Error>;
    type SerializeTupleStruct = Impossible<Seen, fmt::Error>;
    type SerializeTupleVariant = Impossible<Seen, fmt::Error>;
    type SerializeMap = Impossible<Seen, fmt::Error>;
    type SerializeStruct = Impossible<Seen, fmt::Error>;
    type SerializeStructVariant = Impossible<Seen, fmt::Error>;
    fn serialize_bool(self, _: bool) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_i8(self, _: i8) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_i16(self, _: i16) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_i32(self, _: i32) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_i64(self, _: i64) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_u8(self, _: u8) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_u16(self, _: u16) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_u32(self, _: u32) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_u64(self, _: u64) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_f32(self, _: f32) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_f64(self, _: f64) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_char(self, _: char) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_str(self, value: &str) -> Result<Seen, fmt::Error> {
        Ok(Seen::Text(value.to_owned()))
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn collect_str<T: fmt::Display + ?Sized>(self, _: &T) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_none(self) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Seen, fmt::Error> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    /// Words are Chinese, names of types are not.
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, _: &T) -> Result<Seen, fmt::Error> {
        if name.is_ascii() { Err(fmt::Error) } else { Ok(Seen::Word(name)) }
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Seen, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, fmt::Error> {
        Err(fmt::Error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    crate::text_enum! {
        /// A colour.
        pub enum Colour {
            /// 红: like fire.
            Red = "red",
            /// 绿: like grass.
            Green = "green",
        }
    }

    #[derive(Serialize)]
    struct Inner {
        hue: Option<Colour>,
        none: Option<Colour>,
    }

    #[derive(Serialize)]
    struct Outer {
        colour: Colour,
        told: Colour,
        told_text: &'static str,
        all: Vec<Colour>,
        each: BTreeMap<&'static str, Colour>,
        #[serde(flatten)]
        flat: Inner,
        nested: Vec<Inner>,
    }

    #[test]
    fn a_code_has_its_word_beside_it_where_it_is_a_member() {
        let inner = || Inner { hue: Some(Colour::Green), none: None };
        let outer = Outer {
            colour: Colour::Red,
            told: Colour::Red,
            told_text: "火",
            all: vec![Colour::Red],
            each: BTreeMap::from([("a", Colour::Red)]),
            flat: inner(),
            nested: vec![inner()],
        };
        let own = r#"{"colour":"red","told":"red","told_text":"火","all":["red"],"each":{"a":"red"},"#;
        let plain = format!(r#"{own}"hue":"green","none":null,"#);
        let written = serde_json::to_string(&Worded(&outer)).unwrap();
        // What stands within has the words that it tells itself.
        let nested = r#""nested":[{"hue":"green","none":null}],"colour_text":"红","hue_text":"绿"}"#;
        assert_eq!(written, format!("{plain}{nested}"));
        let bare = r#""nested":[{"hue":"green","none":null}]}"#;
        assert_eq!(serde_json::to_string(&outer).unwrap(), format!("{plain}{bare}"));
    }
}
