//! Exact decimals: fixed point with four places over a 64-bit integer, the same on both databases.
//!
//! No float touches a value. What has more than four places is rounded once, half to even (GB/T 8170-2008
//! 数值修约规则), from the exact rational.
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, FromSqlRow},
    expression::AsExpression,
    serialize::{self, Output, ToSql},
    sql_types::BigInt,
};
use num_bigint::BigInt as Integer;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, RefOr, Schema, schema::Type},
};

/// Ten thousand: the value of 1 in stored units.
const ONE: i64 = 10_000;
/// The largest magnitude, in stored units: fourteen digits before the point and four after it.
const MAX: i64 = 999_999_999_999_999_999;
/// What a decimal looks like in JSON; stated in the OpenAPI document and enforced from there.
pub const PATTERN: &str = r"^-?(0|[1-9][0-9]{0,13})(\.[0-9]{1,4})?$";

/// An exact decimal with at most fourteen digits before and four after the point; a string in JSON (`"335.3"`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct Decimal(i64);

impl Decimal {
    /// Zero.
    pub const ZERO: Self = Self(0);

    /// A whole number.
    pub const fn whole(value: i32) -> Self {
        Self(value as i64 * ONE)
    }
    /// The exact value.
    pub fn exact(self) -> BigRational {
        BigRational::new(self.0.into(), ONE.into())
    }
    /// The nearest decimal to an exact value, half to even; `None` when it is out of range.
    pub fn nearest(value: &BigRational) -> Option<Self> {
        let stored = round_half_even(&(value * Integer::from(ONE))).to_i64()?;
        (stored.abs() <= MAX).then_some(Self(stored))
    }
    /// Whether it is zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
    /// Text with exactly `places` digits after the point (0 to 4), rounded half to even: for people.
    pub fn display(self, places: u32) -> String {
        display(&self.exact(), places)
    }
}

/// An exact value as text with exactly `places` digits after the point, rounded half to even.
pub fn display(value: &BigRational, places: u32) -> String {
    let scale = Integer::from(10).pow(places);
    let scaled = round_half_even(&(value * &scale));
    let sign = if scaled.is_negative() { "-" } else { "" };
    let (whole, part) = (scaled.abs() / &scale, scaled.abs() % &scale);
    if places == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part:0>width$}", width = places as usize)
    }
}

/// The nearest whole number, ties to the even one.
fn round_half_even(value: &BigRational) -> Integer {
    let floor = value.floor().to_integer();
    let twice = (value - BigRational::from(floor.clone())) * Integer::from(2);
    let up = twice > BigRational::from(Integer::from(1))
        || (twice == BigRational::from(Integer::from(1)) && !(&floor % Integer::from(2)).is_zero());
    if up { floor + 1 } else { floor }
}

impl fmt::Display for Decimal {
    /// The shortest exact text: `335.3`, not `335.3000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, magnitude) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let (whole, part) = (magnitude / ONE as u64, magnitude % ONE as u64);
        if part == 0 {
            return write!(f, "{sign}{whole}");
        }
        write!(f, "{sign}{whole}.{}", format!("{part:04}").trim_end_matches('0'))
    }
}
impl FromStr for Decimal {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, part) = digits.split_once('.').map_or((digits, None), |(whole, part)| (whole, Some(part)));
        let numeric = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        let canonical = whole == "0" || (!whole.is_empty() && !whole.starts_with('0'));
        let part_fits = part.is_none_or(|p| (1..=4).contains(&p.len()) && numeric(p));
        if !canonical || whole.len() > 14 || !numeric(whole) || !part_fits {
            return Err(());
        }
        let stored: i64 = format!("{whole}{:0<4}", part.unwrap_or("")).parse().map_err(drop)?;
        Ok(Self(if negative { -stored } else { stored }))
    }
}
impl Serialize for Decimal {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| serde::de::Error::custom("not a plain decimal"))
    }
}
impl PartialSchema for Decimal {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            // No format: generators for Java make a number of a `decimal`, which would be sent as one.
            .pattern(Some(PATTERN))
            .examples(["335.3"])
            .description(Some(
                "An exact decimal as a string: at most 14 digits before and 4 after the point, no exponent, \
                 no separators.",
            ))
            .into()
    }
}
impl ToSchema for Decimal {
    fn name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }
}
impl<DB: Backend> ToSql<BigInt, DB> for Decimal
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}
impl<DB: Backend> FromSql<BigInt, DB> for Decimal
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        i64::from_sql(bytes).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn tenths_add_exactly() {
        assert_eq!(Decimal::nearest(&(d("0.1").exact() + d("0.2").exact())), Some(d("0.3")));
        assert_eq!(d("12345678901234.5678").to_string(), "12345678901234.5678");
    }
    #[test]
    fn what_is_not_a_plain_decimal_is_refused() {
        for text in
            ["", "-", ".5", "5.", "1e3", "+1", "01", "1,000", "0x1", "NaN", "1.23456", "123456789012345", "１", " 1"]
        {
            assert!(text.parse::<Decimal>().is_err(), "{text:?}");
        }
    }
    #[test]
    fn ties_go_to_the_even_digit() {
        let third = |n: i64, m: i64| BigRational::new(n.into(), m.into());
        assert_eq!(Decimal::nearest(&third(1, 20_000)).unwrap().to_string(), "0");
        assert_eq!(Decimal::nearest(&third(3, 20_000)).unwrap().to_string(), "0.0002");
        assert_eq!(Decimal::nearest(&third(-1, 3)).unwrap().to_string(), "-0.3333");
        assert_eq!(display(&third(2000, 3), 2), "666.67");
        assert_eq!(display(&third(-1, 8), 2), "-0.12");
        assert_eq!(display(&third(5, 2), 0), "2");
    }
    proptest! {
        #[test]
        fn text_and_value_are_the_same_thing(stored in -MAX..=MAX) {
            prop_assert_eq!(d(&Decimal(stored).to_string()), Decimal(stored));
            prop_assert_eq!(Decimal::nearest(&Decimal(stored).exact()), Some(Decimal(stored)));
        }
    }
}
