//! Pages: keyset cursors, opaque and bound to the query that made them; never a silent cut.
use super::query::is_storable;
use crate::error::{Code, Error, Result, Violation};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use utoipa::{IntoParams, ToSchema};

/// The most items that one page may hold.
const MAX_LIMIT: i64 = 200;
/// The items of a page when the client does not say.
const DEFAULT_LIMIT: i64 = 50;

/// Which page of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParameters {
    /// Items per page, 1 to 200.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before; works only with the same path and filters.
    pub cursor: Option<String>,
    /// `exact` adds `page.total`, the number of items that match the filter.
    #[param(inline)]
    pub count: Option<Count>,
}

/// Whether the total is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Count every item that matches.
    Exact,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in a stable order.
    pub items: Vec<T>,
    /// Where in the list this page is.
    pub page: PageInfo,
}

/// Where in a list a page is.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageInfo {
    /// The most items that this page could hold.
    #[schema(example = 50)]
    pub limit: i64,
    /// Give it as `cursor` for the next page; `null` on the last.
    pub next_cursor: Option<String>,
    /// Whether there are more items.
    pub has_more: bool,
    /// The number of items that match the filter; only with `count=exact`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub total: Option<i64>,
}

/// The page that a request asks for.
#[derive(Debug)]
pub struct Paging {
    limit: i64,
    after: Option<Vec<String>>,
    counted: bool,
    binding: String,
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    after: Vec<String>,
    of: String,
}

impl Paging {
    /// Reads the parameters; the binding covers the path and every filter.
    pub(super) fn new(parameters: &PageParameters, path: &str, filter: &[(String, String)]) -> Result<Self> {
        let limit = parameters.limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            let fault = Violation::parameter("limit", Code::LimitOutOfRange).with("max", MAX_LIMIT);
            return Err(Error::invalid(Code::LimitOutOfRange, vec![fault]));
        }
        let mut sorted: Vec<_> = filter.iter().collect();
        sorted.sort();
        let mut digest = Sha256::new();
        digest.update(path);
        for (name, value) in sorted {
            digest.update(format!("\0{name}\0{value}"));
        }
        let binding = hex::encode(digest.finalize().into_iter().take(8).collect::<Vec<u8>>());
        let bad = || Error::invalid(Code::CursorInvalid, vec![Violation::parameter("cursor", Code::CursorInvalid)]);
        let after = parameters.cursor.as_ref().map(|text| {
            let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| bad())?;
            let cursor: Cursor = serde_json::from_slice(&bytes).map_err(|_| bad())?;
            let sound = !cursor.after.is_empty() && cursor.after.iter().all(|key| is_storable(key));
            if cursor.of == binding && sound { Ok(cursor.after) } else { Err(bad()) }
        });
        Ok(Self { limit, after: after.transpose()?, counted: parameters.count.is_some(), binding })
    }
    /// How many rows to fetch: one more than asked for tells whether there is a next page.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }
    /// The `index`th key of the last item before this page; `None` on the first page.
    pub fn after<T: std::str::FromStr>(&self, index: usize) -> Result<Option<T>> {
        let Some(keys) = &self.after else { return Ok(None) };
        let key = keys.get(index).and_then(|key| key.parse().ok());
        key.map(Some).ok_or_else(|| {
            Error::invalid(Code::CursorInvalid, vec![Violation::parameter("cursor", Code::CursorInvalid)])
        })
    }
    /// Whether the total was asked for.
    pub fn counted(&self) -> bool {
        self.counted
    }
    /// The number of items of a list that is in memory, when it was asked for.
    pub fn total_of<T>(&self, all: &[T]) -> Option<i64> {
        self.counted.then(|| i64::try_from(all.len()).unwrap_or(i64::MAX))
    }
    /// Cuts the fetched rows to a page; `keys` gives an item's place in the order.
    pub fn page<T>(&self, mut items: Vec<T>, total: Option<i64>, keys: impl Fn(&T) -> Vec<String>) -> Result<Page<T>> {
        let limit = usize::try_from(self.limit).unwrap_or_default();
        let has_more = items.len() > limit;
        items.truncate(limit);
        let last = items.last().filter(|_| has_more);
        let cursor =
            last.map(|last| serde_json::to_vec(&Cursor { after: keys(last), of: self.binding.clone() })).transpose()?;
        let next_cursor = cursor.map(|bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes));
        Ok(Page { items, page: PageInfo { limit: self.limit, next_cursor, has_more, total } })
    }
}

impl<T> Page<T> {
    /// The same page with its items turned into what is shown.
    pub fn map<U>(self, f: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(f).collect(), page: self.page }
    }
}

/// A code folded: codes that differ by case or by leading zeros only have the same key, and its order is the natural
/// order of codes: `1.8` before `1.10`, `2.11a` before `2.11b`. It is unique where the code is.
pub fn sort_key(code: &str) -> String {
    let (mut key, mut digits) = (String::new(), String::new());
    for c in code.to_lowercase().chars().chain(['\u{1}']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if !digits.is_empty() {
            let _ = write!(key, "{:0>6}", digits.trim_start_matches('0')); // to a String: it cannot fail
            digits.clear();
        }
        if c != '\u{1}' {
            key.push(c);
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::sort_key;

    #[test]
    fn codes_are_one_without_case_and_leading_zeros() {
        for (a, b) in [("P001", "p1"), ("1", "01"), ("2.011A", "02.11a"), ("0", "000"), ("x0000001", "X1")] {
            assert_eq!(sort_key(a), sort_key(b), "{a} {b}");
        }
        for (a, b) in [("P10", "P1"), ("1.1", "11"), ("a-1", "a.1"), ("10", "100")] {
            assert_ne!(sort_key(a), sort_key(b), "{a} {b}");
        }
    }
    #[test]
    fn codes_sort_as_people_count() {
        let mut codes = ["10.1", "2.11b", "1.10", "2.2", "1.8", "2.11a", "P010", "P9"];
        codes.sort_by_key(|code| sort_key(code));
        assert_eq!(codes, ["1.8", "1.10", "2.2", "2.11a", "2.11b", "10.1", "P9", "P010"]);
    }
}
