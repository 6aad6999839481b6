//! What a file is, by its content alone: neither its name nor what the client says of it counts.
use super::model::MediaType;
use std::{
    fs::File,
    io::{self, BufReader, Read, Seek},
};

/// How much of a file is looked at for its signature, and for markup at its beginning.
const HEAD: usize = 8192;
/// What a text must not hold anywhere in its head, whatever stands before it: a browser that guesses would run it.
const MARKUP: &[&str] = &["<!doctype", "<html", "<head", "<body", "<script", "<svg", "<iframe", "<?php", "<?xml"];

/// The type of a file that may be kept, else what was found, for people.
pub fn found(file: &mut File) -> io::Result<Result<MediaType, String>> {
    file.rewind()?;
    let mut head = Vec::new();
    file.take(HEAD as u64).read_to_end(&mut head)?;
    file.rewind()?;
    if let Some(known) = by_signature(&head) {
        return Ok(Ok(known));
    }
    match head.first_chunk() {
        Some(b"PK\x03\x04") => Ok(package(file)),
        Some(b"\xd0\xcf\x11\xe0") => Ok(compound(file)),
        _ => match infer::get(&head).map(|known| known.mime_type()) {
            // A text that begins by chance like something else is no text.
            Some(other) => Ok(Err(other.to_owned())),
            None => text(file, &head),
        },
    }
}

/// Types with a signature of their own.
fn by_signature(head: &[u8]) -> Option<MediaType> {
    let at = |from: usize, bytes: &[u8]| head.get(from..).is_some_and(|rest| rest.starts_with(bytes));
    let heic = [b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"];
    match () {
        () if at(0, b"%PDF-") => Some(MediaType::Pdf),
        () if at(0, b"\x89PNG\r\n\x1a\n") => Some(MediaType::Png),
        () if at(0, b"\xff\xd8\xff") => Some(MediaType::Jpeg),
        () if at(0, b"RIFF") && at(8, b"WEBP") => Some(MediaType::Webp),
        () if at(4, b"ftyp") && heic.iter().any(|brand| at(8, *brand)) => Some(MediaType::Heic),
        () => None,
    }
}

/// A ZIP container: the names of its entries tell a document from an archive. Nothing is unpacked.
fn package(file: &mut File) -> Result<MediaType, String> {
    let archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|_| "application/zip (damaged)".to_owned())?;
    let names: Vec<&[u8]> = archive.file_names_raw().collect();
    let has = |name: &[u8]| names.contains(&name);
    if names.iter().any(|name| name.to_ascii_lowercase().ends_with(b"vbaproject.bin")) {
        return Err("application/vnd.ms-office (with macros)".to_owned());
    }
    let office = has(b"[Content_Types].xml");
    match () {
        () if office && has(b"word/document.xml") => Ok(MediaType::Docx),
        () if office && has(b"xl/workbook.xml") => Ok(MediaType::Xlsx),
        () if office && has(b"ppt/presentation.xml") => Ok(MediaType::Pptx),
        () if has(b"OFD.xml") => Ok(MediaType::Ofd),
        () => Err("application/zip".to_owned()),
    }
}

/// An OLE compound file: its streams tell Word from Excel; macros are refused here too.
fn compound(file: &mut File) -> Result<MediaType, String> {
    let other = || "application/x-ole-storage".to_owned();
    let file = cfb::CompoundFile::open(BufReader::new(file)).map_err(|_| other())?;
    if ["/Macros", "/_VBA_PROJECT_CUR"].iter().any(|storage| file.exists(storage)) {
        return Err("application/vnd.ms-office (with macros)".to_owned());
    }
    let has = |stream: &str| file.is_stream(stream);
    match () {
        () if has("/WordDocument") => Ok(MediaType::Doc),
        () if has("/Workbook") || has("/Book") => Ok(MediaType::Xls),
        () if has("/PowerPoint Document") => Err("application/vnd.ms-powerpoint".to_owned()),
        () => Err(other()),
    }
}

/// Text is what is valid UTF-8 to its end, without control characters and without markup; a table when its records
/// agree.
fn text(file: &mut File, head: &[u8]) -> io::Result<Result<MediaType, String>> {
    let begin = String::from_utf8_lossy(head).to_ascii_lowercase();
    let begin = begin.trim_start_matches('\u{feff}').trim_start();
    if begin.starts_with("#!") {
        return Ok(Err("text/x-script".to_owned()));
    }
    if let Some(markup) = MARKUP.iter().find(|markup| begin.contains(**markup)) {
        let kind = if *markup == "<svg" { "image/svg+xml" } else { "text/html" };
        return Ok(Err(kind.to_owned()));
    }
    if !is_text(BufReader::new(&mut *file))? {
        return Ok(Err("application/octet-stream".to_owned()));
    }
    file.rewind()?;
    let is_table = is_table(BufReader::new(&mut *file));
    file.rewind()?;
    Ok(Ok(if is_table { MediaType::Csv } else { MediaType::Text }))
}

/// Whether all of it is UTF-8 without control characters other than those of lines and columns.
fn is_text(mut content: impl Read) -> io::Result<bool> {
    let mut buffer = Vec::with_capacity(1 << 16);
    loop {
        let read = content.by_ref().take(1 << 15).read_to_end(&mut buffer)?;
        // A character may be cut at the end of a chunk: its beginning is kept for the next one.
        let whole = match std::str::from_utf8(&buffer) {
            Ok(_) => buffer.len(),
            Err(fault) if fault.error_len().is_none() && read > 0 => fault.valid_up_to(),
            Err(_) => return Ok(false),
        };
        let foreign = |byte: &u8| (*byte < 0x20 && !b"\t\r\n\x0c".contains(byte)) || *byte == 0x7f;
        if buffer.drain(..whole).any(|byte| foreign(&byte)) {
            return Ok(false);
        }
        if read == 0 {
            return Ok(buffer.is_empty());
        }
    }
}

