//! 全国投资项目统一代码: the national project code, GB/T 40058-2021.
//!
//! `YYMM-RRRRRR-DD-TT-NNNNNC`: time, region, central guiding department, type of project, five random characters and a
//! check character. Shape, month and region are checked. The rule of the check character is not: no text of the
//! standard that states it was at hand, and a guessed rule would refuse good codes.
use crate::foundation::error::{Code, Violation};

/// The provinces of GB/T 2260, and `00` for codes that central bodies give.
const REGIONS: &[&str] = &[
    "00", "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
    "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
];
/// How many characters the parts have.
const PARTS: [usize; 5] = [4, 6, 2, 2, 6];

/// Checks a national project code; `national_code_invalid` says what is wrong.
pub fn check(pointer: &str, code: &str) -> Result<(), Violation> {
    let fault = |reason: &str| Err(Violation::at(pointer, Code::NationalCodeInvalid).with("reason", reason));
    let parts: Vec<&str> = code.split('-').collect();
    let fitting = parts.iter().map(|part| part.len()).eq(PARTS);
    let (true, &[month, region, first, second, random]) = (fitting, parts.as_slice()) else {
        return fault("须为 24 个字符、五段 (24 characters in five parts)");
    };
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let capitals = random.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
    if ![month, region, first, second].into_iter().all(digits) || !capitals {
        return fault("只能由数字组成，末段可含大写字母 (digits; capitals in the last part only)");
    }
    if !month.get(2..).is_some_and(|month| ("01"..="12").contains(&month)) {
        return fault("月份须为 01 至 12 (month 01 to 12)");
    }
    if !region.get(..2).is_some_and(|region| REGIONS.contains(&region)) {
        return fault("地区代码不存在 (no such region)");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_shape_a_month_and_a_region() {
        for code in ["2503-410102-04-01-123456", "2112-000052-48-02-01234X", "2101-110000-89-05-9A0B1C"] {
            assert!(check("/number", code).is_ok(), "{code}");
        }
        for (code, reason) in [
            ("2503-410102-04-01-12345", "24"),
            ("2503-410102-04-011-12345", "24"),
            ("2503410102040112345600000", "24"),
            ("", "24"),
            ("2513-410102-04-01-123456", "月份"),
            ("2500-410102-04-01-123456", "月份"),
            ("2503-990102-04-01-123456", "地区"),
            ("25O3-410102-04-01-123456", "数字"),
            ("2503-410102-04-01-12345x", "数字"),
            ("2503-41010二-04-01-1234", "24"),
            ("二3-410102-04-01-123456", "数字"),
        ] {
            let fault = check("/number", code).unwrap_err();
            assert!(fault.params["reason"].as_str().unwrap().contains(reason), "{code}: {fault:?}");
        }
    }
}
