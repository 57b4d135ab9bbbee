//! One row of a table, taken apart by its columns.

use super::{
    Column,
    header::{Field, Header},
    options::{self, Options},
    question::{Parts, picture_mark},
    reason::Reason,
    stem,
    table::{Cell, Row},
    text,
};
use crate::bank::{figure::Figure, item::Language};

/// What is known from outside the row.
pub struct Around<'a> {
    pub header: &'a Header,
    pub expected_number: Option<u32>,
    /// The kind of a merged cell that covers this row.
    pub merged_kind: Option<String>,
    pub merged_topic: Option<String>,
    /// The title of the section, or the sheet's name where it names a kind; blank when neither does.
    pub section: String,
}

fn cell(row: &Row, header: &Header, wanted: Field) -> Cell {
    let column = header.columns.iter().find(|(_, field)| *field == wanted);
    column.map_or(Cell::Empty, |(column, _)| row.cell(column.0).clone())
}

/// Longer "numbers" are texts in a column that was called by the wrong name.
const NUMBER_LIMIT: usize = 60;

/// The number by which the question is known again; empty when it has none.
pub fn number(row: &Row, header: &Header) -> String {
    let said = said(row, header, Field::Number);
    if said.chars().count() > NUMBER_LIMIT { String::new() } else { said }
}

fn said(row: &Row, header: &Header, wanted: Field) -> String {
    text::trim(&cell(row, header, wanted).text()).to_owned()
}

/// Takes the row apart. `None` when kind, stem, options and answer are all blank.
pub fn parts(row: &Row, around: Around) -> Option<Parts> {
    let header = around.header;
    let stem = said(row, header, Field::Stem);
    let answer_cell = cell(row, header, Field::Answer);
    let pictures = Pictures::of(row, header);
    let columns: Vec<(usize, String)> = header
        .columns
        .iter()
        .filter_map(|(column, field)| match field {
            Field::Option(letter) if pictures.of_options.iter().any(|(at, _)| at == letter) => {
                Some((*letter, picture_mark::added(&row.cell(column.0).text(), *letter)))
            }
            Field::Option(letter) if !row.cell(column.0).is_blank() => {
                Some((*letter, row.cell(column.0).text()))
            }
            _ => None,
        })
        .collect();
    let in_one = said(row, header, Field::Options);
    let kind = said(row, header, Field::Kind);
    if [&stem, &in_one, &kind].iter().all(|text| text.is_empty())
        && columns.is_empty()
        && answer_cell.is_blank()
    {
        return None;
    }
    let mut notes = Vec::new();
    let (bare, mut number) = stem::without_number(&stem);
    let mut stem = bare.to_owned();
    if number.is_none()
        && let Some(expected) = around.expected_number
        && let Some(rest) = stem::without_expected_number(&stem, expected)
    {
        stem = rest.to_owned();
        number = Some(expected);
        notes.push(Reason::NumberingRemoved { number: expected });
    }
    let mut options = if !columns.is_empty() {
        options::from_columns(columns)
    } else if !in_one.is_empty() {
        options::from_cell(&in_one)
    } else {
        Ok(Options::default())
    };
    if options.as_ref().is_ok_and(Options::is_empty)
        && let Some((before, behind)) = options::from_stem(&stem)
    {
        notes.push(Reason::OptionsSplit { text: stem });
        stem = before;
        options = Ok(behind);
    } else if options.as_ref().is_ok_and(|options| options.split) {
        notes.push(Reason::OptionsSplit { text: in_one });
    }
    let mut damage = damage(row, header).or(pictures.damage(&stem));
    if damage.is_none() && has_picture(row) {
        if needs_picture(&stem) {
            damage = Some(Reason::Picture);
        } else {
            notes.push(Reason::PictureLeftOut);
        }
    }
    let answer = text::trim(&answer_cell.text()).to_owned();
    let answer_column = header.columns.iter().find(|(_, field)| *field == Field::Answer);
    let answer_column = answer_column.map_or(Column(0), |(column, _)| *column);
    Some(Parts {
        damage,
        stem,
        number,
        options,
        answer,
        key: None,
        answer_cell,
        answer_column,
        kind,
        merged_kind: around.merged_kind,
        section: around.section,
        explanation: said(row, header, Field::Explanation),
        legal_basis: said(row, header, Field::LegalBasis),
        difficulty: said(row, header, Field::Difficulty),
        topic: topic(row, header, around.merged_topic),
        in_cells: true,
        wordings: wordings(row, header),
        figures: pictures.of_stem,
        option_figures: pictures.of_options,
        emphasised: row.emphasised.iter().map(|column| row.cell(*column).text()).collect(),
        notes,
    })
}

