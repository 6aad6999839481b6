//! What stands in a sentence for people where its template names a figure: in the language of the sentence, and in the
//! time of the place. Programs read the same in `meta`, as it is.
use super::Language;
use chrono::{DateTime, Days, FixedOffset, NaiveTime, Utc};
use serde_json::Value;

/// China has one time, eight hours before UTC, and no other in summer.
const SECONDS: i32 = 8 * 3600;

/// What libraries and readers of values say, by how it begins, and how a clerk is told.
const REASONS: &[(&str, &str)] = &[
    ("one of ", "只能取 "),
    ("invalid digit found in string", "应为整数"),
    ("cannot parse integer", "应为整数"),
    ("number too large", "数值过大"),
    ("number too small", "数值过小"),
    ("invalid value: string", "应为 true 或 false"),
    ("neither a UUID nor code:CODE", "应为标识（UUID），或“code:”加编号"),
    ("neither a UUID nor a period", "应为报告期的标识或编号，如 2025-09"),
    ("not a plain decimal", "应为半角十进制数，如 335.3"),
    ("missing field ", "缺少 "),
    ("premature end of input", "日期或时刻不完整：日期如 2025-09-01，时刻如 2025-09-01T00:00:00Z"),
    ("input contains invalid characters", "应为日期，如 2025-09-01"),
    ("input is out of range", "没有这一天"),
    ("NUL, or a date", "含有空字符，或日期不在 1900 至 2200 年之间"),
    ("not application/x-www-form-urlencoded", "查询条件的编码不对"),
    ("trailing comma", "多了一个逗号"),
    ("trailing input", "结尾之后还有内容"),
    ("trailing characters", "结尾之后还有内容"),
    ("EOF while parsing", "内容不完整"),
    ("key must be a string", "字段名须加双引号"),
    ("expected value", "此处缺少值"),
    ("expected `,` or `}`", "此处缺少逗号或右花括号"),
    ("expected `,` or `]`", "此处缺少逗号或右方括号"),
    ("expected `:`", "字段名后缺少冒号"),
    ("invalid escape", "转义符不对"),
    ("control character", "字符串中有未转义的控制字符"),
    ("number out of range", "数值超出范围"),
];
/// The types of JSON.
const TYPES: &[(&str, &str)] = &[
    ("string", "文本，须加双引号（数值也如此：\"1200\"）"),
    ("boolean", "true 或 false"),
    ("integer", "整数，不加引号"),
    ("number", "数，不加引号"),
    ("array", "数组 […]"),
    ("object", "对象 {…}"),
];
/// Formats of JSON Schema.
const FORMATS: &[(&str, [&str; 2])] = &[
    ("date", ["日期，如 2025-09-01", "date, such as 2025-09-01"]),
    ("date-time", ["时刻，如 2025-09-01T16:00:00Z", "date-time, such as 2025-09-01T16:00:00Z"]),
    ("uuid", ["标识（UUID）", "uuid"]),
];
/// Patterns of the schemas, by a part that no other has.
const PATTERNS: &[(&str, [&str; 2])] = &[
    (
        "(code:)?[0-9]{4}-[0-9]{2}",
        ["报告期，如 2025-09 或 2025-01..02，或其标识", "a period such as 2025-09 or 2025-01..02, or its id"],
    ),
    ("^[0-9]{4}-[0-9]{2}", ["报告期，如 2025-09 或 2025-01..02", "a period such as 2025-09 or 2025-01..02"]),
    (
        "^[a-z]",
        ["小写字母开头，其后为小写字母、数字和 . -", "lower-case letters, digits, . and -, beginning with a letter"],
    ),
    (
        "^[0-9A-Za-z]",
        [
            "字母或数字开头，其后为字母、数字和 . _ -，最多 32 个字符",
            "letters, digits, . _ and -, at most 32, beginning with a letter or digit",
        ],
    ),
    ("^[0-9]", ["数字", "digits"]),
    (r"\S", ["非空白的文本，首尾无空格", "text that is not blank, without spaces at its ends"]),
];

