//! Who may change an indicator, and what one of a kind must and must not have (docs/domain.md §2).
use super::beneath;
use super::model::{Basis, Counting, Indicator, IndicatorKind};
use crate::{
    directory::bureaus::Bureau,
    foundation::{
        auth::{Caller, Permission},
        error::{Code, Result, Violation, Violations},
    },
    plan::{plans, units},
    text_enum,
};

text_enum! {
    /// What can be done with an indicator: the operation ids.
    pub enum Action {
        /// Its definition changes.
        Update = "update_indicator",
        /// Its target gets a new version.
        CreateTarget = "create_target",
        /// A bureau is made responsible for it.
        CreateAssignment = "create_assignment",
        /// A supporting bureau's part in it ends.
        EndAssignment = "end_assignment",
        /// 序时进度: a way to its target is proposed.
        CreateTrajectory = "create_trajectory",
        /// 清单条目: something is proposed that it counts.
        CreateListItem = "create_list_item",
        /// 人工调整: its light is set.
        CreateLightOverride = "create_light_override",
        /// 统计核定: a figure of it is confirmed.
        CreateConfirmation = "create_confirmation",
    }
}

/// Whether the caller, who is of a bureau, may do this with an indicator or create this beneath it; the code says why
/// not. First who, then in which state. What the period decides that a body names, the operation finds out itself.
pub fn may(action: Action, caller: &Caller, own: Option<&Bureau>, indicator: &Indicator) -> Result<()> {
    match action {
        Action::CreateTrajectory => beneath::may_propose_trajectory(caller, indicator).map(drop),
        Action::CreateListItem => beneath::may_propose_item(caller, indicator).map(drop),
        Action::CreateLightOverride => beneath::may_set_light(caller, indicator),
        Action::CreateConfirmation => beneath::may_confirm(caller, own, &indicator.row).map(drop),
        _ => may_change(caller, indicator),
    }
}

/// Whether the caller may change an indicator itself: not once the year of its plan is closed.
pub fn may_change(caller: &Caller, indicator: &Indicator) -> Result<()> {
    caller.may_in(Permission::EditPlan, &indicator.row.jurisdiction)?;
    plans::rules::takes_changes(indicator.year_closed_at)
}

/// Basis and unit of an indicator; `numbered` says whether it has a target value or a baseline.
///
/// A flow or a list needs a basis (`basis_required`), nothing else has one (`basis_not_allowed`).
pub fn check(faults: &mut Violations, kind: IndicatorKind, basis: Option<Basis>, unit: Option<&str>, numbered: bool) {
    match basis {
        None if kind.has_basis() => faults.push(Violation::at("/basis", Code::BasisRequired)),
        Some(_) if !kind.has_basis() => faults.push(Violation::at("/basis", Code::BasisNotAllowed)),
        _ => {}
    }
    check_unit(faults, kind, unit, numbered);
}

/// Only a list has records that can be counted (`counting_not_applicable`).
pub fn check_counting(faults: &mut Violations, kind: IndicatorKind, counting: Counting) {
    if counting == Counting::Records && kind != IndicatorKind::List {
        faults.push(Violation::at("/counting", Code::CountingNotApplicable));
    }
}

/// A number of a measured indicator needs a unit (`unit_required`), and a unit must be known (`unit_unknown`).
pub fn check_unit(faults: &mut Violations, kind: IndicatorKind, unit: Option<&str>, numbered: bool) {
    units::check(faults, "/unit", unit, numbered && kind.is_measured());
}

#[cfg(test)]
mod tests {
    use super::*;
    use IndicatorKind::*;

    fn faults(kind: IndicatorKind, basis: Option<Basis>, unit: Option<&str>, numbered: bool) -> Vec<&'static str> {
        let mut faults = Violations::new();
        check(&mut faults, kind, basis, unit, numbered);
        let Err(error) = faults.finish() else { return Vec::new() };
        error.violations().iter().map(|fault| fault.code.as_str()).collect()
    }

    #[test]
    fn flows_and_lists_and_only_they_have_a_basis() {
        for kind in IndicatorKind::ALL.iter().copied() {
            let with = faults(kind, Some(Basis::Cumulative), Some("个"), true);
            let without = faults(kind, None, Some("个"), true);
            match kind {
                Flow | List => assert!(with.is_empty() && without == ["basis_required"], "{kind}"),
                _ => assert!(without.is_empty() && with == ["basis_not_allowed"], "{kind}"),
            }
        }
    }
    #[test]
    fn a_measured_number_needs_a_known_unit() {
        assert_eq!(faults(Flow, None, None, true), ["basis_required", "unit_required"]);
        assert_eq!(faults(Stock, None, Some("斤"), false), ["unit_unknown"]);
        assert!(faults(Stock, None, None, false).is_empty() && faults(Milestone, None, None, true).is_empty());
    }
}
