//! 涉密内容一律拒收 (docs/domain.md §7): this service runs on networks where state secrets must not be kept. A text
//! that carries a secrecy marking is refused before anything of it is stored.
//!
//! A marking is what GB/T 9704 prints on a classified paper, not the mere word: 保守秘密 or 机密文件管理 may be written
//! about. Spaces do not hide one (机 密 ★ 1年), as papers print it spaced.
use crate::foundation::error::{Code, Result, Violation, Violations};

/// 密级, the highest first.
const LEVELS: [&str; 3] = ["绝密", "机密", "秘密"];
/// What stands between 密级 and 保密期限 on a paper, and what people type for it.
const STARS: [char; 4] = ['★', '☆', '*', '\u{ff0a}'];
/// Brackets around a level that stands for itself.
const BRACKETS: [(char, char); 7] = [
    ('【', '】'),
    ('〔', '〕'),
    ('『', '』'),
    ('[', ']'),
    ('\u{ff3b}', '\u{ff3d}'),
    ('(', ')'),
    ('\u{ff08}', '\u{ff09}'),
];
/// What introduces a level.
const LABELS: [&str; 5] = ["密级:", "密级\u{ff1a}", "密级为", "密级是", "密级"];

/// The secrecy marking that a text carries, if it carries one.
///
/// A level (绝密, 机密, 秘密, each also with 级) is a marking when a star follows it, brackets enclose it, 密级
/// introduces it, or it fills a line by itself or with 保密期限 (秘密10年, 机密长期).
pub fn marking(text: &str) -> Option<&'static str> {
    text.lines().find_map(|line| {
        let line: String = line.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).collect();
        LEVELS.into_iter().find(|level| is_marked(&line, level))
    })
}

/// Characters without width, which a pasted text may carry.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Whether one of the places where the level is written is a marking.
fn is_marked(line: &str, level: &str) -> bool {
    let mut places = line.match_indices(level).filter_map(|(at, level)| line.split_at_checked(at).zip(Some(level)));
    places.any(|((before, rest), level)| is_marking(before, rest.strip_prefix(level).unwrap_or_default()))
}

fn is_marking(before: &str, after: &str) -> bool {
    let after = after.strip_prefix('级').unwrap_or(after);
    let enclosed = BRACKETS.iter().any(|(open, close)| before.ends_with(*open) && after.starts_with(*close));
    let introduced = LABELS.iter().any(|label| before.ends_with(label));
    after.starts_with(STARS) || enclosed || introduced || (before.is_empty() && is_term(after))
}

/// 保密期限: nothing, 长期, or a number of years, months or days.
fn is_term(text: &str) -> bool {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match unit {
        "" => unit.len() == text.len(),
        "长期" => true,
        "年" | "个月" | "月" | "天" => unit.len() < text.len(),
        _ => false,
    }
}

/// Adds a fault (`classified_content_refused`) for each text that carries a marking.
pub fn check(faults: &mut Violations, texts: &[(&str, Option<&str>)]) {
    for (pointer, text) in texts {
        if let Some(marking) = text.and_then(marking) {
            faults.push(Violation::at(*pointer, Code::ClassifiedContentRefused).with("marking", marking));
        }
    }
}

/// [`check`] of a body that has no other semantic faults.
pub fn refuse(texts: &[(&str, Option<&str>)]) -> Result<()> {
    let mut faults = Violations::new();
    check(&mut faults, texts);
    faults.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marking_is_refused_wherever_it_stands() {
        for (text, level) in [
            ("机密★1年", "机密"),
            ("绝 密 ★ 30年\n关于某事的通知", "绝密"),
            ("通知正文\n  秘密 ★\n请查收", "秘密"),
            ("秘密*", "秘密"),
            ("秘密\u{ff0a}3年", "秘密"),
            ("\u{ff08}机密\u{ff09}情况报告", "机密"),
            ("密级\u{ff1a}机密", "机密"),
            ("机密级★长期", "机密"),
            ("密级:秘密", "秘密"),
            ("文件密级: 机密,请妥善保管", "机密"),
            ("该件密级为绝密", "绝密"),
            ("【机密】某项目进展", "机密"),
            ("(秘密)会议纪要", "秘密"),
            ("机密", "机密"),
            ("秘密10年", "秘密"),
            ("绝密 长期", "绝密"),
            ("机\u{200b}密★", "机密"),
            ("密级:秘密 原定机密★", "机密"),
        ] {
            assert_eq!(marking(text), Some(level), "{text}");
        }
    }
    #[test]
    fn the_mere_word_may_be_written() {
        for text in [
            "加强机密文件管理培训",
            "保守国家秘密,人人有责",
            "商业秘密保护示范区建设",
            "开展绝密级载体清退检查",
            "密级:无",
            "密级:非秘密",
            "密级\u{ff1a}公开",
            "秘密、机密、绝密三级的区别",
            "10月底前完成收储土地1100亩★重点",
            "",
        ] {
            assert_eq!(marking(text), None, "{text}");
        }
    }
    #[test]
    fn every_text_with_a_marking_is_told() {
        let mut faults = Violations::new();
        check(&mut faults, &[("/title", Some("机密★")), ("/demand", Some("按期完成")), ("/reason", None)]);
        let error = faults.finish().unwrap_err();
        let told: Vec<_> =
            error.violations().iter().map(|fault| (fault.code, fault.params["marking"].clone())).collect();
        assert_eq!(told, [(Code::ClassifiedContentRefused, "机密".into())]);
    }
}
