//! Workbooks that go back to the author: the file as it was with a result for each row, and the
//! empty template.
//!
//! Cells of strangers' files are written as text, never as formulas, and those that begin like a
//! formula carry the quote prefix, so that they stay text when somebody edits or exports them.

use std::collections::HashMap;

use domain::bank::import::{
    Reason, Report, RowOutcome, RowReport,
    table::{Cell, Table},
};
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};

/// The words of the result columns, in the language of the reader.
pub struct Labels<'a> {
    /// Headings of a list: the line in the file, and what stands there.
    pub row: &'a str,
    pub text: &'a str,
    /// Heading of the column that says what became of the row.
    pub result: &'a str,
    /// Heading of the column with the reasons.
    pub reason: &'a str,
    /// What is said of a row that somebody has put right; empty for nothing.
    pub corrected: &'a str,
    pub outcome: &'a dyn Fn(RowOutcome) -> String,
    pub sentence: &'a dyn Fn(&Reason) -> String,
}

impl Labels<'_> {
    fn reasons(&self, row: &RowReport) -> String {
        let corrected = row.corrected.then(|| self.corrected.to_owned()).filter(|said| !said.is_empty());
        let reasons = row.reasons.iter().map(self.sentence);
        corrected.into_iter().chain(reasons).collect::<Vec<_>>().join("\n")
    }
}

/// The words of the empty template. Headings and kinds must be among those that the importer knows.
pub struct TemplateText<'a> {
    pub sheet: &'a str,
    pub headings: &'a [&'a str],
    /// One example for each kind, its cells in the order of the headings.
    pub examples: &'a [&'a [&'a str]],
}

/// Excel's limit for the text of a cell, in UTF-16 units.
pub(crate) const CELL_LIMIT: usize = 32_767;

/// The original rows in their places, with a result and its reasons behind the last column.
///
/// # Errors
/// When the table is wider or longer than a worksheet can be; it may come from a text file.
pub fn annotated(table: &Table, report: &Report, labels: &Labels) -> Result<Vec<u8>, XlsxError> {
    let results: HashMap<(usize, u32), &RowReport> =
        report.rows.iter().map(|row| ((row.place.sheet, row.place.row), row)).collect();
    let mut book = Workbook::new();
    for (index, sheet) in table.sheets.iter().enumerate() {
        let page = book.add_worksheet();
        // A name that Excel refuses (of a text file, or torn) is not worth losing the file for.
        if !sheet.name.is_empty() && page.set_name(sheet.name.as_str()).is_err() {
            page.set_name(format!("Sheet{}", index + 1))?;
        }
        page.set_hidden(sheet.hidden && index > 0);
        let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let column = u16::try_from(width).map_err(|_| XlsxError::RowColumnLimitError)?;
        // What was hidden is read as hidden again when the file comes back.
        for hidden in (0..column).filter(|at| sheet.is_hidden(usize::from(*at))) {
            page.set_column_hidden(hidden)?;
        }
        for row in &sheet.rows {
            if row.hidden {
                page.set_row_hidden(row.number - 1)?;
            }
            for (at, cell) in row.cells.iter().enumerate() {
                let at = u16::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)?;
                write(page, row.number - 1, at, cell)?;
            }
            if let Some(result) = results.get(&(index, row.number)) {
                let shade = Format::new().set_background_color(shade(result.outcome));
                page.write_with_format(row.number - 1, column, (labels.outcome)(result.outcome), &shade)?;
                text(page, row.number - 1, column + 1, &labels.reasons(result))?;
            }
        }
        let header = report.sheets.get(index).and_then(|sheet| sheet.header.as_ref());
        // Where no row has headings there is no room for two more.
        if let Some(header) = header.filter(|header| header.row > 0) {
            let bold = Format::new().set_bold();
            page.write_with_format(header.row - 1, column, labels.result, &bold)?;
            page.write_with_format(header.row - 1, column + 1, labels.reason, &bold)?;
        }
        page.set_column_width(column, 14)?.set_column_width(column + 1, 60)?;
    }
    book.save_to_buffer()
}

/// What was found in a file that has no rows and columns: a line for each piece, in file order.
pub fn listed(report: &Report, labels: &Labels) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    for (column, (heading, width)) in
        (0u16..).zip([(labels.row, 8), (labels.text, 80), (labels.result, 14), (labels.reason, 60)])
    {
        page.write_with_format(0, column, heading, &bold)?;
        page.set_column_width(column, width)?;
    }
    for (row, found) in (1u32..).zip(&report.rows) {
        page.write_number(row, 0, found.place.row)?;
        text(page, row, 1, &found.cells.join("\n"))?;
        let shade = Format::new().set_background_color(shade(found.outcome));
        page.write_with_format(row, 2, (labels.outcome)(found.outcome), &shade)?;
        text(page, row, 3, &labels.reasons(found))?;
    }
    book.save_to_buffer()
}

/// The empty template: headings, and one example for each kind.
pub fn template(text_of: &TemplateText) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(text_of.sheet)?.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold().set_background_color(Color::RGB(0xe3_f1_ea));
    for (column, heading) in (0u16..).zip(text_of.headings) {
        page.write_with_format(0, column, *heading, &bold)?;
        page.set_column_width(column, if column == 1 { 60 } else { 18 })?;
        for (row, example) in (1u32..).zip(text_of.examples) {
            text(page, row, column, example.get(usize::from(column)).copied().unwrap_or_default())?;
        }
    }
    book.save_to_buffer()
}

fn shade(outcome: RowOutcome) -> Color {
    Color::RGB(match outcome {
        RowOutcome::Imported => 0xe3_f1_ea,
        RowOutcome::Noted => 0xe4_ee_f9,
        RowOutcome::Rejected => 0xfb_e4_e4,
        RowOutcome::Skipped => 0xee_ee_ea,
    })
}

fn write(page: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Number(number) => {
            page.write_number(row, column, *number)?;
        }
        Cell::Bool(truth) => {
            page.write_boolean(row, column, *truth)?;
        }
        Cell::Text(_) | Cell::Date(_) | Cell::Error(_) | Cell::Picture(_) => {
            text(page, row, column, &cell.text())?
        }
    }
    Ok(())
}

pub(crate) fn text(page: &mut Worksheet, row: u32, column: u16, text: &str) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    let text = shortened(text);
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        page.write_string_with_format(row, column, text, &Format::new().set_quote_prefix())?;
    } else {
        page.write_string(row, column, text)?;
    }
    Ok(())
}

/// A text that fits into a cell; what is cut off ends in `…`. Only text files have longer ones.
fn shortened(text: &str) -> std::borrow::Cow<'_, str> {
    if text.len() <= CELL_LIMIT || text.encode_utf16().count() <= CELL_LIMIT {
        return text.into();
    }
    let mut units = 0;
    let fits = text.chars().take_while(|c| {
        units += c.len_utf16();
        units < CELL_LIMIT
    });
    fits.chain(['…']).collect::<String>().into()
}
