//! The order of a list: which keys it offers, and which of them a request chose.
//!
//! A list declares its keys once ([`Order`]); what `sort` may say in the document, `ORDER BY`, the place where a page
//! begins and the sorting of what is in memory follow from it. Every order ends in the id.
use super::paging::{Page, Paging};
use crate::{
    db::{Clause, Id, KeyColumn, KeyPart, KeyType, KeyValue, Timestamp},
    error::{Code, Error, Result, Violation},
};
use diesel::{Column, query_builder::QueryFragment, sql_types::SqlType};
use serde_json::json;
use std::{cmp::Ordering, fmt};
use utoipa::{
    IntoParams, PartialSchema,
    openapi::{
        ArrayBuilder, ObjectBuilder,
        path::{Parameter, ParameterBuilder, ParameterIn, ParameterStyle},
        schema::Type,
    },
};

/// The filter, the page and the order of a list whose filter says which orders there are.
#[derive(Debug)]
pub struct Listing<F> {
    /// Which items.
    pub filter: F,
    /// Which of them now, and in which order.
    pub page: Paging,
}

/// The filter of a list that may be asked for in an order.
pub trait Listed {
    /// What its order offers: [`Order::declared`].
    fn declared() -> Declared;
}

/// What the order of a list offers.
#[derive(Debug, Clone)]
pub struct Declared {
    /// The names of the keys.
    pub keys: Vec<&'static str>,
    /// The order when none is asked for, as `sort` would say it.
    pub default: &'static str,
    /// Whether it may be asked for what changed since.
    pub changes: bool,
    /// What `include` may name.
    pub includes: Vec<&'static str>,
}

impl<F: Listed + IntoParams> IntoParams for Listing<F> {
    fn into_params(within: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let declared = F::declared();
        let own = F::into_params(within);
        let include = (!declared.includes.is_empty()).then(|| include(&declared));
        own.into_iter().chain([sort(&declared)]).chain(include).chain(declared.changes.then(updated_since)).collect()
    }
}

fn sort(declared: &Declared) -> Parameter {
    let both = declared.keys.iter().flat_map(|key| [(*key).to_owned(), format!("-{key}")]);
    let keys = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(both)).build();
    let described = "The order, by one or several keys, the first counting most; `-` before a key turns it round. \
                     Items without a value stand last in either direction, texts go by code points, and the id ends \
                     every order.";
    let default: Vec<&str> = declared.default.split(',').collect();
    ParameterBuilder::new()
        .name("sort")
        .parameter_in(ParameterIn::Query)
        .description(Some(described))
        .style(Some(ParameterStyle::Form))
        .explode(Some(false))
        .schema(Some(
            ArrayBuilder::new().items(keys).min_items(Some(1)).unique_items(true).default(Some(json!(default))).build(),
        ))
        .example(Some(json!(default)))
        .build()
}

fn include(declared: &Declared) -> Parameter {
    let names = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(declared.includes.clone())).build();
    let described = "Whole objects that the items name, under `included`: each once, with every member, and only those \
                     of this page.";
    ParameterBuilder::new()
        .name("include")
        .parameter_in(ParameterIn::Query)
        .description(Some(described))
        .style(Some(ParameterStyle::Form))
        .explode(Some(false))
        .schema(Some(ArrayBuilder::new().items(names).min_items(Some(1)).unique_items(true).build()))
        .example(Some(json!(declared.includes)))
        .build()
}

fn updated_since() -> Parameter {
    let described = "Only what was changed at this instant or after it (`updated_at`, else `created_at`), by the \
                     clock of the server and not in business time; `page.removed` says what was deleted since. What \
                     an item shows of other objects or derives from the day is no change of it. Ask again from a \
                     minute before the last time, so that nothing is missed that was just being written.";
    ParameterBuilder::new()
        .name("updated_since")
        .parameter_in(ParameterIn::Query)
        .description(Some(described))
        .schema(Some(Timestamp::schema()))
        .build()
}

