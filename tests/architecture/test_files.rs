//! A test file that nothing names is never compiled: its tests are silent, and green.
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The file that declares the modules of a folder: `main.rs` or `mod.rs` in it, else the file of its name beside it.
fn root_of(folder: &Path) -> PathBuf {
    let within = ["main.rs", "mod.rs"].map(|name| folder.join(name));
    within.into_iter().find(|path| path.exists()).unwrap_or_else(|| folder.with_extension("rs"))
}
/// The modules that a source declares, without those that an attribute could leave out.
fn declared(source: &str) -> BTreeSet<String> {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let conditional = |at: usize| at > 0 && lines[at - 1].starts_with("#[cfg");
    let name = |line: &str| Some(line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';')?.to_owned());
    lines.iter().enumerate().filter(|(at, _)| !conditional(*at)).filter_map(|(_, line)| name(line)).collect()
}
/// What stands in a folder of tests, and below it, and is declared by nobody.
fn silent(folder: &Path, found: &mut Vec<String>) {
    let root = root_of(folder);
    let declared = declared(&fs::read_to_string(&root).unwrap_or_default());
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_str().unwrap();
        let is_module = path.is_dir() || path.extension().is_some_and(|extension| extension == "rs");
        if is_module && path != root && !declared.contains(module) {
            found.push(format!("{}: mod {module};", root.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display()));
        }
        if path.is_dir() {
            silent(&path, found);
        }
    }
}

#[test]
fn every_test_file_is_named_by_a_mod_line() {
    let mut missing = Vec::new();
    for folder in ["tests/api", "tests/architecture"] {
        silent(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut missing);
    }
    assert!(missing.is_empty(), "files that are never compiled; missing:\n{}", missing.join("\n"));
}
