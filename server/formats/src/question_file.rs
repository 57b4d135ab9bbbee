//! A file with questions, whatever it is: its bytes say what it is, not its name.

use domain::bank::import::{Material, prose};

use crate::{
    exchange::{self, ExchangeFormat},
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

/// Reads a spreadsheet, a table of text, a Word document, plain text, or the file of another system.
///
/// # Errors
/// When the file as a whole can't be read, is empty, or costs more than `limits` allow.
pub fn read(bytes: &[u8], limits: Limits) -> Result<(Format, Material), SheetError> {
    if bytes.len() > limits.bytes {
        return Err(SheetError::TooLarge { bytes: bytes.len(), limit: limits.bytes });
    }
    if let Some(read) = exchange::read(bytes, limits) {
        let (format, records) = read?;
        return Ok((Format::Exchange(format), Material::Records(records)));
    }
    let (format, material) = match kind::of(bytes, limits)? {
        kind::Readable::Xlsx => (Format::Xlsx, Material::Table(xlsx::read(bytes, limits)?)),
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
    if material.is_empty() { Err(SheetError::Empty) } else { Ok((format, material)) }
}
