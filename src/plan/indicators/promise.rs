//! What the target of an indicator may say, by its kind (docs/domain.md §2).
use super::model::IndicatorKind;
use crate::{
    foundation::{
        db::Decimal,
        error::{Code, Violation, Violations},
    },
    plan::targets::Comparator,
};

/// What is wrong with value and comparator together: the field and the code.
///
/// A measured indicator has both or neither (`target_required`). A milestone or a qualitative task may carry a number
/// that is only a scope ("四库"): there a value needs no comparator, and a qualitative task is never compared
/// (`target_not_allowed`).
pub fn fault(
    kind: IndicatorKind,
    value: Option<Decimal>,
    comparator: Option<Comparator>,
) -> Option<(&'static str, Code)> {
    match (value, comparator) {
        (_, Some(_)) if kind == IndicatorKind::Qualitative => Some(("comparator", Code::TargetNotAllowed)),
        (None, Some(_)) => Some(("value", Code::TargetRequired)),
        (Some(_), None) if kind.is_measured() => Some(("comparator", Code::TargetRequired)),
        _ => None,
    }
}

/// The [`fault`] of a body whose target stands at the pointer `at`.
pub fn check(
    faults: &mut Violations,
    at: &str,
    kind: IndicatorKind,
    value: Option<Decimal>,
    comparator: Option<Comparator>,
) {
    if let Some((field, code)) = fault(kind, value, comparator) {
        faults.push(Violation::at(format!("{at}/{field}"), code));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use IndicatorKind::*;

    fn faults(kind: IndicatorKind, value: Option<&str>, comparator: Option<Comparator>) -> Vec<String> {
        let mut faults = Violations::new();
        check(&mut faults, "/target", kind, value.map(|text| text.parse().unwrap()), comparator);
        let Err(error) = faults.finish() else { return Vec::new() };
        error.violations().iter().map(|fault| format!("{:?} {}", fault.place, fault.code.as_str())).collect()
    }

    #[test]
    fn a_measured_indicator_compares_with_a_value_or_not_at_all() {
        for kind in [Flow, Stock, Ratio, List] {
            assert!(faults(kind, Some("1100"), Some(Comparator::Gte)).is_empty());
            assert!(faults(kind, None, None).is_empty());
            assert_eq!(faults(kind, Some("4"), None), ["Pointer(\"/target/comparator\") target_required"]);
            assert_eq!(faults(kind, None, Some(Comparator::All)), ["Pointer(\"/target/value\") target_required"]);
        }
    }
    #[test]
    fn a_scope_number_is_not_compared() {
        assert!(faults(Qualitative, Some("4"), None).is_empty() && faults(Milestone, Some("4"), None).is_empty());
        assert!(faults(Milestone, Some("3"), Some(Comparator::All)).is_empty());
        let refused = ["Pointer(\"/target/comparator\") target_not_allowed"];
        assert_eq!(faults(Qualitative, Some("4"), Some(Comparator::Gte)), refused);
        assert_eq!(faults(Qualitative, None, Some(Comparator::Gte)), refused);
    }
}
