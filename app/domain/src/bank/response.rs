//! What a candidate answered, in terms of the stored question and not of the letters on the paper.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::item::Content;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// Index of the chosen option.
    One(usize),
    /// Indexes of the chosen options or areas; empty when all ticks were taken back.
    Many(BTreeSet<usize>),
    Truth(bool),
    /// A text for each blank, empty where nothing was written.
    Texts(Vec<String>),
    /// Of a matching, for each line the index of its option; of an ordering, for each option the place
    /// that it was given, from 0.
    Places(Vec<Option<usize>>),
}

impl Response {
    /// The key in the form of an answer, for showing what would have been right. Of several texts that are
    /// right, the first; of a number its tolerance with it; of a text that people mark, its model answer.
    ///
    /// A case has none: its questions have.
    pub fn right(content: &Content) -> Option<Response> {
        Some(match content {
            Content::SingleChoice { key, .. } => Response::One(*key),
            Content::MultipleChoice { key, .. } | Content::Hotspot { key, .. } => Response::Many(key.clone()),
            Content::TrueFalse { key } => Response::Truth(*key),
            Content::FillIn { blanks, .. } => {
                let first = |texts: &Vec<String>| texts.first().cloned().unwrap_or_default();
                Response::Texts(blanks.iter().map(first).collect())
            }
            Content::Numeric { answers, unit } => {
                let unit = unit.as_ref().and_then(|unit| unit.names.first());
                let said: Vec<String> = answers.iter().map(ToString::to_string).collect();
                let number = said.join(" / ");
                Response::Texts(vec![unit.map_or(number.clone(), |unit| format!("{number} {unit}"))])
            }
            Content::Matching { key, .. } => Response::Places(key.iter().copied().map(Some).collect()),
            Content::Ordering { options, .. } => Response::Places((0..options.len()).map(Some).collect()),
            Content::ShortAnswer { guide } => Response::Texts(vec![guide.reference.clone()]),
            Content::Case { .. } => return None,
        })
    }

    /// Whether nothing is left of the answer, so that the question counts as unanswered.
    pub fn is_blank(&self) -> bool {
        match self {
            Response::One(_) | Response::Truth(_) => false,
            Response::Many(chosen) => chosen.is_empty(),
            Response::Texts(texts) => texts.iter().all(|text| text.trim().is_empty()),
            Response::Places(places) => places.iter().all(Option::is_none),
        }
    }

    /// Whether the answer could have been given to `content`: right kind, options and blanks that exist.
    pub fn fits(&self, content: &Content) -> bool {
        let shape = content.shape();
        match (self, content) {
            (Response::One(chosen), Content::SingleChoice { .. }) => *chosen < shape.options,
            (Response::Many(chosen), Content::MultipleChoice { .. } | Content::Hotspot { .. }) => {
                chosen.iter().all(|index| *index < shape.options)
            }
            (Response::Truth(_), Content::TrueFalse { .. }) => true,
            (
                Response::Texts(texts),
                Content::FillIn { .. } | Content::Numeric { .. } | Content::ShortAnswer { .. },
            ) => texts.len() == shape.blanks,
            (Response::Places(places), Content::Matching { .. } | Content::Ordering { .. }) => {
                places.len() == shape.blanks && places.iter().flatten().all(|place| *place < shape.options)
            }
            _ => false,
        }
    }
}
