//! Finding questions by what they say.
//!
//! The index holds what the questions of an enterprise say, folded, one text for each, and looks through all of
//! it for every query. That finds a word of one Chinese character as surely as a sentence, needs no dictionary
//! and no tokenizer, and is quick: 100,000 questions are some 60 MB, which memory gives up in a blink.
//! `examples/find_bench.rs` measures it.

pub mod fold;
mod query;
#[cfg(test)]
mod tests;

pub use query::{LENGTH_LIMIT, Piece, Query, WORD_LIMIT};

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
};

use super::{Item, Kind};
use crate::id::{BankId, ItemId};

/// The questions of an enterprise as they are searched.
#[derive(Clone, Debug, Default)]
pub struct Index {
    rows: Vec<Row>,
    at: HashMap<ItemId, usize>,
}

#[derive(Clone, Debug)]
struct Row {
    item: ItemId,
    bank: BankId,
    kind: Kind,
    /// All texts, a line each, those first that say most about what the question is about.
    text: Box<str>,
    /// Where the texts of each [`Field`] end.
    ends: [u32; Field::ALL.len()],
}

/// Where a word was found, the most telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    Stem,
    Options,
    KnowledgePoint,
    LegalBasis,
    Explanation,
}

impl Field {
    pub const ALL: [Field; 5] =
        [Field::Stem, Field::Options, Field::KnowledgePoint, Field::LegalBasis, Field::Explanation];

    /// What a hit in this field is worth.
    const fn worth(self) -> u32 {
        match self {
            Field::Stem => 8,
            Field::Options => 4,
            Field::KnowledgePoint => 3,
            Field::LegalBasis => 2,
            Field::Explanation => 1,
        }
    }

    /// The texts of the field.
    pub fn texts(self, item: &Item) -> Vec<&str> {
        let texts = match self {
            Field::Stem => vec![item.stem.as_str()],
            Field::Options => item.content.options().iter().map(|option| option.text.as_str()).collect(),
            Field::KnowledgePoint => vec![item.knowledge_point.as_str()],
            Field::LegalBasis => vec![item.legal_basis.as_str()],
            Field::Explanation => vec![item.explanation.as_str()],
        };
        texts.into_iter().filter(|text| !text.is_empty()).collect()
    }
}

/// Which questions may be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    pub bank: Option<BankId>,
    pub kind: Option<Kind>,
    pub knowledge_point: Option<String>,
}

impl Index {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How much memory the texts take, in bytes.
    pub fn size(&self) -> usize {
        let rows = self.rows.iter().map(|row| row.text.len() + size_of::<Row>());
        rows.sum::<usize>() + self.at.len() * (size_of::<(ItemId, usize)>() + 8)
    }

    /// Takes a question in, in place of what was known of it.
    pub fn put(&mut self, id: ItemId, bank: BankId, item: &Item) {
        let row = Row::of(id, bank, item);
        match self.at.get(&id) {
            Some(at) => self.rows[*at] = row,
            None => {
                self.at.insert(id, self.rows.len());
                self.rows.push(row);
            }
        }
    }

    /// Leaves out every question that is not among `kept`.
    pub fn retain(&mut self, kept: &HashSet<ItemId>) {
        if self.rows.iter().all(|row| kept.contains(&row.item)) {
            return;
        }
        self.rows.retain(|row| kept.contains(&row.item));
        self.at = self.rows.iter().enumerate().map(|(at, row)| (row.item, at)).collect();
    }

    /// The questions in which every word of `query` occurs, the most telling first.
    ///
    /// A word in the stem is worth more than one in the explanation; of two questions that are worth the same,
    /// the one with the shorter stem comes first, then the one that came into the house earlier.
    pub fn search(&self, query: &Query, scope: &Scope) -> Vec<ItemId> {
        if let Some(at) = query.item.and_then(|item| self.at.get(&item)) {
            return vec![self.rows[*at].item];
        }
        let point = scope.knowledge_point.as_deref().map(fold::folded);
        let within = |row: &&Row| {
            scope.bank.is_none_or(|bank| bank == row.bank)
                && scope.kind.is_none_or(|kind| kind == row.kind)
                && point.as_ref().is_none_or(|point| row.said(Field::KnowledgePoint).trim_end() == point)
        };
        let mut found: Vec<_> = self
            .rows
            .iter()
            .filter(within)
            .filter_map(|row| {
                let worth: u32 = query.first_places(&row.text)?.map(|at| row.field(at).worth()).sum();
                Some((Reverse(worth), row.ends[0], row.item))
            })
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, _, item)| item).collect()
    }
}

impl Row {
    fn of(item: ItemId, bank: BankId, of: &Item) -> Row {
        let mut text = String::new();
        let ends = Field::ALL.map(|field| {
            for said in field.texts(of) {
                text.push_str(&fold::folded(said));
                // No folded text has a line's end, so no hit reaches from one text into the next.
                text.push('\n');
            }
            u32::try_from(text.len()).unwrap_or(u32::MAX)
        });
        Row { item, bank, kind: of.content.kind(), text: text.into(), ends }
    }

    /// The texts of a field, folded, a line each.
    fn said(&self, field: Field) -> &str {
        let at = field as usize;
        let begin = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[begin as usize..self.ends[at] as usize]
    }

    fn field(&self, place: usize) -> Field {
        let before = self.ends.iter().filter(|end| **end as usize <= place).count();
        Field::ALL[before.min(Field::ALL.len() - 1)]
    }
}
