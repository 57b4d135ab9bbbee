//! Questions as objects with named fields, which is what JSON files hold.
//!
//! An object is laid out as the row of a sheet whose header are its names, so that names, options
//! and answers mean here what they mean there. Only what a sheet has no place for is read here:
//! lists of options, options that carry their letter or say that they are right, lists of answers.

mod lists;

use std::collections::BTreeSet;

use super::{
    Place, Reason,
    answer::{self, Usage},
    header::{self, Field, Header},
    kind::{self, Named},
    options,
    question::{self, Judged, Parts, STEM_LIMIT},
    record::Record,
    row::{self, Around},
    table::{Cell, Row},
    text,
};
use lists::{list_of_answers, list_of_options, plain};

/// What a field holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    One(Cell),
    Many(Vec<Value>),
    Named(Vec<(String, Value)>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Object {
    pub place: Place,
    /// As it stands in the file.
    pub source: String,
    /// The name of the list that it stands in, which may name a kind.
    pub section: String,
    pub fields: Vec<(String, Value)>,
    /// What its reader has to tell, or why nothing can come of it.
    pub notes: Vec<Reason>,
    pub fault: Option<Reason>,
}

/// Whether the names of an object are those of a question.
pub fn is_question(fields: &[(String, Value)]) -> bool {
    header::read(&names(fields)).is_some()
}

/// Judges objects of one file, each on its own but for what all answers prove together.
pub fn read(objects: Vec<Object>) -> Vec<Record> {
    let laid: Vec<Result<Laid, Reason>> = objects.iter().map(lay_out).collect();
    let mut usage = Usage::default();
    for laid in laid.iter().flatten() {
        if let Ok(options) = &laid.parts.options
            && !options.is_empty()
        {
            laid.answers.iter().for_each(|answer| usage.add(answer, options));
        }
    }
    let judged = objects.into_iter().zip(laid).map(|(object, laid)| {
        let (item, mut reasons) = match object.fault.map_or(laid, Err).and_then(|laid| laid.judge(usage)) {
            Ok(judged) => (judged.item, judged.reasons),
            Err(reason) => (None, vec![reason]),
        };
        let read = match item {
            Some(item) => Ok(item),
            None => Err(reasons.pop().unwrap_or(Reason::NoQuestion)),
        };
        let mut notes = object.notes;
        notes.append(&mut reasons);
        Record { place: object.place, source: object.source, read, notes }
    });
    judged.collect()
}

/// An object taken apart as the row below its header would be.
struct Laid {
    parts: Parts,
    /// The answer's values, several where the object has a list of them.
    answers: Vec<String>,
    /// Options that say of themselves that they are right.
    marked: BTreeSet<usize>,
}

/// Names as the headings of a sheet: `correct_answers` is `correctanswer`.
fn names(fields: &[(String, Value)]) -> Row {
    let plain = |name: &str| -> String { name.chars().filter(|c| !matches!(c, '_' | '-')).collect() };
    let known = |name: &str| header::field(name).is_some();
    let mut names: Vec<String> = fields
        .iter()
        .map(|(name, _)| {
            let name = plain(name);
            match name.strip_suffix(['s', 'S']).filter(|one| !known(&name) && known(one)) {
                Some(one) => one.to_owned(),
                None => name,
            }
        })
        .collect();
    // Beside the right answer, a list of "answers" is what to choose from.
    let field = |name: &String| header::field(name).map(|(field, _)| field);
    if !names.iter().any(|name| matches!(field(name), Some(Field::Options | Field::Option(_))))
        && names.iter().filter(|name| field(name) == Some(Field::Answer)).count() == 2
        && let Some(at) = fields.iter().position(|(name, value)| {
            plain(name).eq_ignore_ascii_case("answers") && matches!(value, Value::Many(_))
        })
    {
        names[at] = "options".into();
    }
    Row { number: 1, cells: names.iter().map(|name| name.as_str().into()).collect(), ..Row::default() }
}

fn lay_out(object: &Object) -> Result<Laid, Reason> {
    const PICTURES: [&str; 9] =
        ["image", "images", "img", "imgs", "imageurl", "picture", "pic", "图片", "题目图片"];
    for (name, value) in &object.fields {
        let says = plain(value).is_some_and(|text| !text.is_empty())
            || matches!(value, Value::Many(all) if !all.is_empty());
        if says && PICTURES.contains(&text::lower(name).replace('_', "").as_str()) {
            return Err(Reason::PictureNeeded { name: plain(value).unwrap_or_default() });
        }
    }
    let mut header = header::read(&names(&object.fields)).ok_or(Reason::NoQuestion)?;
    let mut row = Row { number: object.place.row, ..Row::default() };
    row.cells.resize(object.fields.len(), Cell::Empty);
    let mut answers = Vec::new();
    let mut marked = BTreeSet::new();
    let mut listed: Vec<(usize, String)> = Vec::new();
    let columns: Vec<(usize, Field)> =
        header.columns.iter().chain(&header.doubles).map(|(column, field)| (column.0, *field)).collect();
    for (column, field) in columns {
        let (name, value) = &object.fields[column];
        row.cells[column] = match (field, value) {
            (_, Value::One(cell)) => cell.clone(),
            (Field::Options, _) => {
                listed = list_of_options(value, &mut marked)?;
                Cell::Empty
            }
            (Field::Answer, Value::Many(several)) => {
                answers = list_of_answers(several).ok_or_else(|| unread(name, value))?;
                match answers.as_slice() {
                    [one] => Cell::Text(one.clone()),
                    several => Cell::Text(several.join("；")),
                }
            }
            _ => Cell::Text(plain(value).ok_or_else(|| unread(name, value))?),
        };
    }
    for (letter, text) in listed {
        header.columns.push((super::Column(row.cells.len()), Field::Option(letter)));
        row.cells.push(Cell::Text(text));
    }
    within_limits(&header, &row)?;
    // Most lists are called "data" or "questions".
    let section = match kind::named(&object.section) {
        Named::Kind(_) | Named::Unsupported => object.section.clone(),
        Named::Choice | Named::Unknown => String::new(),
    };
    let around =
        Around { header: &header, expected_number: None, merged_kind: None, merged_topic: None, section };
    let parts = row::parts(&row, around).ok_or(Reason::NoQuestion)?;
    if answers.is_empty() && !parts.answer.is_empty() {
        answers.push(parts.answer.clone());
    }
    Ok(Laid { parts, answers, marked })
}

/// Nobody types so much into a field; refused before anything is compared with everything else.
fn within_limits(header: &Header, row: &Row) -> Result<(), Reason> {
    let options = header.columns.iter().filter(|(_, field)| matches!(field, Field::Option(_))).count();
    if options > options::LIMIT {
        return Err(Reason::TooManyOptions { found: options, limit: options::LIMIT });
    }
    for (column, field) in &header.columns {
        let text = row.cell(column.0).text();
        let long = |limit: usize| text.chars().nth(limit).is_some();
        match field {
            Field::Stem if long(STEM_LIMIT) => return Err(Reason::StemTooLong { limit: STEM_LIMIT }),
            Field::Option(letter) if long(options::TEXT_LIMIT) => {
                let (label, limit) = (text::label(*letter), options::TEXT_LIMIT);
                return Err(Reason::OptionTooLong { label, limit });
            }
            Field::Options if long(STEM_LIMIT) => return Err(Reason::OptionsUnclear { text }),
            Field::Answer if long(STEM_LIMIT) => return Err(Reason::AnswerUnclear { value: text }),
            _ => {}
        }
    }
    Ok(())
}

fn unread(name: &str, value: &Value) -> Reason {
    Reason::SyntaxBroken { text: format!("{name}: {}", plain(value).unwrap_or_default()) }
}

impl Laid {
    fn judge(mut self, usage: Usage) -> Result<Judged, Reason> {
        self.settle_answer(usage)?;
        Ok(question::judge(self.parts, usage))
    }

    /// Makes one answer of a list, or of the options that call themselves right.
    fn settle_answer(&mut self, usage: Usage) -> Result<(), Reason> {
        let Ok(options) = &self.parts.options else { return Ok(()) };
        if options.is_empty() || (self.answers.len() < 2 && self.marked.is_empty()) {
            return Ok(());
        }
        let mut positions = BTreeSet::new();
        let mut by_text = false;
        for answer in &self.answers {
            // Two options may say the same; named as often as they occur, all of them are meant.
            let saying = options.saying(answer);
            let times = self.answers.iter().filter(|other| other == &answer).count();
            if saying.len() > 1 && saying.len() == times {
                positions.extend(saying);
                continue;
            }
            let chosen = answer::choose(answer, options, usage)?;
            by_text |= chosen.notes.iter().any(|note| matches!(note, Reason::AnswerIsText { .. }));
            positions.extend(chosen.positions);
        }
        let marked: BTreeSet<usize> =
            self.marked.iter().filter_map(|letter| options.position(*letter)).collect();
        if !marked.is_empty() && !positions.is_empty() && positions != marked {
            return Err(Reason::AnswerAmbiguous { value: self.answers.join(" / ") });
        }
        positions.extend(marked);
        let read = text::labels(positions.iter().map(|position| options.letters[*position]));
        let value = self.answers.join(" / ");
        let note = match by_text {
            true => Some(Reason::AnswerIsText { value, read: read.clone() }),
            false if value.is_empty() || self.answers.concat() == read => None,
            false => Some(Reason::AnswerReadAs { value, read: read.clone() }),
        };
        self.parts.answered(positions, read, note);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
