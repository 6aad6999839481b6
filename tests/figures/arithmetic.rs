//! A small exact calculator of the tests' own: what an explanation says is computed again from its inputs, without the service.
use num_rational::BigRational;
use num_traits::Zero;
use std::{collections::BTreeMap, fmt};

/// What a formula comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Number(BigRational),
    Truth(bool),
}

impl Value {
    fn number(self) -> BigRational {
        match self {
            Self::Number(number) => number,
            Self::Truth(holds) => whole(holds.into()),
        }
    }
}
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Truth(holds) => holds.fmt(f),
        }
    }
}

fn whole(number: i64) -> BigRational {
    BigRational::from_integer(number.into())
}
/// `-12.5` as it is.
pub fn decimal(text: &str) -> BigRational {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits: num_bigint::BigInt = format!("{whole}{part}").parse().unwrap_or_else(|_| panic!("{text:?}"));
    BigRational::new(digits, num_bigint::BigInt::from(10).pow(part.len() as u32))
}

/// What symbols stand for; `v` for each of the values in turn.
#[derive(Debug, Default, Clone)]
pub struct Known {
    pub one: BTreeMap<String, BigRational>,
    pub values: Vec<BigRational>,
}

/// Computes a formula.
pub fn evaluate(text: &str, known: &Known) -> Value {
    let mut reader = Reader { tokens: tokens(text), at: 0, known: known.clone() };
    let value = reader.all_of();
    assert_eq!(reader.at, reader.tokens.len(), "{text:?} ends early");
    value
}

fn tokens(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let kind = |c: char| match c {
        '0'..='9' | '.' => 1,
        'a'..='z' | 'A'..='Z' | '_' => 2,
        _ => 0,
    };
    let mut last = 0;
    for c in text.chars() {
        let is = kind(c);
        match found.last_mut() {
            Some(token) if is != 0 && is == last => token.push(c),
            _ if !c.is_whitespace() => found.push(c.to_string()),
            _ => (),
        }
        last = if c.is_whitespace() { 0 } else { is };
    }
    found
}

struct Reader {
    tokens: Vec<String>,
    at: usize,
    known: Known,
}

impl Reader {
    fn next_is(&mut self, one_of: &[&str]) -> Option<String> {
        let token = self.tokens.get(self.at).filter(|token| one_of.contains(&token.as_str())).cloned();
        self.at += usize::from(token.is_some());
        token
    }
    fn must_be(&mut self, token: &str) {
        self.next_is(&[token]).unwrap_or_else(|| panic!("{token} expected in {:?} at {}", self.tokens, self.at));
    }
    fn all_of(&mut self) -> Value {
        let mut value = self.comparison();
        while self.next_is(&["∧"]).is_some() {
            let other = self.comparison();
            value = Value::Truth(value == Value::Truth(true) && other == Value::Truth(true));
        }
        value
    }
    fn comparison(&mut self) -> Value {
        let left = self.sum();
        let Some(sign) = self.next_is(&["≥", ">", "≤", "<", "="]) else { return Value::Number(left) };
        let right = self.sum();
        Value::Truth(match sign.as_str() {
            "≥" => left >= right,
            ">" => left > right,
            "≤" => left <= right,
            "<" => left < right,
            _ => left == right,
        })
    }
    fn sum(&mut self) -> BigRational {
        let mut value = self.product();
        while let Some(sign) = self.next_is(&["+", "−", "-"]) {
            let other = self.product();
            value = if sign == "+" { value + other } else { value - other };
        }
        value
    }
    fn product(&mut self) -> BigRational {
        let mut value = self.one();
        while let Some(sign) = self.next_is(&["×", "÷", "/"]) {
            let other = self.one();
            value = if sign == "×" { value * other } else { value / other };
        }
        value
    }
    fn one(&mut self) -> BigRational {
        let token = self.tokens.get(self.at).unwrap_or_else(|| panic!("{:?} is cut off", self.tokens)).clone();
        self.at += 1;
        match token.as_str() {
            "-" | "−" => -self.one(),
            "(" | "[" => {
                let value = self.all_of().number();
                self.must_be(if token == "(" { ")" } else { "]" });
                value
            }
            "Σ" => self.over_all_values().into_iter().fold(whole(0), |sum, value| sum + value),
            "last" => self.over_all_values().pop().expect("a value"),
            "min" if self.tokens.get(self.at).is_some_and(|token| token == "(") => {
                self.must_be("(");
                let mut least = self.sum();
                while self.next_is(&[";"]).is_some() {
                    least = least.min(self.sum());
                }
                self.must_be(")");
                least
            }
            "min" => self.over_all_values().into_iter().min().expect("a value"),
            number if number.starts_with(|c: char| c.is_ascii_digit()) => decimal(number),
            symbol => self.known.one.get(symbol).unwrap_or_else(|| panic!("{symbol:?} in {:?}", self.tokens)).clone(),
        }
    }
    /// What follows, with `v` standing for each value in turn.
    fn over_all_values(&mut self) -> Vec<BigRational> {
        let (start, mut found) = (self.at, Vec::new());
        for value in self.known.values.clone() {
            self.at = start;
            self.known.one.insert("v".to_owned(), value);
            found.push(self.one());
        }
        found
    }
}

/// One step as an explanation tells it.
#[derive(Debug, Clone)]
pub struct Told {
    pub figure: String,
    pub symbol: Option<String>,
    pub formula: String,
    pub substituted: String,
    pub exact: String,
    pub result: String,
}

/// Computes every step again: from the inputs (symbol and value) and earlier steps by the formula, and from the formula with
/// its numbers put in. Both must come to `exact`. Answers the value of each figure.
#[track_caller]
pub fn recompute(inputs: &[(String, String)], steps: &[Told]) -> BTreeMap<String, Value> {
    let mut known = Known::default();
    let actual = steps.iter().find(|step| step.figure == "actual").map(|step| step.formula.as_str()).unwrap_or("");
    for (symbol, value) in inputs {
        if symbol == "v" {
            known.values.push(decimal(value));
            continue;
        }
        known.one.insert(symbol.clone(), decimal(value));
        if symbol == "M" && !known.one["M"].is_zero() {
            known.values.push(evaluate(actual, &known).number());
        }
    }
    let mut computed = BTreeMap::new();
    for step in steps {
        let at = format!("{} = {} = {}", step.figure, step.formula, step.substituted);
        let by_formula = evaluate(&step.formula, &known);
        assert_eq!(by_formula.to_string(), step.exact, "{at}: by the formula");
        assert_eq!(evaluate(&step.substituted, &Known::default()).to_string(), step.exact, "{at}: with numbers");
        if let (Some(symbol), Value::Number(number)) = (&step.symbol, &by_formula) {
            known.one.insert(symbol.clone(), number.clone());
        }
        computed.insert(step.figure.clone(), by_formula);
    }
    computed
}
