//! What the document says of a closed enumeration: its values, their names in a program, and their words.
//!
//! The doc comment of a value is its one source: `/** 在建库: under construction. */` is the Chinese word and, in
//! English, the meaning. The English word is the value itself (`under_construction`: Under construction).
use serde_json::{Value, json};
use utoipa::openapi::{
    RefOr,
    extensions::Extensions,
    schema::{ObjectBuilder, Schema, Type},
};

/// A value of an enumeration, as `text_enum!` reads it.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// As it stands in JSON.
    pub value: &'static str,
    /// What it is called in the code.
    pub variant: &'static str,
    /// The lines of its doc comment.
    pub doc: &'static [&'static str],
}

impl Named {
    /// The Chinese word, and the meaning in English.
    fn words(self) -> (String, String) {
        let doc = joined(self.doc, " ");
        doc.split_once(": ").map_or_else(|| (doc.clone(), String::new()), |(word, rest)| (word.into(), rest.into()))
    }
}

/// The Chinese word of a doc comment: what stands before the colon of its first line.
pub fn word(doc: &[&'static str]) -> &'static str {
    let first = doc.first().copied().unwrap_or_default();
    first.split_once(": ").map_or(first, |(word, _)| word).trim()
}

/// The English word of a value: `under_construction`, Under construction. What is no word stays as it is.
pub fn english(value: &str) -> String {
    if value.contains(|sign: char| !sign.is_ascii_lowercase() && !sign.is_ascii_digit() && sign != '_') {
        return value.to_owned();
    }
    let mut signs = value.chars().map(|sign| if sign == '_' { ' ' } else { sign });
    signs.next().into_iter().flat_map(char::to_uppercase).chain(signs).collect()
}

/// The schema, with `x-enum-varnames` and `x-enum-descriptions` as generators read them, and `x-enum-words`: the word
/// of each value in both languages.
pub fn schema(about: &[&str], values: &[Named]) -> RefOr<Schema> {
    let names: Vec<String> = values.iter().map(|one| constant(one.variant)).collect();
    let words: Vec<Value> = values.iter().map(|one| json!({"zh": one.words().0, "en": english(one.value)})).collect();
    let meanings: Vec<String> = values.iter().map(|one| one.words().1).collect();
    let told = Extensions::builder()
        .add("x-enum-varnames", names)
        .add("x-enum-words", words)
        .add("x-enum-descriptions", meanings)
        .build();
    let object = ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(joined(about, "\n")))
        .enum_values(Some(values.iter().map(|one| one.value)))
        .extensions(Some(told));
    RefOr::T(Schema::Object(object.build()))
}

fn joined(lines: &[&str], between: &str) -> String {
    lines.iter().map(|line| line.trim()).collect::<Vec<_>>().join(between).trim().to_owned()
}

/// `UnderConstruction`: `UNDER_CONSTRUCTION`, as constants are written nearly everywhere.
fn constant(variant: &str) -> String {
    let mut name = String::new();
    for sign in variant.chars() {
        if sign.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(sign.to_uppercase());
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_a_word_in_each_language_and_a_name_in_programs() {
        let doc = &[" 在建库: under", " construction."];
        let value = Named { value: "under_construction", variant: "UnderConstruction", doc };
        assert_eq!(value.words(), ("在建库".to_owned(), "under construction.".to_owned()));
        assert_eq!((english(value.value).as_str(), english("Σ v").as_str()), ("Under construction", "Σ v"));
        assert_eq!(constant(value.variant), "UNDER_CONSTRUCTION");
    }
}
