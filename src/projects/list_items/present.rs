//! List items with what is shown beside them and what the caller may do: three statements, however many they are.
use super::{
    model::{ListItem, ListItemRow},
    rules::{self, Action},
    store,
};
use crate::{
    directory::bureaus,
    evidence::attachments,
    foundation::{
        db::{Conn, Id},
        error::{Error, Result},
        events::Seal,
        web::{Actionable, AllowedAction, Resource, View},
    },
    plan::indicators,
    projects::projects,
};
use serde_json::{Value, json};

impl Actionable for ListItemRow {
    type Shown = ListItem;
    const COLLECTION: &'static str = "list-items";

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
    fn seal(&self) -> Option<Seal> {
        Seal::of(self)
    }
    fn event_data(&self) -> Value {
        json!({"name": self.name, "counted_on": self.counted_on, "reason": self.reason})
    }
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<ListItem>>> {
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let named: Vec<Id> = rows.iter().filter_map(|row| row.project_id).collect();
        let proposers: Vec<Id> = rows.iter().map(|row| row.bureau_id).collect();
        let lists: Vec<Id> = rows.iter().map(|row| row.indicator_id).collect();
        let closed_years = indicators::store::closed_years(conn, &lists)?;
        let projects = projects::store::summaries(conn, &named)?;
        let bureaus = bureaus::store::summaries(conn, &proposers)?;
        let mut attached = attachments::store::of_owners(conn, store::OWNER_TYPE, &ids)?;
        let presented = |row: Self| {
            let year_closed_at = closed_years.get(&row.indicator_id).copied();
            let may = |action: &Action| {
                let may = rules::may(*action, &view.caller, &row, year_closed_at);
                AllowedAction::new(action.as_str(), may.map_err(|error| error.code()))
            };
            let allowed_actions = Action::ALL.iter().map(may).collect();
            let attachments = attached.remove(&row.id).unwrap_or_default();
            // A foreign key holds that it is there.
            let bureau = bureaus.get(&row.bureau_id).cloned();
            let object = ListItem {
                project: row.project_id.and_then(|id| projects.get(&id).cloned()),
                bureau: bureau.ok_or_else(|| Error::internal(format!("list item {} lacks its bureau", row.id)))?,
                attachments: view.sees_bureau(row.bureau_id).then_some(attachments),
                status_text: row.status.text(),
                row,
            };
            Ok(Resource { object, allowed_actions })
        };
        rows.into_iter().map(presented).collect()
    }
}
