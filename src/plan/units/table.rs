//! The table of units, one line a unit.
use super::model::{Dimension::*, Unit};

/// Every unit, in the order in which they are listed.
#[rustfmt::skip]
pub const UNITS: &[Unit] = &[
    unit("元",       "元",       "yuan",                Money, "元", 1, 1,             &["人民币元"]),
    unit("万元",     "万元",     "ten thousand yuan",   Money, "元", 10_000, 1,        &[]),
    unit("亿元",     "亿元",     "hundred million yuan", Money, "元", 100_000_000, 1,  &[]),
    unit("㎡",       "平方米",   "square metre",        Area, "㎡", 1, 1,              &["平方米", "m²", "m2"]),
    unit("万㎡",     "万平方米", "ten thousand square metres", Area, "㎡", 10_000, 1,  &["万平方米", "万m²"]),
    // 1 公顷 = 15 亩 = 10000 ㎡, hence 1 亩 = 2000/3 ㎡: no decimal says it.
    unit("亩",       "亩",       "mu",                  Area, "㎡", 2_000, 3,          &["市亩"]),
    unit("公顷",     "公顷",     "hectare",             Area, "㎡", 10_000, 1,         &["hm²", "ha"]),
    unit("平方公里", "平方公里", "square kilometre",    Area, "㎡", 1_000_000, 1,      &["平方千米", "km²", "km2"]),
    unit("米",       "米",       "metre",               Length, "米", 1, 1,            &["m"]),
    unit("公里",     "公里",     "kilometre",           Length, "米", 1_000, 1,        &["千米", "km"]),
    unit("立方米",   "立方米",   "cubic metre",         Volume, "立方米", 1, 1,        &["m³", "m3"]),
    unit("万立方米", "万立方米", "ten thousand cubic metres", Volume, "立方米", 10_000, 1, &["万m³"]),
    unit("人",       "人",       "person",              Persons, "人", 1, 1,           &["名"]),
    unit("万人",     "万人",     "ten thousand persons", Persons, "人", 10_000, 1,     &["万名"]),
    unit("%",        "百分比",   "per cent",            Ratio, "%", 1, 1,              &["％", "百分比"]),
    unit("百分点",   "百分点",   "percentage point",    PercentagePoint, "百分点", 1, 1, &["个百分点"]),
    counted("个",   "item"),
    counted("家",   "enterprise or institution"),
    counted("所",   "school or institution"),
    counted("张",   "bed"),
    counted("条",   "line or route"),
    counted("件",   "case or matter"),
    counted("项",   "task"),
    counted("份",   "copy"),
    counted("班",   "class"),
    counted("座",   "building or structure"),
    counted("套",   "dwelling or set"),
    counted("户",   "household"),
    counted("片区", "renewal area"),
    counted("单元", "renewal unit"),
    counted("组团", "building group"),
    counted("星",   "star"),
    counted("库",   "project library"),
    counted("领域", "field"),
];

#[allow(clippy::too_many_arguments)] // a line of the table
const fn unit(
    symbol: &'static str,
    name: &'static str,
    name_en: &'static str,
    dimension: super::Dimension,
    base: &'static str,
    factor_numerator: u32,
    factor_denominator: u32,
    aliases: &'static [&'static str],
) -> Unit {
    Unit { symbol, name, name_en, dimension, base, factor_numerator, factor_denominator, aliases }
}

/// A counting unit: its own base.
const fn counted(symbol: &'static str, name_en: &'static str) -> Unit {
    unit(symbol, symbol, name_en, Count, symbol, 1, 1, &[])
}
