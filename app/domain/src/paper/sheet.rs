//! What a candidate sees of a paper, and what the candidate's browser says back.
//!
//! A sheet has no field for the key or the explanation, so no page can show them by mistake. The
//! browser speaks of shown positions ("the second option"); what is stored speaks of the item's own
//! options, so that an answer means the same on every paper. [`Slot`] translates.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Paper, Slot, WrongItem};
use crate::{
    bank::{Item, Kind, Response},
    id::ItemVersionId,
    points::Points,
};

/// The longest text for one blank, in characters. Keys are words and numbers; this is room enough for
/// a sentence, and too little to fill a disk with.
pub const LONGEST_TEXT: usize = 200;

/// A paper as the candidate gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub items: Vec<SheetItem>,
}

/// A question as the candidate gets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetItem {
    /// Number on the paper, from 1.
    pub no: u16,
    pub kind: Kind,
    pub points: Points,
    pub stem: String,
    /// In the order in which they are shown; the first is A.
    pub options: Vec<String>,
    /// How many texts are asked for; 0 unless the question is fill-in.
    pub blanks: usize,
}

/// An answer as the browser sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownResponse {
    /// The chosen positions, from 0, of a single or multiple choice.
    Chosen(BTreeSet<usize>),
    Truth(bool),
    /// A text for each blank.
    Texts(Vec<String>),
}

/// Why an answer can't belong to the question it was sent for.
///
/// Our pages send no such thing: the page is old or somebody plays with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misfit {
    WrongKind,
    NoSuchOption { position: usize },
    NotOne { chosen: usize },
    WrongBlanks { given: usize, blanks: usize },
    TextTooLong { blank: usize, most: usize },
}

/// The letter of the option at `position`: A for 0, and AA after Z.
pub fn letter(position: usize) -> String {
    let last = char::from(b'A' + (position % 26) as u8);
    match position / 26 {
        0 => last.to_string(),
        more => letter(more - 1) + &last.to_string(),
    }
}

impl Sheet {
    /// The sheet of `paper`, with the item versions that `item` finds.
    ///
    /// # Errors
    /// [`WrongItem`] when an item version is missing or does not have the options that were drawn.
    pub fn new<'a>(
        paper: &'a Paper,
        item: impl Fn(ItemVersionId) -> Option<&'a Item>,
    ) -> Result<Sheet, WrongItem> {
        let items = paper.with_items(item).map(|found| {
            let (no, slot, item) = found?;
            let options = item.content.options();
            Ok(SheetItem {
                no,
                kind: slot.kind,
                points: slot.points,
                stem: item.stem.clone(),
                options: slot.order.iter().map(|index| options[*index].text.clone()).collect(),
                blanks: slot.blanks,
            })
        });
        Ok(Sheet { items: items.collect::<Result<_, _>>()? })
    }
}

impl Slot {
    /// What is stored for an answer that the browser gave on this slot.
    ///
    /// # Errors
    /// [`Misfit`] when the question has no such answer.
    pub fn to_stored(&self, shown: &ShownResponse) -> Result<Response, Misfit> {
        let stored = |position: &usize| {
            self.order.get(*position).copied().ok_or(Misfit::NoSuchOption { position: *position })
        };
        match (shown, self.kind) {
            (ShownResponse::Chosen(chosen), Kind::SingleChoice) => match chosen.first() {
                Some(position) if chosen.len() == 1 => Ok(Response::One(stored(position)?)),
                _ => Err(Misfit::NotOne { chosen: chosen.len() }),
            },
            (ShownResponse::Chosen(chosen), Kind::MultipleChoice) => {
                chosen.iter().map(stored).collect::<Result<_, _>>().map(Response::Many)
            }
            (ShownResponse::Truth(truth), Kind::TrueFalse) => Ok(Response::Truth(*truth)),
            (ShownResponse::Texts(texts), Kind::FillIn) => {
                if texts.len() != self.blanks {
                    return Err(Misfit::WrongBlanks { given: texts.len(), blanks: self.blanks });
                }
                match texts.iter().position(|text| text.chars().count() > LONGEST_TEXT) {
                    Some(blank) => Err(Misfit::TextTooLong { blank, most: LONGEST_TEXT }),
                    None => Ok(Response::Texts(texts.clone())),
                }
            }
            _ => Err(Misfit::WrongKind),
        }
    }

