//! A question (试题): what is asked, and what answers it.
//!
//! The key is part of the question's kind, so a single choice can't have two right options and a
//! true/false question has no options at all. What a candidate may see is another type, `paper::Sheet`,
//! which has no field for the key.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// The kind of a question, without its key: what a blueprint counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    SingleChoice,
    MultipleChoice,
    TrueFalse,
    FillIn,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::SingleChoice, Kind::MultipleChoice, Kind::TrueFalse, Kind::FillIn];

    /// A stable name, as stored and as scripts read it.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::SingleChoice => "single_choice",
            Kind::MultipleChoice => "multiple_choice",
            Kind::TrueFalse => "true_false",
            Kind::FillIn => "fill_in",
        }
    }

    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// One version of a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The question itself. Blanks of a fill-in question are written `（ ）` or `____`.
    pub stem: String,
    pub content: Content,
    /// Why the key is right; shown after the sitting's window has closed.
    pub explanation: String,
    pub knowledge_point: String,
    /// 1 (easy) to 5 (hard), where somebody has said so.
    pub difficulty: Option<u8>,
    /// The law, standard or procedure that the question rests on, with its article.
    pub legal_basis: String,
}

/// What makes a question of its kind: its options and its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// `key` is an index into `options`.
    SingleChoice {
        options: Vec<ItemOption>,
        key: usize,
        shuffle: Shuffle,
    },
    /// `key` holds indexes into `options`, at least one; all of them and no other must be chosen.
    MultipleChoice {
        options: Vec<ItemOption>,
        key: BTreeSet<usize>,
        shuffle: Shuffle,
    },
    TrueFalse {
        key: bool,
    },
    /// For each blank the texts that fill it, at least one.
    FillIn {
        blanks: Vec<Vec<String>>,
    },
}

/// One answer to choose. Its letter depends on the paper, so it is no part of the question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemOption {
    pub text: String,
}

/// Whether the options may change places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shuffle {
    #[default]
    All,
    /// The last option is "all of the above" or the like and stays last.
    AllButLast,
    /// Options speak of each other's letters ("A和B").
    Never,
}

impl Content {
    pub fn kind(&self) -> Kind {
        match self {
            Content::SingleChoice { .. } => Kind::SingleChoice,
            Content::MultipleChoice { .. } => Kind::MultipleChoice,
            Content::TrueFalse { .. } => Kind::TrueFalse,
            Content::FillIn { .. } => Kind::FillIn,
        }
    }

    pub fn options(&self) -> &[ItemOption] {
        match self {
            Content::SingleChoice { options, .. } | Content::MultipleChoice { options, .. } => options,
            Content::TrueFalse { .. } | Content::FillIn { .. } => &[],
        }
    }
}

/// What a candidate answered, in terms of the stored question, not of the letters on the paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// Index of the chosen option.
    One(usize),
    /// Indexes of the chosen options; empty when all ticks were taken back.
    Many(BTreeSet<usize>),
    Truth(bool),
    /// A text for each blank, empty where nothing was written.
    Texts(Vec<String>),
}

impl Response {
    /// Whether nothing is left of the answer, so that the question counts as unanswered.
    pub fn is_blank(&self) -> bool {
        match self {
            Response::One(_) | Response::Truth(_) => false,
            Response::Many(chosen) => chosen.is_empty(),
            Response::Texts(texts) => texts.iter().all(|text| text.trim().is_empty()),
        }
    }

    /// Whether the answer could have been given to `content`: right kind, options and blanks that exist.
    pub fn fits(&self, content: &Content) -> bool {
        match (self, content) {
            (Response::One(chosen), Content::SingleChoice { options, .. }) => *chosen < options.len(),
            (Response::Many(chosen), Content::MultipleChoice { options, .. }) => {
                chosen.iter().all(|index| *index < options.len())
            }
            (Response::Truth(_), Content::TrueFalse { .. }) => true,
            (Response::Texts(texts), Content::FillIn { blanks }) => texts.len() == blanks.len(),
            _ => false,
        }
    }
}
