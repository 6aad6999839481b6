//! What a source file names by path: in `use`, and in the midst of its code after `crate::`, `super::` and `self::`.
use super::{code, name};
use std::path::Path;

/// Every path, as written, `use` trees spread out.
pub fn written(file: &Path) -> Vec<Vec<String>> {
    let (mut code, mut found) = (code(file), Vec::new());
    while let Some(at) = next_use(&code) {
        let Some(end) = code[at..].find(';').map(|length| at + length) else { break };
        found.extend(spread(&code[at + 4..end]));
        code.replace_range(at..=end, "");
    }
    for root in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(root).filter(|(at, _)| is_start(&code, *at)) {
            let path: String = code[at..].chars().take_while(|c| is_name(*c) || *c == ':').collect();
            found.push(path.trim_end_matches(':').to_owned());
        }
    }
    found.into_iter().map(|path| path.split("::").map(str::to_owned).collect()).collect()
}

/// The paths into this crate, from its root: the wing, the folder in it, what stands there.
pub fn absolute(file: &Path) -> Vec<Vec<String>> {
    let mut here: Vec<String> = name(file).trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    here.pop_if(|last| ["mod", "lib", "main"].contains(&last.as_str()));
    let resolved = |path: Vec<String>| {
        let mut base = match path.first().map(String::as_str)? {
            // foundation is a crate of its own: its root is the wing.
            "crate" => here.iter().take(1).filter(|wing| *wing == "foundation").cloned().collect(),
            "super" | "self" => here.clone(),
            _ => return None,
        };
        let ups = path.iter().take_while(|part| ["crate", "super", "self"].contains(&part.as_str()));
        let (climbed, steps) = (ups.clone().filter(|part| *part == "super").count(), ups.count());
        base.truncate(base.len().saturating_sub(climbed));
        base.extend(path[steps..].iter().cloned());
        Some(base)
    };
    written(file).into_iter().filter_map(resolved).collect()
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_start(code: &str, at: usize) -> bool {
    !code[..at].ends_with(|c: char| is_name(c) || c == ':')
}

/// Where the next `use` begins its line: in a text it would not.
fn next_use(code: &str) -> Option<usize> {
    let begins = |at: &usize| {
        let before = code[..*at].rsplit('\n').next().unwrap_or_default().trim_start();
        before.is_empty() || before == "pub " || before.starts_with("pub(") && before.ends_with(") ")
    };
    code.match_indices("use ").map(|(at, _)| at).find(begins)
}

/// `a::{b, c::{self, d as e}}` as `a::b`, `a::c::self`, `a::c::d`.
fn spread(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let path = tree.split(" as ").next().unwrap_or_default();
        return vec![path.split_whitespace().collect()];
    };
    let (head, inner) = (&tree[..open], &tree[open + 1..tree.rfind('}').unwrap_or(tree.len())]);
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in inner.chars() {
        match c {
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        parts.last_mut().unwrap().push(c);
    }
    let head: String = head.split_whitespace().collect();
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| spread(part)).map(|path| format!("{head}{path}")).collect()
}

#[test]
fn trees_are_spread_out() {
    let tree = "crate::{\n    plan::{self, areas::{Area, store as rows}},\n    text_enum,\n}";
    let expected = ["crate::plan::self", "crate::plan::areas::Area", "crate::plan::areas::store", "crate::text_enum"];
    assert_eq!(spread(tree), expected);
}
