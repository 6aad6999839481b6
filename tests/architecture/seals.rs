//! What is sealed is compared: a row that says what counts of it has its line where all of them stand.
use super::{rust_files, src};
use std::{collections::BTreeSet, fs};

#[test]
fn every_row_with_figures_is_held_against_its_seal() {
    let mut sealed = BTreeSet::new();
    for path in rust_files(&src()) {
        let source = fs::read_to_string(path).unwrap();
        let rows = source.lines().filter_map(|line| line.strip_prefix("impl Figures for ")?.strip_suffix(" {"));
        sealed.extend(rows.map(str::to_owned));
    }
    let list = fs::read_to_string(src().join("governance/audit/figures.rs")).unwrap();
    let kept = list.split("Kept::of::<").skip(1).map(|rest| rest.split('>').next().unwrap().to_owned());
    let kept: BTreeSet<String> = kept.collect();
    assert!(sealed.len() > 10, "{sealed:?}");
    assert_eq!(sealed, kept, "rows that implement Figures, and the lines of governance/audit/figures.rs");
}
