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
    bank::{Content, Item, Kind},
    id::{ItemId, ItemVersionId},
    points::Points,
    seed::Seed,
};

pub use assemble::{Candidate, CannotFill, Supply, assemble, supply};
pub use blueprint::{Blueprint, BlueprintFault, Cell};
pub use sheet::{Misfit, Sheet, SheetItem, ShownResponse};

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
    /// How many texts a fill-in question asks for; 0 for every other kind.
    pub blanks: usize,
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

    /// The slots with their numbers and their items, each checked to be the one that was drawn.
    pub(crate) fn with_items<'a>(
        &'a self,
        item: impl Fn(ItemVersionId) -> Option<&'a Item>,
    ) -> impl Iterator<Item = Result<(u16, &'a Slot, &'a Item), WrongItem>> {
        self.numbered().map(move |(no, slot)| {
            let item = item(slot.version).filter(|item| slot.is_for(item)).ok_or(WrongItem { no })?;
            Ok((no, slot, item))
        })
    }
}

impl Slot {
    fn is_for(&self, item: &Item) -> bool {
        let options = item.content.options().len();
        let blanks = if let Content::FillIn { blanks } = &item.content { blanks.len() } else { 0 };
        self.kind == item.content.kind()
            && self.blanks == blanks
            && self.order.len() == options
            && self.order.iter().all(|index| *index < options)
    }
}
