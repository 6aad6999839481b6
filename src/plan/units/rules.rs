//! Looking units up, and exact conversion between them.
use super::{
    model::{Conversion, Unit},
    table::UNITS,
};
use crate::foundation::{
    db::Decimal,
    error::{Code, Violation, Violations},
};
use num_rational::BigRational;

/// The unit of a symbol or of one of its aliases.
pub fn find(symbol: &str) -> Option<&'static Unit> {
    UNITS.iter().find(|unit| unit.symbol == symbol || unit.aliases.contains(&symbol))
}

/// Checks the unit of something that has a number (`required`) or may have one: `unit_required`, `unit_unknown`.
pub fn check(faults: &mut Violations, pointer: &str, symbol: Option<&str>, required: bool) {
    match symbol {
        None if required => faults.push(Violation::at(pointer, Code::UnitRequired)),
        Some(symbol) if find(symbol).is_none() => {
            faults.push(Violation::at(pointer, Code::UnitUnknown).with("unit", symbol));
        }
        _ => {}
    }
}

/// A value with its unit for people, `335.3 亿元`: with at least `decimals` places, and never shown rounded.
pub fn text(value: Decimal, decimals: i32, unit: Option<&str>) -> String {
    let padded = value.display(decimals.clamp(0, 4).unsigned_abs());
    let number = if padded.parse() == Ok(value) { padded } else { value.to_string() };
    unit.map_or(number.clone(), |unit| format!("{number} {unit}"))
}

/// A value in another unit, not rounded; `unit_dimension_mismatch` when they share no base unit.
pub fn exact(value: Decimal, from: &Unit, to: &Unit) -> Result<BigRational, Code> {
    if from.converts_to(to) {
        Ok(value.exact() * from.factor() / to.factor())
    } else {
        Err(Code::UnitDimensionMismatch)
    }
}

/// A value in another unit, rounded once from the exact rational, half to even, to four places (docs/domain.md §2).
///
/// `unit_dimension_mismatch` when the units share no base unit; `decimal_out_of_range` when the result has more than
/// fourteen digits before the point.
pub fn convert(value: Decimal, from: &Unit, to: &Unit) -> Result<Decimal, Code> {
    Decimal::nearest(&exact(value, from, to)?).ok_or(Code::DecimalOutOfRange)
}

