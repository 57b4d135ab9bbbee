//! What a file is, by what is in it; its name is not asked.

use std::{
    borrow::Cow,
    io::{Cursor, Read},
};

use domain::bank::import::table::Table;

use super::{Limits, Measure, SheetError, broken, encoding, markup};
use crate::exchange::xml;

/// What a file that is no spreadsheet seems to be, so that somebody can be told what to do with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LooksLike {
    /// A web page, often saved by another system as `.xls`.
    Html,
    Xml,
    Word,
    /// `.doc` of Word before 2007, and `.wps`.
    OldWord,
    /// A Word document that only wraps a web page, as some systems export them.
    WordWithWebPage,
    Presentation,
    OpenDocument,
    /// The binary form of .xlsx.
    ExcelBinary,
    Pdf,
    RichText,
    Image,
    Json,
    /// The statements that fill the tables of a database.
    DatabaseDump,
    Archive,
    Unknown,
}

/// An archive that lies in memory.
pub type Archive<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// A file that can be read, prepared for its reader.
pub enum Readable<'a> {
    /// A zip archive that has been inflated once, within the limits.
    Xlsx,
    /// The same of a Word document.
    Docx,
    /// The stream of a workbook, taken out of its container.
    Xls(Vec<u8>),
    Text(Cow<'a, str>),
    /// The tables of a web page, which other systems save as `.xls`.
    Page(Table),
    /// The sheets of an "XML Spreadsheet 2003".
    XmlSheet(Table),
}

pub fn of(bytes: &[u8], limits: Limits) -> Result<Readable<'_>, SheetError> {
    let not = |looks_like| Err(SheetError::NotASheet { looks_like });
    match bytes {
        [] => Err(SheetError::Empty),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => parcel(bytes, limits),
        [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => container(bytes),
        [b'%', b'P', b'D', b'F', ..] => not(LooksLike::Pdf),
        [b'{', b'\\', b'r', b't', b'f', ..] => not(LooksLike::RichText),
        [0x89, b'P', b'N', b'G', ..] | [0xff, 0xd8, 0xff, ..] | [b'G', b'I', b'F', b'8', ..] => {
            not(LooksLike::Image)
        }
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] | [b'R', b'I', b'F', b'F', ..] => not(LooksLike::Image),
        [b'R', b'a', b'r', b'!', ..] | [b'7', b'z', 0xbc, 0xaf, ..] | [0x1f, 0x8b, ..] => {
            not(LooksLike::Archive)
        }
        _ => text(bytes, limits),
    }
}

fn text(bytes: &[u8], limits: Limits) -> Result<Readable<'_>, SheetError> {
    let text = encoding::decode(bytes)?;
    let start: String = text.trim_start().chars().take(200).collect::<String>().to_ascii_lowercase();
    let looks_like = if start.is_empty() {
        return Err(SheetError::Empty);
    } else if is_page(&start) {
        match markup::page(&text, limits)? {
            Some(table) => return Ok(Readable::Page(table)),
            None => LooksLike::Html,
        }
    } else if start.starts_with("<?xml") || start.starts_with("<workbook") {
        let is_workbook = xml::root(&text) == Some("Workbook");
        match if is_workbook { markup::workbook(&text, limits)? } else { None } {
            Some(table) => return Ok(Readable::XmlSheet(table)),
            None => LooksLike::Xml,
        }
    } else if is_json(&start) {
        LooksLike::Json
    } else if start.starts_with("mime-version:") {
        LooksLike::Html
    } else if is_dump(&text) {
        LooksLike::DatabaseDump
    } else {
        return Ok(Readable::Text(text));
    };
    Err(SheetError::NotASheet { looks_like })
}

/// Whether the beginning of a text, in small letters, is that of a web page.
pub(crate) fn is_page(start: &str) -> bool {
    const TAGS: [&str; 7] = ["<!doctype html", "<html", "<table", "<meta", "<head", "<style", "<div"];
    let starts = TAGS.iter().any(|tag| start.starts_with(tag));
    starts || start.starts_with("<?xml") && start.contains("<html")
}