/// What the row says in other languages.
fn wordings(row: &Row, header: &Header) -> Vec<(Language, Field, String)> {
    let said = header.wordings.iter().map(|(column, language, field)| {
        (language.clone(), *field, text::trim(&row.cell(column.0).text()).to_owned())
    });
    said.filter(|(.., said)| !said.is_empty()).collect()
}

/// The pictures of a row, by what they belong to.
#[derive(Default)]
struct Pictures {
    of_stem: Vec<Figure>,
    /// By the letter of the option.
    of_options: Vec<(usize, Figure)>,
    /// They lie over a cell that has all options, so that nobody can say which one each belongs to.
    unclear: bool,
}

impl Pictures {
    fn of(row: &Row, header: &Header) -> Pictures {
        let mut pictures = Pictures::default();
        let shows = |column: &Column| row.figures.iter().any(|(at, _)| *at == column.0);
        let options = || header.columns.iter().filter(|(_, field)| matches!(field, Field::Option(_)));
        // A picture is an option's where it is all that the option has, or where each option has one.
        // Elsewhere it only lies there because there was room.
        let of_each = options().all(|(column, _)| shows(column) || row.cell(column.0).is_blank());
        for (at, figure) in &row.figures {
            let field = header.columns.iter().find(|(column, _)| column.0 == *at).map(|(_, field)| *field);
            match field {
                Some(Field::Option(letter)) if of_each || row.cell(*at).is_blank() => {
                    pictures.of_options.push((letter, figure.clone()))
                }
                Some(Field::Options | Field::Answer) => pictures.unclear = true,
                _ => pictures.of_stem.push(figure.clone()),
            }
        }
        pictures
    }

    fn damage(&self, stem: &str) -> Option<Reason> {
        let wordless = stem.is_empty() && !(self.of_stem.is_empty() && self.of_options.is_empty());
        (self.unclear || wordless).then_some(Reason::Picture)
    }
}

/// A picture floats over the row, or fills a cell that is not read.
fn has_picture(row: &Row) -> bool {
    row.pictured || row.cells.iter().any(|cell| matches!(cell, Cell::Picture(_)))
}

/// Whether the question is none without its picture. Real banks also have pictures that only repeat
/// the text, or that have been left behind.
fn needs_picture(stem: &str) -> bool {
    const WORDS: [&str; 9] = ["如图", "下图", "上图", "右图", "左图", "图中", "图示", "picture", "figure"];
    let stem = text::lower(stem);
    stem.is_empty() || WORDS.iter().any(|word| stem.contains(word))
}

/// What stops the row before anybody tries to understand it.
fn damage(row: &Row, header: &Header) -> Option<Reason> {
    for (column, field) in header.columns.iter().filter(|(_, field)| *field != Field::Number) {
        match row.cell(column.0) {
            Cell::Error(value) => return Some(Reason::ErrorCell { column: *column, value: value.clone() }),
            Cell::Picture(_) => return Some(Reason::Picture),
            Cell::Date(date) if matches!(field, Field::Stem | Field::Options | Field::Option(_)) => {
                return Some(Reason::DateCell { column: *column, value: date.to_string() });
            }
            _ => {}
        }
    }
    header.doubles.iter().find_map(|(second, field)| {
        let first = header.columns.iter().find(|(_, other)| other == field)?.0;
        let text = |column: Column| text::folded(&row.cell(column.0).text());
        let differ = !row.cell(second.0).is_blank() && text(first) != text(*second);
        differ.then_some(Reason::ColumnTwice { field: *field, first, second: *second })
    })
}

fn topic(row: &Row, header: &Header, merged: Option<String>) -> String {
    let columns = header.columns.iter().filter(|(_, field)| *field == Field::KnowledgePoint);
    let mut topics: Vec<String> = Vec::new();
    for (column, _) in columns {
        let topic = text::trim(&row.cell(column.0).text()).to_owned();
        if !topic.is_empty() && !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    if topics.is_empty() {
        topics.extend(merged);
    }
    topics.join(" / ")
}
