//! Bulletins, and objections to them, with what is shown beside them and what the caller may do.
use super::{
    model::{Bulletin, BulletinRow, Objection, ObjectionRow},
    render,
    rules::{self, Action},
    store,
};
use crate::{
    directory::bureaus,
    foundation::{
        db::{Conn, Id},
        error::{Error, Result},
        events::Seal,
        web::{Actionable, AllowedAction, Resource, View},
    },
};
use serde_json::{Value, json};

impl Actionable for BulletinRow {
    type Shown = Bulletin;
    const COLLECTION: &'static str = "bulletins";

    fn id(&self) -> Id {
        self.id
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn jurisdiction(&self) -> &str {
        &self.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        None
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(self.status.as_str())
    }
    fn seal(&self) -> Option<Seal> {
        Seal::of(self)
    }
    fn event_data(&self) -> Value {
        json!({
            "title": self.title,
            "number": self.number,
            "cut_off_at": self.cut_off_at,
            "objections_until": self.objections_until,
            "inputs_hash": self.inputs_hash,
            "content_hash": self.content_hash,
        })
    }
    /// Two statements, however many they are.
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Bulletin>>> {
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let (undecided, mut errata) = (store::undecided(conn, &ids)?, store::errata(conn, &ids)?);
        let present = |row: Self| {
            let undecided = undecided.get(&row.id).copied().unwrap_or(0);
            let may = |action: &Action| rules::may(*action, &view.caller, &row, undecided, view.now);
            let allowed = |action: &Action| AllowedAction::new(action.as_str(), may(action));
            let allowed_actions = Action::ALL.iter().map(allowed).collect();
            let object = Bulletin {
                code: row.number.map(|number| render::code(row.year, number)),
                status_text: row.status.text(),
                open_objections: store::oversees(view).then_some(undecided),
                errata: errata.remove(&row.id).unwrap_or_default(),
                row,
            };
            Resource { object, allowed_actions }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}

impl Actionable for ObjectionRow {
    type Shown = Objection;
    const COLLECTION: &'static str = "bulletin-objections";

    fn id(&self) -> Id {
        self.id
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn jurisdiction(&self) -> &str {
        &self.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        Some(self.bureau_id)
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(self.status.as_str())
    }
    fn event_data(&self) -> Value {
        json!({"bulletin_id": self.bulletin_id})
    }
    /// One statement, however many they are.
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Objection>>> {
        let ids: Vec<Id> = rows.iter().map(|row| row.bureau_id).collect();
        let bureaus = bureaus::store::summaries(conn, &ids)?;
        let present = |row: Self| {
            let bureau = bureaus.get(&row.bureau_id).cloned();
            let bureau = bureau.ok_or_else(|| Error::internal("an objection without a bureau"))?;
            let allowed_actions = ["approve_bulletin_objection", "reject_bulletin_objection"];
            let allowed_actions =
                allowed_actions.map(|operation| AllowedAction::new(operation, rules::may_decide(&view.caller, &row)));
            let allowed_actions = allowed_actions.to_vec();
            let object = Objection { bureau, status_text: row.status.text(), row };
            Ok(Resource { object, allowed_actions })
        };
        rows.into_iter().map(present).collect()
    }
}
