//! Orders that are chosen when a request is read: the keys of a list, their directions, and the rows after a place.
//!
//! A row without a value stands last in either direction, and texts are compared by code points: so both databases,
//! and what is sorted in memory, have one order.
use super::{Backend as Either, Decimal, Id, Timestamp, sql::AnyTimestamptz, sql::AnyUuid};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    Column, QueryResult,
    expression::{AppearsOnTable, Expression, ValidGrouping, is_aggregate},
    query_builder::{AstPass, QueryFragment, QueryId},
    sql_types::{BigInt, Bool, Date, SqlType, Text, is_nullable::IsNullable},
};
use std::{any::TypeId, sync::Arc};

/// What rows are ordered by, of one row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyValue {
    /// A text, by its code points.
    Text(String),
    /// A day.
    Day(NaiveDate),
    /// An instant.
    Instant(Timestamp),
    /// An identity: the order of creation.
    Id(Id),
    /// A whole number.
    Whole(i64),
    /// A decimal.
    Decimal(Decimal),
}

impl KeyValue {
    /// As it stands in a cursor.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Day(day) => day.to_string(),
            Self::Instant(at) => at.to_string(),
            Self::Id(id) => id.to_string(),
            Self::Whole(number) => number.to_string(),
            Self::Decimal(number) => number.to_string(),
        }
    }
    fn bind<'b>(&'b self, out: &mut AstPass<'_, 'b, Either>) -> QueryResult<()> {
        match self {
            Self::Text(text) => out.push_bind_param::<Text, _>(text),
            Self::Day(day) => out.push_bind_param::<Date, _>(day),
            Self::Instant(at) => out.push_bind_param::<AnyTimestamptz, _>(at),
            Self::Id(id) => out.push_bind_param::<AnyUuid, _>(id),
            Self::Whole(number) => out.push_bind_param::<BigInt, _>(number),
            Self::Decimal(number) => out.push_bind_param::<BigInt, _>(number),
        }
    }
}

/// What may be the value of a key.
pub trait KeyType: Sized {
    /// The value; `None` stands last.
    fn key(self) -> Option<KeyValue>;
    /// What stands in a cursor.
    fn parse(text: &str) -> Option<KeyValue>;
}

impl KeyType for String {
    fn key(self) -> Option<KeyValue> {
        Some(KeyValue::Text(self))
    }
    fn parse(text: &str) -> Option<KeyValue> {
        Some(KeyValue::Text(text.to_owned()))
    }
}
impl KeyType for NaiveDate {
    fn key(self) -> Option<KeyValue> {
        Some(KeyValue::Day(self))
    }
    fn parse(text: &str) -> Option<KeyValue> {
        text.parse().ok().map(KeyValue::Day)
    }
}
impl KeyType for Timestamp {
    fn key(self) -> Option<KeyValue> {
        Some(KeyValue::Instant(self))
    }
    fn parse(text: &str) -> Option<KeyValue> {
        text.parse::<DateTime<Utc>>().ok().map(|at| KeyValue::Instant(at.into()))
    }
}
impl KeyType for Id {
    fn key(self) -> Option<KeyValue> {
        Some(KeyValue::Id(self))
    }
    fn parse(text: &str) -> Option<KeyValue> {
        text.parse().ok().map(KeyValue::Id)
    }
}
impl KeyType for i64 {
    fn key(self) -> Option<KeyValue> {
        Some(KeyValue::Whole(self))
    }
    fn parse(text: &str) -> Option<KeyValue> {
        text.parse().ok().map(KeyValue::Whole)
    }
}
impl KeyType for i32 {
    fn key(self) -> Option<KeyValue> {
        i64::from(self).key()
    }
    fn parse(text: &str) -> Option<KeyValue> {
        i64::parse(text)
    }
}
impl KeyType for Decimal {
    fn key(self) -> Option<KeyValue> {
        Some(KeyValue::Decimal(self))
    }
    fn parse(text: &str) -> Option<KeyValue> {
        text.parse().ok().map(KeyValue::Decimal)
    }
}
impl<T: KeyType> KeyType for Option<T> {
    fn key(self) -> Option<KeyValue> {
        self.and_then(T::key)
    }
    fn parse(text: &str) -> Option<KeyValue> {
        T::parse(text)
    }
}

/// A column that rows may be ordered by.
#[derive(Clone)]
pub struct KeyColumn {
    column: Arc<dyn QueryFragment<Either> + Send + Sync>,
    nullable: bool,
    collated: bool,
}

