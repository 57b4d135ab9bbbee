//! A file with questions, whatever it is: its bytes say what it is, not its name.

use std::collections::BTreeMap;

use domain::bank::{
    figure::MediaId,
    import::{Material, prose},
};

use crate::{
    exchange::{self, ExchangeFormat, Exchanged},
    media::{Media, Shelf},
    prose::{docx, text},
    sheet::{Limits, SheetError, delimited, kind, xls, xlsx},
};

/// The formats in which questions may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Xlsx,
    Xls,
    /// A table in a text file, parted by commas, semicolons or tabs.
    Delimited,
    /// The tables of a web page.
    Page,
    /// The "XML Spreadsheet" of Excel 2003.
    XmlSheet,
    Docx,
    Text,
    Exchange(ExchangeFormat),
}

impl Format {
    /// A stable name, for scripts and for the record of an import.
    pub fn code(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Xls => "xls",
            Format::Delimited => "csv",
            Format::Page => "html",
            Format::XmlSheet => "xml_sheet",
            Format::Docx => "docx",
            Format::Text => "txt",
            Format::Exchange(format) => format.code(),
        }
    }
}

/// What a file holds.
#[derive(Clone, Debug)]
pub struct QuestionFile {
    pub format: Format,
    pub material: Material,
    /// Pictures, sound and films that its questions show.
    pub media: BTreeMap<MediaId, Media>,
}

/// Reads a spreadsheet, a table of text, a Word document, plain text, or the file of another system.
///
/// # Errors
/// When the file as a whole can't be read, is empty, or costs more than `limits` allow.
pub fn read(bytes: &[u8], limits: Limits) -> Result<QuestionFile, SheetError> {
    if bytes.len() > limits.bytes {
        return Err(SheetError::TooLarge { bytes: bytes.len(), limit: limits.bytes });
    }
    if let Some(read) = exchange::read(bytes, limits) {
        let Exchanged { format, records, media } = read?;
        let material = Material::Records(records);
        return Ok(QuestionFile { format: Format::Exchange(format), material, media });
    }
    let mut shelf = Shelf::default();
    let (format, material) = match kind::of(bytes, limits)? {
        kind::Readable::Xlsx => (Format::Xlsx, Material::Table(xlsx::read(bytes, limits, &mut shelf)?)),
        kind::Readable::Xls(workbook) => (Format::Xls, Material::Table(xls::read(&workbook, limits)?)),
        kind::Readable::Page(table) => (Format::Page, Material::Table(table)),
        kind::Readable::XmlSheet(table) => (Format::XmlSheet, Material::Table(table)),
        kind::Readable::Docx => (Format::Docx, Material::Prose(docx::read(bytes, limits)?)),
        kind::Readable::Text(found) => {
            let table = delimited::read(&found, limits)?;
            let is_table = prose::is_table(&table);
            let table = Material::Table(table);
            // Nothing but separators is an empty table, not a text of commas.
            match is_table || table.is_empty() {
                true => (Format::Delimited, table),
                false => (Format::Text, Material::Prose(text::read(&found, limits)?)),
            }
        }
    };
    match material.is_empty() {
        true => Err(SheetError::Empty),
        false => Ok(QuestionFile { format, material, media: shelf.files }),
    }
}
