//! What a candidate sees of a paper, and what the candidate's browser says back.
//!
//! A sheet has no field for the key or the explanation, so no page can show them by mistake. The
//! browser speaks of shown positions ("the second option"); what is stored speaks of the item's own
//! options, so that an answer means the same on every paper. [`Slot`] translates.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Paper, Question, Slot, WrongItem,
    assemble::{ALGORITHM, Asked},
};
use crate::{
    bank::{
        Content, Figure, Item, ItemOption, Kind, Response,
        figure::{Outline, Picture},
        item::{Language, Wording},
        words::Words,
    },
    id::{ItemId, ItemVersionId},
    points::Points,
    seed::Seed,
};

/// The longest text for one blank, in characters. Keys are words and numbers; this is room enough for
/// a sentence, and too little to fill a disk with.
pub const LONGEST_TEXT: usize = 200;

/// The longest answer that people mark, in characters: four pages of handwriting.
pub const LONGEST_ESSAY: usize = 4_000;

/// The longest text that a question of this kind takes, in characters.
pub const fn longest_text(kind: Kind) -> usize {
    match kind {
        Kind::ShortAnswer => LONGEST_ESSAY,
        _ => LONGEST_TEXT,
    }
}

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
    /// The language that it is shown in, where that is not the one it was written in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// What the questions of a case share.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passage: Option<Passage>,
    pub stem: Words,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// The lines of a matching.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ShownOption>,
    /// In the order in which they are shown; the first is A.
    pub options: Vec<ShownOption>,
    /// How many texts, lines or places are asked for; 0 where options are ticked.
    pub blanks: usize,
    /// The unit that stands beside the field of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The picture with areas to choose from; the first is A.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub map: Option<Map>,
}

/// The material of a case, as it is shown with each of its questions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    pub text: Words,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// The first and the last number of its questions.
    pub first: u16,
    pub last: u16,
}

/// An option, or a line of a matching, as it is shown. Words alone are sent as such.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ShownOption {
    Words(Words),
    Figures { text: Words, figures: Vec<Figure> },
}

/// A picture whose areas can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Map {
    pub picture: Picture,
    pub areas: Vec<Outline>,
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
    /// Of a matching, for each line the position of its option; of an ordering, for each shown position the
    /// place that it was given, from 0.
    Places(Vec<Option<usize>>),
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
    ///
    /// Questions that have a wording in `language` are shown in it, the others as they were written.
    pub fn new<'a>(
        paper: &'a Paper,
        item: impl Fn(ItemVersionId) -> Option<&'a Item>,
        language: Option<&Language>,
    ) -> Result<Sheet, WrongItem> {
        let questions = paper.questions(item).collect::<Result<Vec<_>, _>>()?;
        let of_case = questions.chunk_by(|a, b| a.slot.part.is_some() && a.slot.item == b.slot.item);
        let items = of_case.flat_map(|together| {
            let numbers = (together[0].no, together[together.len() - 1].no);
            together.iter().map(move |question| show(question, numbers, language))
        });
        Ok(Sheet { items: items.collect() })
    }
}

impl Sheet {
    /// A question by itself, with its options as they are stored, for those who write it.
    pub fn of_item(item: &Item, language: Option<&Language>) -> Sheet {
        let seed = Seed([0; 32]);
        let asked = Asked::of(&item.content);
        let slots = (0..).zip(&asked).map(|(part, asked)| Slot {
            item: ItemId(Uuid::nil()),
            version: ItemVersionId(Uuid::nil()),
            kind: asked.kind,
            points: Points::whole(asked.weight),
            order: (0..asked.shape.options).collect(),
            blanks: asked.shape.blanks,
            part: (item.content.kind() == Kind::Case).then_some(part),
        });
        let paper = Paper { algorithm: ALGORITHM, seed, slots: slots.collect() };
        Sheet::new(&paper, |_| Some(item), language).unwrap_or(Sheet { items: Vec::new() })
    }
}

