//! 文字 what a text of a request may be, the same for every field of every body.
//!
//! A text is trimmed and composed (NFC), so that two spellings that look alike are one. What nobody sees is refused:
//! control characters, marks of direction, characters without width. So is a text of nothing else. Line breaks and tabs
//! belong into long texts. A password is nobody's text to correct: it is taken as it is, or refused.
use crate::error::{Code, Violation};
use icu_normalizer::ComposingNormalizerBorrowed;
use unicode_general_category::{GeneralCategory as Category, get_general_category};

/// From this `maxLength` on a text is a long one.
pub const LONG: u64 = 1000;

/// What kind of text a field takes; its schema says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One line: a name, a code, a date.
    Line,
    /// A long text, `maxLength` of [`LONG`] or more: with line breaks (`\n`) and tabs.
    Lines,
    /// `format: password`: never changed.
    Secret,
}

/// A text as it is kept, or the first thing that is wrong with it at a pointer.
pub fn clean(text: &str, form: Form, pointer: &str) -> Result<String, Violation> {
    let trimmed = if form == Form::Secret { text } else { text.trim() };
    if trimmed.contains('\0') {
        return Err(Violation::at(pointer, Code::NulCharacter));
    }
    if form == Form::Line && trimmed.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']) {
        return Err(Violation::at(pointer, Code::LineBreakNotAllowed));
    }
    let breaks = |c: char| form == Form::Lines && matches!(c, '\n' | '\r' | '\t');
    if let Some(c) = trimmed.chars().find(|c| is_invisible(*c) && !breaks(*c)) {
        let character = format!("U+{:04X}", u32::from(c));
        return Err(Violation::at(pointer, Code::InvisibleCharacter).with("character", character));
    }
    if trimmed.chars().all(|c| c.is_whitespace() || is_variation(c)) {
        return Err(Violation::at(pointer, Code::BlankText));
    }
    Ok(match form {
        Form::Secret => text.to_owned(),
        Form::Line => composed(trimmed),
        Form::Lines => composed(trimmed).replace("\r\n", "\n").replace('\r', "\n"),
    })
}

/// Normalization form C.
fn composed(text: &str) -> String {
    ComposingNormalizerBorrowed::new_nfc().normalize(text).into_owned()
}

/// What leaves no mark on paper and yet makes two texts differ.
fn is_invisible(c: char) -> bool {
    use Category::{Control, Format, LineSeparator, ParagraphSeparator};
    if c == ' ' || c.is_ascii_graphic() {
        return false;
    }
    // Fillers are letters to Unicode; the grapheme joiner is a mark; the last two of each plane are no characters.
    let filler = matches!(
        c,
        '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}'
    );
    let never = u32::from(c) & 0xFFFE == 0xFFFE || ('\u{FDD0}'..='\u{FDEF}').contains(&c);
    filler || never || matches!(get_general_category(c), Control | Format | LineSeparator | ParagraphSeparator)
}

/// Selects a variant of the sign before it, as rare names need; alone it is nothing.
fn is_variation(c: char) -> bool {
    matches!(c, '\u{180B}'..='\u{180D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// How many characters of a text are seen: a password is not stronger by what nobody sees.
pub(crate) fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c) && !is_variation(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Result<String, Code> {
        clean(text, Form::Line, "").map_err(|fault| fault.code)
    }

    #[test]
    fn a_text_is_trimmed_and_composed() {
        assert_eq!(line(" \u{3000}区城建局\u{a0}\n").unwrap(), "区城建局");
        assert_eq!(line("cafe\u{301}").unwrap(), "caf\u{e9}");
        assert_eq!(line("葛\u{E0100}").unwrap(), "葛\u{E0100}");
        assert_eq!(clean(" 一\r\n\t二\r三 ", Form::Lines, "").unwrap(), "一\n\t二\n三");
        assert_eq!(clean(" a b ", Form::Secret, "").unwrap(), " a b ");
    }
    #[test]
    fn what_nobody_sees_is_refused() {
        for blank in ["", "  ", "\u{3000}", "\u{fe0f}"] {
            assert_eq!(line(blank), Err(Code::BlankText), "{blank:?}");
            assert!(clean(blank, Form::Secret, "").is_err() && clean(blank, Form::Lines, "").is_err(), "{blank:?}");
        }
        for hidden in ["a\u{200b}b", "\u{202e}ab", "a\u{7}", "\u{feff}a", "a\u{2066}", "\u{3164}", "a\tb", "\u{ffff}"] {
            assert_eq!(line(hidden), Err(Code::InvisibleCharacter), "{hidden:?}");
        }
        assert_eq!(line("a\nb"), Err(Code::LineBreakNotAllowed));
        assert_eq!(line("a\u{2028}b"), Err(Code::LineBreakNotAllowed));
        assert_eq!(line("a\0b"), Err(Code::NulCharacter));
        assert!(clean("a\u{2028}b", Form::Lines, "").is_err() && clean("a\u{7}b", Form::Lines, "").is_err());
    }
}
