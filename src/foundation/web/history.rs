//! 流转记录: what was done with one object, from the feed.
use super::{Page, Paging};
use crate::{
    db::{Backend, Conn, Timestamp, schema::changes},
    error::Result,
    events::EventData,
};
use diesel::prelude::*;
use serde::Serialize;
use utoipa::ToSchema;

/// 流转记录: one thing that was done with an object.
#[derive(Debug, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// Position in the jurisdiction's feed.
    pub sequence: i64,
    /// What was done.
    ///
    /// One of the types that `GET /api/v1/event-types` lists; new ones may be added.
    #[serde(rename = "type")]
    #[schema(example = "report.submitted")]
    pub kind: String,
    /// When, in real time.
    pub occurred_at: Timestamp,
    /// When, in business time.
    pub business_at: Timestamp,
    /// The username of who did it.
    #[schema(example = "housing-lead")]
    pub actor: String,
    /// The version that it made.
    pub version: i32,
    /// The fields that changed.
    pub fields: Vec<String>,
    /// What is told beside: of an edit, the fields from and to; of a return, the reason.
    #[schema(value_type = EventData)]
    pub data: serde_json::Value,
}

type Columns = (i64, String, Timestamp, Timestamp, String, i32, String, String);

/// What was done with an object of a type, oldest first. The caller has read the object, and so may know.
pub fn history(
    conn: &mut Conn,
    jurisdiction: &str,
    resource_type: &str,
    resource_id: impl ToString,
    paging: &Paging,
) -> Result<Page<HistoryEntry>> {
    let id = resource_id.to_string();
    let all = || {
        let of_object = changes::jurisdiction.eq(jurisdiction).and(changes::resource_id.eq(&id));
        changes::table.filter(of_object.and(changes::resource_type.eq(resource_type))).into_boxed::<Backend>()
    };
    let total = paging.counted().then(|| all().count().get_result(conn)).transpose()?;
    let mut query = all();
    if let Some(after) = paging.after::<i64>(0)? {
        query = query.filter(changes::sequence.gt(after));
    }
    let rows: Vec<Columns> = query
        .order(changes::sequence)
        .limit(paging.fetch())
        .select((
            changes::sequence,
            changes::kind,
            changes::occurred_at,
            changes::business_at,
            changes::actor_name,
            changes::resource_version,
            changes::fields,
            changes::data,
        ))
        .load(conn)?;
    let entry = |(sequence, kind, occurred_at, business_at, actor, version, fields, data): Columns| {
        let fields = fields.split(',').filter(|field| !field.is_empty()).map(str::to_owned).collect();
        let data = serde_json::from_str(&data)?;
        Ok(HistoryEntry { sequence, kind, occurred_at, business_at, actor, version, fields, data })
    };
    let entries = rows.into_iter().map(entry).collect::<Result<Vec<_>>>()?;
    paging.page(entries, total, |entry| vec![entry.sequence.to_string()])
}