/// How the value of a key is read from a row.
type Read<R> = Box<dyn Fn(&R) -> Option<KeyValue>>;

/// A key that items may be ordered by.
struct Key<R> {
    name: &'static str,
    /// `None` of what is computed.
    column: Option<KeyColumn>,
    value: Read<R>,
    parse: fn(&str) -> Option<KeyValue>,
}

/// The keys that a list offers for rows of a kind; `id`, by which every order ends, is one of them.
pub struct Order<R> {
    keys: Vec<Key<R>>,
    default: &'static str,
    updated_at: Option<KeyColumn>,
    includes: Vec<&'static str>,
}

impl<R> fmt::Debug for Order<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.declared())
    }
}

impl<R> Order<R> {
    /// An order that has only the id yet; `default` is what `sort` would say.
    pub fn new<C, V>(default: &'static str, id: C, value: impl Fn(&R) -> V + 'static) -> Self
    where
        V: KeyType,
        C: Column + QueryFragment<crate::db::Backend> + Send + Sync + 'static,
        C::SqlType: SqlType,
    {
        Self { keys: Vec::new(), default, updated_at: None, includes: Vec::new() }.by("id", id, value)
    }
    /// Of what is in memory.
    pub fn computed(default: &'static str, id: impl Fn(&R) -> Id + 'static) -> Self {
        Self { keys: Vec::new(), default, updated_at: None, includes: Vec::new() }.of("id", id)
    }
    /// Offers a column.
    pub fn by<C, V>(mut self, name: &'static str, column: C, value: impl Fn(&R) -> V + 'static) -> Self
    where
        C: Column + QueryFragment<crate::db::Backend> + Send + Sync + 'static,
        C::SqlType: SqlType,
        V: KeyType,
    {
        let column = Some(KeyColumn::of(column));
        self.keys.push(Key { name, column, value: Box::new(move |row| value(row).key()), parse: V::parse });
        self
    }
    /// Offers what is computed, of a list in memory.
    pub fn of<V: KeyType>(mut self, name: &'static str, value: impl Fn(&R) -> V + 'static) -> Self {
        self.keys.push(Key { name, column: None, value: Box::new(move |row| value(row).key()), parse: V::parse });
        self
    }
    /// Offers when a row was changed, both as a key and as `updated_since`.
    pub fn changed<C>(mut self, column: C, value: impl Fn(&R) -> Timestamp + 'static) -> Self
    where
        C: Column + QueryFragment<crate::db::Backend> + Send + Sync + Copy + 'static,
        C::SqlType: SqlType,
    {
        self.updated_at = Some(KeyColumn::of(column));
        self.by("updated_at", column, value)
    }
    /// Offers objects that the items name; the handler adds them (`Page::including`).
    pub fn include(mut self, name: &'static str) -> Self {
        self.includes.push(name);
        self
    }
    /// Offers `updated_since` of what never changes, by when it came to be.
    pub fn created<C>(mut self, column: C) -> Self
    where
        C: Column + QueryFragment<crate::db::Backend> + Send + Sync + 'static,
        C::SqlType: SqlType,
    {
        self.updated_at = Some(KeyColumn::of(column));
        self
    }
    /// What it offers, for the document.
    pub fn declared(&self) -> Declared {
        let keys = self.keys.iter().map(|key| key.name).collect();
        Declared { keys, default: self.default, changes: self.updated_at.is_some(), includes: self.includes.clone() }
    }
    /// The order that a page asks for.
    pub fn asked(mut self, paging: &Paging) -> Result<Ordered<'_, R>> {
        let mut chosen = Vec::new();
        let names = paging.sort.as_deref().unwrap_or(self.default).split(',').chain(["id"]);
        for name in names {
            let (plain, descending) = name.trim().strip_prefix('-').map_or((name.trim(), false), |key| (key, true));
            // What stands there already decides, so it is not asked again: the id at the end of `-id`.
            if let Some(at) = self.keys.iter().position(|key| key.name == plain) {
                chosen.push((self.keys.swap_remove(at), descending));
            }
        }
        let after = match &paging.after {
            Some(places) if places.len() != chosen.len() => return Err(bad_cursor()),
            Some(places) => {
                let value = |(place, (key, _)): (&Option<String>, &(Key<R>, bool))| match place {
                    None => Ok(None),
                    Some(text) => (key.parse)(text).map(Some).ok_or_else(bad_cursor),
                };
                Some(places.iter().zip(&chosen).map(value).collect::<Result<_>>()?)
            }
            None => None,
        };
        Ok(Ordered { keys: chosen, after, updated_at: self.updated_at, paging })
    }
}

