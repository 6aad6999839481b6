//! The shapes of units and conversions.
use crate::foundation::{db::Decimal, web::OneOf};
use crate::text_enum;
use num_rational::BigRational;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

text_enum! {
    /// 量纲: what a unit measures.
    pub enum Dimension {
        /// 金额: money.
        Money = "money",
        /// 面积: area of land or floors.
        Area = "area",
        /// 长度: length.
        Length = "length",
        /// 体积: volume.
        Volume = "volume",
        /// 人数: persons.
        Persons = "persons",
        /// 比率: a share of a hundred.
        Ratio = "ratio",
        /// 百分点: a difference of two shares; never converted to or from a ratio.
        PercentagePoint = "percentage_point",
        /// 计数: things counted. Every counting unit stands alone: `个` is not `家`.
        Count = "count",
    }
}

/// 计量单位: a unit with its exact factor to the base unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Unit {
    /// As printed, and as it is named in every other object.
    #[schema(value_type = String, example = "亩")]
    pub symbol: &'static str,
    /// 名称.
    #[schema(value_type = String, example = "亩")]
    pub name: &'static str,
    /// The name in English.
    #[schema(value_type = String, example = "mu")]
    pub name_en: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    /// The symbol of the unit that the factor leads to. Units convert into one another exactly when they share it.
    #[schema(value_type = String, example = "㎡")]
    pub base: &'static str,
    /// Numerator of the factor: one of this unit is `factor_numerator / factor_denominator` base units.
    #[schema(example = 2000)]
    pub factor_numerator: u32,
    /// Denominator of the factor.
    #[schema(example = 3)]
    pub factor_denominator: u32,
    /// Other spellings that are accepted for it; answers always use the symbol.
    #[schema(value_type = Vec<String>, example = json!(["市亩"]))]
    pub aliases: &'static [&'static str],
}

impl Unit {
    /// The exact factor to the base unit.
    pub fn factor(&self) -> BigRational {
        BigRational::new(self.factor_numerator.into(), self.factor_denominator.into())
    }
    /// Whether values in this unit can be given in the other one.
    pub fn converts_to(&self, other: &Self) -> bool {
        self.base == other.base
    }
}

/// Of a body's field: an alias becomes the symbol; what is no unit stays, for [`check`](super::check) to refuse.
pub fn symbol<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let known = |text: String| super::find(&text).map_or(text, |unit| unit.symbol.to_owned());
    Ok(Option::<String>::deserialize(deserializer)?.map(known))
}

/// [`symbol`] of a PATCH field: `null` clears.
pub fn clearable_symbol<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    symbol(deserializer).map(Some)
}

/// Which units.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct UnitFilter {
    /// Only of these dimensions, separated by commas.
    #[param(inline, example = json!(["area", "money"]))]
    pub dimension: Option<OneOf<Dimension>>,
}

/// What to convert.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ConversionQuery {
    /// The value, a plain decimal.
    #[param(example = "3")]
    pub value: Decimal,
    /// The unit that it is in: a symbol or one of its aliases.
    #[param(example = "亩")]
    pub from_unit: String,
    /// The unit wanted.
    #[param(example = "㎡")]
    pub to_unit: String,
}

/// A converted value.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "value": "1", "from_unit": "亩", "to_unit": "㎡", "result": "666.6667", "exact": false,
    "rule": "1 亩 = 2000/3 ㎡，四舍六入五成双，保留 4 位小数"
}))]
pub struct Conversion {
    /// The value given.
    pub value: Decimal,
    /// The symbol of its unit.
    #[schema(value_type = String)]
    pub from_unit: &'static str,
    /// The symbol of the unit wanted.
    #[schema(value_type = String)]
    pub to_unit: &'static str,
    /// The value in that unit: computed from the exact rational and rounded once, half to even, to four places.
    pub result: Decimal,
    /// Whether nothing was rounded off.
    pub exact: bool,
    /// 换算规则: the factor and, where it was rounded, the rounding, as one sentence.
    pub rule: String,
}
