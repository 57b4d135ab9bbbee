//! What became of every row of a file.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::bank::item::Item;

use super::{
    header::{Field, Header},
    layout::Origin,
    reason::{Reason, Weight},
};

/// The result of a dry run; stored, shown, and later carried out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub sheets: Vec<SheetReport>,
    /// Every row with content below a header (or of a sheet without one), in file order.
    pub rows: Vec<RowReport>,
    pub warnings: Vec<Warning>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetReport {
    pub name: String,
    pub hidden: bool,
    /// `None` when no row names the columns.
    pub header: Option<Header>,
    /// Who says what the columns hold.
    #[serde(default)]
    pub origin: Origin,
    /// The cells of the row with the headings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<String>,
    /// How many columns the sheet has; none where the file has no columns.
    #[serde(default)]
    pub width: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowReport {
    pub place: Place,
    /// The cells as they stand in the file, as text.
    pub cells: Vec<String>,
    pub outcome: RowOutcome,
    pub reasons: Vec<Reason>,
    /// What would enter the bank. Also kept for rows that contradict or repeat another, so that
    /// somebody can decide between them; only [`Report::accepted`] may be stored.
    pub item: Option<Item>,
    /// By what the question is known again, where the file says it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// Somebody has put the row right, or left it out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub corrected: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowOutcome {
    Imported,
    /// Imported, with something the author should know of.
    Noted,
    Rejected,
    Skipped,
}

/// A row of the file: index into [`Report::sheets`] and row number as in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    pub sheet: usize,
    pub row: u32,
}

/// A column, counted from 0, shown as the spreadsheet program does: `A` … `Z`, `AA`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Column(pub usize);

/// Something odd about the whole file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Warning {
    /// Nearly all single choice questions have the same option right: the answers may be missing.
    OneLetter { letter: char, rows: usize, of: usize },
    /// One option is right so often, or so seldom, that chance does it less than once in a million times.
    Unbalanced { letter: char, rows: usize, of: usize, expected: usize },
    /// The answer column of a sheet begins or ends a row later than its questions.
    AnswersShifted { sheet: String, first: u32, last: u32 },
    /// Rows that the spreadsheet program does not show were left out: a filter may still be on.
    HiddenRows { rows: usize },
    /// Columns of a sheet were read although they are hidden. An answer column often is, so that it is
    /// not printed; but an old one may be too.
    HiddenColumns { sheet: String, columns: Vec<(Column, Field)> },
}

/// How many rows came to which outcome; the four add up to the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub imported: usize,
    pub noted: usize,
    pub rejected: usize,
    pub skipped: usize,
}

impl Report {
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            *match row.outcome {
                RowOutcome::Imported => &mut counts.imported,
                RowOutcome::Noted => &mut counts.noted,
                RowOutcome::Rejected => &mut counts.rejected,
                RowOutcome::Skipped => &mut counts.skipped,
            } += 1;
        }
        counts
    }

    /// The column of the cell that asks the question, or of the first that is not blank.
    pub fn stem_column(&self, row: &RowReport) -> Option<usize> {
        let said = |column: &usize| row.cells.get(*column).is_some_and(|text| !text.trim().is_empty());
        let header = self.sheets.get(row.place.sheet).and_then(|sheet| sheet.header.as_ref());
        let named = header.and_then(|header| {
            header.columns.iter().find(|(_, field)| *field == Field::Stem).map(|(column, _)| column.0)
        });
        named.filter(said).or_else(|| (0..row.cells.len()).find(said))
    }

    /// The questions that enter the bank, with their rows.
    pub fn accepted(&self) -> impl Iterator<Item = (&RowReport, &Item)> {
        self.rows
            .iter()
            .filter(|row| matches!(row.outcome, RowOutcome::Imported | RowOutcome::Noted))
            .filter_map(|row| Some((row, row.item.as_ref()?)))
    }
}

impl Counts {
    pub fn rows(self) -> usize {
        self.imported + self.noted + self.rejected + self.skipped
    }

    /// How many questions enter the bank.
    pub fn accepted(self) -> usize {
        self.imported + self.noted
    }
}

impl RowReport {
    /// Takes the outcome from the reasons.
    pub(super) fn settle(&mut self) {
        self.outcome = match self.reasons.iter().map(Reason::weight).max() {
            None => RowOutcome::Imported,
            Some(Weight::Note) => RowOutcome::Noted,
            Some(Weight::Skip) => RowOutcome::Skipped,
            Some(Weight::Reject) => RowOutcome::Rejected,
        };
    }
}

impl fmt::Display for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 >= 26 {
            Column(self.0 / 26 - 1).fmt(f)?;
        }
        write!(f, "{}", super::text::label(self.0 % 26))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_names_that_spreadsheets_show() {
        for (index, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(Column(index).to_string(), name);
        }
    }
}
