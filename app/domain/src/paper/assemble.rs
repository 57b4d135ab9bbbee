//! Paper assembly (组卷): which questions a person gets, and in what order.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Blueprint, Cell, Paper, Slot};
use crate::{
    bank::{
        Content, Kind,
        item::{Shape, Shuffle},
    },
    id::{ItemId, ItemVersionId},
    points::Points,
    seed::{Draw, Seed},
};

/// The way papers are drawn, stored with each of them.
///
/// 1: ChaCha20 over the seed; pool by item id; cells with a knowledge point first, then the open
/// ones, each in blueprint order; in a cell the least-had items first, shuffled among equals; then
/// each kind's slots shuffled, then each slot's options. A change of any of this is a new number
/// beside the old one, because old papers must still be explained.
pub const ALGORITHM: u16 = 1;

/// A question that may be drawn for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub item: ItemId,
    pub version: ItemVersionId,
    pub kind: Kind,
    pub knowledge_point: String,
    /// What is asked: one question, or those of a case in their order.
    pub asked: Vec<Asked>,
    /// On how many of this person's earlier papers the item stood, in whatever version.
    pub times_had: u32,
}

/// One question that comes onto the paper with a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    pub kind: Kind,
    pub shape: Shape,
    /// Its weight among the questions of a case.
    pub weight: u32,
}

impl Asked {
    pub fn of(content: &Content) -> Vec<Asked> {
        let asked =
            |content: &Content, weight| Asked { kind: content.kind(), shape: content.shape(), weight };
        match content.parts() {
            [] => vec![asked(content, 1)],
            parts => parts.iter().map(|part| asked(&part.content, part.weight)).collect(),
        }
    }
}

/// What a question bank has for one cell of a blueprint. `cell` is an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supply {
    pub cell: usize,
    pub wanted: u32,
    /// What is there for this cell after the cells that are filled before it have had theirs.
    pub available: u32,
}

/// The first cell for which the question bank has too little.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannotFill {
    pub cell: usize,
    pub wanted: u32,
    pub available: u32,
}

impl Supply {
    pub fn is_enough(self) -> bool {
        self.available >= self.wanted
    }
}

impl Cell {
    fn takes(&self, kind: Kind, knowledge_point: &str) -> bool {
        self.kind == kind && self.knowledge_point.as_deref().is_none_or(|point| point == knowledge_point)
    }
}

/// Whether `pool` can fill each cell of `blueprint`, in the order of the cells.
///
/// It is exact although cells overlap. A cell with a knowledge point has no choice but that point's
/// questions, so it goes first; an open cell can take whatever is left of its kind, and how much is
/// left does not depend on which questions the others took.
pub fn supply(blueprint: &Blueprint, pool: &[Candidate]) -> Vec<Supply> {
    let mut left: BTreeMap<(Kind, &str), u32> = BTreeMap::new();
    for candidate in by_item(pool) {
        *left.entry((candidate.kind, &candidate.knowledge_point)).or_default() += 1;
    }
    let mut supplies: Vec<Supply> = filling_order(blueprint)
        .map(|(index, cell)| {
            let mut missing = cell.count;
            let mut available = 0;
            for (_, count) in left.iter_mut().filter(|((kind, point), _)| cell.takes(*kind, point)) {
                available += *count;
                let taken = missing.min(*count);
                *count -= taken;
                missing -= taken;
            }
            Supply { cell: index, wanted: cell.count, available }
        })
        .collect();
    supplies.sort_by_key(|supply| supply.cell);
    supplies
}

