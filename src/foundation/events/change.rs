//! One change, as it is told.
use super::{Data, Kind, Seal, member::Member};
use crate::{db::Id, error::Result};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// One change. Its kind says whose object it is and who is told; see the table.
#[derive(Debug, Clone)]
pub struct Change {
    pub(super) kind: Kind,
    pub(super) resource_id: String,
    pub(super) version: i32,
    pub(super) bureau_id: Option<Id>,
    pub(super) fields: Vec<String>,
    pub(super) data: Value,
    pub(super) seals: Vec<Seal>,
}

impl Change {
    /// A change of an object that has this version now.
    pub fn new(kind: Kind, resource_id: impl ToString, version: i32) -> Self {
        let fields = kind.spec().part.into_iter().map(str::to_owned).collect();
        let data = Value::Object(Map::new());
        Self { kind, resource_id: resource_id.to_string(), version, bureau_id: None, fields, data, seals: Vec::new() }
    }
    /// The figures that it sets.
    pub fn sealing(mut self, seal: Option<Seal>) -> Self {
        self.seals.extend(seal);
        self
    }
    /// The bureau that it concerns. Of a kind that is told to the bureau concerned, nobody but the supervision office
    /// and the leaders is told without one.
    pub fn concerning(mut self, bureau: impl Into<Option<Id>>) -> Self {
        self.bureau_id = bureau.into();
        self
    }
    /// What is told beside the kind: the members that the table says, thin, never a secret.
    pub fn data(mut self, data: Value) -> Self {
        if let (Value::Object(all), Value::Object(more)) = (&mut self.data, data) {
            all.extend(more);
        }
        self
    }
    /// What an object says of itself, as far as the table names it for this kind.
    pub fn data_of(self, object: Value) -> Self {
        let (Data::Members(members), Value::Object(all)) = (self.kind.spec().data, object) else { return self };
        let named = |name: &String| members.iter().any(|member| member.name == name.as_str());
        self.data(all.into_iter().filter(|(name, _)| named(name)).collect::<Map<_, _>>().into())
    }
    /// The fields that differ between two states of the object: they explain a 412, and are the data of an edit, beside
    /// the parts of the object that its data names from and to already.
    pub fn between<T: Serialize>(mut self, before: &T, after: &T) -> Result<Self> {
        let (before, after) = (serde_json::to_value(before)?, serde_json::to_value(after)?);
        let empty = Map::new();
        let (before, after) = (before.as_object().unwrap_or(&empty), after.as_object().unwrap_or(&empty));
        let of_content = |name: &String| !["version", "updated_at"].contains(&name.as_str());
        let changed: Map<String, Value> = after
            .iter()
            .filter(|(name, value)| of_content(name) && before.get(*name) != Some(value))
            .map(|(name, value)| (name.clone(), json!({"from": before.get(name), "to": value})))
            .collect();
        self.fields.extend(changed.keys().cloned());
        if let Data::Edit = self.kind.spec().data {
            self = self.data(Value::Object(changed));
            self.fields.extend(self.data.as_object().into_iter().flat_map(Map::keys).cloned());
        }
        self.fields.sort();
        self.fields.dedup();
        Ok(self)
    }
    /// Whether a client that read the object before is told which fields changed.
    pub fn names_fields(&self) -> bool {
        !self.fields.is_empty()
    }
    /// Where the data is not what the table says. Only the names are compared here; the tests hold the values against
    /// the schema.
    pub(super) fn misfit(&self) -> Option<String> {
        let given = self.data.as_object().cloned().unwrap_or_default();
        let Data::Members(members) = self.kind.spec().data else { return None };
        let missing = |member: &&Member| !member.optional && given.get(member.name).is_none_or(Value::is_null);
        if let Some(member) = members.iter().find(missing) {
            return Some(format!("{} lacks {}", self.kind, member.name));
        }
        let extra = given.keys().find(|name| !members.iter().any(|member| member.name == name.as_str()));
        extra.map(|name| format!("{} has {name}, which the table does not name", self.kind))
    }
}
