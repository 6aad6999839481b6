//! The shape of an event type's explanation.
use crate::foundation::events::{Audience, Kind};
use serde::Serialize;
use serde_json::Value;
use strum::IntoEnumIterator;
use utoipa::ToSchema;

/// 变更类型: what an event of this type means, who is told of it and what its data holds.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventType {
    /// The type, as histories and the change feed show it.
    #[serde(rename = "type")]
    #[schema(example = "report.approved")]
    pub kind: &'static str,
    /// The type of the object that changed.
    #[schema(example = "report")]
    pub resource_type: &'static str,
    /// 知悉范围: who is told, of those who may read the object.
    pub audience: Audience,
    /// 含义.
    #[schema(example = "报告经审定，其数值生效。")]
    pub meaning_zh: &'static str,
    /// Meaning.
    #[schema(example = "A report was approved: its figure counts.")]
    pub meaning_en: &'static str,
    /// JSON Schema (draft 2020-12) of the `data` of its events.
    #[schema(value_type = Object)]
    pub data_schema: Value,
}

/// The table of event types.
#[derive(Debug, Serialize, ToSchema)]
pub struct EventTypes {
    /// Every type, in the order of the table.
    pub items: Vec<EventType>,
}

impl From<Kind> for EventType {
    fn from(kind: Kind) -> Self {
        let spec = kind.spec();
        let [meaning_zh, meaning_en] = spec.meaning;
        Self {
            kind: spec.name,
            resource_type: spec.resource_type,
            audience: spec.audience,
            meaning_zh,
            meaning_en,
            data_schema: spec.data.schema(),
        }
    }
}

impl EventTypes {
    /// The whole table.
    pub fn all() -> Self {
        Self { items: Kind::iter().map(EventType::from).collect() }
    }
}
