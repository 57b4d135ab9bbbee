//! Formats in which systems hand questions to each other: GIFT, Aiken, Moodle XML, QTI and JSON.
//!
//! A reader makes one record of each question, with an item or with the reason why there is none:
//! what our model of a question cannot hold is named, never left out or rounded to something near.
//! Which format a file has is found in the file; its name is not asked. The files come from strangers:
//! they are measured before they are read, and no bytes make a reader panic or take memory without bound.
//!
//! ```text
//! bytes ── sniff ──► gift, aiken ───────────────────┐
//!              ├───► json ─► domain::…::object ─────┼─► Vec<Record>
//!              ├───► xml  ─► moodle, qti ───────────┤
//!              └───► zip  ─► qti::package ─► qti ───┘
//! items ── write::losses, write ──► bytes
//! ```

mod aiken;
mod draft;
mod gift;
pub(crate) mod html;
mod json;
mod moodle;
mod own;
mod qti;
mod rich;
#[cfg(test)]
mod told;
pub mod write;
pub(crate) mod xml;

use std::{collections::BTreeMap, io::Cursor};

use domain::bank::{figure::MediaId, import::record::Record};

use crate::media::{Media, Shelf};
use crate::sheet::{Limits, Measure, SheetError, encoding, kind};

/// A format that questions are exchanged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExchangeFormat {
    Gift,
    Aiken,
    MoodleXml,
    /// QTI 2.1, 2.2 or 3.0: one item, or a content package.
    Qti,
    Json,
}

impl ExchangeFormat {
    /// A stable name, for translations and for the record of the import.
    pub fn code(self) -> &'static str {
        match self {
            ExchangeFormat::Gift => "gift",
            ExchangeFormat::Aiken => "aiken",
            ExchangeFormat::MoodleXml => "moodle_xml",
            ExchangeFormat::Qti => "qti",
            ExchangeFormat::Json => "json",
        }
    }
}

/// Reads a file of one of these formats. `None` when it is something else, which others may read.
pub fn read(bytes: &[u8], limits: Limits) -> Option<Result<Exchanged, SheetError>> {
    let mut shelf = Shelf::default();
    let read = records(bytes, limits, &mut shelf)?;
    Some(read.map(|(format, records)| {
        let media = shelf.of_records(&records);
        Exchanged { format, records, media }
    }))
}

/// What a file of one of these formats holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchanged {
    pub format: ExchangeFormat,
    pub records: Vec<Record>,
    /// The files that the questions among the records need.
    pub media: BTreeMap<MediaId, Media>,
}

fn records(
    bytes: &[u8],
    limits: Limits,
    shelf: &mut Shelf,
) -> Option<Result<(ExchangeFormat, Vec<Record>), SheetError>> {
    if bytes.starts_with(b"PK\x03\x04") {
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
        let manifest = qti::package::manifest(&archive)?;
        let read = within(bytes, limits).and_then(|()| qti::package::read(archive, &manifest, limits, shelf));
        return Some(read.map(|records| (ExchangeFormat::Qti, records)));
    }
    let text = encoding::decode(bytes).ok()?;
    let format = sniff(&text)?;
    let read = within(bytes, limits).and_then(|()| match format {
        ExchangeFormat::Gift | ExchangeFormat::Aiken if text.lines().count() > limits.lines => {
            Err(SheetError::Bomb { what: Measure::Lines, limit: limits.lines })
        }
        ExchangeFormat::Gift => Ok(gift::read(&text, shelf)),
        ExchangeFormat::Aiken => Ok(aiken::read(&text)),
        ExchangeFormat::MoodleXml => moodle::read(&text, shelf),
        ExchangeFormat::Qti => qti::read(&text, shelf),
        ExchangeFormat::Json => json::read(&text, shelf),
    });
    Some(read.map(|records| (format, records)))
}

fn within(bytes: &[u8], limits: Limits) -> Result<(), SheetError> {
    match bytes.len() {
        bytes if bytes > limits.bytes => Err(SheetError::TooLarge { bytes, limit: limits.bytes }),
        _ => Ok(()),
    }
}

/// How many lines tell what a text is: some 15,000 questions.
const LOOKED_AT: usize = 100_000;

/// What a text is, by its beginning for XML and JSON, and by its lines for GIFT and Aiken: these
/// are plain text themselves, and a bank in Chinese prose must never be taken for one of them.
pub fn sniff(text: &str) -> Option<ExchangeFormat> {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let beginning: String = start.chars().take(200).collect();
    let mut ends = text.match_indices('\n').map(|(at, _)| at);
    let text = ends.nth(LOOKED_AT).map_or(text, |end| &text[..end]);
    match xml::root(start) {
        Some("quiz") => Some(ExchangeFormat::MoodleXml),
        Some(name) if qti::is_root(name) => Some(ExchangeFormat::Qti),
        // Its styles stand in braces, as answers in GIFT do.
        _ if kind::is_page(&beginning.to_ascii_lowercase()) => None,
        _ if aiken::is_aiken(text) => Some(ExchangeFormat::Aiken),
        _ if kind::is_json(&beginning) => Some(ExchangeFormat::Json),
        _ if gift::is_gift(text) => Some(ExchangeFormat::Gift),
        _ => None,
    }
}
