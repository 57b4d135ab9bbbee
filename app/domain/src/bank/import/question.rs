//! A question that has been taken apart is judged: it becomes an item, or the reasons why not.
//!
//! Rows of a table and lines of a document come here in the same [`Parts`], so that one set of rules
//! decides what is a question and what its key is.

use std::collections::{BTreeMap, BTreeSet};

use crate::bank::{
    figure::Figure,
    item::{Content, Item, Kind, Language, Wording},
};

use super::{
    Column,
    answer::{self, Chosen, Usage},
    fill,
    header::Field,
    kind::{self, Named, Open},
    options::Options,
    reason::Reason,
    stem,
    table::Cell,
    text,
};

mod open;
pub mod picture_mark;

/// A stem longer than this is no question but a file read wrongly.
pub const STEM_LIMIT: usize = 5_000;

/// What stands in a file for one question, by what it is, before anything is understood.
pub struct Parts {
    /// What stops the question before anybody tries to understand it.
    pub damage: Option<Reason>,
    /// The stem without its serial number.
    pub stem: String,
    pub number: Option<u32>,
    pub options: Result<Options, Reason>,
    /// Blank when there is none.
    pub answer: String,
    /// The right options, where they are stated and need not be read off the answer.
    pub key: Option<BTreeSet<usize>>,
    pub answer_cell: Cell,
    pub answer_column: Column,
    /// The kind as the question itself names it; blank when it doesn't.
    pub kind: String,
    /// The kind of a merged cell that covers this row.
    pub merged_kind: Option<String>,
    /// The title of the section, or the sheet's name where it names a kind; blank when neither does.
    pub section: String,
    pub explanation: String,
    pub legal_basis: String,
    pub difficulty: String,
    pub topic: String,
    /// Texts that are bold or red, of which one may be the right option.
    pub emphasised: Vec<String>,
    /// The whole answer stands in a cell of its own, however many lines it has.
    pub in_cells: bool,
    /// Texts in other languages, by the field that they translate.
    pub wordings: Vec<(Language, Field, String)>,
    /// What is shown below the stem.
    pub figures: Vec<Figure>,
    /// What options show, by their letters; their texts have a [`picture_mark`].
    pub option_figures: Vec<(usize, Figure)>,
    pub notes: Vec<Reason>,
}

impl Parts {
    /// Puts the key in its place; `answer` are its letters.
    pub fn answered(&mut self, key: BTreeSet<usize>, answer: String, note: Option<Reason>) {
        self.key = Some(key);
        self.answer_cell = Cell::Text(answer.clone());
        self.answer = answer;
        self.notes.extend(note);
    }
}

/// The result for a row: a question with notes, or at least one reason to reject or skip.
pub struct Judged {
    pub reasons: Vec<Reason>,
    pub item: Option<Item>,
}

impl From<Reason> for Judged {
    fn from(reason: Reason) -> Self {
        Judged { reasons: vec![reason], item: None }
    }
}

/// Judges a question that has been taken apart; `usage` is what the other answers of the file prove.
pub fn judge(parts: Parts, usage: Usage) -> Judged {
    if let Some(reason) = parts.damage {
        return reason.into();
    }
    if text::trim(&parts.stem).is_empty() {
        return Reason::StemMissing.into();
    }
    if parts.stem.chars().count() > STEM_LIMIT {
        return Reason::StemTooLong { limit: STEM_LIMIT }.into();
    }
    match question(parts, usage) {
        Ok(judged) => judged,
        Err(reason) => reason.into(),
    }
}

/// A question in the making: what is read step by step, and what there is to tell about it.
struct Reading {
    stem: String,
    options: Options,
    answer: String,
    key: Option<BTreeSet<usize>>,
    answer_cell: Cell,
    answer_column: Column,
    explanation: String,
    emphasised: Vec<String>,
    usage: Usage,
    notes: Vec<Reason>,
}

