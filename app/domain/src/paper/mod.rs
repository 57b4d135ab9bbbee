//! A paper (试卷): the questions one candidate gets, in their order, frozen.
//!
//! ```text
//! Blueprint + pool + seed ──assemble──▶ Paper ──with the items──▶ Sheet (what the candidate sees)
//! ```
//!
//! A paper holds references and orders, never texts: item versions do not change, so the sheet, the
//! printed paper and the marks can be made from it years later. What the candidate may see is another
//! type, [`sheet::Sheet`].

pub mod assemble;
pub mod blueprint;
pub mod sheet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    bank::{Content, Figure, Item, Kind, item::Part},
    id::{ItemId, ItemVersionId},
    points::Points,
    seed::Seed,
};

pub use assemble::{Candidate, CannotFill, Supply, assemble, supply};
pub use blueprint::{Blueprint, BlueprintFault, Cell};
pub use sheet::{Misfit, Passage, Sheet, SheetItem, ShownOption, ShownResponse};

/// What a candidate was given. Made once by [`assemble()`] and never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    /// The version of [`assemble()`] that made it, see [`assemble::ALGORITHM`].
    pub algorithm: u16,
    pub seed: Seed,
    /// In the order of the paper: the item numbered 1 comes first.
    pub slots: Vec<Slot>,
}

/// One place on a paper and the question that stands there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    pub item: ItemId,
    pub version: ItemVersionId,
    pub kind: Kind,
    pub points: Points,
    /// For each shown position the index of the stored option; empty where there are no options.
    pub order: Vec<usize>,
    /// How many texts, lines or places are asked for; 0 where options are ticked.
    pub blanks: usize,
    /// Which question of a case it is, from 0; none where the item is no case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u16>,
}

/// A place on a paper with the question that stands there.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Number on the paper, from 1.
    pub no: u16,
    pub slot: &'a Slot,
    pub item: &'a Item,
    /// The question of a case, when the item is one.
    pub part: Option<&'a Part>,
}

/// The item handed in for a slot is missing or is not the one that was drawn for it.
///
/// Item versions never change, so this means a damaged database and not a mistake of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("item {no} of the paper is missing or is not what was drawn")]
pub struct WrongItem {
    pub no: u16,
}

impl Paper {
    /// The slots with their numbers, which begin at 1 as on the printed paper.
    pub fn numbered(&self) -> impl Iterator<Item = (u16, &Slot)> {
        (1..).zip(&self.slots)
    }

    pub fn slot(&self, no: u16) -> Option<&Slot> {
        self.slots.get(usize::from(no).checked_sub(1)?)
    }

    /// The most that can be earned.
    pub fn possible(&self) -> Points {
        self.slots.iter().map(|slot| slot.points).sum()
    }

    /// The paper as JSON without white space and with its fields in their declared order: the same
    /// paper always gives the same bytes.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a paper holds only numbers, names and lists")
    }

    /// SHA-256 of [`Paper::canonical_bytes`], in hexadecimal.
    pub fn fingerprint(&self) -> String {
        hex::encode(Sha256::digest(self.canonical_bytes()))
    }

    /// The questions with their numbers, each checked to be the one that was drawn.
    pub fn questions<'a>(
        &'a self,
        item: impl Fn(ItemVersionId) -> Option<&'a Item>,
    ) -> impl Iterator<Item = Result<Question<'a>, WrongItem>> {
        self.numbered().map(move |(no, slot)| {
            let item = item(slot.version).ok_or(WrongItem { no })?;
            let part =
                slot.part.map(|part| item.content.parts().get(usize::from(part)).ok_or(WrongItem { no }));
            let question = Question { no, slot, item, part: part.transpose()? };
            question.is_what_was_drawn().then_some(question).ok_or(WrongItem { no })
        })
    }
}

impl<'a> Question<'a> {
    pub fn content(&self) -> &'a Content {
        self.part.map_or(&self.item.content, |part| &part.content)
    }

    /// What is asked here; of a case, by its part.
    pub fn stem(&self) -> &'a str {
        self.part.map_or(&self.item.stem, |part| &part.stem)
    }

    pub fn figures(&self) -> &'a [Figure] {
        self.part.map_or(&self.item.figures, |part| &part.figures)
    }

    pub fn explanation(&self) -> &'a str {
        match self.part {
            Some(part) if !part.explanation.is_empty() => &part.explanation,
            _ => &self.item.explanation,
        }
    }

    fn is_what_was_drawn(&self) -> bool {
        let shape = self.content().shape();
        self.slot.kind == self.content().kind()
            && self.slot.kind != Kind::Case
            && self.slot.blanks == shape.blanks
            && self.slot.order.len() == shape.options
            && self.slot.order.iter().all(|index| *index < shape.options)
    }
}
