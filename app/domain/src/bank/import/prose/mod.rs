//! Questions as people write them down: Word documents and plain text.
//!
//! ```text
//! lines ── line ──► what each looks like ── reader ──► questions, headings, lists of answers, the rest
//!                                                        │            lists ── join ──► by number
//!                                                        └── parts ──► the judge of all rows
//! ```
//!
//! Every line ends up in exactly one row of the report. Where it is unsure to which question a line
//! belongs, the question is rejected.

mod block;
#[cfg(test)]
mod damage;
mod field;
mod join;
mod letters;
mod line;
mod listing;
mod lists;
mod parts;
mod reader;
#[cfg(test)]
mod tests;

use super::{
    Desk, Place, Report, RowOutcome, RowReport, SheetReport,
    answer::Usage,
    finish, header, judge_sheets, options,
    question::{self, Judged, Parts},
    table::{Cell, Row, Sheet, Table},
};
use block::Piece;

/// A document as its reader found it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Prose {
    pub lines: Vec<Line>,
    /// Each line is a paragraph, which its author has ended; lines of plain text may only be full.
    pub paragraphs: bool,
    /// Tables that name their columns as a bank in a spreadsheet does. Their rows have the numbers
    /// of lines, so that the document's order is known.
    pub tables: Vec<Sheet>,
}

/// A line that is not blank, unless something stands there that is no text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1 with the blank ones: the line of a text file; in a document its paragraphs
    /// and what soft breaks part them into.
    pub number: u32,
    pub text: String,
    /// Blank lines stand before it.
    pub gap: bool,
    /// It stands in the paragraph of the line above, behind a soft break.
    pub soft: bool,
    /// The row of a table in which it stands, counted over all tables.
    pub table_row: Option<u32>,
    pub oddities: Vec<Oddity>,
    /// Pieces of the text that are bold or red.
    pub emphasised: Vec<String>,
}

/// Something of a line that its text does not say, or not quite.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    Picture,
    /// An object or a sign of which no text is known.
    Unreadable,
    /// A formula that became linear text.
    Flattened,
    /// Raised or lowered characters that became ordinary ones.
    ScriptLost,
}

/// Whether a text file is a table after all, whatever parts its cells.
///
/// A table has a header, or at least as many cells in nearly every row. A sentence with a comma has
/// not; and where cells are called A and B, tabs only part the options of a question.
pub fn is_table(table: &Table) -> bool {
    const CELLS: usize = 3;
    if table.sheets.iter().any(|sheet| header::find(sheet).is_some()) {
        return true;
    }
    let label = |cell: &Cell| options::leading(&cell.text()).map(|label| label.index);
    let is_labelled =
        |row: &Row| row.cells.windows(2).any(|pair| (label(&pair[0]), label(&pair[1])) == (Some(0), Some(1)));
    let rows = || table.sheets.iter().flat_map(|sheet| &sheet.rows).filter(|row| !row.is_blank());
    let wide = rows()
        .filter(|row| row.cells.iter().filter(|cell| !cell.is_blank()).count() >= CELLS && !is_labelled(row));
    let (wide, all) = (wide.count(), rows().count());
    all > 1 && wide * 10 >= all * 9
}

/// [`judge_at`] before anybody has decided anything.
#[cfg(test)]
fn judge(prose: &Prose, known: &super::Known) -> Report {
    judge_at(prose, &Desk::new(known))
}

/// Judges every line of `prose`, and its tables as sheets behind them.
pub fn judge_at(prose: &Prose, desk: &Desk) -> Report {
    let mut found = reader::read(prose);
    join::answers(&mut found, prose);
    let sections = found.sections;
    let mut usage = Usage::default();
    let taken: Vec<(Vec<usize>, Result<Parts, super::Reason>)> = found
        .pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Other { lines, reason } => (lines, Err(reason)),
            Piece::Question(mut block) => {
                let lines = std::mem::take(&mut block.lines);
                let parts = parts::of(*block, &sections, prose, &lines);
                usage.see(&parts);
                (lines, Ok(parts))
            }
        })
        .collect();
    let rows = taken.into_iter().map(|(lines, parts)| {
        desk.seen();
        let judged = match parts {
            Ok(parts) => question::judge(parts, usage),
            Err(reason) => Judged::from(reason),
        };
        let row = lines.first().map_or(0, |first| prose.lines[*first].number);
        RowReport {
            place: Place { sheet: 0, row },
            cells: lines.iter().map(|line| prose.lines[*line].text.clone()).collect(),
            outcome: RowOutcome::Imported,
            reasons: judged.reasons,
            item: judged.item,
            number: String::new(),
            corrected: false,
        }
    });
    let mut report = Report::default();
    report.rows.extend(rows);
    report.sheets.push(SheetReport::default());
    judge_sheets(&prose.tables, &mut report, desk);
    report.rows.sort_by_key(|row| row.place.row);
    finish(&mut report, desk);
    report
}
