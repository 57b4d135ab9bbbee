//! Spreadsheets and tables of text, whatever the file is called.
//!
//! Files come from strangers, so nothing is believed before it is measured: the kind is found by
//! content, archives are inflated under a limit first, and what a library would allocate is
//! computed before the library runs. No bytes make [`read`] panic or take memory without bound.
//!
//! ```text
//! bytes ── kind ──► xlsx ─► parcel (zip measured)   ─► calamine ─┐
//!              ├──► xls  ─► records (BIFF measured) ─► calamine ─┼─► Table
//!              └──► text ─► encoding ─► csv, html or xml ────────┘
//! ```

pub(crate) mod delimited;
pub(crate) mod encoding;
pub(crate) mod kind;
mod layout;
mod markup;
mod records;
pub(crate) mod xls;
pub(crate) mod xlsx;

use domain::bank::import::table::Table;

pub use kind::LooksLike;

/// What a file may cost. Over a limit is an error, never a truncation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file, in bytes.
    pub bytes: usize,
    /// Entries of a zip archive.
    pub entries: usize,
    /// Worksheets: several may point to the same data, each to be read again.
    pub sheets: usize,
    /// All entries of a zip archive inflated, in bytes. A cell as long as that takes three times as much.
    pub inflated: usize,
    /// Rows of a table of text that are not blank, or of all sheets: each becomes a line of the report.
    pub rows: usize,
    /// Cells of all sheets, in the rectangle from the first to the last that is used.
    pub cells: usize,
    /// The text of all cells or lines together, in bytes.
    pub text: usize,
    /// Lines of a text or a document.
    pub lines: usize,
}

/// Room for the largest banks seen (10,000 questions) ten times over.
impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 20 << 20,
            entries: 2_000,
            sheets: 100,
            inflated: 80 << 20,
            rows: 120_000,
            cells: 2_000_000,
            text: 100 << 20,
            lines: 500_000,
        }
    }
}

/// Why no table came of a file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    #[error("the file holds nothing")]
    Empty,
    #[error("the file is {bytes} bytes long, {limit} are allowed")]
    TooLarge { bytes: usize, limit: usize },
    /// Small outside, huge inside: refused before it fills the memory.
    #[error("the file would need more than {limit} {what:?}")]
    Bomb { what: Measure, limit: usize },
    #[error("the file is no spreadsheet but {looks_like:?}")]
    NotASheet { looks_like: LooksLike },
    #[error("the file is protected by a password")]
    Encrypted,
    #[error("the text is in no encoding that we know")]
    UnknownEncoding,
    /// Declared entities can multiply a text without bound and fetch what lies on this machine.
    #[error("the file declares a document type")]
    DocumentType,
    /// `detail` is for the log, not for the page.
    #[error("the file is damaged: {detail}")]
    Broken { detail: String },
}

/// What a file has too much of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Entries,
    Sheets,
    InflatedBytes,
    Cells,
    TextBytes,
    /// Elements and attributes of an XML document, values of a JSON document.
    Elements,
    /// Elements or values inside each other.
    Depth,
    Lines,
}

/// Reads .xlsx, .xls (BIFF5 and BIFF8, a web page, the XML of Excel 2003), .csv and tab-separated text.
pub fn read(bytes: &[u8], limits: Limits) -> Result<Table, SheetError> {
    if bytes.len() > limits.bytes {
        return Err(SheetError::TooLarge { bytes: bytes.len(), limit: limits.bytes });
    }
    let table = match kind::of(bytes, limits)? {
        kind::Readable::Docx => return Err(SheetError::NotASheet { looks_like: LooksLike::Word }),
        kind::Readable::Xlsx => xlsx::read(bytes, limits)?,
        kind::Readable::Xls(workbook) => xls::read(&workbook, limits)?,
        kind::Readable::Page(table) | kind::Readable::XmlSheet(table) => table,
        kind::Readable::Text(text) => delimited::read(&text, limits)?,
    };
    let rows = table.sheets.iter().flat_map(|sheet| &sheet.rows);
    if rows.filter(|row| !row.is_blank()).count() == 0 { Err(SheetError::Empty) } else { Ok(table) }
}

pub(crate) fn broken(error: impl std::fmt::Display) -> SheetError {
    SheetError::Broken { detail: error.to_string() }
}

/// Whether a colour is one of the reds with which people mark what is right. Of each part the last byte counts.
pub(crate) fn is_red(rgb: [u32; 3]) -> bool {
    let [red, green, blue] = rgb.map(|part| part & 0xff);
    red >= 0xa0 && green <= 0x50 && blue <= 0x50
}

/// Runs a library on bytes that we have measured but not understood, and turns its panic into an error.
///
/// calamine indexes into records by lengths that stand in the file, so a damaged .xls can make it
/// panic. It holds nothing of ours but borrowed bytes, so nothing is left half-changed.
pub(crate) fn guarded<T>(run: impl FnOnce() -> Result<T, SheetError>) -> Result<T, SheetError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run))
        .unwrap_or_else(|_| Err(broken("the reader gave up on a damaged record")))
}
