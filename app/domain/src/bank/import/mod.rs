//! Reading questions from somebody's spreadsheet or document, without ever guessing silently.
//!
//! [`Material::judge`] is a dry run: it says of every row whether it becomes a question, with what
//! notes, or why not. What it accepts has a key that the file states; where the file contradicts
//! itself or can be read in two ways, the row is rejected with its facts. Rows keep their original text.
//!
//! ```text
//! table ── header ──► rows ──► row ────┐
//!                                      ├─► parts: stem, options, answer ── question ──► item + reasons
//! lines ── prose ──► blocks ──► parts ─┘                                       repeats ◄── all rows
//! ```

pub mod guide;
pub mod header;
pub mod layout;
pub mod mend;
pub mod number;
pub mod object;
pub mod prose;
pub mod reason;
pub mod record;
pub mod repeats;
pub mod report;
pub mod table;
pub mod text;

mod answer;
mod fill;
mod kind;
pub mod options;
mod outdated;
mod question;
mod row;
mod statistics;
pub mod stem;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

pub use layout::{Layout, LayoutFault, Origin, Shape};
pub use mend::{Correction, Decision, Mend};
pub use question::STEM_LIMIT;
pub use reason::{CODES, Foreign, Reason};
pub use repeats::{Difference, Fingerprint, Known, Merge, Numbered};
pub use report::{Column, Counts, Place, Report, RowOutcome, RowReport, SheetReport, Warning};

use crate::bank::item::Kind;
use header::{Field, Header};
use kind::Named;
use question::{Judged, Parts};
use row::Around;
use table::{Area, Row, Sheet, Table};

/// What a reader of files found in one, by the way in which the file states its questions.
#[derive(Clone, Debug, PartialEq)]
pub enum Material {
    /// Rows and columns: spreadsheets and delimited text.
    Table(Table),
    /// Lines for people: Word documents and plain text.
    Prose(prose::Prose),
    /// A format made for questions: what each of them says is stated, not read off.
    Records(Vec<record::Record>),
}

impl Material {
    /// Nothing stands in the file that anybody could judge.
    pub fn is_empty(&self) -> bool {
        let blank = |sheets: &[Sheet]| sheets.iter().flat_map(|sheet| &sheet.rows).all(Row::is_blank);
        match self {
            Material::Table(table) => blank(&table.sheets),
            Material::Prose(prose) => prose.lines.is_empty() && blank(&prose.tables),
            Material::Records(records) => records.is_empty(),
        }
    }

    /// How many rows, lines or records there are to judge, more or less.
    pub fn len(&self) -> usize {
        match self {
            Material::Table(table) => table.sheets.iter().map(|sheet| sheet.rows.len()).sum(),
            Material::Prose(prose) => prose.lines.len(),
            Material::Records(records) => records.len(),
        }
    }

    /// The sheet that the report calls by `index`; in a document the text comes before its tables.
    pub fn sheet(&self, index: usize) -> Option<&Sheet> {
        match self {
            Material::Table(table) => table.sheets.get(index),
            Material::Prose(prose) => prose.tables.get(index.checked_sub(1)?),
            Material::Records(_) => None,
        }
    }

    /// Judges everything in the file, knowing what is in the bank already.
    pub fn judge(&self, known: &Known) -> Report {
        self.judge_at(&Desk::new(known))
    }

    /// Judges everything in the file as people have decided about it.
    pub fn judge_at(&self, desk: &Desk) -> Report {
        match self {
            Material::Table(table) => {
                let mut report = Report::default();
                judge_sheets(&table.sheets, &mut report, desk);
                finish(&mut report, desk);
                report
            }
            Material::Prose(prose) => prose::judge_at(prose, desk),
            Material::Records(records) => record::judge_at(records, desk),
        }
    }
}

/// All that decides about a file and does not stand in it.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// What the bank asks already.
    pub known: &'a Known,
    pub layout: &'a Layout,
    pub corrections: &'a [Correction],
    pub merge: Merge,
    /// Called for each row that has been judged.
    pub watch: Option<&'a dyn Fn()>,
}

