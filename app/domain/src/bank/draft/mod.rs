//! A question as it is typed into a form, and what is wrong with it.
//!
//! A draft holds texts as they stand in the fields, so that nothing typed is ever lost; [`Draft::item`] is
//! the one way to a question. [`Draft::of`] is the way back, and what it fills in comes out again unchanged.
//!
//! Some signs have a meaning in these texts: `|` parts texts that are equally right, `=>` parts the two sides
//! of a pair, [`NO_WORDS`] stands for an option that is a picture alone, [`LINE_BREAK`] for a line break within
//! an option.

mod ask;
mod figure;
mod wording;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use ask::{Ask, Order, SCORINGS};
pub use figure::{FigureDraft, FigureKind};
pub use wording::WordingDraft;

use super::{
    Content, Item, Kind,
    import::{Reason, STEM_LIMIT, text},
    item::{Part, Parts},
};

/// Longest texts beside the stem, in characters.
pub const TEXT_LIMIT: usize = 5_000;
const POINT_LIMIT: usize = 100;
const REASON_LIMIT: usize = 500;
/// Options have letters, and nobody chooses among more.
pub const OPTION_LIMIT: usize = 12;
/// More parts are a paper, not a case.
pub const PART_LIMIT: usize = 20;

/// An option without words, which a picture stands for.
pub const NO_WORDS: &str = "[]";
/// A line break within an option.
pub const LINE_BREAK: char = '↵';

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub ask: Ask,
    /// The questions of a case.
    pub parts: Vec<Ask>,
    pub knowledge_point: String,
    /// Empty, or 1 to 5.
    pub difficulty: String,
    pub legal_basis: String,
    pub must_pass: bool,
    pub wordings: Vec<WordingDraft>,
    /// Why the question is changed; a new one needs no reason.
    pub reason: String,
}

/// A field that can't stay as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftFault {
    /// The field's `name`, with its prefix in a part or another language: `part-0-key`.
    pub field: String,
    pub wrong: Wrong,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    Missing,
    TooLong {
        limit: usize,
    },
    OutOfRange {
        min: i64,
        max: i64,
    },
    /// No question comes of it, for a reason that an import would give for a row as well.
    Question(Reason),
    TooManyOptions {
        limit: usize,
    },
    TooManyParts {
        limit: usize,
    },
    NotANumber {
        text: String,
    },
    /// A line without `=>`.
    NoPair {
        text: String,
    },
    /// A letter or a number that no option or line has.
    NoPlace {
        text: String,
    },
    /// One weight is needed for each option.
    WeightsDiffer {
        weights: usize,
        options: usize,
    },
    /// A line of an area that can't be read.
    NotAnArea {
        text: String,
    },
    OutsidePicture {
        text: String,
    },
    NotALanguage {
        text: String,
    },
    LanguageTwice {
        text: String,
    },
    /// A file that is not there: nobody has uploaded it here.
    NoSuchFile,
}

impl Default for Draft {
    fn default() -> Draft {
        Draft::new(Kind::SingleChoice)
    }
}

impl Draft {
    /// An empty form for a question of this kind.
    pub fn new(kind: Kind) -> Draft {
        let parts = match kind {
            Kind::Case => vec![Ask::new(Kind::SingleChoice)],
            _ => Vec::new(),
        };
        Draft {
            ask: Ask::new(kind),
            parts,
            knowledge_point: String::new(),
            difficulty: String::new(),
            legal_basis: String::new(),
            must_pass: false,
            wordings: Vec::new(),
            reason: String::new(),
        }
    }

    /// The form filled in with `item`.
    pub fn of(item: &Item) -> Draft {
        let case = item.content.parts();
        let asks = Ask::of(&item.stem, &item.figures, &item.content, &item.explanation);
        let part = |part: &Part| Ask {
            weight: part.weight.to_string(),
            ..Ask::of(&part.stem, &part.figures, &part.content, &part.explanation)
        };
        Draft {
            ask: asks,
            parts: case.iter().map(part).collect(),
            knowledge_point: item.knowledge_point.clone(),
            difficulty: item.difficulty.map(|level| level.to_string()).unwrap_or_default(),
            legal_basis: item.legal_basis.clone(),
            must_pass: item.must_pass,
            wordings: wording::of(item),
            reason: String::new(),
        }
    }

    pub fn kind(&self) -> Kind {
        self.ask.kind
    }

    /// Whether somebody has typed anything that would be missed.
    pub fn is_blank(&self) -> bool {
        let nothing = |ask: &Ask| {
            let texts = [&ask.stem, &ask.options, &ask.key, &ask.areas, &ask.points, &ask.explanation];
            texts.iter().all(|text| text.trim().is_empty()) && ask.figures.is_empty() && ask.picture.is_none()
        };
        nothing(&self.ask) && self.parts.iter().all(nothing) && self.wordings.is_empty()
    }

