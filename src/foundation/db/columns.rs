//! Column types that mean the same on SQLite, on PostgreSQL and on the connection that is either.
use super::Backend as Either;
use chrono::{DateTime, SubsecRound, Utc};
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    pg::Pg,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::HasSqlType,
    sqlite::Sqlite,
};
use serde::{Deserialize, Serialize};
use std::{fmt, ops::Deref, str::FromStr};
use utoipa::ToSchema;

/// SQL types of our own: each is a native type on PostgreSQL and text on SQLite.
pub mod sql {
    /// `uuid` on PostgreSQL, text on SQLite.
    #[derive(Debug, Clone, Copy, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(postgres_type(name = "uuid"), sqlite_type(name = "Text"))]
    pub struct AnyUuid;
    /// `timestamptz` on PostgreSQL, fixed-width text in UTC on SQLite, so that text order is time order.
    #[derive(Debug, Clone, Copy, Default, diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
    #[diesel(postgres_type(name = "timestamptz"), sqlite_type(name = "Text"))]
    pub struct AnyTimestamptz;
    impl diesel::sql_types::SqlOrd for AnyUuid {}
    impl diesel::sql_types::SqlOrd for AnyTimestamptz {}
}

/// The identity of an object: an opaque UUIDv7 that never changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = sql::AnyUuid)]
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String, format = Uuid, example = "01939c1e-5f0a-7cc3-9d0a-5b3f7a2c1d11")]
pub struct Id(pub uuid::Uuid);

impl Id {
    /// A new identity. Its order is the order of creation.
    #[allow(clippy::new_without_default, clippy::disallowed_methods)] // two calls differ; the one place
    pub fn new() -> Self {
        Self(uuid::Uuid::now_v7())
    }
}
impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl FromStr for Id {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Only the hyphenated form: one object, one spelling.
        if text.len() == 36 { uuid::Uuid::try_parse(text).map(Self) } else { uuid::Uuid::try_parse("").map(Self) }
    }
}
impl FromSql<sql::AnyUuid, Pg> for Id {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <uuid::Uuid as FromSql<diesel::sql_types::Uuid, Pg>>::from_sql(bytes).map(Self)
    }
}
impl ToSql<sql::AnyUuid, Pg> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<diesel::sql_types::Uuid, Pg>::to_sql(&self.0, out)
    }
}
impl FromSql<sql::AnyUuid, Sqlite> for Id {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(<String as FromSql<diesel::sql_types::Text, Sqlite>>::from_sql(bytes)?.parse()?)
    }
}
impl ToSql<sql::AnyUuid, Sqlite> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.to_string());
        Ok(IsNull::No)
    }
}
impl HasSqlType<sql::AnyUuid> for Either {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Either::lookup_sql_type::<sql::AnyUuid>(lookup)
    }
}
impl FromSql<sql::AnyUuid, Either> for Id {
    fn from_sql(bytes: <Either as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, sql::AnyUuid>()
    }
}
impl ToSql<sql::AnyUuid, Either> for Id {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Either>) -> serialize::Result {
        out.set_value((sql::AnyUuid, self));
        Ok(IsNull::No)
    }
}

/// A moment in UTC, to the microsecond: RFC 3339 with `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow, ToSchema)]
#[diesel(sql_type = sql::AnyTimestamptz)]
#[schema(value_type = String, format = DateTime, example = "2025-10-14T16:00:00.000000Z")]
pub struct Timestamp(DateTime<Utc>);

