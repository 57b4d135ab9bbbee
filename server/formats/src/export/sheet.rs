//! A bank as a spreadsheet in the columns of our template.
//!
//! The importer tidies what people type: it strips numbers off stems and splits answers at semicolons. So
//! what a row would lose is found by letting the importer read it, and a question that would come back as
//! another one is left out.

use domain::bank::{
    import::{
        Known, judge,
        table::{Cell, Row, Sheet, Table},
        text,
    },
    item::{Content, Item, ItemOption, Kind, Shuffle},
};
use rust_xlsxwriter::{Color, Format, Workbook, XlsxError};

use super::texts;
use crate::{
    exchange::write::{Loss, beyond_words, is_xml, stated_order, unified},
    result_file::{self, CELL_LIMIT},
};

/// Headings and values in the reader's language; they must be among those that the importer knows.
#[derive(Clone, Debug)]
pub struct SheetWords {
    pub sheet: &'static str,
    pub kind: &'static str,
    pub stem: &'static str,
    /// What stands before an option's letter.
    pub option: &'static str,
    pub answer: &'static str,
    pub explanation: &'static str,
    pub legal_basis: &'static str,
    pub knowledge_point: &'static str,
    pub difficulty: &'static str,
    pub number: &'static str,
    /// Single choice, multiple choice, true/false, fill-in.
    pub kinds: [&'static str; 4],
    /// True and false.
    pub truths: [&'static str; 2],
}

/// The importer's own words, for finding out what comes back.
const PLAIN: SheetWords = SheetWords {
    sheet: "bank",
    kind: "type",
    stem: "question",
    option: "option",
    answer: "answer",
    explanation: "explanation",
    legal_basis: "legalbasis",
    knowledge_point: "topic",
    difficulty: "difficulty",
    number: "idnumber",
    kinds: ["single_choice", "multiple_choice", "true_false", "fill_in"],
    truths: ["true", "false"],
};

/// What has a place in the template.
const KINDS: [Kind; 4] = [Kind::SingleChoice, Kind::MultipleChoice, Kind::TrueFalse, Kind::FillIn];

/// The template has four columns for options; a bank with longer lists gets more.
const COLUMNS: usize = 4;

/// The importer knows columns for options up to `L`.
const OPTIONS: usize = 12;

pub(super) fn losses(item: &Item) -> Vec<Loss> {
    if !KINDS.contains(&item.content.kind()) {
        return vec![Loss::Kind];
    }
    if item.content.options().len() > OPTIONS {
        return vec![Loss::TooManyOptions];
    }
    let held = storable(item);
    let unwritable = vec![Loss::Unwritable];
    if cells(&held, COLUMNS, &PLAIN).iter().any(|cell| cell.encode_utf16().count() > CELL_LIMIT) {
        return unwritable;
    }
    let Some(back) = back(&held).filter(|back| bare(back) == bare(&held)) else { return unwritable };
    let mut losses = beyond_words(item);
    let said = || texts(item).into_iter().flat_map(str::chars);
    losses.extend(said().any(|c| c == '\r').then_some(Loss::LineBreaks));
    losses.extend((!said().all(is_xml)).then_some(Loss::Characters));
    losses.extend((stated_order(&back.content) != stated_order(&held.content)).then_some(Loss::OptionOrder));
    losses.extend((texts(&back) != texts(&held)).then_some(Loss::Spacing));
    losses
}

/// # Errors
/// When there are more questions than a worksheet has rows.
pub fn write(items: &[Item], words: &SheetWords) -> Result<Vec<u8>, XlsxError> {
    write_numbered(items, &[], words)
}

/// With the numbers of the questions, in their order, in the last column; empty for those that have none.
///
/// # Errors
/// When there are more questions than a worksheet has rows.
pub fn write_numbered(items: &[Item], numbers: &[String], words: &SheetWords) -> Result<Vec<u8>, XlsxError> {
    let numbers = numbers.iter().map(String::as_str).chain(std::iter::repeat(""));
    let held = items.iter().zip(numbers);
    let (items, numbers): (Vec<Item>, Vec<&str>) = held
        .filter(|(item, _)| !losses(item).iter().any(|loss| loss.leaves_out()))
        .map(|(item, number)| (storable(item), number))
        .unzip();
    let numbered = numbers.iter().any(|number| !number.is_empty());
    let columns = columns(&items);
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(words.sheet)?.set_freeze_panes(1, 0)?;
    let head = Format::new().set_bold().set_background_color(Color::RGB(0xe3_f1_ea));
    let last = numbered.then(|| words.number.to_owned());
    for (column, heading) in (0u16..).zip(headings(columns, words).into_iter().chain(last)) {
        page.write_with_format(0, column, &heading, &head)?;
        page.set_column_width(column, if column == 1 { 60 } else { 18 })?;
    }
    for (row, (item, number)) in (1u32..).zip(items.iter().zip(numbers)) {
        let last = numbered.then(|| number.to_owned());
        for (column, cell) in (0u16..).zip(cells(item, columns, words).into_iter().chain(last)) {
            result_file::text(page, row, column, &cell)?;
        }
    }
    book.save_to_buffer()
}

fn columns(items: &[Item]) -> usize {
    items.iter().map(|item| item.content.options().len()).max().unwrap_or_default().max(COLUMNS)
}

fn headings(columns: usize, words: &SheetWords) -> Vec<String> {
    let options = (0..columns).map(|position| format!("{}{}", words.option, text::label(position)));
    let behind =
        [words.answer, words.explanation, words.legal_basis, words.knowledge_point, words.difficulty];
    let before = [words.kind, words.stem].map(str::to_owned);
    before.into_iter().chain(options).chain(behind.map(str::to_owned)).collect()
}

/// A question in the order of the headings.
fn cells(item: &Item, columns: usize, words: &SheetWords) -> Vec<String> {
    let kind = item.content.kind();
    let kind = Kind::ALL.iter().zip(words.kinds).find(|(known, _)| **known == kind).map(|(_, word)| word);
    let answer = match &item.content {
        Content::SingleChoice { key, .. } => text::labels([*key]),
        Content::MultipleChoice { key, .. } => text::labels(key.iter().copied()),
        Content::TrueFalse { key } => words.truths[usize::from(!key)].to_owned(),
        Content::FillIn { blanks, .. } => {
            blanks.iter().map(|texts| texts.join("|")).collect::<Vec<_>>().join("；")
        }
        // Left out, see `losses`.
        _ => String::new(),
    };
    let mut cells = vec![kind.unwrap_or_default().to_owned(), item.stem.clone()];
    cells.extend(item.content.options().iter().map(|option| option.text.clone()));
    cells.resize(2 + columns, String::new());
    let difficulty = item.difficulty.map(|level| level.to_string()).unwrap_or_default();
    cells.extend([
        answer,
        item.explanation.clone(),
        item.legal_basis.clone(),
        item.knowledge_point.clone(),
        difficulty,
    ]);
    cells
}

/// What the importer makes of an item's row.
fn back(item: &Item) -> Option<Item> {
    let columns = columns(std::slice::from_ref(item));
    let row = |number: u32, cells: Vec<String>| Row {
        number,
        cells: cells.into_iter().map(Cell::Text).collect(),
        ..Row::default()
    };
    let rows = vec![row(1, headings(columns, &PLAIN)), row(2, cells(item, columns, &PLAIN))];
    let table = Table { sheets: vec![Sheet { rows, ..Sheet::default() }] };
    let report = judge(&table, &Known::default());
    report.accepted().next().map(|(_, item)| item.clone())
}

/// Without the characters that a workbook can't hold.
fn storable(item: &Item) -> Item {
    changed(item, &|text| unified(text).chars().filter(|c| is_xml(*c)).collect())
}

/// Without what a person would not call a difference.
fn bare(item: &Item) -> Item {
    let mut bare = changed(item, &text::folded);
    if let Content::SingleChoice { shuffle, .. } | Content::MultipleChoice { shuffle, .. } = &mut bare.content
    {
        *shuffle = Shuffle::default();
    }
    bare
}

fn changed(item: &Item, change: &dyn Fn(&str) -> String) -> Item {
    let options = |options: &[ItemOption]| -> Vec<ItemOption> {
        options.iter().map(|option| ItemOption::words(change(&option.text))).collect()
    };
    let content = match &item.content {
        Content::SingleChoice { options: said, key, shuffle } => {
            Content::SingleChoice { options: options(said), key: *key, shuffle: *shuffle }
        }
        Content::MultipleChoice { options: said, key, shuffle, .. } => {
            Content::multiple(options(said), key.clone(), *shuffle)
        }
        Content::TrueFalse { key } => Content::TrueFalse { key: *key },
        Content::FillIn { blanks, .. } => Content::fill_in(
            blanks.iter().map(|texts| texts.iter().map(|text| change(text)).collect()).collect(),
        ),
        other => other.clone(),
    };
    Item {
        explanation: change(&item.explanation),
        knowledge_point: change(&item.knowledge_point),
        difficulty: item.difficulty,
        legal_basis: change(&item.legal_basis),
        ..Item::new(change(&item.stem), content)
    }
}