    /// The question that was typed.
    ///
    /// # Errors
    /// Every fault of every field, at least one.
    pub fn item(&self) -> Result<Item, Vec<DraftFault>> {
        let mut faults = Vec::new();
        let limited = [
            ("knowledge_point", &self.knowledge_point, POINT_LIMIT),
            ("legal_basis", &self.legal_basis, TEXT_LIMIT),
            ("reason", &self.reason, REASON_LIMIT),
        ];
        for (field, typed, limit) in limited {
            if typed.chars().count() > limit {
                faults.push(fault(field, Wrong::TooLong { limit }));
            }
        }
        let difficulty = match text::trim(&self.difficulty) {
            "" => None,
            level => match level.parse() {
                Ok(level @ 1..=5) => Some(level),
                _ => {
                    faults.push(fault("difficulty", Wrong::OutOfRange { min: 1, max: 5 }));
                    None
                }
            },
        };
        let read = match self.kind() {
            Kind::Case => self.case(&mut faults),
            _ => self.ask.read("", &mut faults),
        };
        let Some(read) = read else { return Err(faults) };
        let mut item = Item {
            figures: read.figures,
            explanation: read.explanation,
            knowledge_point: text::trim(&self.knowledge_point).to_owned(),
            difficulty,
            legal_basis: text::trim(&self.legal_basis).to_owned(),
            must_pass: self.must_pass,
            ..Item::new(read.stem, read.content)
        };
        item.wordings = wording::read(&self.wordings, &item, &mut faults);
        if faults.is_empty() { Ok(item) } else { Err(faults) }
    }

    /// The question as candidates would see it, as far as it is written: what they don't see may still be
    /// missing. `None` while there is nothing to show.
    pub fn sketch(&self) -> Option<Item> {
        let mut sketch = Draft { ask: self.ask.sketch(), ..Draft::new(self.kind()) };
        sketch.parts = self.parts.iter().map(Ask::sketch).filter(|part| sketch.shows(part)).collect();
        sketch.item().ok()
    }

    fn shows(&self, part: &Ask) -> bool {
        part.read("", &mut Vec::new()).is_some()
    }

    /// [`Draft::item`] for a change, which somebody has to account for.
    ///
    /// # Errors
    /// As [`Draft::item`].
    pub fn changed_item(&self) -> Result<Item, Vec<DraftFault>> {
        let made = self.item();
        if !text::trim(&self.reason).is_empty() {
            return made;
        }
        let mut faults = made.err().unwrap_or_default();
        faults.push(fault("reason", Wrong::Missing));
        Err(faults)
    }

    fn case(&self, faults: &mut Vec<DraftFault>) -> Option<ask::Read> {
        let before = faults.len();
        let outer = self.ask.around(faults);
        if self.parts.is_empty() {
            faults.push(fault("parts", Wrong::Missing));
        }
        if self.parts.len() > PART_LIMIT {
            faults.push(fault("parts", Wrong::TooManyParts { limit: PART_LIMIT }));
        }
        let mut parts = Vec::new();
        for (at, ask) in self.parts.iter().enumerate() {
            let prefix = format!("part-{at}-");
            let weight = match text::trim(&ask.weight) {
                "" => 1,
                weight => match weight.parse() {
                    Ok(weight @ 1..=1000) => weight,
                    _ => {
                        faults
                            .push(fault(format!("{prefix}weight"), Wrong::OutOfRange { min: 1, max: 1000 }));
                        1
                    }
                },
            };
            if let Some(read) = ask.read(&prefix, faults) {
                let ask::Read { stem, figures, content, explanation } = read;
                parts.push(Part { stem, figures, content, explanation, weight });
            }
        }
        if faults.len() > before {
            return None;
        }
        let parts = Parts::new(parts).ok()?;
        let (stem, figures, explanation) = outer?;
        Some(ask::Read { stem, figures, content: Content::Case { parts }, explanation })
    }
}

fn fault(field: impl Into<String>, wrong: Wrong) -> DraftFault {
    DraftFault { field: field.into(), wrong }
}

/// The stem as it will be stored, within its limit.
fn stem(typed: &str) -> Result<String, Wrong> {
    let stem = text::trim(typed).replace("\r\n", "\n");
    if stem.is_empty() {
        return Err(Wrong::Missing);
    }
    if stem.chars().count() > STEM_LIMIT { Err(Wrong::TooLong { limit: STEM_LIMIT }) } else { Ok(stem) }
}

/// Lines with something in them.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(text::trim).filter(|line| !line.is_empty())
}

/// A line as it stands in a field: an option's own line breaks and the lack of words have their signs.
fn as_line(words: &str) -> String {
    if words.is_empty() {
        return NO_WORDS.to_owned();
    }
    words.replace('\n', &LINE_BREAK.to_string())
}

fn from_line(line: &str) -> String {
    let line = text::trim(line);
    if line == NO_WORDS { String::new() } else { line.replace(LINE_BREAK, "\n") }
}
