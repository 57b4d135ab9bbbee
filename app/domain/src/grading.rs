//! Grading (评分): from a paper, its items and the answers to marks.
//!
//! An item is right or it is not, there are no half marks. A multiple choice needs all right options
//! and no other; a fill-in question needs every blank right. That is what candidates are told before
//! the exam, what can be checked by hand, and the custom of the trade's true/false-and-choice papers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    bank::{Content, Item, Response},
    id::ItemVersionId,
    paper::{Paper, WrongItem},
    points::Points,
};

/// What was made of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graded {
    /// One for each item, in the order of the paper.
    pub marks: Vec<Mark>,
    pub total: Points,
    pub possible: Points,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Number on the paper, from 1.
    pub no: u16,
    /// What was earned, not what could have been.
    pub points: Points,
    pub outcome: Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Right,
    Wrong,
    /// Not answered, or answered with nothing: all ticks taken back, only spaces.
    Blank,
}

/// Grades `responses`, by item number, to `paper`.
///
/// Responses to numbers that are not on the paper count for nothing.
///
/// # Errors
/// [`WrongItem`] when an item is missing or is not what was drawn; a paper is graded whole or not at all.
pub fn grade<'a>(
    paper: &'a Paper,
    item: impl Fn(ItemVersionId) -> Option<&'a Item>,
    responses: &BTreeMap<u16, Response>,
) -> Result<Graded, WrongItem> {
    let marks = paper.with_items(item).map(|found| {
        let (no, slot, item) = found?;
        let outcome = outcome(&item.content, responses.get(&no));
        let points = if outcome == Outcome::Right { slot.points } else { Points::ZERO };
        Ok(Mark { no, points, outcome })
    });
    let marks: Vec<Mark> = marks.collect::<Result<_, _>>()?;
    Ok(Graded { total: marks.iter().map(|mark| mark.points).sum(), possible: paper.possible(), marks })
}

/// What an answer to one question is.
pub fn outcome(content: &Content, response: Option<&Response>) -> Outcome {
    match response {
        None => Outcome::Blank,
        Some(response) if response.is_blank() => Outcome::Blank,
        Some(response) if is_right(content, response) => Outcome::Right,
        Some(_) => Outcome::Wrong,
    }
}

fn is_right(content: &Content, response: &Response) -> bool {
    match (content, response) {
        (Content::SingleChoice { key, .. }, Response::One(chosen)) => key == chosen,
        (Content::MultipleChoice { key, .. }, Response::Many(chosen)) => key == chosen,
        (Content::TrueFalse { key }, Response::Truth(truth)) => key == truth,
        (Content::FillIn { blanks }, Response::Texts(texts)) => {
            let filled = |(keys, text): (&Vec<String>, &String)| keys.iter().any(|key| same_text(key, text));
            texts.len() == blanks.len() && blanks.iter().zip(texts).all(filled)
        }
        _ => false,
    }
}

/// Whether two texts differ in nothing but how they were typed: full-width or half-width signs, capital
/// or small letters, white space around, and white space beside a Chinese character ("2 米").
///
/// Between words and numbers any white space is one space. Numbers are compared as they are written:
/// "2" is not "2.0", and whoever writes the key gives both if both are meant.
pub fn same_text(a: &str, b: &str) -> bool {
    as_compared(a) == as_compared(b)
}

fn as_compared(text: &str) -> String {
    let half_width = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let folded: String = text.chars().map(half_width).flat_map(char::to_lowercase).collect();
    let mut compared = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
        if compared.ends_with(|c: char| c.is_ascii()) && word.starts_with(|c: char| c.is_ascii()) {
            compared.push(' ');
        }
        compared.push_str(word);
    }
    compared
}

/// The least total that passes when `percent` of the `possible` points are asked for, rounded up to the
/// next hundredth of a point.
pub fn pass_mark(possible: Points, percent: u8) -> Points {
    let hundredths = i128::from(possible.hundredths()) * i128::from(percent);
    Points::from_hundredths(((hundredths + 99) / 100) as i64)
}

