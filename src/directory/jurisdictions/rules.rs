//! GB/T 2260 codes: three pairs of digits, province, prefecture and county; trailing `00` pairs stand for all below.
use crate::foundation::{
    auth::{Permission, View},
    error::{Code, Violation},
};

/// Whether the caller may make or change the jurisdiction of a code: by an administrator of one that covers it.
pub fn may_edit(view: &View, code: &str) -> Result<(), Code> {
    match (view.caller.may(Permission::EditDirectory), view.covers(code)) {
        (false, _) => Err(Code::PermissionDenied),
        (true, false) => Err(Code::OtherJurisdiction),
        (true, true) => Ok(()),
    }
}

/// Checks a GB/T 2260 code: `410102`, `410100`, `410000`; a county has a prefecture (419001 has 90).
pub fn check(pointer: &str, code: &str) -> Result<(), Violation> {
    let good = code.len() == 6
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && !code.starts_with('0')
        && (code.get(2..4) != Some("00") || code.ends_with("00"));
    if good { Ok(()) } else { Err(Violation::at(pointer, Code::JurisdictionCodeInvalid)) }
}

/// The code above: that with its last pair other than `00` zeroed. A province has none.
pub fn parent(code: &str) -> Option<String> {
    let pairs = code.trim_end_matches("00").len().div_ceil(2);
    let above = code.get(..2 * pairs.checked_sub(1)?)?;
    if above.is_empty() { None } else { Some(format!("{above:0<6}")) }
}

/// The codes above, the nearest first.
pub fn ancestors(code: &str) -> Vec<String> {
    std::iter::successors(parent(code), |code| parent(code)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits_and_a_county_has_a_prefecture() {
        for good in ["410102", "410100", "410000", "419001", "110105", "411000"] {
            assert!(check("/code", good).is_ok(), "{good}");
        }
        for bad in ["41010", "4101020", "41010x", "010101", "410002", "４１0000", ""] {
            assert!(check("/code", bad).is_err(), "{bad}");
        }
    }
    #[test]
    fn the_hierarchy_is_in_the_code() {
        assert_eq!(ancestors("410102"), ["410100", "410000"]);
        assert_eq!(ancestors("411000"), ["410000"]);
        assert_eq!(ancestors("411100"), ["410000"]);
        assert_eq!(ancestors("500110"), ["500100", "500000"]);
        assert_eq!(parent("500000"), None);
        assert_eq!(parent("410000"), None);
    }
}
