//! .xls of Excel 5 to 2003, also from the Mac.

use std::io::{Cursor, Write};

use calamine::{Dimensions, Reader, SheetType, Xls, XlsOptions};
use domain::bank::import::table::{Area, Row, Table};

use super::{Limits, SheetError, broken, guarded, records, xlsx};

/// Reads the stream of a workbook.
pub fn read(workbook: &[u8], limits: Limits) -> Result<Table, SheetError> {
    let measured = guarded(|| records::measure(workbook, limits))?;
    guarded(|| {
        let container = contained(workbook)?;
        let mut options = XlsOptions::default();
        options.force_codepage = Some(measured.code_page);
        let mut book = Xls::new_with_options(Cursor::new(container), options).map_err(broken)?;
        let mut budget = xlsx::Budget::of(limits);
        let mut sheets = Vec::new();
        for (sheet, mut layout) in book.sheets_metadata().to_vec().into_iter().zip(measured.layouts) {
            if sheet.typ != SheetType::WorkSheet {
                continue;
            }
            let range = book.worksheet_range(&sheet.name).map_err(broken)?;
            let (first_row, first_column) = range.start().unwrap_or_default();
            let mut rows = Vec::new();
            for (number, found) in (first_row + 1..).zip(range.rows()) {
                let mut cells: Vec<_> = std::iter::repeat_n(Default::default(), first_column as usize)
                    .chain(found.iter().cloned().map(xlsx::cell))
                    .collect();
                let used = cells.iter().rposition(|cell| !cell.is_blank()).map_or(0, |last| last + 1);
                cells.truncate(used);
                budget.spend(used, cells.iter().map(|cell| cell.text().len()).sum())?;
                if used > 0 {
                    budget.spend_row()?;
                    rows.push(Row { number, cells, ..Row::default() });
                }
            }
            let merged = book.merge_cells_by_sheet_name(&sheet.name).map_err(broken)?;
            layout.merged.extend(merged.into_iter().map(area));
            sheets.push(xlsx::laid_out(sheet, rows, layout, &mut budget)?);
        }
        Ok(Table { sheets })
    })
}

fn area(merged: Dimensions) -> Area {
    Area {
        first_row: merged.start.0 + 1,
        last_row: merged.end.0.saturating_add(1),
        first_column: merged.start.1 as usize,
        last_column: merged.end.1 as usize,
    }
}

/// A fresh container around the workbook, without the chains of the old one.
fn contained(workbook: &[u8]) -> Result<Vec<u8>, SheetError> {
    let mut file =
        cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).map_err(broken)?;
    file.create_stream("Workbook").and_then(|mut stream| stream.write_all(workbook)).map_err(broken)?;
    file.flush().map_err(broken)?;
    Ok(file.into_inner().into_inner())
}
