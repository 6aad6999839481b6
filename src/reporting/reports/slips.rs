//! 疑似单位错误: a value that is a thousand times another one is more likely in the wrong unit (万 for 亿) than right
//! (docs/domain.md §2). The same slip the other way makes it a thousandth: the value before is then the measure.
//! Against the target only the large side tells anything, as every year begins far below it.
use super::model::ReportRow;
use crate::{
    foundation::{
        db::{Decimal, display},
        error::{Code, Violation},
    },
    reporting::subjects::Form,
};
use num_rational::BigRational;
use num_traits::Signed;

/// From this factor on a slip is suspected; exactly this much is.
const FACTOR: i64 = 1000;

/// What a value is held against.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Yardsticks {
    /// The last approved value of an earlier period.
    pub previous: Option<Decimal>,
    /// The target in force; of a project, the year's planned investment.
    pub target: Option<Decimal>,
}

/// `suspected_unit_slip` unless the bureau says that the value is right. Zero is zero in every unit: neither a value
/// nor a yardstick of zero tells of a slip.
pub fn check(report: &ReportRow, form: Form, against: Yardsticks) -> Result<(), Violation> {
    let Some(value) = report.value.filter(|value| !value.is_zero() && !report.slip_confirmed) else { return Ok(()) };
    let times = |other: Option<Decimal>| {
        other.filter(|other| !other.is_zero()).map(|other| (value.exact() / other.exact()).abs())
    };
    let factor = BigRational::from_integer(FACTOR.into());
    let by_previous = times(against.previous).filter(|ratio| *ratio >= factor || *ratio <= factor.recip());
    let by_target = times(against.target).filter(|ratio| *ratio >= factor);
    let (name, ratio) = match (by_previous, by_target) {
        (Some(ratio), _) => ("previous", ratio),
        (None, Some(ratio)) => ("target", ratio),
        (None, None) => return Ok(()),
    };
    let text = |value: Option<Decimal>| value.map(|value| value.to_string());
    let pointer = if form == Form::Ratio { "/numerator" } else { "/value" };
    Err(Violation::at(pointer, Code::SuspectedUnitSlip)
        .with("against", name)
        .with("ratio", shortest(&ratio))
        .with("previous", text(against.previous))
        .with("target", text(against.target)))
}

/// From which size on, and up to which, a value is suspected: as [`check`] does, both limits included. On the small
/// side the largest value that four places can say; none where that is zero.
pub fn limits(against: Yardsticks) -> (Option<Decimal>, Option<Decimal>) {
    let factor = BigRational::from_integer(FACTOR.into());
    let size = |of: Option<Decimal>| of.filter(|of| !of.is_zero()).map(|of| of.exact().abs());
    let (previous, target) = (size(against.previous), size(against.target));
    let large = previous.iter().chain(&target).min().map(|least| least * &factor);
    let places = BigRational::from_integer(10_000.into());
    let small = previous.map(|previous| (previous / factor * &places).floor() / places);
    let told = |limit: Option<BigRational>| limit.as_ref().and_then(Decimal::nearest).filter(|limit| !limit.is_zero());
    (told(large), told(small))
}

/// The ratio with as many as four places, without zeros at the end.
fn shortest(ratio: &BigRational) -> String {
    Decimal::nearest(ratio).map_or_else(|| display(ratio, 0), |near| near.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reporting::reports::values::examples::{blank, d};

    fn slip(value: &str, previous: &str, target: &str) -> Option<(String, String)> {
        let report = ReportRow { value: d(value), ..blank() };
        let against = Yardsticks { previous: previous.parse().ok(), target: target.parse().ok() };
        let fault = check(&report, Form::Cumulative, against).err()?;
        let text = |name: &str| fault.params[name].as_str().unwrap().to_owned();
        Some((text("against"), text("ratio")))
    }
    fn found(against: &str, ratio: &str) -> Option<(String, String)> {
        Some((against.to_owned(), ratio.to_owned()))
    }

    #[test]
    fn a_thousand_times_the_value_before_is_a_slip_and_a_hair_less_is_none() {
        assert_eq!(slip("1000", "1", ""), found("previous", "1000"));
        assert_eq!(slip("999.9999", "1", ""), None);
        assert_eq!(slip("-1000", "1", ""), found("previous", "1000"));
        assert_eq!(slip("1000", "-1", ""), found("previous", "1000"));
        // 万 for 亿: ten thousand times.
        assert_eq!(slip("2153000", "210.4", "335.3"), found("previous", "10232.8897"));
    }
    #[test]
    fn the_same_slip_the_other_way_is_a_thousandth() {
        assert_eq!(slip("1", "1000", ""), found("previous", "0.001"));
        assert_eq!(slip("1.0001", "1000", ""), None);
        assert_eq!(slip("0.0215", "210.4", ""), found("previous", "0.0001"));
    }
    #[test]
    fn the_target_is_a_measure_on_the_large_side_only() {
        assert_eq!(slip("335300", "", "335.3"), found("target", "1000"));
        assert_eq!(slip("335299.9999", "", "335.3"), None);
        assert_eq!(slip("0.0001", "", "335.3"), None);
    }
    #[test]
    fn the_limits_are_the_first_values_that_are_suspected() {
        let of = |previous: &str, target: &str| {
            let (from, to) = limits(Yardsticks { previous: previous.parse().ok(), target: target.parse().ok() });
            [from, to].map(|limit| limit.map(|limit| limit.to_string()).unwrap_or_default())
        };
        assert_eq!(of("210.4", "335.3"), ["210400", "0.2104"]);
        assert_eq!(of("", "335.3"), ["335300", ""]);
        assert_eq!(of("0.0999", "0"), ["99.9", ""]);
        assert_eq!(of("", ""), ["", ""]);
        for (value, found) in [("210400", true), ("210399.9999", false), ("0.2104", true), ("0.2105", false)] {
            assert_eq!(slip(value, "210.4", "335.3").is_some(), found, "{value}");
        }
    }
    #[test]
    fn zero_tells_of_no_slip() {
        assert_eq!(slip("0", "210.4", "335.3"), None);
        assert_eq!(slip("5000", "0", ""), None);
        assert_eq!(slip("5000", "", "0"), None);
        assert_eq!(slip("5000", "", ""), None);
    }
    #[test]
    fn the_bureau_may_say_that_it_is_right() {
        let report = ReportRow { value: d("5000"), slip_confirmed: true, ..blank() };
        assert!(check(&report, Form::Cumulative, Yardsticks { previous: d("1"), target: None }).is_ok());
    }
}