fn question(parts: Parts, usage: Usage) -> Result<Judged, Reason> {
    let mut reading = Reading {
        stem: parts.stem,
        options: parts.options?,
        answer: parts.answer,
        key: parts.key,
        answer_cell: parts.answer_cell,
        answer_column: parts.answer_column,
        explanation: parts.explanation,
        emphasised: parts.emphasised,
        usage,
        notes: parts.notes,
    };
    reading.take_answer_behind_stem();
    let kind = kind_of(parts.kind, parts.merged_kind, parts.section, parts.in_cells, &mut reading)?;
    let (letters, texts) = (reading.options.letters.clone(), reading.options.texts.clone());
    let mut content = match kind {
        Kind::SingleChoice | Kind::MultipleChoice => reading.choice(kind)?,
        Kind::TrueFalse => reading.true_false()?,
        Kind::FillIn => reading.fill_in()?,
        Kind::Numeric => reading.numeric()?,
        Kind::Matching => reading.matching()?,
        Kind::Ordering => reading.ordering()?,
        Kind::ShortAnswer => reading.short_answer()?,
        Kind::Hotspot | Kind::Case => {
            return Err(Reason::KindUnsupported { value: kind.code().to_owned() });
        }
    };
    let wordings = worded(parts.wordings, &content, &letters, &texts);
    let shown = picture_mark::taken(&mut content, parts.option_figures);
    reading.notes.extend((!shown).then_some(Reason::PictureLeftOut));
    let level = difficulty_level(&parts.difficulty);
    if level.is_none() && !parts.difficulty.is_empty() {
        reading.notes.push(Reason::DifficultyNotRead { value: parts.difficulty });
    }
    let item = Item {
        figures: parts.figures,
        wordings,
        explanation: reading.explanation,
        knowledge_point: parts.topic,
        difficulty: level,
        legal_basis: parts.legal_basis,
        ..Item::new(reading.stem, content)
    };
    Ok(Judged { reasons: reading.notes, item: Some(item) })
}

/// The question in other languages. `letters` and `texts` are those of the options as they stood in the file.
fn worded(
    said: Vec<(Language, Field, String)>,
    content: &Content,
    letters: &[usize],
    texts: &[String],
) -> BTreeMap<Language, Wording> {
    let mut wordings: BTreeMap<Language, Wording> = BTreeMap::new();
    // An order stands in the file in any order.
    let place = |at: usize| match content {
        Content::SingleChoice { .. } | Content::MultipleChoice { .. } => Some(at),
        Content::Ordering { options, .. } => {
            options.iter().position(|option| texts.get(at).is_some_and(|text| *text == option.text))
        }
        _ => None,
    };
    for (language, field, said) in said {
        let wording = wordings.entry(language).or_default();
        match field {
            Field::Stem => wording.stem = stem::without_number(&said).0.to_owned(),
            Field::Explanation => wording.explanation = said,
            Field::Option(letter) => {
                let at = letters.iter().position(|known| *known == letter).and_then(place);
                if let Some(at) = at {
                    wording.options.resize(content.options().len(), String::new());
                    wording.options[at] = said;
                }
            }
            _ => {}
        }
    }
    wordings.retain(|_, wording| *wording != Wording::default());
    wordings
}

/// The kind: as the question names it, by a merged cell, by its section, or else by what it looks like.
fn kind_of(
    own: String,
    merged: Option<String>,
    section: String,
    in_cells: bool,
    reading: &mut Reading,
) -> Result<Kind, Reason> {
    let merged = merged.filter(|_| own.is_empty());
    let name = [own, merged.clone().unwrap_or_default(), section]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_default();
    if let Some(open) = kind::open(&name).filter(|_| in_cells) {
        return Ok(match open {
            Open::Kind(kind) => {
                reading.notes.extend(merged.map(|_| Reason::KindFilledDown { kind }));
                kind
            }
            Open::Calculated => {
                let kind = reading.calculated();
                reading.notes.push(Reason::KindReadAs { value: name, kind });
                kind
            }
        });
    }
    match kind::named(&name) {
        Named::Kind(Kind::SingleChoice) if reading.options.truths().is_some() => {
            reading.notes.push(Reason::KindReadAs { value: name, kind: Kind::TrueFalse });
            Ok(Kind::TrueFalse)
        }
        Named::Kind(kind) => {
            reading.notes.extend(merged.map(|_| Reason::KindFilledDown { kind }));
            Ok(kind)
        }
        Named::Unsupported => Err(Reason::KindUnsupported { value: name }),
        Named::Choice | Named::Unknown => {
            let kind = reading.looks_like()?;
            reading.notes.push(match name.is_empty() {
                true => Reason::KindInferred { kind },
                false => Reason::KindReadAs { value: name, kind },
            });
            Ok(kind)
        }
    }
}

