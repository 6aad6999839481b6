//! Pages: keyset cursors, opaque and bound to the query that made them; never a silent cut.
use super::{case::Actionable, query::is_storable, texts::Worded};
use crate::{
    auth::{Scope, View},
    db::{Conn, Id, Timestamp},
    error::{Code, Error, Result, Violation},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize, Serializer, ser::Error as _, ser::SerializeStruct};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, fmt::Write as _};
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
    /// Only these members of each item, and its id; `-allowed_actions` is all but that one. What is left out is not
    /// there, though the schema of the item requires it.
    #[param(value_type = Option<Vec<String>>, style = Form, explode = false)]
    pub fields: Option<String>,
    /// `exact` adds `page.total`, the number of items that match the filter.
    #[param(inline)]
    pub count: Option<Count>,
}

crate::text_enum! {
    /// Whether the total is counted.
    pub enum Count {
        /// 计数: count every item that matches.
        Exact = "exact",
    }
}

/// How a list is to be ordered, where it offers that.
#[derive(Debug, Default, Deserialize)]
pub(super) struct OrderParameters {
    sort: Option<String>,
    updated_since: Option<Timestamp>,
    include: Option<String>,
}

impl OrderParameters {
    /// Their names.
    pub(super) const NAMES: &[&str] = &["sort", "updated_since", "include"];
}

/// A page of a list.
#[derive(Debug, ToSchema)]
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
    /// What was deleted since `updated_since`, on the first page of what changed; empty where nothing is ever deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub removed: Option<Vec<Removed>>,
    /// What is shown of each item.
    #[serde(skip)]
    fields: Fields,
    /// What of other objects is to stand beside the items.
    #[serde(skip)]
    include: Vec<String>,
    /// What stands beside them, by collections.
    #[serde(skip)]
    included: Map<String, Value>,
}

/// An object that is no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Removed {
    /// Its identity.
    pub id: String,
    /// What it was, as events name it.
    #[serde(rename = "type")]
    #[schema(example = "attachment")]
    pub kind: String,
    /// When it was deleted.
    pub at: Timestamp,
}

/// Which members of the items are shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Fields {
    #[default]
    All,
    But(String),
    Only(Vec<String>),
}

impl Fields {
    fn of(parameter: Option<&str>) -> Self {
        match parameter {
            None => Self::All,
            Some(text) => match text.trim().strip_prefix('-') {
                Some(left_out) => Self::But(left_out.to_owned()),
                None => Self::Only(text.split(',').map(|name| name.trim().to_owned()).collect()),
            },
        }
    }
    fn shows(&self, member: &str) -> bool {
        match self {
            Self::All => true,
            Self::But(left_out) => member != left_out,
            Self::Only(names) => member == "id" || names.iter().any(|name| name == member),
        }
    }
}

impl<T: Serialize> Serialize for Page<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut page = serializer.serialize_struct("Page", 3)?;
        if self.page.fields == Fields::All {
            page.serialize_field("items", &Worded(&self.items))?;
        } else {
            let mut items = serde_json::to_value(Worded(&self.items)).map_err(S::Error::custom)?;
            let members = items.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut);
            members.for_each(|members| members.retain(|name, _| self.page.fields.shows(name)));
            page.serialize_field("items", &items)?;
        }
        page.serialize_field("page", &self.page)?;
        if !self.page.include.is_empty() {
            page.serialize_field("included", &self.page.included)?;
        }
        page.end()
    }
}

/// The page that a request asks for.
#[derive(Debug)]
pub struct Paging {
    limit: i64,
    pub(super) after: Option<Vec<Option<String>>>,
    pub(super) sort: Option<String>,
    pub(super) updated_since: Option<Timestamp>,
    fields: Fields,
    include: Vec<String>,
    counted: bool,
    binding: String,
}

#[derive(Serialize, Deserialize)]
struct Cursor {
    after: Vec<Option<String>>,
    of: String,
}