fn show(question: &Question, (first, last): (u16, u16), language: Option<&Language>) -> SheetItem {
    let (slot, content) = (question.slot, question.content());
    let wording = language.and_then(|language| question.item.wordings.get(language));
    let here = match (wording, slot.part) {
        (Some(wording), Some(part)) => wording.parts.get(usize::from(part)),
        (wording, _) => wording,
    };
    let options = content.options();
    let said = |option: usize| {
        let other = here.and_then(|wording| wording.options.get(option));
        ShownOption::of(&options[option], other.map(String::as_str))
    };
    let lines = content.lines().iter().enumerate().map(|(line, written)| {
        let other = here.and_then(|wording| wording.lines.get(line));
        ShownOption::of(written, other.map(String::as_str))
    });
    SheetItem {
        no: question.no,
        kind: slot.kind,
        points: slot.points,
        language: language.filter(|_| wording.is_some()).cloned(),
        passage: question.part.map(|_| Passage {
            text: in_words(wording.map(|wording| &wording.stem), &question.item.stem),
            figures: question.item.figures.clone(),
            first,
            last,
        }),
        stem: in_words(here.map(|wording: &Wording| &wording.stem), question.stem()),
        figures: question.figures().to_vec(),
        lines: lines.collect(),
        options: if options.is_empty() { Vec::new() } else { slot.order.iter().copied().map(said).collect() },
        blanks: slot.blanks,
        unit: match content {
            Content::Numeric { unit: Some(unit), .. } if !unit.required => unit.names.first().cloned(),
            _ => None,
        },
        map: match content {
            Content::Hotspot { picture, areas, .. } => Some(Map {
                picture: picture.clone(),
                areas: areas.iter().map(|area| area.outline.clone()).collect(),
            }),
            _ => None,
        },
    }
}

/// The text in another language, or as it was written where there is none.
fn in_words(other: Option<&String>, written: &str) -> Words {
    Words::of(other.map(String::as_str).filter(|text| !text.is_empty()).unwrap_or(written))
}

impl SheetItem {
    /// How many options or areas there are to choose from.
    pub fn choices(&self) -> usize {
        self.map.as_ref().map_or(self.options.len(), |map| map.areas.len())
    }
}

impl ShownOption {
    fn of(option: &ItemOption, other: Option<&str>) -> ShownOption {
        let text = Words::of(other.filter(|text| !text.is_empty()).unwrap_or(&option.text));
        match option.figures.as_slice() {
            [] => ShownOption::Words(text),
            figures => ShownOption::Figures { text, figures: figures.to_vec() },
        }
    }

    pub fn text(&self) -> &Words {
        match self {
            ShownOption::Words(text) | ShownOption::Figures { text, .. } => text,
        }
    }

    pub fn figures(&self) -> &[Figure] {
        match self {
            ShownOption::Words(_) => &[],
            ShownOption::Figures { figures, .. } => figures,
        }
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
            (ShownResponse::Chosen(chosen), Kind::MultipleChoice | Kind::Hotspot) => {
                chosen.iter().map(stored).collect::<Result<_, _>>().map(Response::Many)
            }
            (ShownResponse::Truth(truth), Kind::TrueFalse) => Ok(Response::Truth(*truth)),
            (ShownResponse::Texts(texts), Kind::FillIn | Kind::Numeric | Kind::ShortAnswer) => {
                self.has_blanks(texts.len())?;
                let most = longest_text(self.kind);
                match texts.iter().position(|text| text.chars().count() > most) {
                    Some(blank) => Err(Misfit::TextTooLong { blank, most }),
                    None => Ok(Response::Texts(texts.clone())),
                }
            }
            (ShownResponse::Places(places), Kind::Matching) => {
                self.has_blanks(places.len())?;
                let option = |place: &Option<usize>| place.as_ref().map(stored).transpose();
                places.iter().map(option).collect::<Result<_, _>>().map(Response::Places)
            }
            // What stands at a position was given a place: the answer says so of the stored option.
            (ShownResponse::Places(places), Kind::Ordering) => {
                self.has_blanks(places.len())?;
                let mut given = vec![None; places.len()];
                for (position, place) in places.iter().enumerate() {
                    if let Some(place) = place.filter(|place| *place >= places.len()) {
                        return Err(Misfit::NoSuchOption { position: place });
                    }
                    given[stored(&position)?] = *place;
                }
                Ok(Response::Places(given))
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
            (Response::Many(indexes), Kind::MultipleChoice | Kind::Hotspot) => {
                indexes.iter().map(shown).collect::<Result<_, _>>().map(ShownResponse::Chosen)
            }
            (Response::Truth(truth), Kind::TrueFalse) => Ok(ShownResponse::Truth(*truth)),
            (Response::Texts(texts), Kind::FillIn | Kind::Numeric | Kind::ShortAnswer) => {
                Ok(ShownResponse::Texts(texts.clone()))
            }
            (Response::Places(places), Kind::Matching) => {
                let option = |place: &Option<usize>| place.as_ref().map(shown).transpose();
                places.iter().map(option).collect::<Result<_, _>>().map(ShownResponse::Places)
            }
            (Response::Places(places), Kind::Ordering) => {
                self.has_blanks(places.len())?;
                let place = |index: &usize| {
                    places.get(*index).copied().ok_or(Misfit::NoSuchOption { position: *index })
                };
                self.order.iter().map(place).collect::<Result<_, _>>().map(ShownResponse::Places)
            }
            _ => Err(Misfit::WrongKind),
        }
    }