/// Whether it reads as a table: at least two records with the same number of fields, at least two.
fn is_table(content: impl Read) -> bool {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(content);
    let (mut record, mut records) = (csv::ByteRecord::new(), 0);
    loop {
        match reader.read_byte_record(&mut record) {
            Ok(true) if record.len() > 1 => records += 1,
            Ok(false) => return records > 1,
            // Records that disagree are an error of the reader.
            Ok(true) | Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn is(content: &[u8]) -> Result<MediaType, String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(content).unwrap();
        found(&mut file).unwrap()
    }
    fn package(names: &[&str]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for name in names {
            let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            writer.start_file(*name, stored).unwrap();
            writer.write_all(b"<xml/>").unwrap();
        }
        writer.finish().unwrap().into_inner()
    }
    fn compound(streams: &[&str]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(io::Cursor::new(Vec::new())).unwrap();
        for path in streams {
            match path.rsplit_once('/').unwrap() {
                ("", _) => drop(file.create_stream(path).unwrap()),
                (folder, _) => file.create_storage(folder).unwrap(),
            }
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    #[test]
    fn signatures_say_what_documents_and_pictures_are() {
        assert_eq!(is(b"%PDF-1.7\n..."), Ok(MediaType::Pdf));
        assert_eq!(is(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), Ok(MediaType::Png));
        assert_eq!(is(b"\xff\xd8\xff\xe0\0\x10JFIF"), Ok(MediaType::Jpeg));
        assert_eq!(is(b"RIFF\x24\0\0\0WEBPVP8 "), Ok(MediaType::Webp));
        assert_eq!(is(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"), Ok(MediaType::Heic));
        assert_eq!(is(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom"), Err("video/mp4".into()));
    }
    #[test]
    fn containers_are_told_apart_by_what_is_in_them() {
        let office = |part| package(&["[Content_Types].xml", "_rels/.rels", part]);
        assert_eq!(is(&office("word/document.xml")), Ok(MediaType::Docx));
        assert_eq!(is(&office("xl/workbook.xml")), Ok(MediaType::Xlsx));
        assert_eq!(is(&office("ppt/presentation.xml")), Ok(MediaType::Pptx));
        assert_eq!(is(&package(&["OFD.xml", "Doc_0/Document.xml"])), Ok(MediaType::Ofd));
        assert_eq!(is(&package(&["许可.exe"])), Err("application/zip".into()));
        assert_eq!(is(&package(&["word/document.xml"])), Err("application/zip".into()));
        let macros = package(&["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"]);
        assert_eq!(is(&macros), Err("application/vnd.ms-office (with macros)".into()));
        let whole = office("word/document.xml");
        assert_eq!(is(&whole[..whole.len() / 2]), Err("application/zip (damaged)".into()));
    }
    #[test]
    fn old_office_files_are_told_apart_by_their_streams() {
        assert_eq!(is(&compound(&["/WordDocument"])), Ok(MediaType::Doc));
        assert_eq!(is(&compound(&["/Workbook"])), Ok(MediaType::Xls));
        assert_eq!(is(&compound(&["/PowerPoint Document"])), Err("application/vnd.ms-powerpoint".into()));
        assert_eq!(is(&compound(&["/Property"])), Err("application/x-ole-storage".into()));
        let macros = compound(&["/WordDocument", "/Macros/VBA"]);
        assert_eq!(is(&macros), Err("application/vnd.ms-office (with macros)".into()));
        assert_eq!(is(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut"), Err("application/x-ole-storage".into()));
    }
    #[test]
    fn text_is_utf8_and_a_table_when_its_records_agree() {
        assert_eq!(is("开工说明:3月28日\r\n第二行".as_bytes()), Ok(MediaType::Text));
        assert_eq!(is("\u{feff}编号,名称\n1,\"甲,乙\"\n".as_bytes()), Ok(MediaType::Csv));
        assert_eq!(is("甲,乙\n一行话".as_bytes()), Ok(MediaType::Text));
        assert_eq!(is("区".repeat(100_000).as_bytes()), Ok(MediaType::Text), "characters cut at the end of a chunk");
        assert_eq!(is(b"a\xe5\x8c"), Err("application/octet-stream".into()), "cut in a character");
        assert_eq!(is(b"a\xb0\xa1b"), Err("application/octet-stream".into()), "GB 18030");
        assert_eq!(is(b"a\0b"), Err("application/octet-stream".into()));
    }
    #[test]
    fn what_a_browser_or_a_shell_would_run_is_refused() {
        for (content, kind) in [
            ("<!DOCTYPE html><html>", "text/html"),
            (" \n<HTML onload=x>", "text/html"),
            ("hello <script>alert(1)</script>", "text/html"),
            ("<svg xmlns='http://www.w3.org/2000/svg'>", "image/svg+xml"),
            ("<?xml version='1.0'?><svg/>", "text/"),
            ("#!/bin/sh\nrm -rf /", "text/x-s"),
            ("MZ\u{90}", "application/"),
        ] {
            let refused = is(content.as_bytes()).unwrap_err();
            assert!(
                refused.starts_with(kind) || refused.contains("svg") || refused.contains("html"),
                "{content}: {refused}"
            );
        }
    }
}
