//! The rules of the house, as a test: the rank of the wings, the shape of the folders, the sizes, what stands in one place only.
// A test ends where it fails.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::string_slice, clippy::unwrap_used)]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]
#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/dependencies.rs"]
mod dependencies;
#[path = "architecture/log_arguments.rs"]
mod log_arguments;
#[path = "architecture/migrations.rs"]
mod migrations;
#[path = "architecture/owners.rs"]
mod owners;
#[path = "architecture/paths.rs"]
mod paths;
#[path = "architecture/promises.rs"]
mod promises;
#[path = "architecture/seals.rs"]
mod seals;
#[path = "architecture/test_files.rs"]
mod test_files;

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The wings in rank order: each may use only those before it.
const WINGS: &[&str] = &[
    "foundation",
    "directory",
    "evidence",
    "plan",
    "projects",
    "reporting",
    "progress",
    "supervision",
    "exchange",
    "governance",
    "jobs",
    "api",
    "server",
    "cli",
];
/// Files that are the contract and read best whole, one line an entry.
const LONG_ALLOWED: &[&str] = &["foundation/db/schema.rs"];
/// And tables whose entries, the lines that begin like this, are as long as their texts.
const WIDE_ALLOWED: &[(&str, &[&str])] = &[
    ("foundation/error/code.rs", &["Self::"]),
    ("foundation/error/constraints.rs", &["(\""]),
    ("foundation/events/kind.rs", &["Self::", "members(", "Bureau, members("]),
    ("foundation/events/member.rs", &["pub const "]),
];

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
fn name(path: &Path) -> String {
    path.strip_prefix(src()).unwrap().display().to_string()
}
/// The code without comments and without its own unit tests.
fn code(path: &Path) -> String {
    let source = fs::read_to_string(path).unwrap();
    let source = source.split("#[cfg(test)]").next().unwrap();
    source.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}
fn all_of(files: &[PathBuf], rule: impl Fn(&Path) -> Option<String>) {
    let broken: Vec<String> = files.iter().filter_map(|path| rule(path)).collect();
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

/// First path segments after `crate::`, inside `crate::{a, b::c}` too.
fn imports(code: &str) -> Vec<String> {
    let ident =
        |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + 7..];
        let Some(group) = rest.strip_prefix('{') else {
            found.push(ident(rest));
            continue;
        };
        let (mut depth, mut start) = (0, 0);
        for (i, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' | ',' if depth == 0 => {
                    found.push(ident(&group[start..i]));
                    start = i + 1;
                    if c == '}' {
                        break;
                    }
                }
                '}' => depth -= 1,
                _ => {}
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

#[test]
fn every_wing_stands_only_on_the_wings_above_it() {
    all_of(&rust_files(&src()), |path| {
        let file = name(path);
        let wing = file.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        if ["lib", "main"].contains(&wing.as_str()) {
            return None;
        }
        let rank = WINGS.iter().position(|known| *known == wing).unwrap_or_else(|| panic!("{wing} is not a wing"));
        let above = imports(&code(path))
            .into_iter()
            .find(|used| WINGS.iter().position(|known| known == used).is_some_and(|r| r > rank));
        above.map(|used| format!("{file} uses crate::{used}, which stands below it"))
    });
}

#[test]
fn lib_rs_lists_the_wings_in_rank_order() {
    let listed: Vec<String> = fs::read_to_string(src().join("lib.rs"))
        .unwrap()
        .lines()
        .filter_map(|line| {
            let named = line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("pub use duban_foundation as "))?;
            Some(named.split(';').next()?.to_owned())
        })
        .collect();
    assert_eq!(listed, WINGS);
}

#[test]
fn no_feature_uses_another_features_handlers_and_files_know_only_what_they_may() {
    all_of(&rust_files(&src()), |path| {
        let (file, code) = (name(path), code(path));
        if code.contains("::handlers::") && !path.ends_with("mod.rs") {
            return Some(format!("{file} reaches into handlers"));
        }
        let in_resource = file.matches('/').count() >= 2 && !file.starts_with("foundation/");
        let knows = |word: &str| code.contains(word);
        let wrong = match path.file_name().unwrap().to_str().unwrap() {
            "model.rs" if in_resource && knows("actix_web") => "a model that knows actix",
            "store.rs" if in_resource && knows("actix_web") => "a store that knows actix",
            "rules.rs" if knows("actix_web") || knows("diesel") => "rules that know actix or the database",
            "handlers.rs" if in_resource && knows("diesel::") => "handlers that know Diesel",
            "mod.rs" if in_resource && fs::read_to_string(path).unwrap().lines().count() > 40 => {
                "a mod.rs of more than 40 lines"
            }
            _ => return None,
        };
        Some(format!("{file}: {wrong}"))
    });
}