/// Draws a paper.
///
/// No item stands on it twice. Within a cell the items that the person has had least come first,
/// drawn by lot among equals. The paper shows the kinds in the order of the blueprint, each kind's
/// items shuffled, and their options shuffled as far as the item allows. The same blueprint, pool and
/// seed give the same paper, in whatever order the pool comes.
///
/// # Errors
/// [`CannotFill`] with the first cell, in blueprint order, for which [`supply`] is too small.
pub fn assemble(blueprint: &Blueprint, pool: &[Candidate], seed: Seed) -> Result<Paper, CannotFill> {
    if let Some(short) = supply(blueprint, pool).into_iter().find(|supply| !supply.is_enough()) {
        return Err(CannotFill { cell: short.cell, wanted: short.wanted, available: short.available });
    }
    let pool = by_item(pool);
    let mut draw = seed.draw();

    let mut taken = BTreeSet::new();
    let mut drawn: Vec<(&Cell, &Candidate)> = Vec::new();
    for (_, cell) in filling_order(blueprint) {
        let mut free: Vec<&Candidate> = pool
            .iter()
            .copied()
            .filter(|candidate| cell.takes(candidate.kind, &candidate.knowledge_point))
            .filter(|candidate| !taken.contains(&candidate.item))
            .collect();
        free.sort_by_key(|candidate| (candidate.times_had, candidate.item));
        for equals in free.chunk_by_mut(|a, b| a.times_had == b.times_had) {
            draw.shuffle(equals);
        }
        for candidate in free.into_iter().take(cell.count as usize) {
            taken.insert(candidate.item);
            drawn.push((cell, candidate));
        }
    }

    let mut slots = Vec::with_capacity(drawn.len());
    for kind in blueprint.kinds() {
        let mut group: Vec<_> = drawn.iter().filter(|(cell, _)| cell.kind == kind).collect();
        draw.shuffle(&mut group);
        for (cell, candidate) in group {
            let worth = shared_out(cell.points, &candidate.asked);
            for (part, (asked, points)) in (0..).zip(candidate.asked.iter().zip(worth)) {
                slots.push(Slot {
                    item: candidate.item,
                    version: candidate.version,
                    kind: asked.kind,
                    points,
                    order: option_order(asked, &mut draw),
                    blanks: asked.shape.blanks,
                    part: (candidate.kind == Kind::Case).then_some(part),
                });
            }
        }
    }
    Ok(Paper { algorithm: ALGORITHM, seed, slots })
}

/// The pool in the order of the items' ids, each item once, in its newest version.
fn by_item(pool: &[Candidate]) -> Vec<&Candidate> {
    let items: BTreeMap<(ItemId, ItemVersionId), &Candidate> =
        pool.iter().map(|candidate| ((candidate.item, candidate.version), candidate)).collect();
    let newest: BTreeMap<ItemId, &Candidate> =
        items.into_iter().map(|((item, _), candidate)| (item, candidate)).collect();
    newest.into_values().collect()
}

/// The cells with their indexes, those first that can't do with just any question.
fn filling_order(blueprint: &Blueprint) -> impl Iterator<Item = (usize, &Cell)> {
    let cells = || blueprint.cells.iter().enumerate();
    cells()
        .filter(|(_, cell)| cell.knowledge_point.is_some())
        .chain(cells().filter(|(_, cell)| cell.knowledge_point.is_none()))
}

/// The points of a case for each of its questions, by their weights. What can't be parted into hundredths
/// goes to the first ones.
fn shared_out(points: Points, asked: &[Asked]) -> Vec<Points> {
    let weights: i64 = asked.iter().map(|asked| i64::from(asked.weight)).sum();
    let whole = points.hundredths();
    let mut shares: Vec<i64> =
        asked.iter().map(|asked| whole * i64::from(asked.weight) / weights.max(1)).collect();
    let left = whole - shares.iter().sum::<i64>();
    for share in shares.iter_mut().take(usize::try_from(left).unwrap_or(0)) {
        *share += 1;
    }
    shares.into_iter().map(Points::from_hundredths).collect()
}

