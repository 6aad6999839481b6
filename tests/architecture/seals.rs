//! What is sealed is compared: a row that says what counts of it has its line where all of them stand.
use super::{rust_files, src};
use std::{collections::BTreeSet, fs};

/// What has been sealed, by name. A name that goes, or is written otherwise, makes every seal of before differ from its row, and
/// the log call all of them edited: names may come to the end, and none may change.
#[rustfmt::skip]
const SEALED: &[(&str, &str)] = &[
    ("BulletinRow", "year number title cut_off_at content inputs content_hash inputs_hash published_at"),
    ("ConfirmationRow", "indicator period report value document confirmed_at"),
    ("Fact", "plan code role value unit year printed_value part_of computed_from"),
    ("IndicatorRow", "plan code kind basis unit decimals reporting counting baseline_value baseline_year baseline_role computed_from"),
    ("Investment", "project as_of_on revision figures recorded_at"),
    ("ListItemRow", "indicator project identifier counted_on status decided_at withdrawn_at"),
    ("OverrideRow", "indicator period light computed_light set_at revoked_at"),
    ("Project", "plan code listing stage declared_count total_investment year_investment in_use_on"),
    ("RankingRules", "number effective_from content"),
    ("ReportRow", "period indicator project bureau revision status submission_kind value_reported unit_reported value numerator denominator achieved_on first_submitted_at decided_at corrects superseded_at demonstration"),
    ("RuleSet", "code number effective_from content"),
    ("Target", "indicator number value comparator commitment due_on effective_from"),
    ("TrajectoryRow", "indicator number effective_from points decided_at"),
    ("VerdictRow", "period indicator closing light light_reason watch computed_light computed_reason bucket actual rate expected expected_rate variance_pp value_status inputs_hash frozen_at"),
];

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

#[test]
fn the_names_that_were_sealed_stay() {
    let mut found = Vec::new();
    for path in rust_files(&src()) {
        let source = fs::read_to_string(path).unwrap();
        for row in source.split("\nimpl Figures for ").skip(1) {
            let (name, body) = row.split_once(" {").unwrap();
            let body = body.split("\n}").next().unwrap();
            let members = body.split("fn figures").nth(1).unwrap().lines();
            let members = members.filter_map(|line| line.trim().strip_prefix('"')?.split_once("\":"));
            found.push((name.to_owned(), members.map(|(name, _)| name.to_owned()).collect::<Vec<_>>()));
        }
    }
    for (row, members) in &found {
        let sealed = SEALED.iter().find(|(name, _)| name == row).unwrap_or_else(|| panic!("{row}: add its line"));
        let sealed: Vec<&str> = sealed.1.split(' ').collect();
        let kept: Vec<&str> = members.iter().take(sealed.len()).map(String::as_str).collect();
        assert_eq!(kept, sealed, "{row}");
    }
    assert_eq!(found.len(), SEALED.len());
}