    /// What the page shows for a stored answer. The way back from [`Slot::to_stored`].
    ///
    /// # Errors
    /// [`Misfit`] when the answer was not given on this slot; `position` is then the stored index.
    pub fn to_shown(&self, stored: &Response) -> Result<ShownResponse, Misfit> {
        let shown = |index: &usize| {
            let position = self.order.iter().position(|stored| stored == index);
            position.ok_or(Misfit::NoSuchOption { position: *index })
        };
        match (stored, self.kind) {
            (Response::One(index), Kind::SingleChoice) => Ok(ShownResponse::Chosen([shown(index)?].into())),
            (Response::Many(indexes), Kind::MultipleChoice) => {
                indexes.iter().map(shown).collect::<Result<_, _>>().map(ShownResponse::Chosen)
            }
            (Response::Truth(truth), Kind::TrueFalse) => Ok(ShownResponse::Truth(*truth)),
            (Response::Texts(texts), Kind::FillIn) => Ok(ShownResponse::Texts(texts.clone())),
            _ => Err(Misfit::WrongKind),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        bank::{Content, ItemOption, item::Shuffle},
        id::ItemId,
        seed::Seed,
    };

    fn slot(kind: Kind, order: &[usize], blanks: usize) -> Slot {
        Slot {
            item: ItemId(Uuid::from_u128(1)),
            version: ItemVersionId(Uuid::from_u128(2)),
            kind,
            points: Points::whole(2),
            order: order.to_vec(),
            blanks,
        }
    }

    fn chosen(positions: &[usize]) -> ShownResponse {
        ShownResponse::Chosen(positions.iter().copied().collect())
    }

    fn item(content: Content) -> Item {
        Item {
            stem: "高处作业的起点高度是".into(),
            content,
            explanation: "SECRET-EXPLANATION".into(),
            knowledge_point: "高处作业".into(),
            difficulty: Some(2),
            legal_basis: "GB/T 3608".into(),
        }
    }

    fn paper(slots: Vec<Slot>) -> Paper {
        Paper { algorithm: 1, seed: Seed([1; 32]), slots }
    }

    fn three_options() -> Vec<ItemOption> {
        ["1.5 米", "2 米", "5 米"].map(|text| ItemOption { text: text.into() }).to_vec()
    }

    #[test]
    fn a_sheet_holds_neither_key_nor_explanation() {
        let single = Content::SingleChoice { options: three_options(), key: 1, shuffle: Shuffle::All };
        let fill_in = Content::FillIn { blanks: vec![vec!["SECRET-KEY".into()]] };
        let paper = paper(vec![slot(Kind::SingleChoice, &[2, 0, 1], 0), slot(Kind::FillIn, &[], 1)]);
        let items = [item(single), item(fill_in)];
        let mut versions = paper.clone();
        versions.slots[1].version = ItemVersionId(Uuid::from_u128(3));
        let sheet = Sheet::new(&versions, |version| items.get(version.0.as_u128() as usize - 2)).unwrap();

        let json = serde_json::to_string_pretty(&sheet).unwrap();
        assert!(!json.contains("SECRET") && !json.contains("key"));
        insta::assert_snapshot!(json, @r#"
        {
          "items": [
            {
              "no": 1,
              "kind": "single_choice",
              "points": 200,
              "stem": "高处作业的起点高度是",
              "options": [
                "5 米",
                "1.5 米",
                "2 米"
              ],
              "blanks": 0
            },
            {
              "no": 2,
              "kind": "fill_in",
              "points": 200,
              "stem": "高处作业的起点高度是",
              "options": [],
              "blanks": 1
            }
          ]
        }
        "#);
    }

    #[test]
    fn an_item_that_was_not_drawn_makes_no_sheet() {
        let paper = paper(vec![slot(Kind::SingleChoice, &[2, 0, 1], 0)]);
        let other = item(Content::TrueFalse { key: true });
        assert_eq!(Sheet::new(&paper, |_| Some(&other)), Err(WrongItem { no: 1 }));
        assert_eq!(Sheet::new(&paper, |_| None), Err(WrongItem { no: 1 }));
    }

    #[test]
    fn shown_positions_become_stored_options() {
        let single = slot(Kind::SingleChoice, &[2, 0, 1], 0);
        assert_eq!(single.to_stored(&chosen(&[0])), Ok(Response::One(2)));
        let multiple = slot(Kind::MultipleChoice, &[2, 0, 1], 0);
        assert_eq!(multiple.to_stored(&chosen(&[0, 2])), Ok(Response::Many([1, 2].into())));
        assert_eq!(multiple.to_stored(&chosen(&[])), Ok(Response::Many(BTreeSet::new())));
    }

    #[test]
    fn an_answer_that_the_question_does_not_have_is_refused() {
        let single = slot(Kind::SingleChoice, &[2, 0, 1], 0);
        let fill_in = slot(Kind::FillIn, &[], 2);
        let texts =
            |texts: &[&str]| ShownResponse::Texts(texts.iter().map(|text| (*text).to_owned()).collect());
        let long = "长".repeat(LONGEST_TEXT + 1);
        let cases = [
            (&single, chosen(&[3]), Misfit::NoSuchOption { position: 3 }),
            (&single, chosen(&[]), Misfit::NotOne { chosen: 0 }),
            (&single, chosen(&[0, 1]), Misfit::NotOne { chosen: 2 }),
            (&single, ShownResponse::Truth(true), Misfit::WrongKind),
            (&fill_in, texts(&["2"]), Misfit::WrongBlanks { given: 1, blanks: 2 }),
            (&fill_in, texts(&["2", &long]), Misfit::TextTooLong { blank: 1, most: LONGEST_TEXT }),
        ];
        for (slot, shown, misfit) in cases {
            assert_eq!(slot.to_stored(&shown), Err(misfit));
        }
        assert_eq!(single.to_shown(&Response::One(9)), Err(Misfit::NoSuchOption { position: 9 }));
    }

    #[test]
    fn options_have_letters() {
        assert_eq!([0, 3, 25, 26, 27].map(letter), ["A", "D", "Z", "AA", "AB"]);
    }

    fn slots_and_answers() -> impl Strategy<Value = (Slot, ShownResponse)> {
        let order = Just((0..6usize).collect::<Vec<_>>()).prop_shuffle();
        prop_oneof![
            (order.clone(), 0..6usize)
                .prop_map(|(order, at)| (slot(Kind::SingleChoice, &order, 0), chosen(&[at]))),
            (order, prop::collection::btree_set(0..6usize, 0..6))
                .prop_map(|(order, at)| (slot(Kind::MultipleChoice, &order, 0), ShownResponse::Chosen(at))),
            any::<bool>().prop_map(|truth| (slot(Kind::TrueFalse, &[], 0), ShownResponse::Truth(truth))),
            prop::collection::vec(".{0,9}", 2)
                .prop_map(|texts| (slot(Kind::FillIn, &[], 2), ShownResponse::Texts(texts))),
        ]
    }

    proptest! {
        #[test]
        fn what_was_chosen_is_shown_again((slot, shown) in slots_and_answers()) {
            let stored = slot.to_stored(&shown).unwrap();
            prop_assert_eq!(slot.to_shown(&stored), Ok(shown));
        }
    }
}
