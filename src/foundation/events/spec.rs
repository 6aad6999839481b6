//! What an entry of the table of events says.
use super::member::{Member, schema_of, schema_of_edit};
use crate::text_enum;
use serde_json::Value;

text_enum! {
    /// 知悉范围: who is told of a change. Who may not read the object is never told of it.
    pub enum Audience {
        /// 本行政区划: everyone of the jurisdiction.
        Jurisdiction = "jurisdiction",
        /// 相关单位: the bureau that it concerns, the supervision office and the leaders; without a bureau, the latter
        /// two.
        Bureau = "bureau",
        /// 督查: the supervision office and the leaders.
        Supervision = "supervision",
        /// 管理员: the administrators.
        Administration = "administration",
        /// 无人: nobody; it stands in the audit log only.
        Nobody = "nobody",
    }
}

/// What the data of a kind holds.
#[derive(Debug, Clone, Copy)]
pub enum Data {
    /// The fields that changed, each from and to.
    Edit,
    /// These members.
    Members(&'static [Member]),
}

impl Data {
    /// Its JSON Schema.
    pub fn schema(&self) -> Value {
        match self {
            Self::Edit => schema_of_edit(),
            Self::Members(members) => schema_of(members),
        }
    }
}

/// An entry of the table.
#[derive(Debug, Clone, Copy)]
pub struct Spec {
    /// As it stands in JSON: `report.approved`.
    pub name: &'static str,
    /// The type of the object that changed: `report`.
    pub resource_type: &'static str,
    /// Who is told.
    pub audience: Audience,
    /// What it means: Chinese, English.
    pub meaning: [&'static str; 2],
    /// What its data holds.
    pub data: Data,
    /// The part of the object's representation that it changes beside the row's own fields, for the problem of a stale
    /// `If-Match`.
    pub part: Option<&'static str>,
}

impl Spec {
    pub(super) const fn with_part(self, part: &'static str) -> Self {
        Self { part: Some(part), ..self }
    }
}

pub(super) const EDIT: Data = Data::Edit;

pub(super) const fn members(members: &'static [Member]) -> Data {
    Data::Members(members)
}

pub(super) const fn spec(
    name: &'static str,
    resource_type: &'static str,
    audience: Audience,
    data: Data,
    zh: &'static str,
    en: &'static str,
) -> Spec {
    Spec { name, resource_type, audience, meaning: [zh, en], data, part: None }
}