/// Whether a statement that makes or fills a table begins one of the first lines.
fn is_dump(text: &str) -> bool {
    const STATEMENTS: [&str; 3] = ["insert into ", "create table ", "drop table "];
    const LINES: usize = 200;
    let mut starts = text.lines().take(LINES).map(|line| line.trim_start().get(..13).unwrap_or_default());
    starts.any(|start| STATEMENTS.iter().any(|known| start.to_ascii_lowercase().starts_with(known)))
}

/// Whether a text begins as JSON does, and not as a line in brackets.
pub(crate) fn is_json(start: &str) -> bool {
    let mut marks = start.chars().filter(|c| !c.is_whitespace());
    let first_two = (marks.next(), marks.next());
    matches!(first_two, (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | '[' | '"' | ']')))
}

/// Opens a zip archive and inflates every entry once, so that its true size is known.
fn parcel(bytes: &[u8], limits: Limits) -> Result<Readable<'_>, SheetError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > limits.entries {
        return Err(SheetError::Bomb { what: Measure::Entries, limit: limits.entries });
    }
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.to_ascii_lowercase()).collect();
    let has = |part: &str| names.iter().any(|name| name.trim_start_matches('/').starts_with(part));
    let looks_like = if has("xl/workbook.bin") {
        LooksLike::ExcelBinary
    } else if has("word/") {
        measure(&mut archive, limits)?;
        return Ok(Readable::Docx);
    } else if has("ppt/") {
        LooksLike::Presentation
    } else if has("mimetype") {
        LooksLike::OpenDocument
    } else if has("xl/") {
        measure(&mut archive, limits)?;
        return Ok(Readable::Xlsx);
    } else {
        LooksLike::Archive
    };
    Err(SheetError::NotASheet { looks_like })
}

fn measure(archive: &mut Archive, limits: Limits) -> Result<(), SheetError> {
    let mut left = limits.inflated as u64;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(|error| match error {
            zip::result::ZipError::UnsupportedArchive(what) if what.contains("assword") => {
                SheetError::Encrypted
            }
            other => broken(other),
        })?;
        let shared_strings =
            entry.name().map_or(true, |name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        let mut start = Vec::new();
        let mut entry = entry.take(left + 1);
        entry.by_ref().take(4096).read_to_end(&mut start).map_err(broken)?;
        let size = start.len() as u64 + std::io::copy(&mut entry, &mut std::io::sink()).map_err(broken)?;
        left = left
            .checked_sub(size)
            .ok_or(SheetError::Bomb { what: Measure::InflatedBytes, limit: limits.inflated })?;
        // calamine reserves room for as many strings as the file says it has; each takes at least "<si/>".
        if shared_strings && promised_strings(&start) > size / 5 {
            return Err(broken("more shared strings promised than there can be"));
        }
    }
    Ok(())
}

/// The number in `uniqueCount="…"`, the largest if there are several.
fn promised_strings(start: &[u8]) -> u64 {
    let text: String = start.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
    let counts = text.split("uniqueCount").skip(1).map(|rest| {
        let digits = rest.trim_start_matches(|c: char| !c.is_ascii_digit());
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits[..end].parse().unwrap_or(if end == 0 { 0 } else { u64::MAX })
    });
    counts.max().unwrap_or(0)
}

/// Opens an OLE container. Its sector chains may be damaged on purpose, so a strict crate opens it
/// and calamine is later given a new container with nothing but the workbook in it.
fn container(bytes: &[u8]) -> Result<Readable<'_>, SheetError> {
    super::guarded(|| {
        let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(broken)?;
        if file.exists("EncryptedPackage") {
            return Err(SheetError::Encrypted);
        }
        for name in ["Workbook", "Book"] {
            if file.is_stream(name) {
                let mut workbook = Vec::new();
                let stream = file.open_stream(name).map_err(broken)?;
                stream.take(bytes.len() as u64).read_to_end(&mut workbook).map_err(broken)?;
                return Ok(Readable::Xls(workbook));
            }
        }
        let looks_like = match () {
            () if file.exists("WordDocument") => LooksLike::OldWord,
            () if file.exists("PowerPoint Document") => LooksLike::Presentation,
            () => LooksLike::Unknown,
        };
        Err(SheetError::NotASheet { looks_like })
    })
}
