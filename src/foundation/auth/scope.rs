//! What part of the data a request may know of.
use super::Caller;
use crate::{
    clock::local_date,
    db::{Id, Timestamp},
    error::{Code, Result},
};
use chrono::{Datelike, NaiveDate};

/// The reach of a caller at a moment of business time. Every query of a store takes it, so none can forget it.
#[derive(Debug, Clone)]
pub struct Scope {
    /// The caller's own jurisdiction.
    pub own: String,
    /// First and last jurisdiction code that may be read.
    pub covered: (String, String),
    /// The bureau beyond whose reports nothing may be known; `None` for those who see the whole jurisdiction.
    pub bureau: Option<Id>,
    /// Whether reports may be known at all.
    pub reports: bool,
    /// Business time.
    pub now: Timestamp,
}

impl Scope {
    /// The reach of a caller.
    pub fn of(caller: &Caller, business_now: Timestamp) -> Self {
        Self {
            own: caller.jurisdiction.clone(),
            covered: caller.covered(),
            bureau: caller.confined_to(),
            reports: caller.may(super::Permission::ReadReports),
            now: business_now,
        }
    }
    /// The business day in Asia/Shanghai.
    pub fn today(&self) -> NaiveDate {
        local_date(self.now)
    }
    /// The business year: the plan of this year is the one whose parts are named by `code:`.
    pub fn year(&self) -> i32 {
        self.today().year()
    }
    /// What is seen from above may not be changed from above: only the own jurisdiction's objects may be changed.
    pub fn may_change(&self, jurisdiction: &str) -> Result<()> {
        if self.own == jurisdiction { Ok(()) } else { Err(Code::OtherJurisdiction.into()) }
    }
    /// Whether a jurisdiction lies at or below the own one.
    pub fn covers(&self, jurisdiction: &str) -> bool {
        (self.covered.0.as_str()..=self.covered.1.as_str()).contains(&jurisdiction)
    }
    /// The directory is administered from above too: jurisdictions and users at or below the own one may be changed.
    pub fn must_cover(&self, jurisdiction: &str) -> Result<()> {
        if self.covers(jurisdiction) { Ok(()) } else { Err(Code::OtherJurisdiction.into()) }
    }
    /// Whether the reports of a bureau may be known.
    pub fn sees_bureau(&self, bureau: Id) -> bool {
        self.reports && self.bureau.is_none_or(|own| own == bureau)
    }
}