impl Paging {
    /// Reads the parameters; the binding covers the path, and every filter and the order as they were asked for.
    pub(super) fn new(
        parameters: &PageParameters,
        order: OrderParameters,
        path: &str,
        filter: &[(String, String)],
    ) -> Result<Self> {
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
            let sound = !cursor.after.is_empty() && cursor.after.iter().flatten().all(|key| is_storable(key));
            if cursor.of == binding && sound { Ok(cursor.after) } else { Err(bad()) }
        });
        let (after, counted) = (after.transpose()?, parameters.count.is_some());
        let (OrderParameters { sort, updated_since, include }, fields) =
            (order, Fields::of(parameters.fields.as_deref()));
        let include = include.iter().flat_map(|all| all.split(',')).map(|one| one.trim().to_owned()).collect();
        Ok(Self { limit, after, sort, updated_since, fields, include, counted, binding })
    }
    /// How many rows to fetch: one more than asked for tells whether there is a next page.
    pub fn fetch(&self) -> i64 {
        self.limit + 1
    }
    /// The `index`th key of the last item before this page; `None` on the first page.
    pub fn after<T: std::str::FromStr>(&self, index: usize) -> Result<Option<T>> {
        let Some(keys) = &self.after else { return Ok(None) };
        let key = keys.get(index).and_then(|key| key.as_ref()?.parse().ok());
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
    /// Since when it is asked what was deleted: on the first page of what changed.
    pub(super) fn asks_what_is_gone(&self) -> Option<Timestamp> {
        self.updated_since.filter(|_| self.after.is_none())
    }
    /// Cuts the fetched rows to a page; `keys` gives an item's place in the order.
    pub fn page<T>(&self, items: Vec<T>, total: Option<i64>, keys: impl Fn(&T) -> Vec<String>) -> Result<Page<T>> {
        self.cut(items, total, |item| keys(item).into_iter().map(Some).collect())
    }
    /// [`page`](Self::page) of an order in which something may have no value.
    pub(super) fn cut<T>(
        &self,
        mut items: Vec<T>,
        total: Option<i64>,
        place: impl Fn(&T) -> Vec<Option<String>>,
    ) -> Result<Page<T>> {
        let limit = usize::try_from(self.limit).unwrap_or_default();
        let has_more = items.len() > limit;
        items.truncate(limit);
        let last = items.last().filter(|_| has_more);
        let cursor = last
            .map(|last| serde_json::to_vec(&Cursor { after: place(last), of: self.binding.clone() }))
            .transpose()?;
        let next_cursor = cursor.map(|bytes| BASE64_URL_SAFE_NO_PAD.encode(bytes));
        let (fields, limit) = (self.fields.clone(), self.limit);
        let removed = self.asks_what_is_gone().map(|_| Vec::new());
        let (include, included) = (self.include.clone(), Map::new());
        Ok(Page { items, page: PageInfo { limit, next_cursor, has_more, total, removed, fields, include, included } })
    }
}

impl<T> Page<T> {
    /// With the objects that its items name, where `name` was asked for: each once, as it is shown by itself, and
    /// read within what the caller may know of.
    pub fn including<R: Actionable, I: IntoIterator<Item = Id>>(
        mut self,
        conn: &mut Conn,
        view: &View,
        name: &str,
        ids: impl Fn(&T) -> I,
        read: impl FnOnce(&mut Conn, &Scope, &[Id]) -> Result<Vec<R>>,
    ) -> Result<Self>
    where
        R::Shown: Serialize,
    {
        if self.page.include.iter().any(|asked| asked == name) {
            let ids: BTreeSet<Id> = self.items.iter().flat_map(ids).collect();
            let rows = read(conn, view, &ids.into_iter().collect::<Vec<_>>())?;
            let shown = serde_json::to_value(Worded(&R::present(rows, conn, view)?))?;
            self.page.included.insert(R::COLLECTION.to_owned(), shown);
        }
        Ok(self)
    }
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
