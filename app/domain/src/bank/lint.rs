//! What a whole bank must be like before it is given to others: stricter than what an import accepts.
//!
//! An import says of every row whether it is a question. This says whether the questions together are a
//! good bank: complete, different from each other, and with keys that nobody guesses without reading.
//! It knows nothing of whether a key is right; that takes two people.

mod alike;

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    import::{Place, Reason, Report, RowReport, options, stem, text},
    item::{Content, Item},
};

/// Something to mend before the bank is given away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The row it is about; none for what is said of the bank as a whole.
    pub place: Option<Place>,
    pub fault: Fault,
}

/// What is wrong, with its facts; sentences are made elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Fault {
    // Of one row.
    /// The row is rejected, skipped, or read in a way that its author should know of.
    RowNotPlain {
        reasons: Vec<Reason>,
    },
    ExplanationMissing,
    KnowledgePointMissing,
    DifficultyMissing,
    LegalBasisMissing,
    /// So much of what two questions say is the same that one may be answered from the other.
    Alike {
        other: Place,
        percent: usize,
    },
    /// The option speaks of letters, which change places on the paper, or of all others at once.
    OptionOfOthers {
        label: char,
        text: String,
    },
    BlanksDiffer {
        blanks: usize,
        answers: usize,
    },

    // Of the bank.
    LetterTooOften {
        letter: char,
        rows: usize,
        of: usize,
    },
    KeySizeTooOften {
        size: usize,
        rows: usize,
        of: usize,
    },
    TruthsUneven {
        right: usize,
        of: usize,
    },
    /// Whoever ticks the longest option is right too often.
    LongestIsKey {
        rows: usize,
        of: usize,
    },
}

impl Fault {
    /// A stable name, for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Fault::RowNotPlain { .. } => "row_not_plain",
            Fault::ExplanationMissing => "explanation_missing",
            Fault::KnowledgePointMissing => "knowledge_point_missing",
            Fault::DifficultyMissing => "difficulty_missing",
            Fault::LegalBasisMissing => "legal_basis_missing",
            Fault::Alike { .. } => "alike",
            Fault::OptionOfOthers { .. } => "option_of_others",
            Fault::BlanksDiffer { .. } => "blanks_differ",
            Fault::LetterTooOften { .. } => "letter_too_often",
            Fault::KeySizeTooOften { .. } => "key_size_too_often",
            Fault::TruthsUneven { .. } => "truths_uneven",
            Fault::LongestIsKey { .. } => "longest_is_key",
        }
    }
}

/// A share of many, in percent, from how many on it says something about them.
struct Share {
    percent: usize,
    enough: usize,
}

impl Share {
    /// Whether `rows` of `of` are more than the share.
    fn exceeded(&self, rows: usize, of: usize) -> bool {
        of >= self.enough && rows * 100 > of * self.percent
    }
}

/// Four letters should have a quarter each; below 20 questions, 40 % are what chance alone often gives.
const ONE_LETTER: Share = Share { percent: 40, enough: 20 };

/// Keys of two, three and four letters: one size for more than this is a hint to those who guess.
const ONE_SIZE: Share = Share { percent: 60, enough: 10 };

/// About half of the statements are true. An author chooses them, so ten are enough to ask it of.
const ONE_TRUTH: Share = Share { percent: 65, enough: 10 };

/// With four options of like length, a quarter of the keys is the longest. A right answer often needs a
/// word more than a wrong one, so more is allowed, but ticking the longest must stay a losing game.
const LONGEST: Share = Share { percent: 44, enough: 20 };

/// Everything to mend: what is said of rows in file order, then what is said of the bank.
pub fn lint(report: &Report) -> Vec<Finding> {
    let mut found: Vec<Finding> = report
        .rows
        .iter()
        .filter(|row| !row.reasons.is_empty())
        .map(|row| at(row, Fault::RowNotPlain { reasons: row.reasons.clone() }))
        .collect();
    for (row, item) in report.accepted() {
        found.extend(of_item(item).into_iter().map(|fault| at(row, fault)));
    }
    found.extend(alike::pairs(report));
    found.sort_by_key(|finding| finding.place);
    found.extend(of_bank(report).into_iter().map(|fault| Finding { place: None, fault }));
    found
}

fn at(row: &RowReport, fault: Fault) -> Finding {
    Finding { place: Some(row.place), fault }
}

fn of_item(item: &Item) -> Vec<Fault> {
    let blank = |text: &str| text::trim(text).is_empty();
    let mut found = Vec::new();
    found.extend(blank(&item.explanation).then_some(Fault::ExplanationMissing));
    found.extend(blank(&item.knowledge_point).then_some(Fault::KnowledgePointMissing));
    found.extend(item.difficulty.is_none().then_some(Fault::DifficultyMissing));
    found.extend(blank(&item.legal_basis).then_some(Fault::LegalBasisMissing));
    let all = item.content.options();
    for (position, option) in all.iter().enumerate() {
        if options::speaks_of_others(&option.text, all.len()) {
            let label = text::label(position);
            found.push(Fault::OptionOfOthers { label, text: option.text.clone() });
        }
    }
    if let Content::FillIn { blanks: answers, .. } = &item.content {
        let (blanks, answers) = (stem::blanks(&item.stem), answers.len());
        found.extend((blanks != answers).then_some(Fault::BlanksDiffer { blanks, answers }));
    }
    found
}

/// How the keys of a bank are spread.
#[derive(Default)]
struct Keys {
    single: usize,
    letters: BTreeMap<usize, usize>,
    longest: usize,
    multiple: usize,
    sizes: BTreeMap<usize, usize>,
    statements: usize,
    right: usize,
}

impl Keys {
    fn of(report: &Report) -> Keys {
        let mut keys = Keys::default();
        for (_, item) in report.accepted() {
            match &item.content {
                Content::SingleChoice { options, key, .. } => {
                    let length = |position: usize| text::folded(&options[position].text).chars().count();
                    let others = (0..options.len()).filter(|other| other != key);
                    keys.single += 1;
                    *keys.letters.entry(*key).or_default() += 1;
                    keys.longest += usize::from(others.map(length).all(|other| other < length(*key)));
                }
                Content::MultipleChoice { key, .. } => {
                    keys.multiple += 1;
                    *keys.sizes.entry(key.len()).or_default() += 1;
                }
                Content::TrueFalse { key } => {
                    keys.statements += 1;
                    keys.right += usize::from(*key);
                }
                _ => {}
            }
        }
        keys
    }
}

fn of_bank(report: &Report) -> Vec<Fault> {
    let keys = Keys::of(report);
    let mut found = Vec::new();
    for (position, rows) in keys.letters {
        let letter = text::label(position);
        let fault = Fault::LetterTooOften { letter, rows, of: keys.single };
        found.extend(ONE_LETTER.exceeded(rows, keys.single).then_some(fault));
    }
    let fault = Fault::LongestIsKey { rows: keys.longest, of: keys.single };
    found.extend(LONGEST.exceeded(keys.longest, keys.single).then_some(fault));
    for (size, rows) in keys.sizes {
        let fault = Fault::KeySizeTooOften { size, rows, of: keys.multiple };
        found.extend(ONE_SIZE.exceeded(rows, keys.multiple).then_some(fault));
    }
    let more = keys.right.max(keys.statements - keys.right);
    let fault = Fault::TruthsUneven { right: keys.right, of: keys.statements };
    found.extend(ONE_TRUTH.exceeded(more, keys.statements).then_some(fault));
    found
}

#[cfg(test)]
mod tests;
