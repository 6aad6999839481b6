//! Period exceptions with what the caller may do.
use super::{model::PeriodException, rules};
use crate::foundation::{
    db::{Conn, Id},
    error::Result,
    web::{Actionable, AllowedAction, Resource, View},
};
use serde_json::{Value, json};

impl Actionable for PeriodException {
    type Shown = Self;
    const COLLECTION: &'static str = "period-exceptions";

    fn id(&self) -> Id {
        self.row.id
    }
    fn version(&self) -> i32 {
        self.row.version
    }
    fn jurisdiction(&self) -> &str {
        &self.row.jurisdiction
    }
    fn bureau(&self) -> Option<Id> {
        Some(self.row.bureau_id)
    }
    fn state(&self, _: &View) -> Option<&'static str> {
        Some(self.state.as_str())
    }
    fn event_data(&self) -> Value {
        let subject = self.subject.as_ref().map(|subject| &subject.code);
        json!({"period": self.period.code, "subject": subject, "ends_at": self.row.ends_at})
    }
    fn present(rows: Vec<Self>, _: &mut Conn, view: &View) -> Result<Vec<Resource<Self>>> {
        let present = |exception: Self| {
            let may = rules::may_end(&view.caller, &exception.row, view.now);
            Resource { object: exception, allowed_actions: vec![AllowedAction::new("end_period_exception", may)] }
        };
        Ok(rows.into_iter().map(present).collect())
    }
}