#[test]
fn files_and_functions_stay_short() {
    all_of(&rust_files(&src()), |path| {
        let source = fs::read_to_string(path).unwrap();
        let (file, lines) = (name(path), source.lines().count());
        if lines > 500 && !LONG_ALLOWED.contains(&file.as_str()) {
            return Some(format!("{file} has {lines} lines"));
        }
        let mut began: Option<(usize, usize, &str)> = None;
        for (number, line) in source.lines().enumerate() {
            let indent = line.len() - line.trim_start().len();
            let declares =
                line.trim_start().split('(').next().unwrap_or("").split_whitespace().any(|word| word == "fn")
                    && line.contains("fn ");
            if declares && line.trim_end().ends_with('{') && !line.trim_start().starts_with("//") {
                began = Some((number, indent, line.trim()));
            } else if let Some((start, depth, text)) = began.filter(|(_, depth, _)| {
                line.starts_with('}') && *depth == 0 || line == format!("{}}}", " ".repeat(*depth))
            }) {
                let _ = depth;
                // The table of codes is one function because it is one match.
                if number - start > 60 && !text.contains("fn spec(self)") {
                    return Some(format!("{file}: {text} has {} lines", number - start));
                }
                began = None;
            }
        }
        None
    });
}

/// Columns as a terminal counts them: an ideograph and a full-width sign take two.
fn width(line: &str) -> usize {
    let is_wide = |c: char| {
        matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
            | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}')
    };
    line.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

#[test]
fn nothing_is_wider_than_120_columns() {
    all_of(&rust_files(&src()), |path| {
        let (file, source) = (name(path), fs::read_to_string(path).unwrap());
        let entries = WIDE_ALLOWED.iter().find(|(table, _)| *table == file).map_or(&[][..], |(_, entries)| entries);
        let is_entry = |line: &str| entries.iter().any(|entry| line.trim_start().starts_with(entry));
        let mut lines = source.lines().zip(1..);
        let wide = lines.find(|(line, _)| width(line) > 120 && !is_entry(line));
        wide.map(|(line, number)| format!("{file}:{number} is {} columns wide", width(line)))
    });
}

#[test]
fn what_stands_in_one_place_stands_nowhere_else() {
    all_of(&rust_files(&src()), |path| {
        let (file, code) = (name(path), code(path));
        let only_in = |words: &[&str], places: &[&str]| {
            let word = words.iter().find(|word| code.contains(**word))?;
            (!places.iter().any(|place| file.starts_with(place)))
                .then(|| format!("{file} uses {word}, which stands in {places:?} only"))
        };
        only_in(&["Utc::now", "SystemTime::now", "Local::now"], &["foundation/clock.rs"])
            .or_else(|| only_in(&["env::var"], &["foundation/config.rs"]))
            .or_else(|| only_in(&["macro_rules!"], &["foundation/db/"]))
            .or_else(|| {
                only_in(
                    &["f32", "f64"],
                    &[
                        "foundation/error/problem.rs",
                        "foundation/web/json.rs",
                        "foundation/web/middleware.rs",
                        "foundation/web/texts.rs", // a serializer passes on whatever there is
                    ],
                )
            })
            // How an act is refused is decided by `Case` alone; a report that is begun has no object yet, only its period.
            .or_else(|| only_in(&["FORBIDDEN", "\"changed_fields\"", "extend(\"allowed_actions\""], &["foundation/"]))
            .or_else(|| only_in(&["\"current_state\""], &["foundation/", "reporting/reports/handlers.rs"]))
    });
}

#[test]
fn there_are_two_macros_of_ours() {
    let count: usize = rust_files(&src()).iter().map(|path| code(path).matches("macro_rules!").count()).sum();
    assert_eq!(count, 2);
}

#[test]
fn every_error_code_is_answered_somewhere() {
    use duban::foundation::error::Code;
    use strum::IntoEnumIterator;
    let files = rust_files(&src());
    let all: String =
        files.iter().filter(|path| name(path) != "foundation/error/code.rs").map(|path| code(path)).collect();
    let unused: Vec<_> = Code::iter().filter(|known| !all.contains(&format!("Code::{known:?}"))).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn there_are_no_drawers() {
    all_of(&rust_files(&src()), |path| {
        let file = name(path);
        let drawer = ["util", "utils", "helpers", "common", "misc"]
            .iter()
            .any(|word| file.split(['/', '.']).any(|part| part == *word));
        drawer.then(|| format!("{file} is a drawer"))
    });
}

#[test]
fn every_module_says_what_it_is() {
    all_of(&rust_files(&src()), |path| {
        let source = fs::read_to_string(path).unwrap();
        let generated = source.starts_with("// @generated");
        (!generated && !source.starts_with("//!")).then(|| format!("{} begins without //!", name(path)))
    });
}
