//! 数据封签 seals: what ties a figure to the audit log. Whoever sets a figure that is judged or published seals it: the
//! SHA-256 of what it says stands beside the audit entry and is covered by the entry's hash, so that a row which was
//! edited behind the service's back differs from its last seal.
use crate::db::{Backend, Conn, Id, schema::figure_seals};
use diesel::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::{collections::HashMap, fmt::Write};

/// A row with figures that are judged or published.
pub trait Figures {
    /// The type of its seals: `report`.
    const TYPE: &'static str;
    /// Its identity.
    fn figure_id(&self) -> Id;
    /// What counts of it; `None` while nothing does, as of a draft. The names of the members are part of what is
    /// sealed: one that is added later is left out where it is `null`, so that older seals stay good.
    fn figures(&self) -> Option<Value>;
}

/// What a figure is, as it is sealed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seal {
    /// The type of the object.
    pub resource_type: String,
    /// The object.
    pub resource_id: Id,
    /// SHA-256 of its figures, in hexadecimal.
    pub digest: String,
}

impl Seal {
    /// The seal of an object as it is; `None` while it has no figures that count.
    pub fn of<F: Figures>(object: &F) -> Option<Self> {
        let mut text = String::new();
        canonical(&object.figures()?, &mut text);
        let digest = hex::encode(Sha256::digest(text));
        Some(Self { resource_type: F::TYPE.to_owned(), resource_id: object.figure_id(), digest })
    }
}

/// A seal as it is stored.
#[derive(Debug, Clone, HasQuery, Insertable)]
#[diesel(table_name = figure_seals, check_for_backend(Backend))]
pub struct SealRow {
    pub jurisdiction: String,
    pub sequence: i64,
    pub resource_type: String,
    pub resource_id: Id,
    pub digest: String,
}

/// What an entry covers of its seals: nothing, or the SHA-256 over them in their order.
pub fn digest_of_all(seals: &[SealRow]) -> String {
    if seals.is_empty() {
        return String::new();
    }
    let mut parts: Vec<[String; 3]> = seals
        .iter()
        .map(|seal| [seal.resource_type.clone(), seal.resource_id.to_string(), seal.digest.clone()])
        .collect();
    parts.sort();
    digest_of(parts.iter().flatten().map(String::as_str))
}

/// SHA-256 over texts, each preceded by its length, so that no two lists read alike.
pub fn digest_of<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    hex::encode(digest.finalize())
}

/// JSON in one spelling: members in the order of their names, without those that are `null`.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut names: Vec<&String> = members.iter().filter(|(_, value)| !value.is_null()).map(|of| of.0).collect();
            names.sort();
            out.push('{');
            for name in names {
                // Writing to a string cannot fail.
                let _ = write!(out, "{}:", Value::String(name.clone()));
                canonical(&members[name], out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        other => {
            let _ = write!(out, "{other}");
        }
    }
}

/// The last seal of each of these objects of a type in the log of a jurisdiction, with the sequence of its entry: one
/// statement. One that an intruder put elsewhere says nothing of them.
pub fn last_of(
    conn: &mut Conn,
    jurisdiction: &str,
    resource_type: &str,
    ids: &[Id],
) -> QueryResult<HashMap<Id, (i64, String)>> {
    let rows: Vec<(Id, i64, String)> = figure_seals::table
        .filter(figure_seals::jurisdiction.eq(jurisdiction).and(figure_seals::sequence.ge(1)))
        .filter(figure_seals::resource_type.eq(resource_type).and(figure_seals::resource_id.eq_any(ids)))
        .order(figure_seals::sequence)
        .select((figure_seals::resource_id, figure_seals::sequence, figure_seals::digest))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, sequence, digest)| (id, (sequence, digest))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(value: Value) -> String {
        let mut text = String::new();
        canonical(&value, &mut text);
        text
    }

    #[test]
    fn what_is_sealed_has_one_spelling() {
        assert_eq!(text(json!({"b": 1, "a": {"d": null, "c": "x"}})), text(json!({"a": {"c": "x"}, "b": 1})));
        assert_ne!(text(json!({"a": "1"})), text(json!({"a": 1})));
        assert_ne!(text(json!({"a": ["b", "c"]})), text(json!({"a": ["b,c"]})));
    }
}