impl std::fmt::Debug for KeyColumn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyColumn(nullable: {})", self.nullable)
    }
}

impl KeyColumn {
    /// A column of a table. Those named `sort_key` are in the order of code points as they are, and have an index.
    pub fn of<C>(column: C) -> Self
    where
        C: Column + QueryFragment<Either> + Send + Sync + 'static,
        C::SqlType: SqlType,
        <C::SqlType as SqlType>::IsNull: 'static,
    {
        let is = |kind: TypeId| TypeId::of::<C::SqlType>() == kind;
        let text = is(TypeId::of::<Text>()) || is(TypeId::of::<diesel::sql_types::Nullable<Text>>());
        Self {
            column: Arc::new(column),
            nullable: TypeId::of::<<C::SqlType as SqlType>::IsNull>() == TypeId::of::<IsNullable>(),
            collated: text && C::NAME != "sort_key",
        }
    }
    fn walk<'b>(&'b self, out: &mut AstPass<'_, 'b, Either>) -> QueryResult<()> {
        self.column.walk_ast(out.reborrow())?;
        if self.collated {
            // By code points: on SQLite it is made with each connection (`manager.rs`).
            out.push_sql(" COLLATE \"C\"");
        }
        Ok(())
    }
}

/// One key of an order, with the value of the last row before the page.
#[derive(Debug, Clone)]
pub struct KeyPart {
    /// What is compared.
    pub column: KeyColumn,
    /// From the greatest to the smallest.
    pub descending: bool,
    /// The value after which the page begins.
    pub after: Option<KeyValue>,
}

/// A part of a query that is made of such columns.
#[derive(Debug, Clone)]
pub enum Clause {
    /// `ORDER BY` of these keys.
    Order(Vec<KeyPart>),
    /// Only the rows after a place in that order: `(a > ?) OR (a = ? AND b < ?) OR …`.
    After(Vec<KeyPart>),
    /// Only the rows whose column has this value or a greater one.
    From(KeyColumn, KeyValue),
    /// Every row.
    All,
}

impl QueryFragment<Either> for Clause {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Either>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        match self {
            Self::Order(keys) => order(keys, &mut out),
            Self::After(keys) => after(keys, &mut out),
            Self::From(column, least) => {
                column.walk(&mut out)?;
                out.push_sql(" >= ");
                least.bind(&mut out)
            }
            Self::All => {
                out.push_sql("1 = 1");
                Ok(())
            }
        }
    }
}

fn order<'b>(keys: &'b [KeyPart], out: &mut AstPass<'_, 'b, Either>) -> QueryResult<()> {
    for (index, key) in keys.iter().enumerate() {
        if index > 0 {
            out.push_sql(", ");
        }
        key.column.walk(out)?;
        out.push_sql(if key.descending { " DESC" } else { " ASC" });
        if key.column.nullable {
            out.push_sql(" NULLS LAST");
        }
    }
    Ok(())
}

fn after<'b>(keys: &'b [KeyPart], out: &mut AstPass<'_, 'b, Either>) -> QueryResult<()> {
    out.push_sql("(1 = 0");
    for (index, key) in keys.iter().enumerate() {
        // After a row without a value is no row with another.
        let Some(value) = &key.after else { continue };
        out.push_sql(" OR (");
        for same in keys.iter().take(index) {
            equal(same, out)?;
            out.push_sql(" AND ");
        }
        out.push_sql("(");
        key.column.walk(out)?;
        out.push_sql(if key.descending { " < " } else { " > " });
        value.bind(out)?;
        if key.column.nullable {
            out.push_sql(" OR ");
            key.column.walk(out)?;
            out.push_sql(" IS NULL");
        }
        out.push_sql("))");
    }
    out.push_sql(")");
    Ok(())
}

fn equal<'b>(key: &'b KeyPart, out: &mut AstPass<'_, 'b, Either>) -> QueryResult<()> {
    key.column.walk(out)?;
    match &key.after {
        None => out.push_sql(" IS NULL"),
        Some(value) => {
            out.push_sql(" = ");
            value.bind(out)?;
        }
    }
    Ok(())
}

// To a query it is an expression over the tables whose columns were given.
impl Expression for Clause {
    type SqlType = Bool;
}
impl<T> AppearsOnTable<T> for Clause {}
impl<G> ValidGrouping<G> for Clause {
    type IsAggregate = is_aggregate::No;
}
impl QueryId for Clause {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
