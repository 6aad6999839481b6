//! What a project must keep to, beyond the limits of its fields (DOMAIN.md §5).
use super::model::ProjectListing;
use crate::foundation::{
    db::{Decimal, display},
    error::{Code, Violation, Violations},
};
use num_rational::BigRational;
use std::fmt::Display;

/// A group has a declared count, and only a group.
pub fn counted(listing: ProjectListing, declared: Option<i32>) -> Result<(), Violation> {
    match (listing, declared) {
        (ProjectListing::Group, None) => Err(Violation::at("/declared_count", Code::DeclaredCountRequired)),
        (ProjectListing::Named, Some(_)) => Err(Violation::at("/declared_count", Code::DeclaredCountNotAllowed)),
        _ => Ok(()),
    }
}

/// Money is not negative.
pub fn not_negative(pointer: &str, amount: Option<Decimal>) -> Result<(), Violation> {
    if amount.is_none_or(|amount| amount >= Decimal::ZERO) {
        return Ok(());
    }
    Err(Violation::at(pointer, Code::TooSmall).with("min", "0"))
}

/// Adds a fault for every item of a list that stands in it before.
pub fn once_each<T: PartialEq + Display>(pointer: &str, items: &[T], faults: &mut Violations) {
    for (index, item) in items.iter().enumerate().filter(|(index, item)| items[..*index].contains(item)) {
        faults.push(Violation::at(format!("{pointer}/{index}"), Code::Duplicate).with("value", item.to_string()));
    }
}

/// An amount in 万元 as exact text in 亿元: 3353000 万元 is `335.3 亿元`.
pub fn in_yi(amount: Decimal) -> String {
    let text = display(&(amount.exact() / BigRational::from_integer(10_000.into())), 8);
    format!("{} 亿元", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_declares_a_count_and_a_named_project_does_not() {
        use ProjectListing::*;
        assert!(counted(Group, Some(28)).is_ok() && counted(Named, None).is_ok());
        assert_eq!(counted(Group, None).unwrap_err().code, Code::DeclaredCountRequired);
        assert_eq!(counted(Named, Some(1)).unwrap_err().code, Code::DeclaredCountNotAllowed);
    }
    #[test]
    fn amounts_are_shown_exactly() {
        for (wan, yi) in [
            ("3353000", "335.3 亿元"),
            ("24092000", "2409.2 亿元"),
            ("0", "0 亿元"),
            ("10000000", "1000 亿元"),
            ("0.0001", "0.00000001 亿元"),
        ] {
            assert_eq!(in_yi(wan.parse().unwrap()), yi);
        }
    }
    #[test]
    fn every_repetition_is_a_fault() {
        let mut faults = Violations::new();
        once_each("/batches", &["a", "b", "a", "a"], &mut faults);
        let error = faults.finish().unwrap_err();
        let places: Vec<_> = error.violations().iter().map(|fault| format!("{:?}", fault.place)).collect();
        assert_eq!(places, ["Pointer(\"/batches/2\")", "Pointer(\"/batches/3\")"]);
    }
}