/// `易` `中` `难`, `★★★`, `3`, `3级`. A coefficient such as 0.65 is left out: some count it as the
/// share that gets it right, others as the share that fails.
fn difficulty_level(text: &str) -> Option<u8> {
    let folded = text::lower(text);
    let stars = folded.chars().filter(|c| matches!(c, '★' | '*')).count();
    if stars > 0 && folded.chars().all(|c| matches!(c, '★' | '☆' | '*')) {
        return u8::try_from(stars).ok().filter(|level| (1..=5).contains(level));
    }
    match folded.trim_end_matches(['级', '星', '度', '题']) {
        "很易" | "很容易" | "veryeasy" | "1" => Some(1),
        "易" | "容易" | "较易" | "简单" | "easy" | "2" => Some(2),
        "中" | "中等" | "一般" | "适中" | "medium" | "3" => Some(3),
        "难" | "较难" | "困难" | "hard" | "difficult" | "4" => Some(4),
        "很难" | "极难" | "veryhard" | "5" => Some(5),
        _ => None,
    }
}

impl Reading {
    /// `… 正确答案：…` behind the stem is an explanation, or the answer itself when there is no other.
    fn take_answer_behind_stem(&mut self) {
        let Some((before, behind)) = stem::without_answer(&self.stem) else { return };
        let (before, behind) = (before.to_owned(), behind.to_owned());
        if self.answer.is_empty() && (answer::is_letters(&behind) || text::truth(&behind).is_some()) {
            self.notes.push(Reason::AnswerFromStem { read: behind.clone() });
            self.answer_cell = Cell::Text(behind.clone());
            self.answer = behind;
        } else {
            self.notes.push(Reason::ExplanationMoved { text: behind.clone() });
            self.explain(&behind);
        }
        self.stem = before;
    }

    fn explain(&mut self, more: &str) {
        if !self.explanation.is_empty() {
            self.explanation.push('\n');
        }
        self.explanation.push_str(more);
    }

    /// The kind, where nobody has named it.
    fn looks_like(&self) -> Result<Kind, Reason> {
        let by_stem = stem_kind(&self.stem);
        if self.options.truths().is_some() {
            return Ok(Kind::TrueFalse);
        }
        if self.options.len() >= 2 {
            if let Some(kind) =
                by_stem.filter(|kind| matches!(kind, Kind::SingleChoice | Kind::MultipleChoice))
            {
                return Ok(kind);
            }
            let chosen = match (&self.key, self.answer.is_empty()) {
                (Some(key), _) => key.len(),
                (None, true) => self.key_in_stem()?.1.len(),
                (None, false) => answer::choose(&self.answer, &self.options, self.usage)?.positions.len(),
            };
            return Ok(if chosen == 1 { Kind::SingleChoice } else { Kind::MultipleChoice });
        }
        if !self.options.is_empty() {
            return Err(Reason::TooFewOptions { found: self.options.len() });
        }
        let bare = text::unbracketed(answer::without_label(&self.answer));
        if text::truth(bare).is_some() || matches!(self.answer_cell, Cell::Bool(_)) {
            return Ok(Kind::TrueFalse);
        }
        if self.answer.is_empty() {
            let marked =
                stem::brackets(&self.stem).iter().any(|bracket| answer::truth_in_stem(bracket).is_some());
            return if marked { Ok(Kind::TrueFalse) } else { Err(self.nothing_to_choose()) };
        }
        if answer::is_letters(&self.answer) {
            return Err(Reason::OptionsMissing { answer: self.answer.clone() });
        }
        if stem::blanks(&self.stem) == 0 {
            return Err(Reason::AnswerUnclear { value: self.answer.clone() });
        }
        Ok(Kind::FillIn)
    }