fn bad_cursor() -> Error {
    Error::invalid(Code::CursorInvalid, vec![Violation::parameter("cursor", Code::CursorInvalid)])
}

/// The order of one page.
pub struct Ordered<'p, R> {
    keys: Vec<(Key<R>, bool)>,
    after: Option<Vec<Option<KeyValue>>>,
    updated_at: Option<KeyColumn>,
    paging: &'p Paging,
}

impl<R> fmt::Debug for Ordered<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.paging)
    }
}

impl<R> Ordered<'_, R> {
    /// Filters by `updated_since`; what is counted is filtered by it too.
    pub fn since(&self) -> Clause {
        match (&self.updated_at, self.paging.updated_since) {
            (Some(column), Some(at)) => Clause::From(column.clone(), KeyValue::Instant(at)),
            _ => Clause::All,
        }
    }
    /// Filters to what stands behind the page before.
    pub fn after(&self) -> Clause {
        if self.after.is_some() { Clause::After(self.parts()) } else { Clause::All }
    }
    /// `ORDER BY`.
    pub fn by(&self) -> Clause {
        Clause::Order(self.parts())
    }
    fn parts(&self) -> Vec<KeyPart> {
        let places = self.after.iter().flatten().cloned().chain(std::iter::repeat(None));
        let part = |((key, descending), after): (&(Key<R>, bool), Option<KeyValue>)| {
            let column = key.column.clone()?;
            Some(KeyPart { column, descending: *descending, after })
        };
        self.keys.iter().zip(places).filter_map(part).collect()
    }
    /// Cuts the fetched rows to a page.
    pub fn page(&self, rows: Vec<R>, total: Option<i64>) -> Result<Page<R>> {
        self.paging.cut(rows, total, |row| self.place(row).map(|value| value.map(|value| value.text())).collect())
    }
    /// The page of a list that is in memory.
    pub fn page_of(&self, mut all: Vec<R>) -> Result<Page<R>> {
        let total = self.paging.total_of(&all);
        all.sort_by(|one, other| self.compare(self.place(one), self.place(other)));
        if let Some(after) = &self.after {
            all.retain(|row| self.compare(self.place(row), after.iter().cloned()) == Ordering::Greater);
        }
        self.page(all, total)
    }
    fn place<'a>(&'a self, row: &'a R) -> impl Iterator<Item = Option<KeyValue>> + 'a {
        self.keys.iter().map(|(key, _)| (key.value)(row))
    }
    fn compare(
        &self,
        one: impl Iterator<Item = Option<KeyValue>>,
        other: impl Iterator<Item = Option<KeyValue>>,
    ) -> Ordering {
        let each = one.zip(other).zip(&self.keys).map(|((one, other), (_, descending))| match (one, other) {
            (Some(one), Some(other)) if *descending => other.cmp(&one),
            (Some(one), Some(other)) => one.cmp(&other),
            // What has no value stands last in either direction.
            (one, other) => one.is_none().cmp(&other.is_none()),
        });
        each.fold(Ordering::Equal, Ordering::then)
    }
}