/// Whether `total` passes. A paper on which nothing could be earned is passed by nobody.
pub fn passes(total: Points, possible: Points, percent: u8) -> bool {
    possible > Points::ZERO && total >= pass_mark(possible, percent)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::{
        bank::{ItemOption, item::Shuffle},
        id::ItemId,
        paper::{ShownResponse, Slot},
        seed::Seed,
    };

    fn options() -> Vec<ItemOption> {
        ["甲", "乙", "丙", "丁"].map(|text| ItemOption { text: text.into() }).to_vec()
    }

    fn single(key: usize) -> Content {
        Content::SingleChoice { options: options(), key, shuffle: Shuffle::All }
    }

    fn multiple(key: &[usize]) -> Content {
        Content::MultipleChoice {
            options: options(),
            key: key.iter().copied().collect(),
            shuffle: Shuffle::All,
        }
    }

    fn fill_in(blanks: &[&[&str]]) -> Content {
        let keys = |keys: &&[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        Content::FillIn { blanks: blanks.iter().map(keys).collect() }
    }

    fn many(chosen: &[usize]) -> Response {
        Response::Many(chosen.iter().copied().collect())
    }

    fn texts(texts: &[&str]) -> Response {
        Response::Texts(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn an_item_is_right_or_it_is_not() {
        use Outcome::{Blank, Right, Wrong};
        let two_blanks = fill_in(&[&["2", "二"], &["安全带"]]);
        let cases = [
            (single(1), Some(Response::One(1)), Right),
            (single(1), Some(Response::One(0)), Wrong),
            (single(1), None, Blank),
            (multiple(&[0, 2]), Some(many(&[0, 2])), Right),
            (multiple(&[0, 2]), Some(many(&[0])), Wrong),
            (multiple(&[0, 2]), Some(many(&[0, 1, 2])), Wrong),
            (multiple(&[0, 2]), Some(many(&[])), Blank),
            (Content::TrueFalse { key: false }, Some(Response::Truth(false)), Right),
            (Content::TrueFalse { key: false }, Some(Response::Truth(true)), Wrong),
            (two_blanks.clone(), Some(texts(&["二", "安全带"])), Right),
            (two_blanks.clone(), Some(texts(&["2", "安全绳"])), Wrong),
            (two_blanks.clone(), Some(texts(&["2", ""])), Wrong),
            (two_blanks.clone(), Some(texts(&[" ", "　"])), Blank),
            (two_blanks, Some(Response::Truth(true)), Wrong),
        ];
        for (content, response, expected) in cases {
            assert_eq!(outcome(&content, response.as_ref()), expected, "{content:?} {response:?}");
        }
    }

    #[test]
    fn how_a_text_was_typed_makes_no_difference() {
        for (a, b) in [
            ("GB 30871", "ｇｂ　30871 "),
            ("2米", "２ 米"),
            ("安全 第一", "安全第一"),
            ("A，B", "a,b"),
            ("lock  out", "Lock Out"),
        ] {
            assert!(same_text(a, b), "{a} {b}");
        }
        for (a, b) in [("2", "2.0"), ("1 2", "12"), ("安全带", "安全绳"), ("lock out", "lockout")] {
            assert!(!same_text(a, b), "{a} {b}");
        }
    }

    #[test]
    fn the_pass_mark_is_exact() {
        let p = Points::from_hundredths;
        for (total, possible, percent, passed) in [
            (8_000, 10_000, 80, true),
            (7_999, 10_000, 80, false),
            (60, 100, 60, true),
            // 80 % of 0.33 is 0.264, so that 0.27 is needed
            (26, 33, 80, false),
            (27, 33, 80, true),
            (0, 0, 0, false),
            (100, 100, 100, true),
        ] {
            assert_eq!(
                passes(p(total), p(possible), percent),
                passed,
                "{total} of {possible} at {percent} %"
            );
        }
        assert_eq!(pass_mark(p(33), 80), p(27));
    }

    #[test]
    fn a_paper_with_a_missing_item_is_not_graded() {
        let (paper, _) = exam(&[(single(0), 1)]);
        assert_eq!(grade(&paper, |_| None, &BTreeMap::new()), Err(WrongItem { no: 1 }));
    }

    /// A paper of these questions and their points, options in stored order.
    fn exam(questions: &[(Content, u32)]) -> (Paper, BTreeMap<ItemVersionId, Item>) {
        let mut items = BTreeMap::new();
        let slots = (1u128..).zip(questions).map(|(n, (content, points))| {
            let version = ItemVersionId(Uuid::from_u128(n));
            let item = Item {
                stem: "题干".into(),
                content: content.clone(),
                explanation: String::new(),
                knowledge_point: String::new(),
                difficulty: None,
                legal_basis: String::new(),
            };
            items.insert(version, item);
            Slot {
                item: ItemId(Uuid::from_u128(n)),
                version,
                kind: content.kind(),
                points: Points::from_hundredths(i64::from(*points)),
                order: (0..content.options().len()).collect(),
                blanks: if let Content::FillIn { blanks } = content { blanks.len() } else { 0 },
            }
        });
        (Paper { algorithm: 1, seed: Seed([0; 32]), slots: slots.collect() }, items)
    }

    fn right_answer(content: &Content) -> Response {
        match content {
            Content::SingleChoice { key, .. } => Response::One(*key),
            Content::MultipleChoice { key, .. } => Response::Many(key.clone()),
            Content::TrueFalse { key } => Response::Truth(*key),
            Content::FillIn { blanks } => {
                Response::Texts(blanks.iter().map(|keys| keys[0].clone()).collect())
            }
        }
    }

    fn contents() -> impl Strategy<Value = Content> {
        prop_oneof![
            (0..4usize).prop_map(single),
            prop::collection::btree_set(0..4usize, 1..5)
                .prop_map(|key| multiple(&key.into_iter().collect::<Vec<_>>())),
            any::<bool>().prop_map(|key| Content::TrueFalse { key }),
            "[a-z2米]{1,6}".prop_map(|key| fill_in(&[&[&key], &["带"]])),
        ]
    }

    fn questions() -> impl Strategy<Value = Vec<(Content, u32)>> {
        prop::collection::vec((contents(), 1..1000u32), 1..12)
    }

    fn responses() -> impl Strategy<Value = BTreeMap<u16, Response>> {
        let response = prop_oneof![
            (0..6usize).prop_map(Response::One),
            prop::collection::btree_set(0..6usize, 0..5).prop_map(Response::Many),
            any::<bool>().prop_map(Response::Truth),
            prop::collection::vec("[a-z2米带]{0,3}", 0..3).prop_map(Response::Texts),
        ];
        prop::collection::btree_map(0..15u16, response, 0..15)
    }

    proptest! {
        #[test]
        fn nobody_earns_more_than_there_is(questions in questions(), responses in responses()) {
            let (paper, items) = exam(&questions);
            let graded = grade(&paper, |version| items.get(&version), &responses).unwrap();
            prop_assert!(graded.total <= graded.possible);
            prop_assert_eq!(graded.marks.len(), questions.len());
            prop_assert_eq!(graded.total, graded.marks.iter().map(|mark| mark.points).sum());
        }

        #[test]
        fn all_right_earns_everything(questions in questions()) {
            let (paper, items) = exam(&questions);
            let responses = (1..).zip(&questions).map(|(no, (content, _))| (no, right_answer(content))).collect();
            let graded = grade(&paper, |version| items.get(&version), &responses).unwrap();
            prop_assert_eq!(graded.total, graded.possible);
            prop_assert!(passes(graded.total, graded.possible, 100));
        }

        #[test]
        fn the_order_of_the_options_makes_no_difference(
            content in contents(),
            order in Just(vec![0usize, 1, 2, 3]).prop_shuffle(),
            chosen in prop::collection::btree_set(0..4usize, 1..5),
        ) {
            let (mut paper, items) = exam(&[(content.clone(), 1)]);
            prop_assume!(!content.options().is_empty());
            let outcome = |paper: &Paper, shown: &ShownResponse| {
                let stored = paper.slots[0].to_stored(shown).ok()?;
                Some(grade(paper, |version| items.get(&version), &BTreeMap::from([(1, stored)])).unwrap())
            };
            let straight = outcome(&paper, &ShownResponse::Chosen(chosen.clone()));
            let moved = chosen.iter().map(|stored| order.iter().position(|index| index == stored).unwrap()).collect();
            paper.slots[0].order = order;
            prop_assert_eq!(straight, outcome(&paper, &ShownResponse::Chosen(moved)));
        }

        #[test]
        fn the_pass_mark_is_the_least_that_passes(possible in 1..1_000_000i64, percent in 1..=100u8) {
            let possible = Points::from_hundredths(possible);
            let mark = pass_mark(possible, percent);
            prop_assert!(passes(mark, possible, percent));
            prop_assert!(!passes(Points::from_hundredths(mark.hundredths() - 1), possible, percent));
            prop_assert!(mark <= possible);
        }
    }
}