    /// There are no options: is the answer missing too?
    fn nothing_to_choose(&self) -> Reason {
        let in_stem =
            || stem::brackets(&self.stem).into_iter().find(|bracket| answer::is_key(&bracket.inner));
        match (self.answer.is_empty(), in_stem()) {
            (false, _) => Reason::OptionsMissing { answer: self.answer.clone() },
            (true, Some(bracket)) => Reason::OptionsMissing { answer: bracket.inner },
            (true, None) => Reason::AnswerMissing,
        }
    }

    /// The bracket of the stem that holds the key, and the positions it names.
    fn key_in_stem(&self) -> Result<(stem::Bracket, BTreeSet<usize>), Reason> {
        let mut found: Vec<(stem::Bracket, BTreeSet<usize>)> = self.keys_in_stem();
        match found.len() {
            0 => Err(self.without_answer()),
            1 => Ok(found.remove(0)),
            _ => {
                let found = found.into_iter().map(|(bracket, _)| bracket.inner).collect();
                Err(Reason::SeveralAnswersInStem { found })
            }
        }
    }

    /// No answer is given. One option that alone is bold or red may be meant, or stressed by chance.
    fn without_answer(&self) -> Reason {
        let said = |text: &String| {
            let text = text::folded(text);
            self.emphasised.iter().any(|marked| text::folded(marked).ends_with(&text))
        };
        let marked: Vec<usize> =
            (0..self.options.len()).filter(|at| said(&self.options.texts[*at])).collect();
        match marked.as_slice() {
            [one] => Reason::AnswerOnlyEmphasised { label: text::label(self.options.letters[*one]) },
            _ => Reason::AnswerMissing,
        }
    }

    fn keys_in_stem(&self) -> Vec<(stem::Bracket, BTreeSet<usize>)> {
        stem::brackets(&self.stem)
            .into_iter()
            .filter(|bracket| !bracket.called)
            .filter_map(|bracket| answer::in_stem(&bracket.inner, &self.options).map(|key| (bracket, key)))
            .collect()
    }

    fn choice(&mut self, kind: Kind) -> Result<Content, Reason> {
        if self.options.is_empty() {
            return Err(self.nothing_to_choose());
        }
        if self.options.len() < 2 {
            return Err(Reason::TooFewOptions { found: self.options.len() });
        }
        if let Cell::Date(date) = self.answer_cell {
            return Err(Reason::DateCell { column: self.answer_column, value: date.to_string() });
        }
        let key = self.key()?;
        let (content, notes) = std::mem::take(&mut self.options).with_key(key, kind)?;
        self.notes.extend(notes);
        Ok(content)
    }

    /// The key of a question with options, from its cell or from the stem's bracket.
    fn key(&mut self) -> Result<BTreeSet<usize>, Reason> {
        if self.answer.is_empty() {
            let (bracket, key) = self.key_in_stem()?;
            // `电流（A）的方向是（ ）`: the letter is a unit, and the place of the answer is blank.
            let last = text::folded(&self.stem[bracket.range.end..]).chars().all(|c| matches!(c, '。' | '.'));
            if stem::blanks(&self.stem) > 0 && !last {
                return Err(Reason::AnswerUnclear { value: bracket.inner });
            }
            if !stem::is_paired(&self.stem) {
                return Err(Reason::BracketsUnpaired { text: self.stem.clone() });
            }
            self.stem = stem::emptied(&self.stem, &bracket);
            self.notes.push(Reason::AnswerFromStem { read: bracket.inner });
            return Ok(key);
        }
        let chosen = match self.key.take() {
            Some(positions) => Chosen { positions, notes: Vec::new(), explanation: None },
            None => answer::choose(&self.answer, &self.options, self.usage)?,
        };
        self.notes.extend(chosen.notes);
        if let Some(reason) = chosen.explanation {
            self.explain(&reason);
        }
        // A stem that still holds its key would give the answer away; one with another key contradicts.
        if stem::blanks(&self.stem) == 0
            && let [(bracket, key)] = self.keys_in_stem().as_slice()
        {
            if *key != chosen.positions {
                let (stem, cell) = (bracket.inner.clone(), self.answer.clone());
                return Err(Reason::StemGivesOtherAnswer { stem, cell });
            }
            self.notes.push(Reason::AnswerFromStem { read: bracket.inner.clone() });
            self.stem = stem::emptied(&self.stem, bracket);
        }
        Ok(chosen.positions)
    }

