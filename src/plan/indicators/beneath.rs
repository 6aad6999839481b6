//! Who may create what beneath an indicator, for the operations of the wings below and for what the indicator offers:
//! one rule, asked by both.
use super::model::{Indicator, IndicatorKind, IndicatorRow, Reporting};
use crate::{
    directory::bureaus::Bureau,
    foundation::{
        auth::{Caller, Permission},
        db::Id,
        error::{Code, Error, Result},
    },
    plan::plans,
};

/// Whether a trajectory may be proposed: by the bureau that leads the indicator, or by the supervision office. Tells
/// whether it is the bureau.
pub fn may_propose_trajectory(caller: &Caller, indicator: &Indicator) -> Result<bool> {
    caller.may_in(Permission::ProposeTrajectory, &indicator.row.jurisdiction)?;
    let by_bureau = proposes_for_bureau(caller, indicator.lead_bureau.as_ref().map(|lead| lead.id))?;
    plans::rules::takes_changes(indicator.year_closed_at)?;
    has_way(indicator.row.kind).map(|()| by_bureau)
}

/// Whether the caller may propose for an indicator that a bureau leads: that bureau, or the supervision office. Tells
/// whether it is the bureau.
pub fn proposes_for_bureau(caller: &Caller, lead: Option<Id>) -> Result<bool, Code> {
    match caller.confined_to() {
        None => Ok(false),
        Some(own) if lead == Some(own) => Ok(true),
        Some(_) => Err(Code::TrajectoryNotOwned),
    }
}

/// Only what adds up, or climbs to a number, has a way to its target (`trajectory_not_applicable`).
pub fn has_way(kind: IndicatorKind) -> Result<()> {
    if matches!(kind, IndicatorKind::Flow | IndicatorKind::List | IndicatorKind::Stock) {
        return Ok(());
    }
    Err(no_way("kind"))
}

/// The refusal of what has no way to its target, with the reason.
pub fn no_way(reason: &str) -> Error {
    Error::new(Code::TrajectoryNotApplicable).with("reason", reason).extend("reason", reason)
}

/// The bureau for which the caller may propose an item of a list: the one that leads it. Only a list has items
/// (`counting_not_applicable`).
pub fn may_propose_item(caller: &Caller, indicator: &Indicator) -> Result<Id> {
    caller.may_in(Permission::ProposeListItem, &indicator.row.jurisdiction)?;
    let lead = indicator.lead_bureau.as_ref().map(|lead| lead.id);
    let bureau = caller.bureau_id.filter(|bureau| lead == Some(*bureau)).ok_or(Code::ListItemNotOwed)?;
    plans::rules::takes_changes(indicator.year_closed_at)?;
    if indicator.row.kind == IndicatorKind::List { Ok(bureau) } else { Err(Code::CountingNotApplicable.into()) }
}

/// Whether the caller may set lights of an indicator: of one that is reported, while a period of the year is open.
pub fn may_set_light(caller: &Caller, indicator: &Indicator) -> Result<()> {
    caller.may_in(Permission::OverrideLights, &indicator.row.jurisdiction)?;
    plans::rules::takes_changes(indicator.year_closed_at)?;
    if indicator.row.reporting == Reporting::None { Err(Code::IndicatorNotReported.into()) } else { Ok(()) }
}

/// Whether the caller, who is of a bureau, may confirm figures of an indicator: for the statistics authority.
pub fn may_confirm<'a>(caller: &Caller, own: Option<&'a Bureau>, indicator: &IndicatorRow) -> Result<&'a Bureau> {
    caller.may_in(Permission::ConfirmReport, &indicator.jurisdiction)?;
    let authority = is_authority(own, &indicator.jurisdiction)?;
    // What is only told or reached has no figure.
    if indicator.kind.is_measured() { Ok(authority) } else { Err(Code::NothingToConfirm.into()) }
}

/// The statistics authority of a jurisdiction confirms its figures, and nobody else.
pub fn is_authority<'a>(bureau: Option<&'a Bureau>, jurisdiction: &str) -> Result<&'a Bureau, Code> {
    let authority =
        |bureau: &&Bureau| bureau.statistics_authority && bureau.active && bureau.jurisdiction == jurisdiction;
    bureau.filter(authority).ok_or(Code::StatisticsAuthorityOnly)
}
