//! What the README guarantees: each promise names a command, and what the command runs is there.
use super::rust_files;
use std::{fs, path::Path};

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}
/// The commands of the table beneath a heading: the last cell of each row.
fn commands(readme: &str, heading: &str) -> Vec<String> {
    let readme = read(readme);
    let section = readme.split(heading).nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| ") && line.ends_with("` |"));
    rows.map(|line| line.rsplit('`').nth(1).unwrap().to_owned()).collect()
}
/// Whether there is a test of that name, or a file of tests.
fn is_there(program: &str, filter: &str) -> bool {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    if filter.is_empty() {
        return root.join(format!("{program}.rs")).exists();
    }
    let folder = root.join(program);
    match filter.strip_suffix("::") {
        Some(module) => folder.join(format!("{module}.rs")).exists(),
        None => rust_files(&folder).iter().any(|file| {
            fs::read_to_string(file).unwrap().lines().any(|line| line.contains(" fn ") && line.contains(filter))
        }),
    }
}

#[test]
fn what_the_readme_guarantees_is_held_by_commands_that_there_are() {
    let (english, chinese) =
        (commands("README.md", "## What it guarantees"), commands("README.zh-CN.md", "## 保证什么"));
    assert_eq!(english, chinese);
    assert!(english.len() > 8, "{english:?}");
    let makefile = read("Makefile");
    for command in english {
        let found = match command.strip_prefix("make ") {
            Some(target) => makefile.contains(&format!("\n{target}:")),
            None => {
                let rest = command.strip_prefix("cargo test --test ").unwrap_or_else(|| panic!("{command}"));
                let (program, filter) = rest.split_once(' ').unwrap_or((rest, ""));
                is_there(program, filter)
            }
        };
        assert!(found, "{command}");
    }
}
