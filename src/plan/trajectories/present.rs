//! Trajectories with what the caller may do: three statements at most, however many there are.
use super::{
    model::{Trajectory, TrajectoryRow, TrajectoryStatus},
    rules::{self, Action},
    store,
};
use crate::{
    foundation::{
        db::{Conn, Id},
        error::Result,
        events::Seal,
        web::{Actionable, AllowedAction, Resource, View},
    },
    plan::indicators,
};
use serde_json::{Value, json};
use std::collections::HashMap;

impl Actionable for TrajectoryRow {
    type Shown = Trajectory;
    const COLLECTION: &'static str = "trajectories";

    fn id(&self) -> Id {
        self.id
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn jurisdiction(&self) -> &str {
        &self.jurisdiction
    }
    /// The bureau that may know of a proposal beside the supervision office and the leaders; where none leads, none
    /// does.
    fn bureau(&self) -> Option<Id> {
        self.bureau_id
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(self.status.as_str())
    }
    fn seal(&self) -> Option<Seal> {
        Seal::of(self)
    }
    fn event_data(&self) -> Value {
        json!({"number": self.number, "effective_from": self.effective_from})
    }
    fn present(rows: Vec<Self>, conn: &mut Conn, view: &View) -> Result<Vec<Resource<Trajectory>>> {
        let indicator_ids: Vec<Id> = rows.iter().map(|row| row.indicator_id).collect();
        let closed_years = indicators::store::closed_years(conn, &indicator_ids)?;
        let waiting = rows.iter().any(|row| row.status == TrajectoryStatus::Proposed);
        let latest = if waiting { store::latest_starts(conn, &indicator_ids)? } else { HashMap::new() };
        let present = |row: Self| {
            let year_closed_at = closed_years.get(&row.indicator_id).copied();
            let may = |action: &Action| {
                let latest = latest.get(&row.indicator_id).copied();
                let may = rules::may(*action, &view.caller, &row, year_closed_at, latest);
                AllowedAction::new(action.as_str(), may.map_err(|error| error.code()))
            };
            let allowed_actions = Action::ALL.iter().map(may).collect();
            Resource { object: Trajectory { status_text: row.status.text(), row }, allowed_actions }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