/// A figure as the sentence says it.
pub(super) fn word(name: &str, value: &Value, language: Language) -> String {
    let Some(text) = value.as_str() else { return value.to_string() };
    let known = |table: &[(&str, &'static str)]| table.iter().find(|(known, _)| *known == text).map(|(_, word)| *word);
    match name {
        "format" => {
            let named = FORMATS.iter().find(|(known, _)| *known == text);
            let said = named.or_else(|| PATTERNS.iter().find(|(part, _)| text.contains(part)));
            said.map(|(_, words)| language.of(*words).to_owned())
        }
        "expected" if language == Language::Chinese => known(TYPES).map(str::to_owned),
        "reason" => reason(text, language),
        // What the client wrote is repeated as it was written.
        "value" => None,
        _ => instant(text, language),
    }
    .unwrap_or_else(|| text.to_owned())
}

/// `null` of a reason that has no words of its own, or is not for this language.
fn reason(text: &str, language: Language) -> Option<String> {
    if let Some((chinese, english)) = both(text) {
        return Some(if language == Language::Chinese { chinese } else { english }.to_owned());
    }
    if language == Language::English {
        return None;
    }
    if let Some((_, allowed)) = text.split_once(", expected ").filter(|_| text.starts_with("unknown variant")) {
        return Some(format!("只能取 {}", allowed.trim_start_matches("one of ").replace('`', "").replace(", ", "、")));
    }
    let (begins, word) = REASONS.iter().find(|(begins, _)| text.starts_with(begins))?;
    let rest = text.strip_prefix(begins).filter(|_| begins.ends_with(' ')).unwrap_or_default();
    Some(format!("{word}{}", rest.replace(", ", "、")))
}

/// A reason that is given in both languages: `中文 (English)`.
fn both(text: &str) -> Option<(&str, &str)> {
    let (chinese, english) = text.strip_suffix(')')?.split_once(" (")?;
    (!chinese.is_ascii() && english.is_ascii()).then_some((chinese, english))
}

/// An instant in the time of the place; the end of a day is its 24th hour.
fn instant(text: &str, language: Language) -> Option<String> {
    let at = text.ends_with('Z').then(|| text.parse::<DateTime<Utc>>().ok())??;
    let at = at.with_timezone(&FixedOffset::east_opt(SECONDS)?).naive_local();
    Some(match language {
        Language::English => format!("{} (UTC+8)", at.format("%Y-%m-%d %H:%M")),
        Language::Chinese if at.time() == NaiveTime::MIN => {
            at.date().checked_sub_days(Days::new(1))?.format("%Y年%-m月%-d日24时").to_string()
        }
        Language::Chinese => at.format("%Y年%-m月%-d日%H:%M").to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_clerk_reads_the_time_of_the_place() {
        let at = |text: &str| {
            [Language::Chinese, Language::English].map(|language| word("opens_at", &json!(text), language))
        };
        assert_eq!(at("2025-10-31T16:00:00.000000Z"), ["2025年10月31日24时", "2025-11-01 00:00 (UTC+8)"]);
        assert_eq!(at("2025-10-14T02:30:00Z"), ["2025年10月14日10:30", "2025-10-14 10:30 (UTC+8)"]);
        assert_eq!(at("2025-10"), ["2025-10", "2025-10"]);
    }
    #[test]
    fn a_sentence_has_one_language() {
        let of = |name: &str, text: &str, language| word(name, &json!(text), language);
        assert_eq!(of("reason", "one of owed, drafted", Language::Chinese), "只能取 owed、drafted");
        assert_eq!(of("reason", "one of owed, drafted", Language::English), "one of owed, drafted");
        assert_eq!(of("reason", "unknown variant `yes`, expected `exact`", Language::Chinese), "只能取 exact");
        assert_eq!(of("value", "2025-10-31T16:00:00Z", Language::Chinese), "2025-10-31T16:00:00Z");
        let given = "月份须为 01 至 12 (month 01 to 12)";
        assert_eq!(of("reason", given, Language::Chinese), "月份须为 01 至 12");
        assert_eq!(of("reason", given, Language::English), "month 01 to 12");
        assert_eq!(of("format", "date", Language::Chinese), "日期，如 2025-09-01");
        assert_eq!(of("expected", "boolean", Language::English), "boolean");
        assert_eq!(word("max", &json!(8), Language::Chinese), "8");
    }
}
