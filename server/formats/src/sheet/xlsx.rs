//! .xlsx: cells are taken one by one, so that a lonely cell in the last row costs nothing.

use std::io::Cursor;

use calamine::{Color, Data, ExcelDateTime, Reader, SheetType, SheetVisible, Style, Xlsx};
use domain::bank::import::table::{Cell, Row, Sheet, Table};

use super::{
    Limits, Measure, SheetError, broken, guarded, is_red,
    layout::{Layout, Layouts},
};

pub fn read(bytes: &[u8], limits: Limits) -> Result<Table, SheetError> {
    guarded(|| {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
        let names: Vec<_> = book.sheets_metadata().to_vec();
        if names.len() > limits.sheets {
            return Err(SheetError::Bomb { what: Measure::Sheets, limit: limits.sheets });
        }
        let archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
        let mut layouts = Layouts::of(archive, limits)?;
        let mut budget = Budget::of(limits);
        let mut sheets = Vec::new();
        for sheet in names.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
            let rows = rows(&mut book, &sheet.name, &mut budget)?;
            let layout = if rows.is_empty() { Layout::default() } else { layouts.read(&sheet.name)? };
            sheets.push(laid_out(sheet, rows, layout, &mut budget)?);
        }
        Ok(Table { sheets })
    })
}

/// A sheet with its rows, of which some are hidden, and with the pictures that lie over its cells.
pub(super) fn laid_out(
    sheet: calamine::Sheet,
    mut rows: Vec<Row>,
    layout: Layout,
    budget: &mut Budget,
) -> Result<Sheet, SheetError> {
    for number in layout.pictures {
        let at = rows.binary_search_by_key(&number, |row| row.number).unwrap_or_else(|at| {
            rows.insert(at, Row { number, ..Row::default() });
            at
        });
        budget.spend(1, 0)?;
        rows[at].pictured = true;
    }
    for row in &mut rows {
        row.hidden = layout.hidden_rows.binary_search(&row.number).is_ok();
    }
    Ok(Sheet {
        hidden: sheet.visible != SheetVisible::Visible,
        name: sheet.name,
        rows,
        merged: layout.merged,
        hidden_columns: layout.hidden_columns,
    })
}

fn rows(book: &mut Xlsx<Cursor<&[u8]>>, sheet: &str, budget: &mut Budget) -> Result<Vec<Row>, SheetError> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(broken)?;
    let emphasised: Vec<bool> = cells.styles().iter().map(is_emphasised).collect();
    let mut rows: Vec<Row> = Vec::new();
    while let Some((found, style)) = cells.next_cell_with_style_id().map_err(broken)? {
        let (row, column) = found.get_position();
        let cell = cell(Data::from(found.get_value().clone()));
        if cell.is_blank() {
            continue;
        }
        if rows.last().is_none_or(|last| last.number != row + 1) {
            budget.spend_row()?;
            rows.push(Row { number: row + 1, ..Row::default() });
        }
        let Some(last) = rows.last_mut() else { continue };
        let column = column as usize;
        let text = if let Cell::Text(text) = &cell { text.len() } else { 0 };
        budget.spend((column + 1).saturating_sub(last.cells.len()), text)?;
        if last.cells.len() <= column {
            last.cells.resize(column + 1, Cell::Empty);
        }
        if emphasised.get(style) == Some(&true) {
            last.emphasised.push(column);
        }
        last.cells[column] = cell;
    }
    rows.sort_by_key(|row| row.number);
    Ok(rows)
}

/// Bold or red, as people mark the right option.
fn is_emphasised(style: &Style) -> bool {
    let red = |colour: Color| is_red([colour.red, colour.green, colour.blue].map(u32::from));
    style.font.as_ref().is_some_and(|font| font.is_bold() || font.color.is_some_and(red))
}

/// What is left of the limits while a file is read.
pub(super) struct Budget {
    limits: Limits,
    rows: usize,
    cells: usize,
    text: usize,
}

impl Budget {
    pub fn of(limits: Limits) -> Self {
        Self { limits, rows: limits.rows, cells: limits.cells, text: limits.text }
    }

    pub fn spend_row(&mut self) -> Result<(), SheetError> {
        let over = SheetError::Bomb { what: Measure::Lines, limit: self.limits.rows };
        self.rows = self.rows.checked_sub(1).ok_or(over)?;
        Ok(())
    }

    pub fn spend(&mut self, cells: usize, text: usize) -> Result<(), SheetError> {
        let over = |what, limit| SheetError::Bomb { what, limit };
        self.cells = self.cells.checked_sub(cells).ok_or(over(Measure::Cells, self.limits.cells))?;
        self.text = self.text.checked_sub(text).ok_or(over(Measure::TextBytes, self.limits.text))?;
        Ok(())
    }
}

pub(super) fn cell(data: Data) -> Cell {
    match data {
        Data::Empty => Cell::Empty,
        // WPS keeps a picture inside a cell as a formula of its own.
        Data::String(text) if text.trim_start_matches('=').starts_with("DISPIMG(") => {
            Cell::Picture(String::new())
        }
        Data::String(text) | Data::DurationIso(text) => Cell::Text(text),
        Data::Int(number) => Cell::Number(number as f64),
        Data::Float(number) => Cell::Number(number),
        Data::Bool(truth) => Cell::Bool(truth),
        Data::Error(error) => Cell::Error(error.to_string()),
        Data::DateTime(moment) => date(moment),
        Data::DateTimeIso(text) => {
            let day = text.get(..10).and_then(|day| {
                time::Date::parse(day, time::macros::format_description!("[year]-[month]-[day]")).ok()
            });
            day.map_or(Cell::Text(text), Cell::Date)
        }
    }
}

/// A day, or a time of day as text: a ratio such as `8:30` is stored as one.
fn date(moment: ExcelDateTime) -> Cell {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    if moment.is_duration() || moment.as_f64() < 1.0 {
        return Cell::Text(match second {
            0 => format!("{hour}:{minute:02}"),
            _ => format!("{hour}:{minute:02}:{second:02}"),
        });
    }
    let date = time::Month::try_from(month)
        .ok()
        .and_then(|month| time::Date::from_calendar_date(i32::from(year), month, day).ok());
    date.map_or(Cell::Number(moment.as_f64()), Cell::Date)
}
