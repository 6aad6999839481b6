//! 代入 substitution: the numbers put in the place of a formula's symbols, exactly.
use super::formulas::Formula;
use crate::foundation::db::Decimal;
use num_rational::BigRational;
use num_traits::Signed;
use std::collections::BTreeMap;

/// What the symbols of formulas stand for.
#[derive(Debug)]
pub(super) struct Numbers {
    one: BTreeMap<&'static str, BigRational>,
    /// `v`: the value of each period that has one, oldest first.
    values: Vec<BigRational>,
}

impl Numbers {
    pub(super) fn of(values: Vec<BigRational>) -> Self {
        Self { one: BTreeMap::new(), values }
    }
    pub(super) fn set(&mut self, symbol: &'static str, value: BigRational) {
        self.one.insert(symbol, value);
    }
    pub(super) fn is_at_least(&self, symbol: &str, other: &str) -> bool {
        self.one.get(symbol).zip(self.one.get(other)).is_some_and(|(value, limit)| value >= limit)
    }
    /// The formula with its numbers. What runs over all values is written out.
    pub(super) fn put_into(&self, formula: Formula) -> String {
        let each = |say: &dyn Fn(&BigRational) -> String, between| {
            self.values.iter().map(say).collect::<Vec<_>>().join(between)
        };
        match formula {
            Formula::LatestValue => self.values.last().map(number).unwrap_or_default(),
            Formula::Sum => each(&number, " + "),
            Formula::Periods => each(&|_| "1".to_owned(), " + "),
            Formula::Passed => each(&|value| format!("[{} ≥ {}]", number(value), self.symbol("T")), " + "),
            Formula::Worst => format!("min({})", each(&number, "; ")),
            _ => self.put_in(formula.as_str()),
        }
    }
    fn put_in(&self, formula: &str) -> String {
        let is_symbol = |c: char| c.is_ascii_alphabetic() || c == '_';
        let (mut text, mut rest) = (String::new(), formula);
        while let Some((between, symbols)) = rest.find(is_symbol).and_then(|start| rest.split_at_checked(start)) {
            let length = symbols.find(|c| !is_symbol(c)).unwrap_or(symbols.len());
            let Some((symbol, after)) = symbols.split_at_checked(length) else { break };
            text.push_str(between);
            text.push_str(&self.symbol(symbol));
            rest = after;
        }
        text + rest
    }
    /// A symbol without a number stays what it is.
    fn symbol(&self, symbol: &str) -> String {
        self.one.get(symbol).map_or_else(|| symbol.to_owned(), number)
    }
}

/// `215000/3353`, `75`: the exact value in lowest terms.
pub(super) fn fraction(value: &BigRational) -> String {
    value.to_string()
}

/// As a number stands in a formula: a decimal where that is exact, else a fraction; in brackets where it would be
/// misread.
fn number(value: &BigRational) -> String {
    let exact = Decimal::nearest(value).filter(|near| near.exact() == *value);
    let text = exact.map_or_else(|| fraction(value), |exact| exact.to_string());
    if value.is_negative() || exact.is_none() { format!("({text})") } else { text }
}
