//! What a migration may say, and that both databases are told the same.
use super::{rust_files, src};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The last migration that may hold an enumeration by a `CHECK`: later ones are held by the type (docs/decisions/0009).
const LAST_WITH_LISTS: &str = "2026-11-23-000015_add_evidence_grants";
/// Columns whose values are constants of one function of the code, and no enumeration: the series of document numbers, and the
/// readers of a change, which follow from the audience of its kind.
const NO_ENUMERATION: &[&str] = &["series", "visibility"];

/// Words of lists that a later migration took from the database (`…_name_decisions_alike`).
const GIVEN_UP: &[&str] = &["granted", "accepted"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}
fn names(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join("migrations").join(folder)).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
/// Of each migration of both databases: where it stands, its name, its SQL without comments.
fn migrations() -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for database in ["sqlite", "postgres"] {
        for name in names(database) {
            for direction in ["up", "down"] {
                let place = format!("migrations/{database}/{name}/{direction}.sql");
                let sql = fs::read_to_string(root().join(&place)).unwrap();
                let sql: Vec<&str> = sql.lines().map(|line| line.split("--").next().unwrap()).collect();
                found.push((place, name.clone(), sql.join("\n")));
            }
        }
    }
    found
}
/// The column and the values of each `CHECK (column IN ('a', 'b'))`.
fn lists(sql: &str) -> Vec<(String, BTreeSet<String>)> {
    let checks = sql.split("CHECK (").skip(1).filter_map(|rest| rest.split_once(" IN ("));
    let plain = checks.filter(|(column, _)| column.chars().all(|c| c.is_alphanumeric() || c == '_'));
    plain
        .map(|(column, rest)| {
            let values = rest.split(')').next().unwrap().split(',');
            (column.to_owned(), values.map(|value| value.trim().trim_matches('\'').to_owned()).collect())
        })
        .collect()
}
/// The values of each `text_enum!` of the code.
fn enumerations() -> Vec<BTreeSet<String>> {
    let mut found = Vec::new();
    for path in rust_files(&src()) {
        let source = fs::read_to_string(path).unwrap();
        for body in source.split("text_enum! {").skip(1) {
            let body = body.lines().take_while(|line| line.trim_end() != "}");
            let values = body.filter_map(|line| line.trim().strip_suffix("\",")?.split_once(" = \""));
            found.push(values.map(|(_, value)| value.to_owned()).collect());
        }
    }
    found
}

#[test]
fn both_migration_folders_have_the_same_names() {
    assert_eq!(names("sqlite"), names("postgres"));
    assert_eq!(names("views/sqlite"), names("views/postgres"));
}

#[test]
fn no_migration_writes_out_a_view() {
    let wrong: Vec<_> =
        migrations().into_iter().filter(|(.., sql)| sql.contains(" VIEW ")).map(|found| found.0).collect();
    assert!(wrong.is_empty(), "views stand in migrations/views: {wrong:?}");
}

#[test]
fn the_views_of_both_databases_mean_the_same() {
    // What only one of them can say: how text is ordered, and the type of a column that is always null.
    let meaning = |database: &str, name: &str| {
        let sql = fs::read_to_string(root().join("migrations/views").join(database).join(name)).unwrap();
        sql.replace(" COLLATE \"C\"", "").replace("CAST(NULL AS UUID)", "NULL").replace("CAST(NULL AS DATE)", "NULL")
    };
    for name in names("views/sqlite") {
        assert_eq!(meaning("sqlite", &name), meaning("postgres", &name), "{name}");
    }
}

#[test]
fn a_list_of_values_is_held_by_its_type_and_not_by_the_database() {
    let new = migrations().into_iter().filter(|(_, name, _)| name.as_str() > LAST_WITH_LISTS);
    // The way back restores what was there.
    let new = new.filter(|(place, ..)| place.ends_with("up.sql"));
    let wrong: Vec<_> = new.filter(|(.., sql)| !lists(sql).is_empty()).map(|found| found.0).collect();
    assert!(wrong.is_empty(), "docs/decisions/0009: {wrong:?}");
}

#[test]
fn the_lists_that_the_database_still_holds_are_those_of_the_code() {
    let known = enumerations();
    let ups = migrations().into_iter().filter(|(place, ..)| place.ends_with("up.sql"));
    let held: Vec<_> =
        ups.flat_map(|(place, _, sql)| lists(&sql).into_iter().map(move |list| (place.clone(), list))).collect();
    assert!(held.len() > 100, "{}", held.len());
    let unknown: Vec<_> = held
        .iter()
        .filter(|(_, (_, values))| !values.iter().any(|value| GIVEN_UP.contains(&value.as_str())))
        .filter(|(_, (column, values))| !NO_ENUMERATION.contains(&column.as_str()) && !known.contains(values))
        .collect();
    assert!(unknown.is_empty(), "no text_enum! has these values: {unknown:#?}");
}

#[test]
fn every_migration_has_its_upgrade_note() {
    let notes = fs::read_to_string(root().join("docs/upgrading.md")).unwrap();
    let noted: Vec<&str> = notes.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let names: Vec<String> = names("sqlite");
    let missing: Vec<_> = names.iter().filter(|name| !noted.contains(&name.as_str())).collect();
    assert!(missing.is_empty(), "docs/upgrading.md has no line for {missing:?}");
    let gone: Vec<_> = noted.iter().filter(|noted| !names.iter().any(|name| name == *noted)).collect();
    assert!(gone.is_empty(), "docs/upgrading.md speaks of {gone:?}, which are not there");
    let empty: Vec<_> = notes.lines().filter(|line| line.starts_with("| `") && line.matches('|').count() < 4).collect();
    assert!(empty.is_empty(), "docs/upgrading.md: {empty:?}");
}