/// The stored option for each shown position; what an item ties down keeps its place.
fn option_order(asked: &Asked, draw: &mut Draw) -> Vec<usize> {
    let mut order: Vec<usize> = (0..asked.shape.options).collect();
    let movable = match asked.shape.shuffle {
        Shuffle::Never => 0,
        Shuffle::AllButLast => order.len().saturating_sub(1),
        Shuffle::All => order.len(),
    };
    draw.shuffle(&mut order[..movable]);
    // Things to be put in order must not stand in order already.
    if asked.kind == Kind::Ordering && order.len() > 1 && order.is_sorted() {
        order.rotate_left(1);
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const POINTS: [&str; 3] = ["高处作业", "临时用电", "动火作业"];

    fn candidate(n: u128, kind: Kind, point: &str, times_had: u32) -> Candidate {
        let choice = matches!(kind, Kind::SingleChoice | Kind::MultipleChoice);
        let shape = Shape {
            options: if choice { 4 } else { 0 },
            shuffle: [Shuffle::All, Shuffle::AllButLast, Shuffle::Never][(n % 3) as usize],
            blanks: usize::from(kind == Kind::FillIn),
        };
        Candidate {
            item: ItemId(Uuid::from_u128(n)),
            version: ItemVersionId(Uuid::from_u128(n + 1_000_000)),
            kind,
            knowledge_point: point.to_owned(),
            asked: vec![Asked { kind, shape, weight: 1 }],
            times_had,
        }
    }

    fn cell(kind: Kind, point: Option<&str>, count: u32) -> Cell {
        Cell { kind, knowledge_point: point.map(str::to_owned), count, points: Points::whole(2) }
    }

    /// Thirty questions of each kind, ten on each knowledge point.
    fn bank() -> Vec<Candidate> {
        (0..120u128)
            .map(|n| candidate(n, Kind::ALL[(n / 30) as usize], POINTS[(n % 3) as usize], 0))
            .collect()
    }

    fn usual() -> Blueprint {
        Blueprint {
            cells: vec![
                cell(Kind::SingleChoice, None, 8),
                cell(Kind::TrueFalse, Some(POINTS[0]), 4),
                cell(Kind::SingleChoice, Some(POINTS[1]), 4),
                cell(Kind::FillIn, None, 2),
            ],
        }
    }

    /// Written down once. If this changes, papers of the past can no longer be explained by their
    /// seeds: make a new algorithm number instead.
    #[test]
    fn a_paper_can_be_rebuilt_byte_for_byte() {
        let paper = assemble(&usual(), &bank(), Seed([7; 32])).unwrap();
        assert_eq!(paper.fingerprint(), "bb7748bdbbc61de77267cf84aee214db2b54ed79326ea898e933848295b55143");
        let stored: Paper = serde_json::from_slice(&paper.canonical_bytes()).unwrap();
        assert_eq!(stored, paper);
    }

    #[test]
    fn a_case_stays_together_and_shares_out_its_points() {
        let asked = |kind, weight| Asked { kind, shape: Shape { blanks: 1, ..Shape::default() }, weight };
        let case = Candidate {
            asked: vec![asked(Kind::TrueFalse, 1), asked(Kind::FillIn, 1), asked(Kind::ShortAnswer, 1)],
            ..candidate(500, Kind::Case, POINTS[0], 0)
        };
        let pool: Vec<_> = bank().into_iter().chain([case]).collect();
        let blueprint = Blueprint {
            cells: vec![
                Cell { points: Points::whole(10), ..cell(Kind::Case, None, 1) },
                cell(Kind::TrueFalse, None, 3),
            ],
        };
        let paper = assemble(&blueprint, &pool, Seed([2; 32])).unwrap();
        let parts: Vec<_> =
            paper.slots[..3].iter().map(|slot| (slot.part, slot.kind, slot.points.hundredths())).collect();
        assert_eq!(
            parts,
            [
                (Some(0), Kind::TrueFalse, 334),
                (Some(1), Kind::FillIn, 333),
                (Some(2), Kind::ShortAnswer, 333)
            ]
        );
        assert_eq!(paper.slots[3].part, None);
        assert_eq!(paper.possible(), blueprint.total());
    }

    #[test]
    fn what_is_to_be_put_in_order_never_stands_in_order() {
        let asked = Asked {
            kind: Kind::Ordering,
            shape: Shape { options: 2, blanks: 2, ..Shape::default() },
            weight: 1,
        };
        let pool = [Candidate { asked: vec![asked], ..candidate(1, Kind::Ordering, POINTS[0], 0) }];
        let blueprint = Blueprint { cells: vec![cell(Kind::Ordering, None, 1)] };
        for byte in 0..20 {
            assert_eq!(assemble(&blueprint, &pool, Seed([byte; 32])).unwrap().slots[0].order, [1, 0]);
        }
    }

    #[test]
    fn kinds_come_in_the_order_of_the_blueprint() {
        let paper = assemble(&usual(), &bank(), Seed([1; 32])).unwrap();
        let kinds: Vec<Kind> =
            paper.slots.chunk_by(|a, b| a.kind == b.kind).map(|group| group[0].kind).collect();
        assert_eq!(kinds, [Kind::SingleChoice, Kind::TrueFalse, Kind::FillIn]);
        assert_eq!(paper.possible(), usual().total());
    }

    #[test]
    fn tied_options_keep_their_places() {
        for byte in 0..40 {
            let paper = assemble(&usual(), &bank(), Seed([byte; 32])).unwrap();
            for slot in &paper.slots {
                let drawn = bank().into_iter().find(|candidate| candidate.item == slot.item).unwrap();
                let shape = drawn.asked[0].shape;
                assert_eq!(slot.order.len(), shape.options);
                match shape.shuffle {
                    Shuffle::Never => assert!(slot.order.is_sorted()),
                    Shuffle::AllButLast if shape.options > 0 => assert_eq!(slot.order.last(), Some(&3)),
                    Shuffle::AllButLast | Shuffle::All => {}
                }
            }
        }
    }

    #[test]
    fn what_the_person_has_had_least_comes_first() {
        let fresh = 5;
        let pool: Vec<_> =
            (0..20).map(|n| candidate(n, Kind::TrueFalse, POINTS[0], u32::from(n >= fresh))).collect();
        let wanted = |count| Blueprint { cells: vec![cell(Kind::TrueFalse, None, count)] };
        let had = |paper: Paper| paper.slots.iter().filter(|slot| slot.item.0.as_u128() >= fresh).count();
        assert_eq!(had(assemble(&wanted(5), &pool, Seed([3; 32])).unwrap()), 0);
        assert_eq!(had(assemble(&wanted(7), &pool, Seed([3; 32])).unwrap()), 2);
    }

    #[test]
    fn an_open_cell_leaves_a_knowledge_point_what_it_needs() {
        let pool: Vec<_> =
            (0..6).map(|n| candidate(n, Kind::TrueFalse, POINTS[usize::from(n >= 2)], 0)).collect();
        let mut blueprint = Blueprint {
            cells: vec![cell(Kind::TrueFalse, None, 4), cell(Kind::TrueFalse, Some(POINTS[0]), 2)],
        };
        assert_eq!(assemble(&blueprint, &pool, Seed([1; 32])).map(|paper| paper.slots.len()), Ok(6));

        blueprint.cells[0].count = 5;
        assert_eq!(
            supply(&blueprint, &pool),
            [Supply { cell: 0, wanted: 5, available: 4 }, Supply { cell: 1, wanted: 2, available: 2 }]
        );
        let refused = CannotFill { cell: 0, wanted: 5, available: 4 };
        assert_eq!(assemble(&blueprint, &pool, Seed([1; 32])), Err(refused));
    }

    #[test]
    fn two_versions_of_a_question_are_one_question() {
        let old = candidate(1, Kind::TrueFalse, POINTS[0], 0);
        let new = Candidate { version: ItemVersionId(Uuid::from_u128(2_000_000)), ..old.clone() };
        let blueprint = |count| Blueprint { cells: vec![cell(Kind::TrueFalse, None, count)] };
        let paper = assemble(&blueprint(1), &[new.clone(), old.clone()], Seed([1; 32])).unwrap();
        assert_eq!(paper.slots[0].version, new.version);
        assert!(assemble(&blueprint(2), &[new, old], Seed([1; 32])).is_err());
    }

    fn pools() -> impl Strategy<Value = Vec<Candidate>> {
        prop::collection::vec((0..2usize, 0..3usize, 0..3u32), 0..25).prop_map(|all| {
            (0..)
                .zip(all)
                .map(|(n, (kind, point, had))| candidate(n, Kind::ALL[kind], POINTS[point], had))
                .collect()
        })
    }

    fn blueprints() -> impl Strategy<Value = Blueprint> {
        prop::collection::vec((0..2usize, prop::option::of(0..3usize), 1..5u32), 1..6).prop_map(|cells| {
            Blueprint {
                cells: cells
                    .into_iter()
                    .map(|(kind, point, count)| {
                        cell(Kind::ALL[kind], point.map(|point| POINTS[point]), count)
                    })
                    .collect(),
            }
        })
    }

    /// Whether each wanted place can have its own question, by augmenting paths.
    fn can_be_matched(blueprint: &Blueprint, pool: &[Candidate]) -> bool {
        fn place(
            seat: usize,
            seats: &[&Cell],
            pool: &[Candidate],
            held: &mut Vec<Option<usize>>,
            seen: &mut Vec<bool>,
        ) -> bool {
            (0..pool.len()).any(|n| {
                if seen[n] || !seats[seat].takes(pool[n].kind, &pool[n].knowledge_point) {
                    return false;
                }
                seen[n] = true;
                let free = held[n].is_none_or(|other| place(other, seats, pool, held, seen));
                if free {
                    held[n] = Some(seat);
                }
                free
            })
        }
        let seats: Vec<&Cell> =
            blueprint.cells.iter().flat_map(|cell| std::iter::repeat_n(cell, cell.count as usize)).collect();
        let mut held = vec![None; pool.len()];
        (0..seats.len()).all(|seat| place(seat, &seats, pool, &mut held, &mut vec![false; pool.len()]))
    }

    proptest! {
        #[test]
        fn a_paper_can_be_drawn_exactly_when_the_questions_are_there(blueprint in blueprints(), pool in pools()) {
            let paper = assemble(&blueprint, &pool, Seed([9; 32]));
            prop_assert_eq!(paper.is_ok(), can_be_matched(&blueprint, &pool));
            prop_assert_eq!(paper.is_ok(), supply(&blueprint, &pool).into_iter().all(Supply::is_enough));
        }

        #[test]
        fn no_question_stands_on_a_paper_twice(seed: [u8; 32], blueprint in blueprints(), pool in pools()) {
            if let Ok(paper) = assemble(&blueprint, &pool, Seed(seed)) {
                let items: BTreeSet<ItemId> = paper.slots.iter().map(|slot| slot.item).collect();
                prop_assert_eq!(items.len() as u64, blueprint.items());
                prop_assert_eq!(paper.slots.len() as u64, blueprint.items());
                for slot in &paper.slots {
                    let shown: BTreeSet<usize> = slot.order.iter().copied().collect();
                    prop_assert!(shown.into_iter().eq(0..slot.order.len()));
                }
            }
        }

        #[test]
        fn the_order_of_the_pool_makes_no_difference(seed: [u8; 32], mixed in Just(bank()).prop_shuffle()) {
            let papers = [bank(), mixed].map(|pool| assemble(&usual(), &pool, Seed(seed)).unwrap());
            prop_assert_eq!(papers[0].canonical_bytes(), papers[1].canonical_bytes());
        }
    }
}
