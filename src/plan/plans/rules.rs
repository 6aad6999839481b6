//! What may be done with a plan, and what a closed year still takes: nothing (docs/domain.md §4).
use super::model::Plan;
use crate::{
    foundation::{
        auth::{Caller, Permission},
        db::Timestamp,
        error::{Code, Error, Result},
    },
    text_enum,
};

text_enum! {
    /// What can be done with a plan: the operation ids.
    pub enum Action {
        /// Its texts change.
        Update = "update_plan",
        /// 年度办结: its year takes nothing any more.
        CloseYear = "close_plan_year",
        /// Its year takes changes again.
        ReopenYear = "reopen_plan_year",
        /// It gets an area.
        CreateArea = "create_area",
        /// It gets a fact.
        CreateFact = "create_fact",
        /// It gets an indicator.
        CreateIndicator = "create_indicator",
        /// Its periods are made.
        CreateCalendar = "create_calendar",
        /// It gets a project.
        CreateProject = "create_project",
        /// 更新片区: it gets a district of urban renewal.
        CreateRenewalDistrict = "create_renewal_district",
        /// 通报: its figures are captured for a bulletin.
        CreateBulletin = "create_bulletin",
    }
}

impl Action {
    /// The permission that it needs.
    pub const fn permission(self) -> Permission {
        match self {
            Self::CreateCalendar => Permission::EditPeriods,
            Self::CreateProject | Self::CreateRenewalDistrict => Permission::EditProjects,
            Self::CreateBulletin => Permission::IssueBulletins,
            _ => Permission::EditPlan,
        }
    }
}

/// Whether the caller may do this with a plan, or create this beneath it; the code says why not. Whether everything is
/// reported and decided, `close_plan_year` finds out itself.
pub fn may(action: Action, caller: &Caller, plan: &Plan) -> Result<()> {
    caller.may_in(action.permission(), &plan.jurisdiction)?;
    match action {
        Action::ReopenYear if plan.closed_at.is_none() => Err(Code::PlanYearOpen.into()),
        Action::Update | Action::ReopenYear | Action::CreateRenewalDistrict | Action::CreateBulletin => Ok(()),
        _ => open_year(plan),
    }
}

/// Whether the year of a plan takes changes: what it promises, who answers for it, what is reported on it.
/// `plan_year_closed` since when it does not.
pub fn open_year(plan: &Plan) -> Result<()> {
    takes_changes(plan.closed_at)
}

/// The same of a year that was closed at a moment, or was not.
pub fn takes_changes(closed_at: Option<Timestamp>) -> Result<()> {
    closed_at.map_or(Ok(()), |since| Err(year_closed(since)))
}

/// The refusal of a closed year: it names why and since when.
pub fn year_closed(since: Timestamp) -> Error {
    Error::new(Code::PlanYearClosed).extend("lock_reason", "year_closed").extend("closed_at", since.to_string())
}