impl From<DateTime<Utc>> for Timestamp {
    fn from(at: DateTime<Utc>) -> Self {
        Self(at.trunc_subsecs(6))
    }
}
impl Deref for Timestamp {
    type Target = DateTime<Utc>;
    fn deref(&self) -> &DateTime<Utc> {
        &self.0
    }
}
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%dT%H:%M:%S%.6fZ").fmt(f)
    }
}
impl Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DateTime::<Utc>::deserialize(deserializer).map(Self::from)
    }
}
impl FromSql<sql::AnyTimestamptz, Pg> for Timestamp {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        <DateTime<Utc> as FromSql<diesel::sql_types::Timestamptz, Pg>>::from_sql(bytes).map(Self)
    }
}
impl ToSql<sql::AnyTimestamptz, Pg> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<diesel::sql_types::Timestamptz, Pg>::to_sql(&self.0, out)
    }
}
impl FromSql<sql::AnyTimestamptz, Sqlite> for Timestamp {
    fn from_sql(bytes: <Sqlite as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<diesel::sql_types::Text, Sqlite>>::from_sql(bytes)?;
        Ok(Self(text.parse()?))
    }
}
impl ToSql<sql::AnyTimestamptz, Sqlite> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.to_string());
        Ok(IsNull::No)
    }
}
impl HasSqlType<sql::AnyTimestamptz> for Either {
    fn metadata(lookup: &mut Self::MetadataLookup) -> Self::TypeMetadata {
        Either::lookup_sql_type::<sql::AnyTimestamptz>(lookup)
    }
}
impl FromSql<sql::AnyTimestamptz, Either> for Timestamp {
    fn from_sql(bytes: <Either as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        bytes.from_sql::<Self, sql::AnyTimestamptz>()
    }
}
impl ToSql<sql::AnyTimestamptz, Either> for Timestamp {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Either>) -> serialize::Result {
        out.set_value((sql::AnyTimestamptz, self));
        Ok(IsNull::No)
    }
}

/// Stores a fieldless enum as text on every backend and publishes the same text in JSON.
///
/// `text_enum! { /** Doc. */ pub enum Stage { /** 储备库: planned and estimated. */ Reserve = "reserve" } }` expands to
/// the enum with serde and Diesel derives, `ALL`, `as_str`, `FromStr`, `FromSql`/`ToSql` generic over the backend, and
/// the schema, which tells the words of its values.
#[macro_export]
macro_rules! text_enum {
    ($(#[doc = $about:literal])* pub enum $name:ident {
        $($(#[doc = $doc:literal])* $variant:ident = $text:tt),+ $(,)?
    }) => {
        $(#[doc = $about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, diesel::expression::AsExpression,
            diesel::deserialize::FromSqlRow, serde::Deserialize)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub enum $name { $($(#[doc = $doc])* #[serde(rename = $text)] $variant),+ }
        impl utoipa::ToSchema for $name {}
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                use $crate::db::enumeration::{Named, schema};
                let named = |value, variant, doc| Named { value, variant, doc };
                schema(&[$($about),*], &[$(named($text, stringify!($variant), &[$($doc),*])),+])
            }
        }
        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];
            /// The value as it stands in JSON and in the database.
            pub const fn as_str(self) -> &'static str { match self { $(Self::$variant => $text),+ } }
        }
        impl $name {
            /// The value in Chinese.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $crate::db::enumeration::word(&[$($doc),*])),+ }
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                // Named by its word, for `web/texts.rs`; in JSON the text alone.
                serializer.serialize_newtype_struct(self.word(), self.as_str())
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.write_str(self.as_str()) }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                Self::ALL.iter().copied().find(|v| v.as_str() == text)
                    .ok_or_else(|| Self::ALL.iter().map(|v| v.as_str()).collect::<Vec<_>>().join(", "))
            }
        }
        impl<DB: diesel::backend::Backend> diesel::serialize::ToSql<diesel::sql_types::Text, DB> for $name
        where str: diesel::serialize::ToSql<diesel::sql_types::Text, DB> {
            fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, DB>) -> diesel::serialize::Result {
                self.as_str().to_sql(out)
            }
        }
        impl<DB: diesel::backend::Backend> diesel::deserialize::FromSql<diesel::sql_types::Text, DB> for $name
        where String: diesel::deserialize::FromSql<diesel::sql_types::Text, DB> {
            fn from_sql(bytes: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
                Ok(String::from_sql(bytes)?.parse()?)
            }
        }
    };
}
