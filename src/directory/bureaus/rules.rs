//! 统一社会信用代码 unified social credit codes: GB 32100-2015, whose characters 9 to 17 are an organisation code of
//! GB 11714-1997 with a check character of its own.
use crate::foundation::error::{Code, Violation};

/// The characters of GB 32100, in the order of their values: no I, O, S, V, Z.
const CHARACTERS: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";
/// The weights of the organisation code's eight characters, GB 11714.
const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// The check character of an organisation code's eight characters; letters count from A = 10 without a gap.
fn organisation_check(eight: &str) -> Option<char> {
    let values = eight.chars().map(|c| c.to_digit(36));
    let sum = values.zip(WEIGHTS).try_fold(0, |sum, (value, weight)| Some(sum + value? * weight))?;
    match 11 - sum % 11 {
        10 => Some('X'),
        11 => Some('0'),
        digit => char::from_digit(digit, 10),
    }
}

/// The check character of a unified code's first seventeen characters: weights are the powers of 3 modulo 31.
fn final_check(seventeen: &str) -> Option<char> {
    let values = seventeen.chars().map(|c| CHARACTERS.find(c));
    let start = Some((0, 1));
    let (sum, _) =
        values.fold(start, |state, value| state.zip(value).map(|((sum, w), v)| (sum + v * w, w * 3 % 31)))?;
    CHARACTERS.chars().nth((31 - sum % 31) % 31)
}

/// Checks a unified social credit code: its 18 characters, its region and both check characters.
pub fn unified_code(pointer: &str, code: &str) -> Result<(), Violation> {
    let wrong = |reason| Err(Violation::at(pointer, Code::UnifiedCodeInvalid).with("reason", reason));
    if code.len() != 18 || !code.chars().all(|c| CHARACTERS.contains(c)) {
        return wrong(
            "须为 18 位数字或大写字母，不含 I、O、S、V、Z (18 characters of 0-9 and A-Z without I, O, S, V, Z)",
        );
    }
    let part = |range: std::ops::Range<usize>| code.get(range).unwrap_or_default();
    if !part(2..8).bytes().all(|byte| byte.is_ascii_digit()) {
        return wrong("第 3 至 8 位须为行政区划代码 (characters 3 to 8 are a GB/T 2260 code)");
    }
    if organisation_check(part(8..16)) != code.chars().nth(16) {
        return wrong("第 17 位校验码不符 (check character 17, GB 11714)");
    }
    if final_check(part(0..17)) != code.chars().nth(17) {
        return wrong("第 18 位校验码不符 (check character 18)");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(code: &str) -> String {
        unified_code("/unified_code", code).unwrap_err().params["reason"].as_str().unwrap().to_owned()
    }

    #[test]
    fn both_check_characters_are_computed() {
        // The standard's own example, a digit, an X and a letter as check characters.
        for good in ["91350100M000100Y43", "9144030071526726XG", "91330100799655058B", "914403001922038216"] {
            assert!(unified_code("/unified_code", good).is_ok(), "{good}");
        }
        assert_eq!(organisation_check("71526726"), Some('X'));
        assert_eq!(final_check("91330100799655058"), Some('B'));
    }
    #[test]
    fn a_wrong_character_is_found_wherever_it_is() {
        let good = "91350100M000100Y43";
        for place in 0..18 {
            for other in CHARACTERS.chars().filter(|c| Some(*c) != good.chars().nth(place)) {
                let bad: String = good.chars().enumerate().map(|(i, c)| if i == place { other } else { c }).collect();
                assert!(unified_code("/unified_code", &bad).is_err(), "{bad}");
            }
        }
    }
    #[test]
    fn each_fault_is_named() {
        assert!(fault("91350100M000100Y53").contains("17"));
        assert!(fault("91350100M000100Y44").contains("18"));
        assert!(fault("9135010IM000100Y43").contains("without I"));
        assert!(fault("9135A100M000100Y43").contains("3 to 8"));
        assert!(fault("91350100M000100Y4").contains("18 characters"));
        assert!(fault("区区区区区区").contains("18 characters"));
    }
}
