//! No work is hidden in what a log macro takes: below the level that is on, its arguments are never evaluated. The reminders of
//! every district were once awaited inside `debug!(…)`, and at the default level none was ever raised. `debug_assert!` is of
//! the same kind: a release build leaves its arguments out.
use super::{all_of, name, rust_files, src};
use std::fs;

/// What takes arguments that may never be evaluated.
const MACROS: &[&str] = &[
    "trace",
    "debug",
    "info",
    "warn",
    "error",
    "event",
    "span",
    "trace_span",
    "debug_span",
    "info_span",
    "warn_span",
    "error_span",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
];

/// The source with blanks for comments and for what stands between quotes, byte for byte as long.
fn bare(source: &str) -> String {
    let bytes = source.as_bytes();
    let mut bare = bytes.to_vec();
    let blank = |bare: &mut Vec<u8>, from: usize, to: usize| {
        bare[from..to.min(bytes.len())].iter_mut().filter(|byte| **byte != b'\n').for_each(|byte| *byte = b' ');
    };
    let mut at = 0;
    while at < bytes.len() {
        let rest = &source.as_bytes()[at..];
        let end = if rest.starts_with(b"//") {
            at + rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())
        } else if rest.starts_with(b"/*") {
            at + rest.windows(2).position(|pair| pair == b"*/").map_or(rest.len(), |end| end + 2)
        } else if let Some(hashes) = raw_string(rest, at.checked_sub(1).map(|before| bytes[before])) {
            let close = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
            let open = hashes + 2;
            let end = rest[open..].windows(close.len()).position(|tail| tail == close);
            at + end.map_or(rest.len(), |end| open + end + close.len())
        } else if rest[0] == b'"' {
            at + quoted(rest, b'"')
        } else if rest[0] == b'\'' && is_char(source, at) {
            at + quoted(rest, b'\'')
        } else {
            at += 1;
            continue;
        };
        blank(&mut bare, at, end);
        at = end;
    }
    String::from_utf8(bare).unwrap()
}
/// Of `r"…"` and `r#"…"#`, how many `#` there are.
fn raw_string(rest: &[u8], before: Option<u8>) -> Option<usize> {
    let word = before.is_some_and(|byte| byte.is_ascii_alphanumeric() && byte != b'b' || byte == b'_');
    let hashes = rest.strip_prefix(b"r")?.iter().take_while(|byte| **byte == b'#').count();
    (!word && rest.get(hashes + 1) == Some(&b'"')).then_some(hashes)
}
/// Where a quoted text ends, its closing quote included.
fn quoted(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    at + 1
}
/// A character, not a lifetime.
fn is_char(source: &str, at: usize) -> bool {
    let mut next = source[at + 1..].chars();
    match next.next() {
        Some('\\') => true,
        Some(_) => next.next() == Some('\''),
        None => false,
    }
}

/// Every call of a macro of [`MACROS`]: its line, its name, its arguments.
fn calls(bare: &str) -> Vec<(usize, &str, &str)> {
    let mut found = Vec::new();
    for (bang, _) in bare.match_indices('!') {
        let before = &bare[..bang];
        let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |at| at + 1);
        let Some(known) = MACROS.iter().find(|known| **known == &before[start..]) else { continue };
        let Some(open) = bare[bang + 1..].find(|c: char| !c.is_whitespace()).map(|at| bang + 1 + at) else { continue };
        let mut depth = 0;
        for (at, c) in bare[open..].char_indices() {
            depth += i32::from(matches!(c, '(' | '[' | '{')) - i32::from(matches!(c, ')' | ']' | '}'));
            if depth == 0 {
                let arguments = bare.get(open + 1..open + at).unwrap_or("");
                found.push((before.matches('\n').count() + 1, *known, arguments));
                break;
            }
        }
    }
    found
}
/// What is done in these arguments beside naming values: `?value` at the head of an argument only asks for its debug form.
fn work(arguments: &str) -> Option<&'static str> {
    let squeezed: String = arguments.split_whitespace().collect::<Vec<_>>().join(" ");
    if squeezed.replace(". ", ".").contains(".await") {
        return Some(".await");
    }
    let operator = squeezed.match_indices('?').any(|(at, _)| {
        let before = squeezed[..at].trim_end().chars().next_back();
        before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ')' | ']' | '}'))
    });
    operator.then_some("?")
}
fn hidden(source: &str) -> Vec<String> {
    let bare = bare(source);
    calls(&bare)
        .into_iter()
        .filter_map(|(line, called, arguments)| Some(format!("{line}: {} in {called}!", work(arguments)?)))
        .collect()
}

#[test]
fn no_work_is_hidden_in_the_arguments_of_a_log_macro() {
    all_of(&rust_files(&src()), |path| {
        let hidden = hidden(&fs::read_to_string(path).unwrap());
        (!hidden.is_empty()).then(|| format!("{}:{}", name(path), hidden.join(", ")))
    });
}

#[test]
fn the_rule_on_log_arguments_finds_what_it_is_for() {
    for wrong in [
        r#"tracing::debug!(deleted = deleted.await?, "clean-up");"#,
        r#"tracing::debug!(raised = raised.await, "reminders");"#,
        "debug!(\n    raised = state\n        .db\n        .write(f)\n        .await,\n    \"text\"\n);",
        r#"tracing::info!("{}", read(conn)?);"#,
        r#"let span = tracing::info_span!("request", id = id()?);"#,
        r#"debug_assert!(conn.execute(it)? == 1);"#,
        r#"tracing::warn!("https://example.org"); tracing::warn!(x = f().await, "(");"#,
        r##"tracing::warn!(r#"a " quote"#, x = f()?);"##,
        r#"tracing::error! { left = ')', x = f()? }"#,
    ] {
        assert_eq!(hidden(wrong).len(), 1, "{wrong}");
    }
    for right in [
        r#"tracing::error!(%error, cause = ?failed.error(), "failed");"#,
        r#"tracing::debug!(?value, "why? .await?");"#,
        r#"// tracing::debug!(x = f().await?);"#,
        r#"let deleted = deleted.await?; tracing::debug!(deleted, "clean-up");"#,
        r#"assert!(f()?); fn a<'a>(x: &'a str) { warn!("it's", x); }"#,
    ] {
        assert!(hidden(right).is_empty(), "{right}: {:?}", hidden(right));
    }
}