    fn true_false(&mut self) -> Result<Content, Reason> {
        if !self.options.is_empty() && self.options.truths().is_none() {
            let value = self.options.texts.join(" / ");
            return Err(Reason::KindContradicted { kind: Kind::TrueFalse, value });
        }
        let marks: Vec<(stem::Bracket, bool)> = stem::brackets(&self.stem)
            .into_iter()
            .filter_map(|bracket| answer::truth_in_stem(&bracket).map(|truth| (bracket, truth)))
            .collect();
        let in_cell = match (&self.answer_cell, self.answer.is_empty()) {
            (Cell::Bool(truth), _) => Some(*truth),
            (_, true) => None,
            (_, false) => {
                let (truth, notes) = answer::truth(&self.answer, &self.options)?;
                self.notes.extend(notes);
                Some(truth)
            }
        };
        let key = match (in_cell, marks.as_slice()) {
            (Some(truth), []) => truth,
            (None, []) => return Err(Reason::AnswerMissing),
            (cell, [(bracket, truth)]) => {
                if cell.is_some_and(|cell| cell != *truth) {
                    let (stem, cell) = (bracket.inner.clone(), self.answer.clone());
                    return Err(Reason::StemGivesOtherAnswer { stem, cell });
                }
                self.notes.push(Reason::AnswerFromStem { read: bracket.inner.clone() });
                self.stem = stem::emptied(&self.stem, bracket);
                *truth
            }
            (_, several) => {
                let found = several.iter().map(|(bracket, _)| bracket.inner.clone()).collect();
                return Err(Reason::SeveralAnswersInStem { found });
            }
        };
        Ok(Content::TrueFalse { key })
    }

    fn fill_in(&mut self) -> Result<Content, Reason> {
        if !self.options.is_empty() {
            let value = self.options.texts.join(" / ");
            return Err(Reason::KindContradicted { kind: Kind::FillIn, value });
        }
        let mut filled = match self.answer.is_empty() {
            true => fill::from_stem(&self.stem)?,
            false => fill::from_cell(&self.stem, &self.answer)?,
        };
        match self.answer_cell {
            Cell::Date(date) => {
                // Only where the question asks for a day; elsewhere "2-1" has become one.
                const TIMES: [&str; 7] = ["日", "年", "时间", "施行", "实行", "实施", "date"];
                if !TIMES.iter().any(|word| self.stem.contains(word)) || filled.blanks.len() != 1 {
                    return Err(Reason::DateCell { column: self.answer_column, value: date.to_string() });
                }
                let spoken = format!("{}年{}月{}日", date.year(), u8::from(date.month()), date.day());
                filled.blanks = vec![vec![spoken, date.to_string()]];
                self.notes.push(Reason::DateReadAs { value: date.to_string() });
            }
            Cell::Number(number) => {
                self.notes.extend(perhaps_date(number).map(|date| Reason::NumberMayBeDate {
                    value: self.answer.clone(),
                    date: date.to_string(),
                }));
            }
            _ => {}
        }
        self.stem = filled.stem;
        self.notes.append(&mut filled.notes);
        Ok(Content::fill_in(filled.blanks))
    }
}

/// The day that a whole number would be as a spreadsheet date, if it falls between 2000 and 2049.
fn perhaps_date(number: f64) -> Option<time::Date> {
    let whole = number.fract() == 0.0 && (36_526.0..54_789.0).contains(&number);
    let epoch = time::Date::from_calendar_date(1899, time::Month::December, 30).ok()?;
    whole.then(|| epoch.checked_add(time::Duration::days(number as i64))).flatten()
}

/// The kind a stem names in brackets: `（多选）`.
fn stem_kind(stem: &str) -> Option<Kind> {
    stem::brackets(stem).iter().find_map(|bracket| match kind::named(&bracket.inner) {
        Named::Kind(kind) if bracket.inner.chars().count() <= 6 => Some(kind),
        _ => None,
    })
}