    fn has_blanks(&self, given: usize) -> Result<(), Misfit> {
        let blanks = self.blanks;
        if given == blanks { Ok(()) } else { Err(Misfit::WrongBlanks { given, blanks }) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bank::{Content, ItemOption, item::Shuffle};

    fn slot(kind: Kind, order: &[usize], blanks: usize) -> Slot {
        Slot {
            item: ItemId(Uuid::from_u128(1)),
            version: ItemVersionId(Uuid::from_u128(2)),
            kind,
            points: Points::whole(2),
            order: order.to_vec(),
            blanks,
            part: None,
        }
    }

    fn chosen(positions: &[usize]) -> ShownResponse {
        ShownResponse::Chosen(positions.iter().copied().collect())
    }

    fn item(content: Content) -> Item {
        Item {
            explanation: "SECRET-EXPLANATION".into(),
            knowledge_point: "高处作业".into(),
            difficulty: Some(2),
            legal_basis: "GB/T 3608".into(),
            ..Item::new("高处作业的起点高度是", content)
        }
    }

    fn paper(slots: Vec<Slot>) -> Paper {
        Paper { algorithm: 1, seed: Seed([1; 32]), slots }
    }

    fn three_options() -> Vec<ItemOption> {
        ["1.5 米", "2 米", "5 米"].map(ItemOption::words).to_vec()
    }

    #[test]
    fn a_sheet_holds_neither_key_nor_explanation() {
        let single = Content::SingleChoice { options: three_options(), key: 1, shuffle: Shuffle::All };
        let fill_in = Content::fill_in(vec![vec!["SECRET-KEY".into()]]);
        let paper = paper(vec![slot(Kind::SingleChoice, &[2, 0, 1], 0), slot(Kind::FillIn, &[], 1)]);
        let items = [item(single), item(fill_in)];
        let mut versions = paper.clone();
        versions.slots[1].version = ItemVersionId(Uuid::from_u128(3));
        let sheet =
            Sheet::new(&versions, |version| items.get(version.0.as_u128() as usize - 2), None).unwrap();

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
        assert_eq!(Sheet::new(&paper, |_| Some(&other), None), Err(WrongItem { no: 1 }));
        assert_eq!(Sheet::new(&paper, |_| None, None), Err(WrongItem { no: 1 }));
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
    fn an_order_is_stored_by_what_was_put_where() {
        // Shown: c, a, b. The candidate says: a first, b second, c third.
        let slot = slot(Kind::Ordering, &[2, 0, 1], 3);
        let shown = ShownResponse::Places(vec![Some(2), Some(0), Some(1)]);
        assert_eq!(slot.to_stored(&shown), Ok(Response::Places(vec![Some(0), Some(1), Some(2)])));
        let beyond = ShownResponse::Places(vec![Some(3), None, None]);
        assert_eq!(slot.to_stored(&beyond), Err(Misfit::NoSuchOption { position: 3 }));
    }

    #[test]
    fn a_question_is_shown_in_the_language_that_was_asked_for() {
        let english = Language::new("en").unwrap();
        let mut item =
            item(Content::SingleChoice { options: three_options(), key: 1, shuffle: Shuffle::All });
        let wording = Wording {
            stem: "Work at height begins at".into(),
            options: vec!["1.5 m".into()],
            ..Wording::default()
        };
        item.wordings.insert(english.clone(), wording);
        let paper = paper(vec![slot(Kind::SingleChoice, &[2, 0, 1], 0)]);
        let sheet = |language: Option<&Language>| {
            Sheet::new(&paper, |_| Some(&item), language).unwrap().items.remove(0)
        };
        let shown = sheet(Some(&english));
        assert_eq!(shown.stem, Words::Plain("Work at height begins at".into()));
        // What nobody has put into that language stays as it was written.
        let options: Vec<String> = shown.options.iter().map(|option| option.text().to_string()).collect();
        assert_eq!(options, ["5 米", "1.5 m", "2 米"]);
        assert_eq!(shown.language.as_ref(), Some(&english));
        let other = Language::new("ug").unwrap();
        assert_eq!(sheet(Some(&other)), sheet(None));
    }

    #[test]
    fn the_questions_of_a_case_share_its_material() {
        use crate::bank::item::{Part, Parts};
        let part = |stem: &str, content| Part {
            stem: stem.into(),
            figures: Vec::new(),
            content,
            explanation: String::new(),
            weight: 1,
        };
        let parts = vec![
            part("是否应当停工", Content::TrueFalse { key: true }),
            part("写出三项措施", Content::ShortAnswer { guide: Default::default() }),
        ];
        let case = item(Content::Case { parts: Parts::new(parts).unwrap() });
        let of = |part, kind, blanks| Slot { part: Some(part), ..slot(kind, &[], blanks) };
        let paper = paper(vec![of(0, Kind::TrueFalse, 0), of(1, Kind::ShortAnswer, 1)]);
        let sheet = Sheet::new(&paper, |_| Some(&case), None).unwrap();
        assert_eq!(sheet.items[1].stem.to_string(), "写出三项措施");
        for shown in &sheet.items {
            let passage = shown.passage.as_ref().unwrap();
            assert_eq!(
                (passage.text.to_string().as_str(), passage.first, passage.last),
                ("高处作业的起点高度是", 1, 2)
            );
        }
        let beyond = Paper { slots: vec![of(2, Kind::TrueFalse, 0)], ..paper };
        assert_eq!(Sheet::new(&beyond, |_| Some(&case), None), Err(WrongItem { no: 1 }));
    }

    #[test]
    fn options_have_letters() {
        assert_eq!([0, 3, 25, 26, 27].map(letter), ["A", "D", "Z", "AA", "AB"]);
    }

    fn orders() -> impl Strategy<Value = Vec<usize>> {
        Just((0..6usize).collect::<Vec<_>>()).prop_shuffle()
    }

    fn slots_and_answers() -> impl Strategy<Value = (Slot, ShownResponse)> {
        prop_oneof![
            (orders(), 0..6usize)
                .prop_map(|(order, at)| (slot(Kind::SingleChoice, &order, 0), chosen(&[at]))),
            (orders(), prop::collection::btree_set(0..6usize, 0..6))
                .prop_map(|(order, at)| (slot(Kind::MultipleChoice, &order, 0), ShownResponse::Chosen(at))),
            any::<bool>().prop_map(|truth| (slot(Kind::TrueFalse, &[], 0), ShownResponse::Truth(truth))),
            prop::collection::vec(".{0,9}", 2)
                .prop_map(|texts| (slot(Kind::FillIn, &[], 2), ShownResponse::Texts(texts))),
            (orders(), prop::collection::vec(prop::option::of(0..6usize), 3))
                .prop_map(|(order, at)| (slot(Kind::Matching, &order, 3), ShownResponse::Places(at))),
            (orders(), prop::collection::vec(prop::option::of(0..6usize), 6))
                .prop_map(|(order, at)| (slot(Kind::Ordering, &order, 6), ShownResponse::Places(at))),
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
