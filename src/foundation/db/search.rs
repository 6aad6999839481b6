//! Substring search that means the same on both databases: `lower(column).like(lower(containing(q))).escape('\\')`.
#![allow(missing_docs)] // of what the macro makes
use diesel::sql_types::Text;

diesel::define_sql_function! {
    /// `lower`, on both databases.
    fn lower(text: Text) -> Text;
}

/// The LIKE pattern of texts that contain `q`, its wildcards taken literally.
pub fn containing(q: &str) -> String {
    let mut pattern = String::from("%");
    for c in q.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use super::containing;

    #[test]
    fn wildcards_are_taken_literally() {
        assert_eq!(containing(r"50%_\"), r"%50\%\_\\%");
    }
}
