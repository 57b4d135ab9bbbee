//! A spreadsheet as it was found: what the readers of file formats hand to the importers.

use std::ops::RangeInclusive;

use time::Date;

use crate::bank::figure::Figure;

/// A workbook, or the only sheet of a text file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    pub sheets: Vec<Sheet>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// Empty for text files.
    pub name: String,
    pub hidden: bool,
    /// In file order; rows without any cell may be left out.
    pub rows: Vec<Row>,
    /// Merged areas: their value stands in the first cell only.
    pub merged: Vec<Area>,
    /// Columns, counted from 0, that the program does not show.
    pub hidden_columns: Vec<RangeInclusive<usize>>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Counted from 1, as the spreadsheet program shows it.
    pub number: u32,
    pub cells: Vec<Cell>,
    /// The row's quotes do not close, so nobody can say where its cells end.
    pub torn: bool,
    /// The program does not show the row: hidden by hand, folded away, or left out by a filter.
    pub hidden: bool,
    /// A picture floats over one of its cells, and could not be taken out of the file.
    pub pictured: bool,
    /// The pictures that begin in one of its cells, with the column, counted from 0.
    pub figures: Vec<(usize, Figure)>,
    /// The columns, counted from 0, whose text is bold or red.
    pub emphasised: Vec<usize>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub enum Cell {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    Bool(bool),
    Date(Date),
    /// What the program shows for a failed formula, such as `#N/A`.
    Error(String),
    /// A picture or an object, with the text that stands beside it.
    Picture(String),
}

/// A merged area: row numbers counted from 1, columns from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub first_row: u32,
    pub last_row: u32,
    pub first_column: usize,
    pub last_column: usize,
}

impl Sheet {
    /// How many columns the widest row has.
    pub fn width(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
    }

    /// Whether the program does not show this column.
    pub fn is_hidden(&self, column: usize) -> bool {
        self.hidden_columns.iter().any(|hidden| hidden.contains(&column))
    }
}

impl Row {
    pub fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }

    pub fn is_blank(&self) -> bool {
        !self.torn && !self.pictured && self.figures.is_empty() && self.cells.iter().all(Cell::is_blank)
    }
}

impl Cell {
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => super::text::trim(text).is_empty(),
            Cell::Number(_) | Cell::Bool(_) | Cell::Date(_) | Cell::Error(_) | Cell::Picture(_) => false,
        }
    }

    /// The cell as text. Numbers are written without `.0`, dates as `2009-05-01`.
    pub fn text(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(text) | Cell::Error(text) | Cell::Picture(text) => text.clone(),
            Cell::Number(number) => number.to_string(),
            Cell::Bool(true) => "TRUE".into(),
            Cell::Bool(false) => "FALSE".into(),
            Cell::Date(date) => date.to_string(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text.into()) }
    }
}
