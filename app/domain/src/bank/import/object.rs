//! Questions as objects with named fields, which is what JSON files hold.
//!
//! An object is laid out as the row of a sheet whose header are its names, so that names, options
//! and answers mean here what they mean there. Only what a sheet has no place for is read here:
//! lists of options, options that carry their letter or say that they are right, lists of answers.

use std::collections::BTreeSet;

use super::{
    Place, Reason,
    answer::{self, Usage},
    header::{self, Field, Header},
    options,
    record::Record,
    row::{self, Around, Parts, STEM_LIMIT},
    table::{Cell, Row},
    text,
};

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
            laid.answers.iter().for_each(|answer| usage.see(answer, options));
        }
    }
    let judged = objects.into_iter().zip(laid).map(|(object, laid)| {
        let section = object.section;
        let (item, mut reasons) =
            match object.fault.map_or(laid, Err).and_then(|laid| laid.judge(section, usage)) {
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

/// An object as a row below its header.
struct Laid {
    header: Header,
    row: Row,
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
    Row { number: 1, cells: names.iter().map(|name| name.as_str().into()).collect(), torn: false }
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
    let parts = row::parts(&row, &header, None).ok_or(Reason::NoQuestion)?;
    if answers.is_empty() && !parts.answer.is_empty() {
        answers.push(parts.answer.clone());
    }
    Ok(Laid { header, row, parts, answers, marked })
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

/// A value as one text: a list has a line for each of its values.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::One(cell) => Some(text::trim(&cell.text()).to_owned()),
        Value::Many(several) => {
            let lines: Option<Vec<String>> = several
                .iter()
                .map(|value| match value {
                    Value::One(_) => plain(value),
                    Value::Many(_) | Value::Named(_) => None,
                })
                .collect();
            Some(lines?.join("\n"))
        }
        Value::Named(_) => None,
    }
}

/// The answers of a list; alternatives for a blank may be a list in it.
fn list_of_answers(several: &[Value]) -> Option<Vec<String>> {
    several
        .iter()
        .map(|value| match value {
            Value::Many(_) => plain(value).map(|lines| lines.replace('\n', "|")),
            _ => plain(value),
        })
        .collect()
}

/// Options with the index of their letter, from a list or from letters with a text each.
fn list_of_options(value: &Value, marked: &mut BTreeSet<usize>) -> Result<Vec<(usize, String)>, Reason> {
    let unclear = || Reason::OptionsUnclear { text: String::new() };
    let listed: Vec<(usize, String)> = match value {
        Value::One(_) => Vec::new(),
        Value::Many(several) if several.iter().all(|value| matches!(value, Value::Named(_))) => {
            let objects = several.iter().filter_map(|value| match value {
                Value::Named(fields) => Some(fields.as_slice()),
                _ => None,
            });
            objects_as_options(&objects.collect::<Vec<_>>(), marked).ok_or_else(unclear)?
        }
        Value::Many(several) => {
            let texts: Option<Vec<String>> = several.iter().map(plain).collect();
            texts.ok_or_else(unclear)?.into_iter().enumerate().collect()
        }
        Value::Named(fields) => {
            let lettered = fields.iter().map(|(name, value)| {
                Some((header::option(&text::lower(name).replace('_', ""))?, plain(value)?))
            });
            lettered.collect::<Option<_>>().ok_or_else(unclear)?
        }
    };
    let mut letters = BTreeSet::new();
    for (letter, text) in &listed {
        if !letters.insert(*letter) {
            return Err(Reason::LabelTwice { label: text::label(*letter), text: text.clone() });
        }
    }
    let mut filled: Vec<_> = listed.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    filled.sort();
    Ok(filled)
}

/// Options that are objects: their text, their letter where they have one, and whether they are right.
fn objects_as_options(
    objects: &[&[(String, Value)]],
    marked: &mut BTreeSet<usize>,
) -> Option<Vec<(usize, String)>> {
    const TEXTS: [&str; 10] = [
        "text",
        "content",
        "value",
        "title",
        "body",
        "optiontext",
        "optioncontent",
        "name",
        "label",
        "option",
    ];
    const RIGHT: [&str; 6] = ["correct", "iscorrect", "isright", "right", "isanswer", "istrue"];
    let named = |object: &[(String, Value)], wanted: &str| {
        let found = object.iter().find(|(name, _)| text::lower(name).replace(['_', '-'], "") == wanted);
        found.and_then(|(_, value)| plain(value))
    };
    let one_letter = |text: &str| {
        let mut chars = text.chars();
        match (chars.next().and_then(text::letter), chars.next()) {
            (Some((index, _)), None) if index < 12 => Some(index),
            _ => None,
        }
    };
    let all =
        |name: &str| -> Option<Vec<String>> { objects.iter().map(|object| named(object, name)).collect() };
    let candidates: Vec<Vec<String>> = TEXTS.iter().filter_map(|name| all(name)).collect();
    let is_lettering =
        |texts: &&Vec<String>| texts.iter().enumerate().all(|(at, text)| one_letter(text) == Some(at));
    let texts = candidates.iter().find(|texts| !is_lettering(texts)).or(candidates.first())?;
    let letters = ["label", "key", "letter", "option", "prefix", "code", "id", "name", "value"]
        .iter()
        .filter_map(|name| all(name))
        .filter(|letters| letters != texts)
        .find_map(|letters| letters.iter().map(|text| one_letter(text)).collect::<Option<Vec<_>>>());
    let letters = letters.unwrap_or_else(|| (0..objects.len()).collect());
    for (object, letter) in objects.iter().zip(&letters) {
        let right = RIGHT.iter().find_map(|name| named(object, name));
        if right.is_some_and(|right| right == "1" || text::truth(&right) == Some(true)) {
            marked.insert(*letter);
        }
    }
    Some(letters.into_iter().zip(texts.iter().cloned()).collect())
}

impl Laid {
    fn judge(mut self, section: String, usage: Usage) -> Result<row::Judged, Reason> {
        self.settle_answer(usage)?;
        let around = Around { header: &self.header, merged_kind: None, merged_topic: None, section, usage };
        Ok(row::judge(&self.row, self.parts, &around))
    }

    /// Makes one answer of a list, or of the options that call themselves right.
    fn settle_answer(&mut self, usage: Usage) -> Result<(), Reason> {
        let Ok(options) = &self.parts.options else { return Ok(()) };
        if options.is_empty() || (self.answers.len() < 2 && self.marked.is_empty()) {
            return Ok(());
        }
        let mut positions = BTreeSet::new();
        for answer in &self.answers {
            // Two options may say the same; named as often as they occur, all of them are meant.
            let saying = options.saying(answer);
            let times = self.answers.iter().filter(|other| other == &answer).count();
            match saying.len() {
                2.. if saying.len() == times => positions.extend(saying),
                _ => positions.extend(answer::choose(answer, options, usage)?.positions),
            }
        }
        let marked: BTreeSet<usize> =
            self.marked.iter().filter_map(|letter| options.position(*letter)).collect();
        if !marked.is_empty() && !positions.is_empty() && positions != marked {
            return Err(Reason::AnswerAmbiguous { value: self.answers.join(" / ") });
        }
        positions.extend(marked);
        let read = text::labels(positions.iter().map(|position| options.letters[*position]));
        let value = self.answers.join(" / ");
        let letters: String = self.answers.concat();
        let note = (!value.is_empty() && letters != read)
            .then(|| Reason::AnswerIsText { value, read: read.clone() });
        self.parts.answered(read, note.into_iter().collect());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::item::{Content, Kind};

    fn one(text: &str) -> Value {
        Value::One(text.into())
    }

    fn many(texts: &[&str]) -> Value {
        Value::Many(texts.iter().map(|text| one(text)).collect())
    }

    fn named(fields: &[(&str, Value)]) -> Value {
        Value::Named(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
    }

    fn object(fields: &[(&str, Value)]) -> Object {
        let Value::Named(fields) = named(fields) else { unreachable!() };
        Object {
            place: Place { sheet: 0, row: 1 },
            source: String::new(),
            section: String::new(),
            fields,
            notes: Vec::new(),
            fault: None,
        }
    }

    fn read_one(fields: &[(&str, Value)]) -> Record {
        read(vec![object(fields)]).remove(0)
    }

    fn key(record: &Record) -> String {
        match &record.read {
            Ok(item) => match &item.content {
                Content::SingleChoice { key, .. } => text::labels([*key]),
                Content::MultipleChoice { key, .. } => text::labels(key.iter().copied()),
                Content::TrueFalse { key } => key.to_string(),
                Content::FillIn { blanks } => format!("{blanks:?}"),
            },
            Err(reason) => reason.code().into(),
        }
    }

    #[test]
    fn the_shapes_that_options_and_answers_have() {
        let abc = || many(&["甲", "乙", "丙"]);
        let flagged = |text: &str, right: bool| {
            named(&[("text", one(text)), ("isCorrect", Value::One(Cell::Bool(right)))])
        };
        let lettered = |letter: &str, text: &str| named(&[("value", one(letter)), ("label", one(text))]);
        for (fields, expected) in [
            (vec![("stem", one("选")), ("answers", abc()), ("correct_answers", many(&["乙"]))], "B"),
            (vec![("stem", one("选")), ("answers", abc()), ("correct_answers", many(&["乙", "丙"]))], "BC"),
            (
                vec![
                    ("stem", one("选")),
                    ("answers", many(&["甲", "乙", "乙"])),
                    ("correct_answers", many(&["乙", "乙"])),
                ],
                "BC",
            ),
            (
                vec![("stem", one("选")), ("answers", abc()), ("correct_answers", many(&["丁"]))],
                "answer_unclear",
            ),
            (vec![("question", one("选")), ("options", abc()), ("answer", one("AC"))], "AC"),
            (vec![("question", one("选")), ("options", abc()), ("answer", many(&["A", "C"]))], "AC"),
            (
                vec![
                    ("题目", one("选")),
                    ("选项", named(&[("B", one("乙")), ("A", one("甲"))])),
                    ("答案", one("B")),
                ],
                "B",
            ),
            (
                vec![
                    ("title", one("选")),
                    ("optionA", one("甲")),
                    ("option_b", one("乙")),
                    ("answer", one("B")),
                ],
                "B",
            ),
            (
                vec![
                    ("question", one("选")),
                    ("options", Value::Many(vec![flagged("甲", false), flagged("乙", true)])),
                ],
                "B",
            ),
            (
                vec![
                    ("question", one("选")),
                    ("options", Value::Many(vec![flagged("甲", false), flagged("乙", true)])),
                    ("answer", one("A")),
                ],
                "answer_ambiguous",
            ),
            (
                vec![
                    ("question", one("选")),
                    ("options", Value::Many(vec![lettered("A", "甲"), lettered("B", "乙")])),
                    ("answer", one("B")),
                ],
                "B",
            ),
            (vec![("question", one("对吗")), ("answer", Value::One(Cell::Bool(false)))], "false"),
            (
                vec![
                    ("question", one("对吗")),
                    ("options", many(&["正确", "错误"])),
                    ("answer", one("错误")),
                ],
                "false",
            ),
            (vec![("question", one("____和____")), ("answer", many(&["甲", "乙"]))], r#"[["甲"], ["乙"]]"#),
            (vec![("question", one("____")), ("answer", many(&["甲", "乙"]))], "blanks_differ"),
            (
                vec![("question", one("选")), ("options", abc()), ("answer", Value::One(Cell::Number(1.0)))],
                "digit_unclear",
            ),
            (
                vec![("question", one("选")), ("options", abc()), ("answer", one("D"))],
                "answer_without_option",
            ),
            (vec![("question", one("选")), ("options", abc())], "answer_missing"),
            (vec![("question", one("")), ("options", abc()), ("answer", one("A"))], "stem_missing"),
            (vec![("question", one("看图")), ("img", one("1.png")), ("answer", one("A"))], "picture_needed"),
            (
                vec![("question", one("何为")), ("type", one("简答题")), ("answer", one("略"))],
                "kind_unsupported",
            ),
        ] {
            assert_eq!(key(&read_one(&fields)), expected, "{fields:?}");
        }
    }

    #[test]
    fn all_answers_together_prove_where_digits_begin() {
        let with = |answer: f64| {
            let options = many(&["甲", "乙", "丙"]);
            object(&[
                ("question", one("选")),
                ("options", options),
                ("answer", Value::One(Cell::Number(answer))),
            ])
        };
        let keys = |answers: &[f64]| -> Vec<String> {
            read(answers.iter().map(|answer| with(*answer)).collect()).iter().map(key).collect()
        };
        assert_eq!(keys(&[0.0, 1.0, 2.0]), ["A", "B", "C"]);
        assert_eq!(keys(&[1.0, 3.0]), ["A", "C"]);
        assert_eq!(keys(&[1.0, 2.0]), ["digit_unclear", "digit_unclear"]);
        assert_eq!(keys(&[0.0, 3.0])[1], "digit_unclear");
    }

    #[test]
    fn names_of_something_else_are_no_question() {
        let is = |names: &[&str]| {
            let fields: Vec<_> = names.iter().map(|name| ((*name).to_owned(), one("x"))).collect();
            is_question(&fields)
        };
        assert!(!is(&["instruction", "input", "output"]));
        assert!(!is(&["name", "version"]));
        assert!(is(&["Question", "Answer"]));
    }

    #[test]
    fn the_name_of_the_list_may_name_the_kind() {
        let mut listed = object(&[("题干", one("选")), ("选项", many(&["甲", "乙"])), ("答案", one("B"))]);
        listed.section = "多选题".into();
        let record = read(vec![listed]).remove(0);
        assert_eq!(record.read.unwrap().content.kind(), Kind::MultipleChoice);
    }
}
