//! A bank as a spreadsheet in the columns of our template.
//!
//! The importer tidies what people type: it strips numbers off stems and splits answers at semicolons. So
//! what a row would lose is found by letting the importer read it, and a question that would come back as
//! another one is left out.

use std::collections::BTreeSet;

use domain::bank::{
    import::{
        Known, guide, judge, number,
        table::{Cell, Row, Sheet, Table},
        text,
    },
    item::{
        Content, Guide, GuidePoint, Item, ItemOption, Kind, Language, PartScoring, Shuffle, Unit, Wording,
    },
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
    /// In the order of [`SheetWords::KINDS`].
    pub kinds: [&'static str; 8],
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
    kinds: [
        Kind::SingleChoice.code(),
        Kind::MultipleChoice.code(),
        Kind::TrueFalse.code(),
        Kind::FillIn.code(),
        Kind::Numeric.code(),
        Kind::Matching.code(),
        Kind::Ordering.code(),
        Kind::ShortAnswer.code(),
    ],
    truths: ["true", "false"],
};

impl SheetWords {
    /// What has a place in the template.
    pub const KINDS: [Kind; 8] = [
        Kind::SingleChoice,
        Kind::MultipleChoice,
        Kind::TrueFalse,
        Kind::FillIn,
        Kind::Numeric,
        Kind::Matching,
        Kind::Ordering,
        Kind::ShortAnswer,
    ];
}

/// The template has four columns for options; a bank with longer lists gets more.
const COLUMNS: usize = 4;

/// The importer knows columns for options up to `L`.
const OPTIONS: usize = 12;

pub(super) fn losses(item: &Item) -> Vec<Loss> {
    if !SheetWords::KINDS.contains(&item.content.kind()) {
        return vec![Loss::Kind];
    }
    if in_columns(&item.content).len() > OPTIONS {
        return vec![Loss::TooManyOptions];
    }
    let held = storable(item);
    let unwritable = vec![Loss::Unwritable];
    if cells(&held, COLUMNS, &languages(std::slice::from_ref(&held)), &PLAIN)
        .iter()
        .any(|cell| cell.encode_utf16().count() > CELL_LIMIT)
    {
        return unwritable;
    }
    let Some(back) = back(&held).filter(|back| bare(back) == bare(&held)) else { return unwritable };
    let mut losses = beyond_words(item);
    losses.retain(|loss| *loss != Loss::Languages || back.wordings != held.wordings);
    let unit = if let Content::Numeric { unit: Some(unit), .. } = &item.content { Some(unit) } else { None };
    losses.extend(unit.is_some_and(|unit| unit.required || unit.names.len() > 1).then_some(Loss::Scoring));
    let said = || texts(item).into_iter().flat_map(str::chars);
    losses.extend(said().any(|c| c == '\r').then_some(Loss::LineBreaks));
    losses.extend((!said().all(is_xml)).then_some(Loss::Characters));
    losses.extend((stated_order(&back.content) != stated_order(&held.content)).then_some(Loss::OptionOrder));
    let same = texts(&in_one_order(back)) == texts(&in_one_order(changed(&held, &str::to_owned)));
    losses.extend((!same).then_some(Loss::Spacing));
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
    let languages = languages(&items);
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(words.sheet)?.set_freeze_panes(1, 0)?;
    let head = Format::new().set_bold().set_background_color(Color::RGB(0xe3_f1_ea));
    let last = numbered.then(|| words.number.to_owned());
    for (column, heading) in (0u16..).zip(headings(columns, &languages, words).into_iter().chain(last)) {
        page.write_with_format(0, column, &heading, &head)?;
        page.set_column_width(column, if column == 1 { 60 } else { 18 })?;
    }
    for (row, (item, number)) in (1u32..).zip(items.iter().zip(numbers)) {
        let last = numbered.then(|| number.to_owned());
        for (column, cell) in (0u16..).zip(cells(item, columns, &languages, words).into_iter().chain(last)) {
            result_file::text(page, row, column, &cell)?;
        }
    }
    book.save_to_buffer()
}

fn columns(items: &[Item]) -> usize {
    items.iter().map(|item| in_columns(&item.content).len()).max().unwrap_or_default().max(COLUMNS)
}

/// The languages of all questions, each of which has columns of its own.
fn languages(items: &[Item]) -> Vec<Language> {
    let all: BTreeSet<&Language> = items.iter().flat_map(|item| item.wordings.keys()).collect();
    all.into_iter().cloned().collect()
}

fn headings(columns: usize, languages: &[Language], words: &SheetWords) -> Vec<String> {
    let options = (0..columns).map(|position| format!("{}{}", words.option, text::label(position)));
    let behind =
        [words.answer, words.explanation, words.legal_basis, words.knowledge_point, words.difficulty];
    let before = [words.kind, words.stem].map(str::to_owned);
    let worded = languages.iter().flat_map(|language| {
        let options = (0..columns).map(|position| format!("{}{}", words.option, text::label(position)));
        let texts =
            std::iter::once(words.stem.to_owned()).chain(options).chain([words.explanation.to_owned()]);
        texts.map(|heading| format!("{heading}[{}]", language.tag())).collect::<Vec<_>>()
    });
    before.into_iter().chain(options).chain(behind.map(str::to_owned)).chain(worded).collect()
}

/// A question in the order of the headings.
fn cells(item: &Item, columns: usize, languages: &[Language], words: &SheetWords) -> Vec<String> {
    let kind = item.content.kind();
    let kind =
        SheetWords::KINDS.iter().zip(words.kinds).find(|(known, _)| **known == kind).map(|(_, word)| word);
    let answer = match &item.content {
        Content::SingleChoice { key, .. } => text::labels([*key]),
        Content::MultipleChoice { key, .. } => text::labels(key.iter().copied()),
        Content::TrueFalse { key } => words.truths[usize::from(!key)].to_owned(),
        Content::FillIn { blanks, .. } => {
            blanks.iter().map(|texts| texts.join("|")).collect::<Vec<_>>().join("；")
        }
        Content::Numeric { answers, unit } => number::written(answers, unit.as_ref()),
        Content::Ordering { options, .. } => text::labels(0..options.len()),
        Content::ShortAnswer { guide } => guide::written(guide),
        // The pairs stand where options do; the others are left out, see `losses`.
        Content::Matching { .. } | Content::Hotspot { .. } | Content::Case { .. } => String::new(),
    };
    let mut cells = vec![kind.unwrap_or_default().to_owned(), item.stem.clone()];
    cells.extend(in_columns(&item.content));
    cells.resize(2 + columns, String::new());
    let difficulty = item.difficulty.map(|level| level.to_string()).unwrap_or_default();
    cells.extend([
        answer,
        item.explanation.clone(),
        item.legal_basis.clone(),
        item.knowledge_point.clone(),
        difficulty,
    ]);
    for language in languages {
        let wording = item.wordings.get(language).cloned().unwrap_or_default();
        let mut options = wording.options;
        options.resize(columns, String::new());
        cells.push(wording.stem);
        cells.append(&mut options);
        cells.push(wording.explanation);
    }
    cells
}

/// What stands in the columns for options.
fn in_columns(content: &Content) -> Vec<String> {
    let Content::Matching { lines, options, key, .. } = content else {
        return content.options().iter().map(|option| option.text.clone()).collect();
    };
    let option = |at: usize| options.get(at).map(|option| option.text.as_str()).unwrap_or_default();
    let pairs = lines.iter().zip(key).map(|(line, at)| format!("{} => {}", line.text, option(*at)));
    let others = (0..options.len()).filter(|at| !key.contains(at)).map(|at| format!(" => {}", option(at)));
    pairs.chain(others).collect()
}

/// What the importer makes of an item's row.
fn back(item: &Item) -> Option<Item> {
    let columns = columns(std::slice::from_ref(item));
    let languages = languages(std::slice::from_ref(item));
    let row = |number: u32, cells: Vec<String>| Row {
        number,
        cells: cells.into_iter().map(Cell::Text).collect(),
        ..Row::default()
    };
    let rows =
        vec![row(1, headings(columns, &languages, &PLAIN)), row(2, cells(item, columns, &languages, &PLAIN))];
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
    let mut bare = in_one_order(changed(item, &text::folded));
    bare.wordings.clear();
    if let Content::SingleChoice { shuffle, .. } | Content::MultipleChoice { shuffle, .. } = &mut bare.content
    {
        *shuffle = Shuffle::default();
    }
    bare
}

/// With the options of a matching in the order of their texts: a row has them where they are first needed.
fn in_one_order(mut item: Item) -> Item {
    if let Content::Matching { options, key, .. } = &mut item.content {
        let mut order: Vec<usize> = (0..options.len()).collect();
        order.sort_by(|one, other| options[*one].text.cmp(&options[*other].text));
        *key = key.iter().map(|at| order.iter().position(|place| place == at).unwrap_or(*at)).collect();
        *options = order.iter().map(|at| options[*at].clone()).collect();
    }
    item
}

fn worded(wording: &Wording, change: &dyn Fn(&str) -> String) -> Wording {
    let all = |texts: &[String]| texts.iter().map(|text| change(text)).collect();
    Wording {
        stem: change(&wording.stem),
        options: all(&wording.options),
        lines: all(&wording.lines),
        explanation: change(&wording.explanation),
        parts: wording.parts.iter().map(|part| worded(part, change)).collect(),
    }
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
        Content::Numeric { answers, unit } => {
            // One name stands behind the number, for those who read it.
            let unit = unit
                .as_ref()
                .and_then(|unit| unit.names.first())
                .map(|name| Unit { names: vec![change(name)], required: false });
            Content::Numeric { answers: answers.clone(), unit }
        }
        Content::Matching { lines, options: said, key, .. } => Content::Matching {
            lines: options(lines),
            options: options(said),
            key: key.clone(),
            scoring: PartScoring::default(),
        },
        Content::Ordering { options: said, .. } => {
            Content::Ordering { options: options(said), scoring: PartScoring::default() }
        }
        Content::ShortAnswer { guide } => Content::ShortAnswer {
            guide: Guide {
                reference: change(&guide.reference),
                points: guide
                    .points
                    .iter()
                    .map(|point| GuidePoint { text: change(&point.text), weight: point.weight })
                    .collect(),
            },
        },
        Content::Hotspot { .. } | Content::Case { .. } => item.content.clone(),
    };
    Item {
        explanation: change(&item.explanation),
        knowledge_point: change(&item.knowledge_point),
        difficulty: item.difficulty,
        legal_basis: change(&item.legal_basis),
        wordings: item
            .wordings
            .iter()
            .map(|(language, said)| (language.clone(), worded(said, change)))
            .collect(),
        ..Item::new(change(&item.stem), content)
    }
}