/// A conversion with the sentence that explains it.
pub fn explained(value: Decimal, from: &'static Unit, to: &'static Unit) -> Result<Conversion, Code> {
    let result = convert(value, from, to)?;
    let exact = result.exact() == exact(value, from, to)?;
    let rounding = if exact { "" } else { "，四舍六入五成双，保留 4 位小数" };
    let rule = format!("1 {} = {} {}{rounding}", from.symbol, from.factor() / to.factor(), to.symbol);
    Ok(Conversion { value, from_unit: from.symbol, to_unit: to.symbol, result, exact, rule })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::units::Dimension;
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }
    fn unit(symbol: &str) -> &'static Unit {
        find(symbol).unwrap()
    }
    fn say(value: &str, from: &str, to: &str) -> (String, bool) {
        let conversion = explained(d(value), unit(from), unit(to)).unwrap();
        (conversion.result.to_string(), conversion.exact)
    }

    #[test]
    fn symbols_and_aliases_name_one_unit_each_and_bases_exist() {
        let mut seen = HashSet::new();
        for unit in UNITS {
            assert!(unit.aliases.iter().chain([&unit.symbol]).all(|name| seen.insert(*name)), "{}", unit.symbol);
            let base = find(unit.base).unwrap();
            assert_eq!((base.dimension, base.factor_numerator, base.factor_denominator), (unit.dimension, 1, 1));
        }
        assert_eq!((unit("平方米").symbol, unit("万平方米").symbol, unit("名").symbol), ("㎡", "万㎡", "人"));
        assert_eq!(find("斤"), None);
    }
    #[test]
    fn every_unit_of_the_seed_is_known() {
        for file in ["facts.csv", "indicators.csv"] {
            let path = format!("{}/seeds/zhongyuan-2025/{file}", env!("CARGO_MANIFEST_DIR"));
            let mut rows = csv::Reader::from_path(path).unwrap();
            let column = rows.headers().unwrap().iter().position(|name| name == "unit").unwrap();
            for row in rows.records() {
                let row = row.unwrap();
                assert!(row[column].is_empty() || find(&row[column]).is_some_and(|unit| unit.symbol == &row[column]));
            }
        }
    }
    #[test]
    fn conversion_is_exact_and_rounds_once() {
        assert_eq!(say("0.1", "亿元", "元"), ("10000000".into(), true));
        assert_eq!(say("0.1", "元", "元"), ("0.1".into(), true));
        assert_eq!(say("12345678901234.5678", "元", "元"), ("12345678901234.5678".into(), true));
        assert_eq!(say("1", "亩", "㎡"), ("666.6667".into(), false));
        assert_eq!(say("3", "亩", "㎡"), ("2000".into(), true));
        assert_eq!(say("1", "亿元", "万元"), ("10000".into(), true));
        assert_eq!(say("15", "亩", "公顷"), ("1".into(), true));
        assert_eq!(say("335", "万㎡", "平方公里"), ("3.35".into(), true));
        assert_eq!(say("1.2", "万人", "人"), ("12000".into(), true));
        // A tie goes to the even digit: 0.00005 and 0.00015.
        assert_eq!(say("0.5", "元", "万元"), ("0".into(), false));
        assert_eq!(say("1.5", "元", "万元"), ("0.0002".into(), false));
        let rule = |value| explained(d(value), unit("亩"), unit("㎡")).unwrap().rule;
        assert_eq!(rule("3"), "1 亩 = 2000/3 ㎡");
        assert_eq!(rule("1"), "1 亩 = 2000/3 ㎡，四舍六入五成双，保留 4 位小数");
    }
    #[test]
    fn a_stated_value_is_never_shown_rounded() {
        assert_eq!(text(d("335.3"), 1, Some("亿元")), "335.3 亿元");
        assert_eq!(text(d("53"), 1, Some("亿元")), "53.0 亿元");
        assert_eq!(text(d("2.75"), 0, Some("亿元")), "2.75 亿元");
        assert_eq!(text(d("4"), 0, None), "4");
    }
    #[test]
    fn what_is_not_the_same_thing_is_not_converted() {
        for (from, to) in [("亩", "亿元"), ("%", "百分点"), ("个", "家"), ("人", "个"), ("班", "所"), ("米", "㎡")]
        {
            assert_eq!(convert(d("1"), unit(from), unit(to)), Err(Code::UnitDimensionMismatch), "{from} {to}");
        }
        assert_eq!(convert(d("12345678901234"), unit("亿元"), unit("元")), Err(Code::DecimalOutOfRange));
    }
    #[test]
    fn every_counting_unit_stands_alone() {
        let counted: Vec<_> = UNITS.iter().filter(|unit| unit.dimension == Dimension::Count).collect();
        for a in &counted {
            assert_eq!(counted.iter().filter(|b| a.converts_to(b)).count(), 1, "{}", a.symbol);
        }
    }
    proptest! {
        #[test]
        fn there_and_back_is_the_same_where_exact(
            from in 0..UNITS.len(), to in 0..UNITS.len(), whole in 0u64..100_000_000_000_000, part in 0u32..10_000,
        ) {
            let (from, to, value) = (&UNITS[from], &UNITS[to], d(&format!("{whole}.{part:04}")));
            match explained(value, from, to) {
                Ok(there) if there.exact => prop_assert_eq!(convert(there.result, to, from), Ok(value)),
                Ok(there) => prop_assert_ne!(there.result.exact(), exact(value, from, to).unwrap()),
                Err(Code::DecimalOutOfRange) => prop_assert!(from.converts_to(to)),
                Err(code) => prop_assert!(code == Code::UnitDimensionMismatch && !from.converts_to(to)),
            }
        }
    }
}
