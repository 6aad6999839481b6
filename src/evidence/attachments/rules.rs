//! File names, safe to store, to show and to save under; and who may delete a file.
use super::model::{AttachmentDetail, MediaType};
use crate::foundation::{
    auth::{Caller, Permission},
    error::Code,
};

/// The most characters of a file name.
const LONGEST: usize = 200;
/// The most characters that are taken for an extension.
const EXTENSION: usize = 8;

/// Whether the caller may delete an attachment, and if not, why: who first, then whether anything refers to it.
pub fn may_delete(caller: &Caller, attachment: &AttachmentDetail) -> Result<(), Code> {
    caller.may_in(Permission::UploadEvidence, &attachment.row.jurisdiction)?;
    match (caller.bureau_id == attachment.row.bureau_id, attachment.linked) {
        (false, _) => Err(Code::PermissionDenied),
        (true, true) => Err(Code::AttachmentLinked),
        (true, false) => Ok(()),
    }
}

/// A name that is safe to show and to save under: the last segment of what the client said, without control characters
/// and without characters that turn or hide text, at most 200 characters, and with an extension of the type that was
/// found, so that no program is started that the content is not for.
pub fn display_name(claimed: &str, media_type: MediaType) -> String {
    // Browsers write these three so that they can stand in the header (WHATWG HTML, multipart/form-data).
    let claimed = claimed.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    let last = claimed.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().filter(|c| !c.is_control() && !turns_or_hides(*c)).collect();
    let name = visible.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    let fits = media_type.extensions().iter().any(|known| extension.eq_ignore_ascii_case(known));
    let (stem, extension) =
        if fits { (stem, extension) } else { (name, media_type.extensions().first().copied().unwrap_or("bin")) };
    let stem = if stem.trim().is_empty() { "attachment" } else { stem };
    let room = LONGEST - extension.chars().count().min(EXTENSION) - 1;
    format!("{}.{extension}", stem.chars().take(room).collect::<String>().trim_end())
}

/// Marks of direction, joiners and separators that make a name look like another one.
const fn turns_or_hides(c: char) -> bool {
    matches!(c,
        '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// `Content-Disposition` of a download (RFC 6266): a name in ASCII for those who know no other, and the name itself
/// after RFC 8187.
pub fn disposition(name: &str) -> String {
    let ascii: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    let mut encoded = String::new();
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.extend(["%", &hex::encode_upper([byte])]);
        }
    }
    format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

/// Whether a character means itself in a quoted file name, whoever reads it: some decode `%`.
const fn is_plain(c: char) -> bool {
    c.is_ascii() && !c.is_ascii_control() && !matches!(c, '"' | '\\' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pdf(claimed: &str) -> String {
        display_name(claimed, MediaType::Pdf)
    }

    #[test]
    fn only_the_last_segment_is_kept_and_only_what_can_be_seen() {
        assert_eq!(pdf("施工许可证.pdf"), "施工许可证.pdf");
        assert_eq!(pdf("../../etc/许可.PDF"), "许可.PDF");
        assert_eq!(pdf(r"C:\Users\甲\许可.pdf"), "许可.pdf");
        assert_eq!(pdf("a\r\nSet-Cookie: x=1.pdf"), "aSet-Cookie: x=1.pdf");
        assert_eq!(pdf("a%0D%0Ab%22c%22.pdf"), "ab\"c\".pdf");
        assert_eq!(pdf("发票\u{202e}fdp.exe"), "发票fdp.exe.pdf");
        assert_eq!(pdf("\u{200f}\u{feff}许可.pdf  ."), "许可.pdf");
        for nameless in ["", "..", "/", " . ", "\u{202e}", ".pdf", "a/"] {
            assert!(["attachment.pdf", "pdf.pdf"].contains(&pdf(nameless).as_str()), "{nameless:?} {}", pdf(nameless));
        }
    }
    #[test]
    fn the_extension_fits_what_was_found() {
        assert_eq!(display_name("照片.html", MediaType::Png), "照片.html.png");
        assert_eq!(display_name("照片.JPEG", MediaType::Jpeg), "照片.JPEG");
        assert_eq!(display_name("说明", MediaType::Text), "说明.txt");
        let long = display_name(&format!("{}.docx", "长".repeat(500)), MediaType::Docx);
        assert!(long.chars().count() == 200 && long.ends_with("长.docx"));
    }
    #[test]
    fn a_disposition_carries_the_name_twice() {
        assert_eq!(
            disposition("许可 \"1\"%.pdf"),
            "attachment; filename=\"__ _1__.pdf\"; filename*=UTF-8''%E8%AE%B8%E5%8F%AF%20%221%22%25.pdf"
        );
        assert_eq!(disposition("a-b.pdf"), "attachment; filename=\"a-b.pdf\"; filename*=UTF-8''a-b.pdf");
    }

    proptest! {
        #[test]
        fn whatever_is_claimed_the_name_is_safe(claimed in "\\PC*|.*|[./\\\\\r\n\"%a]{0,300}") {
            let name = pdf(&claimed);
            prop_assert!((5..=200).contains(&name.chars().count()) && name.to_lowercase().ends_with(".pdf"));
            prop_assert!(!name.contains(['/', '\\']) && !name.starts_with('.'));
            prop_assert!(!name.chars().any(|c| c.is_control()));
            let header = disposition(&name);
            prop_assert!(header.chars().all(|c| c.is_ascii() && !c.is_ascii_control()));
            prop_assert_eq!(header.matches('"').count(), 2);
            prop_assert_eq!(pdf(&name), name, "a safe name stays as it is");
        }
    }
}
