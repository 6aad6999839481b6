//! 流转记录: what was done with one object, and which objects are no more, from the feed.
use super::{Page, Paging, paging::Removed};
use crate::{
    auth::Scope,
    db::{Backend, Conn, Timestamp, schema::changes},
    error::{Code, Error, Result, Violation},
    events::{EventData, Kind},
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

/// The most that a page tells to be gone.
const GONE: usize = 1000;

impl<T> Page<T> {
    /// With what was deleted since the instant that was asked for, by the feed, which is written with each deletion: of
    /// the covered jurisdictions, and to a bureau only what was its own.
    pub fn without(mut self, conn: &mut Conn, scope: &Scope, deleted: Kind, paging: &Paging) -> Result<Self> {
        // To those who may know of no reports nothing is told of their evidence either.
        let Some(since) = paging.asks_what_is_gone().filter(|_| scope.reports) else { return Ok(self) };
        let mut query = changes::table
            .filter(changes::jurisdiction.between(&scope.covered.0, &scope.covered.1))
            .filter(changes::kind.eq(deleted.as_str()).and(changes::occurred_at.ge(since)))
            .into_boxed::<Backend>();
        if let Some(bureau) = scope.bureau {
            query = query.filter(changes::bureau_id.eq(bureau));
        }
        let gone: Vec<(String, String, Timestamp)> = query
            .order((changes::jurisdiction, changes::sequence))
            .limit(i64::try_from(GONE).unwrap_or(i64::MAX).saturating_add(1))
            .select((changes::resource_id, changes::resource_type, changes::occurred_at))
            .load(conn)?;
        if gone.len() > GONE {
            let fault = Violation::parameter("updated_since", Code::InvalidParameter);
            let reason = "此后删除的过多，请整体读取 (too much was deleted since: read the list whole)";
            let fault = fault.with("parameter", "updated_since").with("reason", reason);
            return Err(Error::invalid(Code::InvalidParameter, vec![fault]));
        }
        let removed = |(id, kind, at)| Removed { id, kind, at };
        self.page.removed = Some(gone.into_iter().map(removed).collect());
        Ok(self)
    }
}

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