impl<'a> Desk<'a> {
    /// Nobody has decided anything yet.
    pub fn new(known: &'a Known) -> Desk<'a> {
        static AS_FOUND: Layout = Layout { by_hand: BTreeMap::new(), remembered: BTreeMap::new() };
        Desk { known, layout: &AS_FOUND, corrections: &[], merge: Merge::Ask, watch: None }
    }

    fn seen(&self) {
        if let Some(watch) = self.watch {
            watch();
        }
    }
}

/// Judges every row of `table`, knowing what is in the bank already.
pub fn judge(table: &Table, known: &Known) -> Report {
    let desk = Desk::new(known);
    let mut report = Report::default();
    judge_sheets(&table.sheets, &mut report, &desk);
    finish(&mut report, &desk);
    report
}

/// Adds the sheets and their rows behind those that the report has.
fn judge_sheets(sheets: &[Sheet], report: &mut Report, desk: &Desk) {
    for sheet in sheets {
        let index = report.sheets.len();
        let (header, origin) = desk.layout.header(index, sheet);
        let rows = match &header {
            Some(header) => judge_sheet(index, sheet, header, &mut report.warnings, desk),
            None => without_header(index, sheet),
        };
        report.rows.extend(rows);
        report.warnings.extend(header.as_ref().and_then(|header| hidden_columns(sheet, header)));
        let named = header.as_ref().map(|header| header.row).filter(|row| *row > 0);
        let named = named.and_then(|number| sheet.rows.iter().find(|row| row.number == number));
        report.sheets.push(SheetReport {
            name: sheet.name.clone(),
            hidden: sheet.hidden,
            header,
            origin,
            headings: named.map(|row| row.cells.iter().map(table::Cell::text).collect()).unwrap_or_default(),
            width: sheet.width(),
        });
    }
}

/// What can only be said when all rows have been read.
fn finish(report: &mut Report, desk: &Desk) {
    mend::correct(&mut report.rows, desk.corrections);
    repeats::compare(&mut report.rows, desk.known, desk.merge);
    report.rows.iter_mut().for_each(|row| {
        outdated::note(row);
        row.settle();
    });
    let odd = statistics::keys(report);
    report.warnings.extend(odd);
    let hidden = report.rows.iter().filter(|row| row.reasons.contains(&Reason::HiddenRow)).count();
    report.warnings.extend((hidden > 0).then_some(Warning::HiddenRows { rows: hidden }));
}

/// Rows of a sheet in which no columns are named: instructions, hidden lists, or a lost header.
fn without_header(index: usize, sheet: &Sheet) -> Vec<RowReport> {
    const NO_QUESTIONS: [&str; 8] = ["说明", "须知", "示例", "样例", "字典", "封面", "instruction", "readme"];
    let name = text::lower(&sheet.name);
    let reason = if sheet.hidden {
        Reason::HiddenSheet
    } else if NO_QUESTIONS.iter().any(|word| name.contains(word)) {
        Reason::SheetWithoutQuestions
    } else {
        Reason::HeaderMissing
    };
    let rows = sheet.rows.iter().filter(|row| !row.is_blank());
    let judged = |row: &Row| if row.hidden && !sheet.hidden { Reason::HiddenRow } else { reason.clone() };
    rows.map(|row| reported(index, row, judged(row).into())).collect()
}

/// The hidden ones among the columns that are read.
fn hidden_columns(sheet: &Sheet, header: &Header) -> Option<Warning> {
    let hidden =
        header.columns.iter().filter(|(column, field)| sheet.is_hidden(column.0) && *field != Field::Number);
    let columns: Vec<(Column, Field)> = hidden.copied().collect();
    (!columns.is_empty()).then(|| Warning::HiddenColumns { sheet: sheet.name.clone(), columns })
}

fn reported(sheet: usize, row: &Row, judged: Judged) -> RowReport {
    RowReport {
        place: Place { sheet, row: row.number },
        cells: row.cells.iter().map(table::Cell::text).collect(),
        outcome: RowOutcome::Imported,
        reasons: judged.reasons,
        item: judged.item,
        number: String::new(),
        corrected: false,
    }
}

/// What a row below the header is.
enum Line {
    Question(Box<Parts>),
    Section(Option<Kind>),
    HeaderAgain,
    Torn,
    Hidden,
    Nothing,
}

fn judge_sheet(
    index: usize,
    sheet: &Sheet,
    header: &Header,
    warnings: &mut Vec<Warning>,
    desk: &Desk,
) -> Vec<RowReport> {
    let mut section = match kind::named(&sheet.name) {
        Named::Kind(_) | Named::Unsupported => sheet.name.clone(),
        Named::Choice | Named::Unknown => String::new(),
    };
    let merged_kinds = merged(sheet, header, Field::Kind);
    let merged_topics = merged(sheet, header, Field::KnowledgePoint);
    let mut expected_number = None;
    let mut usage = answer::Usage::default();
    let mut lines: Vec<(&Row, Line)> = Vec::new();
    for row in sheet.rows.iter().filter(|row| row.number > header.row && !row.is_blank()) {
        let line = if row.torn {
            Line::Torn
        } else if let Some((title, kind)) = section_of(row) {
            section = title;
            expected_number = None;
            // A filter hides the titles, and the rows below still belong to them.
            if row.hidden { Line::Hidden } else { Line::Section(kind) }
        } else if row.hidden {
            Line::Hidden
        } else if header::repeats(row, header) {
            Line::HeaderAgain
        } else if let Some(parts) = row::parts(
            row,
            Around {
                header,
                expected_number,
                merged_kind: merged_kinds.get(&row.number).cloned(),
                merged_topic: merged_topics.get(&row.number).cloned(),
                section: section.clone(),
            },
        ) {
            if let Some(number) = parts.number {
                expected_number = number.checked_add(1);
            }
            usage.see(&parts);
            Line::Question(Box::new(parts))
        } else {
            Line::Nothing
        };
        lines.push((row, line));
    }
    let questions = lines.iter().filter_map(|(row, line)| match line {
        Line::Question(parts) => Some((row.number, &**parts)),
        Line::Section(_) | Line::HeaderAgain | Line::Torn | Line::Hidden | Line::Nothing => None,
    });
    warnings.extend(statistics::shifted(&sheet.name, questions));
    let judged = lines.into_iter().map(|(row, line)| {
        let judged = match line {
            Line::Section(kind) => Reason::Section { kind }.into(),
            Line::HeaderAgain => Reason::HeaderAgain.into(),
            Line::Torn => Reason::QuotesBroken.into(),
            Line::Hidden => Reason::HiddenRow.into(),
            Line::Nothing => Reason::NoQuestion.into(),
            Line::Question(parts) => question::judge(*parts, usage),
        };
        desk.seen();
        RowReport { number: row::number(row, header), ..reported(index, row, judged) }
    });
    judged.collect()
}

/// The values of merged cells, for the rows below the first that they cover.
fn merged(sheet: &Sheet, header: &Header, wanted: Field) -> HashMap<u32, String> {
    let mut values = HashMap::new();
    // Rows stand in the order of their numbers, and a long sheet has thousands of areas.
    let before = |number: u32| sheet.rows.partition_point(|row| row.number < number);
    for (column, _) in header.columns.iter().filter(|(_, field)| *field == wanted) {
        let holds = |area: &&Area| (area.first_column..=area.last_column).contains(&column.0);
        let mut areas: Vec<&Area> = sheet.merged.iter().filter(holds).collect();
        areas.sort_by_key(|area| area.first_row);
        let mut filled = header.row;
        // Areas that overlap are no spreadsheet's; each row is filled once, whatever the file says.
        for area in areas {
            let (start, end) = (before(area.first_row), before(area.last_row.saturating_add(1)));
            let Some([first, covered @ ..]) = sheet.rows.get(start..end) else { continue };
            if first.number != area.first_row || area.first_row <= filled {
                continue;
            }
            filled = area.last_row;
            let value = text::trim(&first.cell(area.first_column).text()).to_owned();
            values.extend(covered.iter().map(|row| (row.number, value.clone())));
        }
    }
    values
}

/// A section row, such as `二、多选题（每题2分，共20题）`, and the kind that it names.
fn section_of(row: &Row) -> Option<(String, Option<Kind>)> {
    let mut cells = row.cells.iter().filter(|cell| !cell.is_blank());
    let (Some(only), None) = (cells.next(), cells.next()) else { return None };
    let title = text::folded(&only.text());
    let bare = title.split('(').next().unwrap_or_default();
    let bare =
        bare.trim_start_matches(|c: char| "第一二三四五六七八九十部分、.:".contains(c) || c.is_ascii_digit());
    if bare.chars().count() > 12 {
        return None;
    }
    match kind::named(bare) {
        Named::Kind(kind) => Some((bare.to_owned(), Some(kind))),
        Named::Choice | Named::Unsupported => Some((bare.to_owned(), None)),
        Named::Unknown => None,
    }
}
