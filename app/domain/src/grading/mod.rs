//! Grading (评分): from a paper, its items and the answers to marks.
//!
//! What an answer earns is decided by the formula that its question names ([`share`]); unless it says
//! otherwise, an item is right or it is not: a multiple choice needs all right options and no other, a
//! fill-in question every blank. A text that people have to mark waits for them, and until they have, the
//! paper has no total.

pub mod compare;
pub mod marking;
mod share;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    bank::{Content, Item, Response},
    id::ItemVersionId,
    paper::{Paper, WrongItem},
    points::Points,
};

pub use compare::same_text;
pub use share::Share;

/// What was made of a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graded {
    /// One for each item, in the order of the paper.
    pub marks: Vec<Mark>,
    /// What has been earned so far; final when nothing [awaits marking](Graded::awaits_marking).
    pub total: Points,
    pub possible: Points,
    /// Numbers of the must-pass items that are not right.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub failed: BTreeSet<u16>,
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
    /// Some of the mark, by the formula of the question or by those who marked it.
    Partly,
    Wrong,
    /// Not answered, or answered with nothing: all ticks taken back, only spaces.
    Blank,
    /// People have to mark it and have not yet.
    Unmarked,
}

impl Graded {
    /// Whether people have something to mark before the total is one.
    pub fn awaits_marking(&self) -> bool {
        self.marks.iter().any(|mark| mark.outcome == Outcome::Unmarked)
    }

    /// Whether this passes when `percent` of the points are asked for: the total is enough and no item that
    /// must be right is not. Nothing passes that still awaits a mark.
    pub fn passes(&self, percent: u8) -> bool {
        !self.awaits_marking() && self.failed.is_empty() && passes(self.total, self.possible, percent)
    }
}

/// Grades `responses`, by item number, to `paper`. `marked` holds what people gave for the items that they
/// mark.
///
/// Responses to numbers that are not on the paper count for nothing, and so do marks for them; a mark of
/// more than an item is worth is cut to that.
///
/// # Errors
/// [`WrongItem`] when an item is missing or is not what was drawn; a paper is graded whole or not at all.
pub fn grade<'a>(
    paper: &'a Paper,
    item: impl Fn(ItemVersionId) -> Option<&'a Item>,
    responses: &BTreeMap<u16, Response>,
    marked: &BTreeMap<u16, Points>,
) -> Result<Graded, WrongItem> {
    let mut failed = BTreeSet::new();
    let marks = paper.questions(item).map(|found| {
        let question = found?;
        let (no, worth) = (question.no, question.slot.points);
        let mark = match judge(question.content(), responses.get(&no)) {
            Judged::Blank => Mark { no, points: Points::ZERO, outcome: Outcome::Blank },
            Judged::Share(share) => of(no, worth, share.points(worth), share.is_all()),
            Judged::ByPeople => match marked.get(&no) {
                Some(points) => {
                    let points = (*points).clamp(Points::ZERO, worth);
                    of(no, worth, points, points == worth)
                }
                None => Mark { no, points: Points::ZERO, outcome: Outcome::Unmarked },
            },
        };
        if question.item.must_pass && !matches!(mark.outcome, Outcome::Right | Outcome::Unmarked) {
            failed.insert(no);
        }
        Ok(mark)
    });
    let marks: Vec<Mark> = marks.collect::<Result<_, _>>()?;
    let total = marks.iter().map(|mark| mark.points).sum();
    Ok(Graded { total, possible: paper.possible(), marks, failed })
}

fn of(no: u16, worth: Points, points: Points, all: bool) -> Mark {
    let outcome = match points {
        _ if all => Outcome::Right,
        Points::ZERO => Outcome::Wrong,
        _ => Outcome::Partly,
    };
    debug_assert!(points <= worth);
    Mark { no, points, outcome }
}

/// What an answer to one question is, before it is worth anything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Judged {
    Blank,
    Share(Share),
    ByPeople,
}

pub fn judge(content: &Content, response: Option<&Response>) -> Judged {
    match response {
        None => Judged::Blank,
        Some(response) if response.is_blank() => Judged::Blank,
        Some(response) => share::share(content, response).map_or(Judged::ByPeople, Judged::Share),
    }
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
        ["甲", "乙", "丙", "丁"].map(ItemOption::words).to_vec()
    }

    fn single(key: usize) -> Content {
        Content::SingleChoice { options: options(), key, shuffle: Shuffle::All }
    }

    fn multiple(key: &[usize]) -> Content {
        Content::multiple(options(), key.iter().copied().collect(), Shuffle::All)
    }

    fn fill_in(blanks: &[&[&str]]) -> Content {
        let keys = |keys: &&[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        Content::fill_in(blanks.iter().map(keys).collect())
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
            let (paper, items) = exam(&[(content.clone(), 200)]);
            let responses = response.iter().map(|response| (1, response.clone())).collect();
            let graded = grade(&paper, |version| items.get(&version), &responses, &BTreeMap::new()).unwrap();
            assert_eq!(graded.marks[0].outcome, expected, "{content:?} {response:?}");
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
        assert_eq!(grade(&paper, |_| None, &BTreeMap::new(), &BTreeMap::new()), Err(WrongItem { no: 1 }));
    }

    /// A paper of these questions and their points, options in stored order.
    fn exam(questions: &[(Content, u32)]) -> (Paper, BTreeMap<ItemVersionId, Item>) {
        let mut items = BTreeMap::new();
        let slots = (1u128..).zip(questions).map(|(n, (content, points))| {
            let version = ItemVersionId(Uuid::from_u128(n));
            let item = Item::new("题干", content.clone());
            items.insert(version, item);
            Slot {
                item: ItemId(Uuid::from_u128(n)),
                version,
                kind: content.kind(),
                points: Points::from_hundredths(i64::from(*points)),
                order: (0..content.shape().options).collect(),
                blanks: content.shape().blanks,
                part: None,
            }
        });
        (Paper { algorithm: 1, seed: Seed([0; 32]), slots: slots.collect() }, items)
    }

    fn right_answer(content: &Content) -> Response {
        match content {
            Content::SingleChoice { key, .. } => Response::One(*key),
            Content::MultipleChoice { key, .. } => Response::Many(key.clone()),
            Content::TrueFalse { key } => Response::Truth(*key),
            Content::FillIn { blanks, .. } => {
                Response::Texts(blanks.iter().map(|keys| keys[0].clone()).collect())
            }
            other => unreachable!("{other:?} is not among the contents below"),
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
            let graded = grade(&paper, |version| items.get(&version), &responses, &BTreeMap::new()).unwrap();
            prop_assert!(graded.total <= graded.possible);
            prop_assert_eq!(graded.marks.len(), questions.len());
            prop_assert_eq!(graded.total, graded.marks.iter().map(|mark| mark.points).sum());
        }

        #[test]
        fn all_right_earns_everything(questions in questions()) {
            let (paper, items) = exam(&questions);
            let responses = (1..).zip(&questions).map(|(no, (content, _))| (no, right_answer(content))).collect();
            let graded = grade(&paper, |version| items.get(&version), &responses, &BTreeMap::new()).unwrap();
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
                Some(grade(paper, |version| items.get(&version), &BTreeMap::from([(1, stored)]), &BTreeMap::new()).unwrap())
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
