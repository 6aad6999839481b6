//! What was done with objects, from the feed: when it was recorded, by whom, and what was there before. The feed is
//! added to and never changed, where the rows of the objects are overwritten.
use super::rules::Span;
use crate::{
    foundation::{
        clock::local_date,
        db::{Backend, Conn, Id, Timestamp, schema::changes},
        error::Result,
        events::Kind,
    },
    progress::standings::Moment,
};
use chrono::NaiveDate;
use diesel::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::HashMap;

/// One thing that was done.
#[derive(Debug, Clone)]
pub(super) struct Act {
    /// With which object.
    pub of: Id,
    /// Which event tells of it.
    pub kind: String,
    /// When it was recorded, in business time.
    pub at: Timestamp,
    /// By whom; `None` of the service itself.
    pub by: Option<Id>,
    /// The fields that it changed.
    fields: String,
    /// What the event tells.
    data: String,
}

type Columns = (String, String, Timestamp, Option<Id>, String, String);

/// What was done of some kinds in a jurisdiction, in the order of doing, in a span of time or ever. One statement.
pub(super) fn of_kinds(conn: &mut Conn, jurisdiction: &str, kinds: &[Kind], within: Option<&Span>) -> Result<Vec<Act>> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let of_kinds = changes::jurisdiction.eq(jurisdiction).and(changes::kind.eq_any(kinds));
    let mut query = changes::table.filter(of_kinds).into_boxed::<Backend>();
    if let Some(span) = within {
        query = query.filter(changes::business_at.gt(span.from.until).and(changes::business_at.le(span.to.until)));
    }
    let rows: Vec<Columns> = query
        .order(changes::sequence)
        .select((
            changes::resource_id,
            changes::kind,
            changes::business_at,
            changes::actor_id,
            changes::fields,
            changes::data,
        ))
        .load(conn)?;
    let act =
        |(of, kind, at, by, fields, data): Columns| Some(Act { of: of.parse().ok()?, kind, at, by, fields, data });
    Ok(rows.into_iter().filter_map(act).collect())
}

/// What was done with each object.
pub(super) struct Stories(HashMap<Id, Vec<Act>>);

impl Stories {
    /// Reads them: one statement.
    pub fn of_kinds(conn: &mut Conn, jurisdiction: &str, kinds: &[Kind]) -> Result<Self> {
        let mut stories: HashMap<Id, Vec<Act>> = HashMap::new();
        for act in of_kinds(conn, jurisdiction, kinds, None)? {
            stories.entry(act.of).or_default().push(act);
        }
        Ok(Self(stories))
    }
    /// Of one object; without acts where it came with the plan's own data and was left as it came.
    pub fn of(&self, id: Id) -> Story<'_> {
        Story(self.0.get(&id).map_or(&[], Vec::as_slice))
    }
}

/// What was done with one object, in the order of doing.
#[derive(Clone, Copy)]
pub(super) struct Story<'a>(&'a [Act]);

impl Story<'_> {
    /// Whether the object was there: what came with the plan's own data always was.
    pub fn begun(&self, created: Kind, moment: &Moment) -> bool {
        self.0.iter().all(|act| act.kind != created.as_str() || act.at <= moment.until)
    }
    /// What a field held: what the first act since then that changed it says, else what it holds `now`.
    pub fn held<T: DeserializeOwned + Default>(&self, field: &str, now: T, moment: &Moment) -> T {
        let later = self.0.iter().find(|act| act.at > moment.until && act.changes(field));
        later.map_or(now, |act| act.before(field).unwrap_or_default())
    }
    /// The day on which what a field held at a moment was recorded; `None` where it came with the plan's own data.
    pub fn recorded(&self, field: &str, created: Kind, moment: &Moment) -> Option<NaiveDate> {
        let known = self.0.iter().filter(|act| act.at <= moment.until);
        let mut set = known.filter(|act| act.changes(field) || act.kind == created.as_str());
        set.next_back().map(|act| local_date(act.at))
    }
}

impl Act {
    fn changes(&self, field: &str) -> bool {
        self.fields.split(',').any(|changed| changed == field)
    }
    /// What the field was before; `None` where there was nothing.
    fn before<T: DeserializeOwned>(&self, field: &str) -> Option<T> {
        let data: Value = serde_json::from_str(&self.data).ok()?;
        serde_json::from_value(data.get(field)?.get("from")?.clone()).ok()
    }
}
